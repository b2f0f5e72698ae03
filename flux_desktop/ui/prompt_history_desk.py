"""The history of prompts, between its file, its popover and the compose panel."""

from collections.abc import Callable
from time import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.keeper import Keeper
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.domain.prompt_history import PromptHistory
    from flux_desktop.ui.compose.history_popover import HistoryPopover


class PromptHistoryDesk(QObject):
    """Remembers what is submitted, and lets it be used again. The file is read when it is first needed."""

    def __init__(
        self,
        panel: ComposePanel,
        theme: Theme,
        file: JsonFile,
        toasts: Toasts,
        now_s: Callable[[], float] = time,
    ) -> None:
        super().__init__(panel)
        self._panel, self._theme, self._file = panel, theme, file
        self._toasts, self._now_s = toasts, now_s
        self._known: PromptHistory | None = None
        self._popover: HistoryPopover | None = None
        self._undo: Callable[[], None] | None = None
        self._keeper = Keeper(self._read, file.save)
        panel.submitted.connect(self._submitted)
        panel.prompt.history_requested.connect(self.open)

    @property
    def history(self) -> "PromptHistory":
        if self._known is None:
            from flux_desktop.domain.prompt_history import PromptHistory  # not needed to start

            self._known = PromptHistory.from_dict(self._file.load())
        return self._known

    def keep(self) -> None:
        """Write it, and wait until it is on disk."""
        self._keeper.flush()

    def open(self) -> None:
        """Open the popover, or close it when it is open."""
        if self._popover and self._popover.isVisible():
            self._popover.close_popover()
            return
        if self._popover is None:
            self._popover = self._make_popover()
        self._popover.search.clear()
        self._popover.show_history(self.history)
        self._popover.list.go_to(0)
        self._popover.open_over(self._panel.prompt.history_link, self._panel.prompt.title)

    def _make_popover(self) -> "HistoryPopover":
        from flux_desktop.ui.compose.history_popover import HistoryPopover  # not needed to start

        popover = HistoryPopover(self._theme, self._panel.window())
        popover.use_requested.connect(self._use)
        popover.forget_requested.connect(self._forget)
        popover.pin_requested.connect(self._pin)
        popover.list.undo_requested.connect(self._undo_last)
        return popover

    def _submitted(self) -> None:
        self._change(self.history.used(self._panel.draft.prompt, int(self._now_s())))

    def _use(self, text: str) -> None:
        if self._popover:
            self._popover.close_popover()
        self._panel.set_prompt(text)
        self._panel.focus_prompt()

    def _pin(self, text: str) -> None:
        from dataclasses import replace

        prompt = self.history.get(text)
        if prompt:
            self._change(self.history.put(replace(prompt, is_pinned=not prompt.is_pinned)), text)

    def _forget(self, text: str) -> None:
        prompt = self.history.get(text)
        if prompt is None:
            return

        def put_back() -> None:
            self._undo = None
            self._change(self.history.put(prompt), text)

        self._change(self.history.without(text))
        self._undo = put_back
        self._toasts.show("Prompt forgotten", "Undo", put_back)

    def _undo_last(self) -> None:
        if self._undo:
            self._undo()

    def _change(self, history: "PromptHistory", current: str = "") -> None:
        if history == self.history:
            return
        self._known = history
        self._keeper.touch()
        if self._popover and self._popover.isVisible():
            self._popover.show_history(history, current)

    def _read(self) -> dict[str, Any]:
        return self.history.to_dict()
