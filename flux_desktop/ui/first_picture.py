"""The way to the first picture, after the first run: a prompt that can be used as it is, and what it costs."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from flux_desktop.ui.account import Account
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from flux_desktop.ui.support.inline_message import InlineMessage

_OFFERED = "first_picture_offered"


class FirstPicture(QObject):
    """Offers it once. It makes nothing: that is for the person to press."""

    def __init__(self, panel: ComposePanel, theme: Theme, account: Account, memory: WindowMemory) -> None:
        super().__init__(panel)
        self._panel, self._theme, self._memory = panel, theme, memory
        self._tip: InlineMessage | None = None
        panel.submitted.connect(self.end)
        panel.submitted_anyway.connect(self.end)
        panel.draft_changed.connect(self._say)
        account.changed.connect(self._say)

    @property
    def tip(self) -> str:
        """What the tip beside Generate says; nothing when there is none."""
        return self._tip.text if self._tip else ""

    def offer(self) -> None:
        """Fill in a prompt, unless the person has begun one. It is selected: what is typed takes its place."""
        draft = self._panel.draft
        if self._memory.recall(_OFFERED) or draft.prompt.strip() or draft.references:
            return
        from flux_desktop.ui.gallery.empty_gallery import IDEAS
        from flux_desktop.ui.support.inline_message import InlineMessage

        self._memory.remember(_OFFERED, value=True)
        self._panel.draft = replace(draft, prompt=IDEAS[0].prompt, count=1)
        self._panel.prompt.editor.selectAll()
        self._panel.prompt.editor.viewport().installEventFilter(self)
        self._tip = InlineMessage(self._theme)
        self._tip.follow(self._panel.footer.generate)
        self._panel.footer.put_on_top(self._tip)
        self._say()

    def end(self) -> None:
        """It is not needed any more."""
        tip, self._tip = self._tip, None
        if tip:
            focused = tip.window().focusWidget()
            had_focus = focused is not None and tip.isAncestorOf(focused)
            tip.hide()
            tip.deleteLater()
            if had_focus:
                self._panel.focus_prompt()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The first click leaves the prompt selected, as in the address field of a browser."""
        if event.type() != QEvent.Type.MouseButtonPress:
            return False
        editor = self._panel.prompt.editor
        editor.viewport().removeEventFilter(self)
        if not editor.textCursor().hasSelection():
            return False
        self._panel.focus_prompt()
        return True

    def _say(self) -> None:
        if self._tip is None:
            return
        price = self._panel.price_of(self._panel.draft.prompt)
        lead = "This is free." if price == "Free" else f"This costs {price}." if "$" in price else ""
        rest = "Press Generate when ready."
        if self._tip.text != f"{lead} {rest}".strip():
            self._tip.say("info", lead, rest, [("Got it", self.end)], icon="info")
