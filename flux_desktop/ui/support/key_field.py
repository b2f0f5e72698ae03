"""The field for an API key: what was pasted is hidden except for its last characters, unless the person looks."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from flux_desktop.domain.api_key import clean_key
from flux_desktop.domain.errors import InvalidKeyError
from flux_desktop.ui.support.controls import IconButton
from flux_desktop.ui.theme.theme import Theme

_BULLET = "•"
_PREFIX = "bfl_"
_MOST_BULLETS = 27
_LONG = 16
_EYE_PX = 28


class KeyField(QLineEdit):
    """Shows ``bfl_••••7c2e`` for a key that was pasted, set or left; a key being typed is shown as it is.

    A hidden key is replaced as a whole by whatever is typed or pasted over it. ``key_changed(arrived)`` tells that
    ``key()`` is another one; ``arrived`` is true when it came in one piece, not letter by letter.
    """

    key_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = ""
        self._hidden = False
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = IconButton(theme, "eye", "Show the key", size=_EYE_PX, icon_size=18, parent=self)
        self._eye.setCheckable(True)
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)
        self._eye.toggled.connect(self._look)
        self._eye.hide()
        self.textChanged.connect(self._on_text)
        theme.changed.connect(self._make_room)
        self._make_room()

    def key(self) -> str:
        """The whole text that was given; one that arrived as a key has lost the blanks and quotes around it."""
        return self._key

    def set_key(self, text: str) -> None:
        """Put a key in the field, as pasting does."""
        self._take(text, arrived=True)

    def clear_key(self) -> None:
        """Forget the key."""
        self._eye.setChecked(False)
        self._take("", arrived=False)

    def cover(self) -> None:
        """Hide what was typed so far."""
        if self._key and not self._eye.isChecked():
            self._show(hidden=True)

    @property
    def eye(self) -> IconButton:
        """The button that shows the key, for the focus order."""
        return self._eye

    def _on_text(self, text: str) -> None:
        """A person typed, or a program set the text: where a mask was, it has been replaced or broken."""
        before = self._key
        if self._hidden:
            text, before = _put_in(_mask(before), text), ""
        self._take(text, arrived=len(text) - len(before) > 1)

    def _take(self, text: str, *, arrived: bool) -> None:
        self._key = _tidy(text) if arrived else text
        self._show(hidden=arrived and not self._eye.isChecked())
        self._eye.setVisible(bool(text))
        self.key_changed.emit(arrived)

    def _show(self, *, hidden: bool) -> None:
        self._hidden = hidden
        shown = _mask(self._key) if hidden else self._key
        if shown != self.text():
            with QSignalBlocker(self):
                self.setText(shown)

    def _look(self, on: bool) -> None:
        self._eye.set_name("Hide the key" if on else "Show the key")
        self._eye.set_icon("eye-off" if on else "eye")
        self._show(hidden=not on and bool(self._key))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.cover()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._hidden and not event.matches(QKeySequence.StandardKey.Cancel):
            self.selectAll()
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._hidden:
            self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_eye()

    def _make_room(self) -> None:
        margin = self._theme.px(_EYE_PX + 2)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            self.setTextMargins(margin, 0, 0, 0)
        else:
            self.setTextMargins(0, 0, margin, 0)
        self._place_eye()

    def _place_eye(self) -> None:
        gap = self._theme.px(4)
        left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = gap if left else self.width() - self._eye.width() - gap
        self._eye.move(x, (self.height() - self._eye.height()) // 2)


def _tidy(text: str) -> str:
    try:
        return clean_key(text)
    except InvalidKeyError:
        return text


def _mask(key: str) -> str:
    """As long as the key, up to a point; short texts show nothing of themselves."""
    prefix = _PREFIX if key.startswith(_PREFIX) else ""
    ending = key[-4:] if len(key) >= _LONG else ""
    return prefix + _BULLET * min(_MOST_BULLETS, len(key) - len(prefix) - len(ending)) + ending


def _put_in(mask: str, text: str) -> str:
    """What was typed or pasted into ``mask`` to make ``text`` of it."""
    if _BULLET not in text:
        return text
    if mask in text:
        return text.replace(mask, "", 1)
    start = 0
    while start < min(len(mask), len(text)) and mask[start] == text[start]:
        start += 1
    end = 0
    while end < min(len(mask), len(text)) - start and mask[-1 - end] == text[-1 - end]:
        end += 1
    return text[start : len(text) - end].replace(_BULLET, "")
