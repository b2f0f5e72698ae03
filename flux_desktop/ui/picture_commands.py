"""What a person does with pictures and jobs of the gallery: one method a command, whatever it was called from."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from flux_desktop.domain.errors import PicturesUnreachableError
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.services.engine import Engine
from flux_desktop.services.library import Library
from flux_desktop.services.workers import run_apart
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails
from flux_desktop.ui.checkout import Checkout, Purchase
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.errors import pictures, sentence_for
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.making import Making
from flux_desktop.ui.support.file_manager import show_in_file_manager
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.telling import trouble_said

_MOST_COPIED = 500
_SLOW_S = 2.0


class PictureCommands(QObject):
    """Commands on ids that need not be pictures: what does not apply to one is left out.

    Files are looked for and read in threads of their own: the drive they are on may be slow, or gone.
    """

    save_copies_requested = Signal(object)
    """The ids of pictures that somebody wants copies of."""
    settings_found = Signal(object)
    """What the file of an imported picture says of its making, to be used in the panel."""
    hidden = Signal(object)
    """Nobody waits for the generation with this id any more; if it becomes a picture, it comes back."""

    def __init__(
        self,
        *,
        model: GalleryModel,
        library: Library,
        engine: Engine,
        panel: ComposePanel,
        making: Making,
        checkout: Checkout,
        toasts: Toasts,
        tasks: TaskSet,
    ) -> None:
        super().__init__(panel)
        self._model = model
        self._library = library
        self._engine = engine
        self._panel = panel
        self._making = making
        self._checkout = checkout
        self._toasts = toasts
        self._tasks = tasks

    def follow(self, page: GalleryPage) -> None:
        """Do what is asked for in the gallery."""
        view = page.view
        view.reference_requested.connect(self.use_as_reference)
        view.vary_requested.connect(self.vary)
        view.cancel_requested.connect(self.cancel)
        view.retry_requested.connect(self.retry)
        view.make_again_requested.connect(self.make_again)
        view.dismiss_requested.connect(self.dismiss)
        view.edit_prompt_requested.connect(self.edit_prompt)
        page.cancel_waiting_requested.connect(self.cancel_waiting)

    # Pictures

    def use_as_reference(self, ids: Sequence[ItemId]) -> None:
        self._with_files(self._pictures(ids), self._making.add_references)

    def use_prompt(self, item_id: ItemId) -> None:
        row = self._model.item(item_id)
        if row:
            self._panel.use_prompt(row.prompt)
            self._panel.focus_prompt()

    def edit_again(self, item_id: ItemId) -> None:
        """Everything the picture was made with, its references and seed included, back into the panel."""
        details = self._library.details(item_id)
        if details and details.file_settings and not details.generation:
            self.settings_found.emit(details.file_settings)
        elif request := self._request(item_id):
            self._panel.edit_request(request)
            self._panel.focus_prompt()

    def vary(self, item_id: ItemId) -> None:
        request = self._request(item_id)
        if request:
            self._making.vary(request)

    def copy_picture(self, ids: Sequence[ItemId]) -> None:
        """The file and its prompt, and the pixels of a single one, on one clipboard. No more than other programs can
        take: the first 500."""
        rows = self._pictures(ids[:_MOST_COPIED])
        if rows:
            self._tasks.start(self._put_on_clipboard(rows, left_out=max(0, len(ids) - _MOST_COPIED)))

    def copy_prompt(self, ids: Sequence[ItemId]) -> None:
        prompts = [row.prompt for item_id in ids if (row := self._model.item(item_id))]
        if prompts:
            QGuiApplication.clipboard().setText("\n\n".join(prompts))
            self._toasts.show("Prompt copied." if len(prompts) == 1 else f"{len(prompts)} prompts copied.")

    def copy_seed(self, item_id: ItemId) -> None:
        row = self._model.item(item_id)
        if row and row.seed is not None:
            QGuiApplication.clipboard().setText(str(row.seed))
            self._toasts.show("Seed copied.")

    def show_in_folder(self, item_id: ItemId) -> None:
        """In the system's file manager, with the file selected where it can be."""
        self._with_files(self._pictures([item_id]), lambda files: show_in_file_manager(files[0], self))

    def open_with_other(self, item_id: ItemId) -> None:
        """In the program that the system opens pictures with."""
        self._with_files(
            self._pictures([item_id]), lambda files: QDesktopServices.openUrl(QUrl.fromLocalFile(str(files[0])))
        )

    def with_files(self, ids: Sequence[ItemId], act: Callable[[list[Path]], object]) -> None:
        """Call ``act`` with the files of these pictures, as far as they are there."""
        self._with_files(self._pictures(ids), act)

    def save_copies(self, ids: Sequence[ItemId]) -> None:
        """Copies for the world outside."""
        self.save_copies_requested.emit(list(ids))

    # Jobs

    def cancel(self, item_id: ItemId) -> None:
        """Take it out of the queue; when it is sent already, only its tile goes, and the picture still arrives."""
        self._tasks.start(self._cancel(item_id))

    def retry(self, item_id: ItemId) -> None:
        """What a job's button offers: send again what is in doubt, ask again for what expired, save again what found
        no room."""
        row = self._model.item(item_id)
        if row is None:
            return
        if row.state is State.EXPIRED:
            self._tasks.start(self._told(self._engine.check_again(item_id)))
        elif row.state is State.FETCHING:
            self._engine.try_again()
        else:
            self._buy_again([row])

    def make_again(self, item_id: ItemId) -> None:
        """Another one in its place; beside it when it is still under way."""
        row = self._model.item(item_id)
        if row and row.state is State.RUNNING:
            request = self._request(item_id)
            if request:
                self._making.make_again(request)
        elif row:
            self._buy_again([row])

    def retry_all(self, free: Sequence[ItemId], priced: Sequence[ItemId]) -> None:
        """The buttons of these jobs, all at once: what costs nothing, and what is made anew as one purchase."""
        for item_id in free:
            self.retry(item_id)
        rows = [row for item_id in priced if (row := self._model.item(item_id))]
        if rows:
            self._buy_again(rows)

    def dismiss(self, item_id: ItemId) -> None:
        self._model.remove([item_id])
        self._tasks.start(self._told(self._engine.dismiss(item_id)))

    def cancel_waiting(self) -> None:
        """Cancel, free of charge, everything that has not been sent, what nobody has scrolled to included."""
        for row in self._library.rows(self._library.job_ids()).values():
            if row.state is State.QUEUED:
                self.cancel(row.id)

    def edit_prompt(self, item_id: ItemId) -> None:
        """Bring a job's words back, and the field to blame when the service named one."""
        self.edit_again(item_id)
        row = self._model.item(item_id)
        if row and row.failure and row.failure.field:
            self._panel.focus_field(row.failure.field)

    # Parts

    def _pictures(self, ids: Sequence[ItemId]) -> list[GalleryRow]:
        rows = [row for item_id in ids if (row := self._model.item(item_id))]
        return [row for row in rows if row.state is State.DONE]

    def _with_files(self, rows: Sequence[GalleryRow], act: Callable[[list[Path]], object]) -> None:
        """Call ``act`` with the files of these pictures, if there are any."""

        async def look() -> None:
            if files := await self._files(rows):
                act(files)

        if rows:
            self._tasks.start(look())

    async def _files(self, rows: Sequence[GalleryRow]) -> list[Path]:
        """Those that are there; it is said when some are not."""
        import asyncio

        wanted = [self._library.absolute(row.path) for row in rows if row.path]
        looking = asyncio.ensure_future(answer(run_apart("flux-files", _existing, wanted, self._library.folder)))
        if not (await asyncio.wait([looking], timeout=_SLOW_S))[0]:
            self._toasts.show("Waiting for the drive with your pictures…")
        files, is_drive_there = await looking
        missing = len(wanted) - len(files)
        if missing and not is_drive_there:
            self._toasts.show(sentence_for(PicturesUnreachableError()))
        elif missing:
            what = "This picture's file was" if len(wanted) == 1 else f"The files of {pictures(missing)} were"
            self._toasts.show(f"{what} moved or deleted.")
        return files

    def _request(self, item_id: ItemId) -> GenerationRequest | None:
        details: GenerationDetails | None = self._library.details(item_id)
        if details is None or details.request is None:
            self._toasts.show("How this picture was made is not known.")
            return None
        return details.request

    def _buy_again(self, rows: Sequence[GalleryRow]) -> None:
        """Have the engine make these again, through the checkout."""
        ids = [row.id for row in rows]

        async def send(consented: bool) -> None:  # by place: every purchase is sent alike
            await answer(self._engine.retry_all(ids, consented=consented))

        self._checkout.buy(
            Purchase(
                prices=[row.estimate for row in rows if not row.practice],
                send=send,
                fewer=lambda count: self._buy_again(_with_priced(rows, count)),
                is_again=True,
            )
        )

    async def _put_on_clipboard(self, rows: Sequence[GalleryRow], *, left_out: int) -> None:
        from PySide6.QtGui import QImageReader

        files = await self._files(rows)
        if not files:
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        mime.setText("\n\n".join(row.prompt for row in rows))
        if len(files) == 1:
            image = await answer(run_apart("flux-files", lambda: QImageReader(str(files[0])).read()))
            if not image.isNull():
                mime.setImageData(image)
        QGuiApplication.clipboard().setMimeData(mime)
        first = "The first " if left_out else ""
        self._toasts.show(f"{first}{pictures(len(files))} copied.")

    async def _cancel(self, item_id: ItemId) -> None:
        with trouble_said(self._toasts):
            cancelled = await answer(self._engine.cancel(item_id))
            self._model.remove([item_id])
            self.hidden.emit(item_id)
            if not cancelled:
                self._toasts.show("Stopped waiting. If BFL finishes this picture, it is kept for you.")

    async def _told(self, promised: object) -> None:
        """Await what the engine promised, and say what went wrong."""
        with trouble_said(self._toasts):
            await answer(promised)  # type: ignore[arg-type]


def _existing(files: Sequence[Path], library: Path) -> tuple[list[Path], bool]:
    """Those that are there, and whether the library is: that of a drive that is not connected is gone, or empty."""
    found = [file for file in files if _is_file(file)]
    try:
        return found, any(library.iterdir())
    except OSError:
        return found, False


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a drive that has gone, a folder that may not be entered
        return False


def _with_priced(rows: Sequence[GalleryRow], count: int) -> list[GalleryRow]:
    """Only the first ``count`` of those that cost something, and all that are practice."""
    priced = {row.id for row in [row for row in rows if not row.practice][:count]}
    return [row for row in rows if row.practice or row.id in priced]
