"""Making pictures: what the compose panel asks for, between it and the engine."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.pricing import estimate
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.services.engine import Engine
from flux_desktop.services.events import GenerationChanged
from flux_desktop.services.library import Library
from flux_desktop.ui.account import Account
from flux_desktop.ui.checkout import Checkout, Purchase
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.reference_sources import ImageData, Source, WebAddress, name_of
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.reference_pictures import ReferencePictures
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet, answer


class Making(QObject):
    """``clicked`` is emitted with the moment of the click and the ids that came of it, for the trace; ``queued`` with
    the requests and their ids."""

    clicked = Signal(float, list)
    queued = Signal(object, list)

    def __init__(
        self,
        *,
        panel: ComposePanel,
        engine: Engine,
        library: Library,
        pictures: ReferencePictures,
        account: Account,
        catalogue: Catalogue,
        toasts: Toasts,
        tasks: TaskSet,
        checkout: Checkout,
        clock_us: Callable[[], float],
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._engine = engine
        self._library = library
        self._pictures = pictures
        self._account = account
        self._catalogue = catalogue
        self._toasts = toasts
        self._tasks = tasks
        self._checkout = checkout
        self._clock_us = clock_us
        self._waiting: list[Sequence[GenerationRequest]] = []
        panel.set_practice(account.is_practice)  # else a price would flash up before "Free"
        panel.submitted.connect(self.submit)
        panel.submitted_anyway.connect(self.submit_anyway)
        panel.references_wanted.connect(self._read_references)
        panel.thumbnails_wanted.connect(self._read_thumbnails)
        panel.message.connect(toasts.show)
        account.changed.connect(self._account_changed)
        account.searched.connect(self._account_changed)
        account.searched.connect(self._submit_what_waited)

    def begin(self) -> None:
        """Once the loop runs: what the panel shows of the library and of a draft that was kept."""
        self.refresh_figures()
        self._read_thumbnails(self._panel.draft.references)

    def submit(self, requests: Sequence[GenerationRequest]) -> None:
        """Queue these, after asking when the person wants to be asked.

        Whoever is quicker than the keychain, right after the start, has asked for them all the same.
        """
        if self._account.is_searching:
            self._waiting.append(requests)
        else:
            self._checkout.buy(self._purchase(requests))

    def submit_agreed(self, requests: Sequence[GenerationRequest]) -> None:
        """Queue these: the person was told their number and their price, and only a limit is asked about."""
        self._checkout.buy(self._purchase(requests, is_agreed=True))

    def submit_anyway(self, requests: Sequence[GenerationRequest]) -> None:
        """Queue these: the person agrees to pass a soft limit, once."""
        self._checkout.buy_anyway(self._purchase(requests))

    def make_again(self, request: GenerationRequest) -> None:
        """The same once more, by a click on what came of it."""
        self._buy_again([request])

    def vary(self, request: GenerationRequest) -> None:
        """The same again with new seeds, as many as the stepper says; ``VaryOffer`` says what that costs."""
        settings = {name: value for name, value in request.settings.items() if name != "seed"}
        varied = GenerationRequest(request.model_id, request.prompt, settings, request.references)
        self._buy_again([varied] * self._panel.draft.count)

    def add_references(self, files: Sequence[Path]) -> None:
        """Use these picture files as references."""
        self._panel.references.addFiles([str(file) for file in files])

    # What the engine tells

    def generation_changed(self, event: GenerationChanged) -> None:
        if event.generation.state is State.DONE:
            self._panel.set_last_seed(event.generation.seed_used)
            self.refresh_figures(event.generation.request.model_id)

    def balance_changed(self, balance: Hundredths | None) -> None:
        self._checkout.balance = balance
        self._panel.set_balance(None if self._account.is_practice else balance)

    def refresh_figures(self, *model_ids: str) -> None:
        """Read usual times again; of all models when none is named."""
        known = {model_id: self._usual_s(model_id) for model_id in model_ids or tuple(self._catalogue.models)}
        self._panel.set_usual_times({model_id: usual for model_id, usual in known.items() if usual is not None})

    def _usual_s(self, model_id: str) -> float | None:
        durations = sorted(self._library.recent_durations_s(model_id, practice=self._account.is_practice))
        return durations[len(durations) // 2] if durations else None

    def _submit_what_waited(self) -> None:
        waiting, self._waiting = self._waiting, []
        for requests in waiting:
            self.submit(requests)

    def _account_changed(self) -> None:
        self._panel.set_practice(self._account.is_practice)
        self._panel.set_blocked(None if self._account.is_ready else "Add your BFL key in Settings to make pictures.")
        self.balance_changed(None)

    def _buy_again(self, requests: Sequence[GenerationRequest]) -> None:
        model = self._catalogue.models.get(requests[0].model_id)
        if model is None or model.retired:
            self._toasts.show(f"{self._catalogue.name_of(requests[0].model_id)} is no longer offered.")
            return
        self._checkout.buy(self._purchase(requests, is_again=True))

    # What is awaited

    def _purchase(
        self, requests: Sequence[GenerationRequest], *, is_again: bool = False, is_agreed: bool = False
    ) -> Purchase:
        clicked_us = self._clock_us()
        prices = [estimate(self._catalogue[request.model_id], request).amount for request in requests]

        async def send(consented: bool) -> None:  # by place: every purchase is sent alike
            queued = await answer(self._engine.submit(requests, prices, consented=consented))
            ids: list[ItemId] = [generation.id for generation in queued]
            self.clicked.emit(clicked_us, ids)
            self.queued.emit(requests, ids)

        return Purchase(
            prices=() if self._account.is_practice else prices,
            send=send,
            fewer=lambda count: self.submit(requests[:count]),
            is_again=is_again,
            is_agreed=is_agreed,
        )

    def _read_references(self, sources: list[Source]) -> None:
        model = self._catalogue[self._panel.draft.model_id]
        self._tasks.start(self._read_in_order(sources, model))

    async def _read_in_order(self, sources: Sequence[Source], model: ImageModel) -> None:
        for source in sources:  # one after the other, so that they keep the order in which they were dropped
            await self._read_reference(source, model)

    async def _read_reference(self, source: Source, model: ImageModel) -> None:
        name = name_of(source)
        try:
            if isinstance(source, WebAddress):
                self._panel.reference_failed(name, "Save this picture from the web page first, then add the file.")
                return
            content = source if isinstance(source, Path) else await _encoded(source)
            reference = await answer(self._engine.add_reference(content, name, model.reference_limits))
        except FluxDesktopError as error:
            self._panel.reference_failed(name, sentence_for(error))
            return
        self._panel.add_reference(reference, await self._pictures.for_slot(reference))
        if isinstance(source, ImageData):  # nobody sees the clipboard
            self._toasts.show(f"Added as image {len(self._panel.draft.references)}")

    def _read_thumbnails(self, references: Sequence[Reference]) -> None:
        self._tasks.start(self._show_thumbnails(references))

    async def _show_thumbnails(self, references: Sequence[Reference]) -> None:
        for reference in references:
            self._panel.set_thumbnail(reference.sha256, await self._pictures.for_slot(reference))


async def _encoded(source: ImageData) -> bytes:
    import asyncio

    if isinstance(source.data, bytes):
        return source.data
    return await asyncio.to_thread(_as_png, source.data)


def _as_png(image: QImage) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImageWriter

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(image)
    return bytes(buffer.data().data())
