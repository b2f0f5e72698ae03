"""Five stars to rate pictures with. One tab stop; the arrows and the numbers choose."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.theme.theme import Theme

_COUNT = 5
_STAR, _ICON = 28, 18


class Stars(QWidget):
    """A press on the star that says the present rating takes it away."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rating = 0
        self._hovered = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Rate with the keys 1 to 5 while the pictures have the keyboard; 0 takes the rating away")
        self.show_rating(0)
        theme.changed.connect(self.update)

    def show_rating(self, rating: int) -> None:
        """0 for none."""
        self._rating = rating
        words = "not rated" if not rating else "1 star" if rating == 1 else f"{rating} stars"
        self.setAccessibleName(f"Rating: {words}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_COUNT * self._theme.px(_STAR), self._theme.px(_STAR))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self._choose(max(0, min(_COUNT, self._rating + steps[Qt.Key(event.key())])))
        elif event.text() in tuple("012345"):
            self._choose(int(event.text()))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            star = self._star_at(event)
            self._choose(0 if star == self._rating else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._star_at(event)
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = 0
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        px, icons = self._theme.px, self._theme.icons
        side, icon = px(_STAR), px(_ICON)
        for star in range(1, _COUNT + 1):
            is_full = star <= (self._hovered or self._rating)
            colour = self._theme.colour("warn" if is_full else "text3")
            place = QRect((star - 1) * side + (side - icon) // 2, (self.height() - icon) // 2, icon, icon)
            name = "star-filled" if is_full else "star"
            painter.drawPixmap(place.topLeft(), icons.pixmap(name, icon, colour, self.devicePixelRatioF()))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(6), px(6))

    def _star_at(self, event: QMouseEvent) -> int:
        return max(1, min(_COUNT, int(event.position().x()) // self._theme.px(_STAR) + 1))

    def _choose(self, rating: int) -> None:
        if rating != self._rating:
            self.chosen.emit(rating)
