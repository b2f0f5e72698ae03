"""Short messages at the bottom of the window, for what is done and can perhaps be undone."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_SHOWN_MS = 6_000
_SHOWN_WITH_ACTION_MS = 10_000
_AT_MOST = 2
_GAP = 8
_BOTTOM = 20
_WIDEST = 440


class Toast(QFrame):
    """One message. Its time stands still while the pointer or the keyboard is on it."""

    gone = Signal()

    def __init__(
        self, theme: Theme, text: str, action: str, on_action: Callable[[], None] | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setAccessibleName(text)
        px = theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(6), px(6), px(6))
        row.setSpacing(px(8))
        label = PlainLabel(text, wrap=True)
        longest = px(_WIDEST)
        label.setMinimumWidth(min(longest, label.fontMetrics().horizontalAdvance(text) + px(4)))
        row.addWidget(label, 1)
        self._action = button(action, "link") if action and on_action else None
        self._on_action = on_action
        if self._action:
            self._action.clicked.connect(self._act)
            row.addWidget(self._action)
        self._close = IconButton(theme, "close", "Close this message", size=28, icon_size=14)
        self._close.clicked.connect(self._end)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_WITH_ACTION_MS if self._action else _SHOWN_MS)
        self._timer.timeout.connect(self._end)
        for child in (self._action, self._close):
            if child:
                child.installEventFilter(self)
        self._timer.start()

    def take_focus(self) -> None:
        (self._action or self._close).setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def is_waiting(self) -> bool:
        """Whether its time stands still."""
        return not self._timer.isActive()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._has_focus():
            self._timer.start()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._timer.stop()
        elif event.type() == QEvent.Type.FocusOut and not self.underMouse():
            self._timer.start()
        return super().eventFilter(watched, event)

    def _has_focus(self) -> bool:
        return any(child and child.hasFocus() for child in (self._action, self._close))

    def _act(self) -> None:
        act, self._on_action = self._on_action, None
        if act:
            act()
        self._end()

    def _end(self) -> None:
        self._timer.stop()
        self.hide()
        self.gone.emit()


class Toasts(QObject):
    """The toasts of a window: two at the most, the newest below, centred at the bottom of ``window``."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._toasts: list[Toast] = []
        window.installEventFilter(self)

    def show(self, text: str, action: str = "", on_action: Callable[[], None] | None = None) -> Toast:
        """Say ``text``, with a button ``action`` that calls ``on_action``."""
        toast = Toast(self._theme, text, action, on_action, self._window)
        toast.gone.connect(lambda: self._remove(toast))
        self._toasts.append(toast)
        for oldest in self._toasts[:-_AT_MOST]:
            self._remove(oldest)
        self._place()  # so that it does not flash up in the corner
        toast.show()
        self._place()  # its size is only sure once it has been styled
        announce(self._window, text)
        return toast

    def take_focus(self) -> None:
        """Move the keyboard to the newest toast (F8)."""
        if self._toasts:
            self._toasts[-1].take_focus()

    @property
    def shown(self) -> tuple[Toast, ...]:
        return tuple(self._toasts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        px = self._theme.px
        bottom = self._window.height() - px(_BOTTOM)
        for toast in reversed(self._toasts):
            width = min(toast.sizeHint().width(), self._window.width() - px(32))
            height = max(toast.heightForWidth(width), toast.minimumSizeHint().height())
            toast.setGeometry((self._window.width() - width) // 2, bottom - height, width, height)
            toast.raise_()
            bottom -= height + px(_GAP)
