"""The history of prompts, between its file, its popover and the compose panel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import time
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import dollars
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.state import State
from flux_desktop.services.library import Library
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.card_desk import CardDesk, Done, PictureFetcher
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.domain.prompt_history import PromptHistory, UsedPrompt
    from flux_desktop.ui.compose.cards import Card
    from flux_desktop.ui.compose.history_popover import HistoryPopover

_PICTURES_SHOWN = 3
_LAST_WRITTEN = 200
"""Prompts of which it is known what they were written as, until what came of them is told."""


class PromptHistoryDesk(CardDesk["HistoryPopover"]):
    """Remembers what is submitted and what came of it, and lets it be used again."""

    def __init__(
        self,
        panel: ComposePanel,
        theme: Theme,
        file: JsonFile,
        *,
        toasts: Toasts,
        fetcher: PictureFetcher,
        library: Library,
        keeps: Callable[[], bool] = lambda: True,
        now_s: Callable[[], float] = time,
    ) -> None:
        """``keeps``: whether the person wants new prompts to be remembered, asked at each one."""
        super().__init__(panel, theme, file, toasts=toasts, fetcher=fetcher)
        self._library, self._keeps, self._now_s = library, keeps, now_s
        self._known: PromptHistory | None = None
        self._written: dict[str, str] = {}
        panel.submitted.connect(self.submitted)
        panel.submitted_anyway.connect(self.submitted)
        panel.prompt.history_requested.connect(self.open)

    @property
    def history(self) -> "PromptHistory":
        if self._known is None:
            from flux_desktop.domain.prompt_history import PromptHistory  # not needed to start

            self._known = PromptHistory.from_dict(self._file.load())
        return self._known

    def queued(self, requests: Sequence[GenerationRequest], ids: Sequence[ItemId]) -> None:
        """These requests are on their way, each under its id."""
        if not self._keeps():
            return
        made: dict[str, list[ItemId]] = {}
        for request, item_id in zip(requests, ids, strict=False):
            made.setdefault(self._written.get(request.prompt, request.prompt), []).append(item_id)
        history = self.history
        for text, of_text in made.items():
            history = history.made(text, of_text)
        self._change(history)

    def lacking(self, kept: Mapping[str, Any]) -> "list[UsedPrompt]":
        """Prompts of another history, as it was written, that this one does not know."""
        other = type(self.history).from_dict(kept)
        known = {prompt.text for prompt in self.history.prompts}
        return [prompt for prompt in other.prompts if prompt.text not in known]

    def take(self, prompts: "Sequence[UsedPrompt]") -> None:
        """Remember these, too."""
        self._change(self.history.with_more(prompts))

    def forget_all(self) -> None:
        """As if no prompt had ever been used, on the disk at once; nothing brings them back."""
        self._written, self._undo = {}, None
        self._change(type(self.history)())
        self.keep()

    # The popover

    def _make_popover(self) -> "HistoryPopover":
        from flux_desktop.ui.compose.history_popover import HistoryPopover  # not needed to start

        popover = HistoryPopover(self._theme, self._panel.window())
        popover.use_requested.connect(self._use)
        popover.use_at_once_requested.connect(self._generate)
        popover.forget_requested.connect(self._forget)
        popover.pin_requested.connect(self._pin)
        popover.list.cards.completed = self._completed
        return popover

    def _fill(self, popover: "HistoryPopover") -> None:
        popover.show_history(self.history, keeps=self._keeps())

    def _link(self) -> QWidget:
        return self._panel.prompt.history_link

    def _completed(self, card: "Card") -> "Card":
        """With what it would cost now, and what came of it as far as that is still in the library."""
        card = replace(card, right=self._panel.price_of(card.key))
        prompt = self.history.get(card.key)
        rows = self._library.rows(prompt.picture_ids) if prompt and prompt.picture_ids else {}
        pictures = [rows[item_id] for item_id in sorted(rows, reverse=True) if rows[item_id].state is State.DONE]
        if not pictures:
            return card
        shown = tuple(row.id for row in pictures[:_PICTURES_SHOWN])
        return replace(card, caption=f"{card.caption}, {_sum_of(pictures)}", pictures=shown)

    def _fetch(self, picture: object, side_px: int, done: Done) -> None:
        assert isinstance(picture, int)
        row = self._library.rows([picture]).get(picture)
        if row is None:
            return
        ratio = row.size.ratio
        width, height = (round(side_px * ratio), side_px) if ratio >= 1 else (side_px, round(side_px / ratio))
        self._fetcher.fetch_picture(row.id, row.path, width, height, done)

    # What is done

    def submitted(self, requests: Sequence[GenerationRequest]) -> None:
        """These come of what is in the panel."""
        if not self._keeps():
            return
        text = self._panel.draft.prompt
        self._written |= {request.prompt: text.strip() for request in requests}
        for oldest in list(self._written)[:-_LAST_WRITTEN]:
            del self._written[oldest]
        self._change(self.history.used(text, int(self._now_s())))

    def _use(self, text: str) -> None:
        self._close()
        self._panel.set_prompt(text)
        self._panel.focus_prompt()

    def _generate(self, text: str) -> None:
        self._use(text)
        self._panel.submit()

    def _pin(self, text: str) -> None:
        prompt = self.history.get(text)
        if prompt:
            self._change(self.history.put(replace(prompt, is_pinned=not prompt.is_pinned)), text)

    def _forget(self, text: str) -> None:
        prompt = self.history.get(text)
        if prompt:
            self._change(self.history.without(text))
            self._offer_undo("Prompt forgotten", lambda: self._change(self.history.put(prompt), text))

    def _change(self, history: "PromptHistory", current: str = "") -> None:
        if history == self.history:
            return
        self._known = history
        self._keeper.touch()
        if shown := self._shown:
            shown.show_history(history, current, keeps=self._keeps())

    def _content(self) -> dict[str, Any]:
        return self.history.to_dict()


def _sum_of(rows: Sequence[GalleryRow]) -> str:
    """``3 pictures for $0.09``; practice costs nothing."""
    cost = sum(row.cost or 0 for row in rows if not row.practice)
    return f"{words.pictures(len(rows))} for {dollars(cost)}" if cost else words.pictures(len(rows))
