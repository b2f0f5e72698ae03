"""The button that makes pictures, with what they cost."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from flux_desktop.ui.support.controls import PushButton
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme

_RADIUS = 8
HEIGHT = 46


class GenerateButton(PushButton):
    """Words at the left, the price at the right.

    Where there is no room for both, the words are shortened first; then the price goes under them.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("generateButton")
        self._theme = theme
        self._wordings: tuple[str, ...] = ("",)
        self._price = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # A button's own policy would take the size it likes for the least one, and the panel would not fit its place.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._measure()
        theme.changed.connect(self._measure)

    def show_action(self, wordings: tuple[str, ...], price: str, spoken: str) -> None:
        """``Generate 4 images`` and shorter wordings of it, and ``$0.18``; ``spoken`` is for screen readers."""
        if (wordings, price) != (self._wordings, self._price):
            self._wordings, self._price = wordings, price
            self.updateGeometry()
            self.update()
        self.setAccessibleName(spoken)

    def words(self) -> str:
        """The wording that fits."""
        room = self.width() - self._theme.px(16 + 16 + 12) - self._width(self._price)
        return next((words for words in self._wordings if self._width(words) <= room), self._wordings[0])

    def price(self) -> str:
        return self._price

    def sizeHint(self) -> QSize:
        width = self._width(self._wordings[0]) + self._width(self._price)
        return QSize(width + self._theme.px(16 + 16 + 12), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        width = max(min(self._width(words) for words in self._wordings), self._width(self._price))
        return QSize(width + self._theme.px(24), self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, colour, rect = self._theme.px, self._theme.colour, QRectF(self.rect())
        enabled = self.isEnabled()
        ground = "line" if not enabled else "fillhover" if self.underMouse() or self.isDown() else "fill"
        rounded(painter, rect, px(_RADIUS), colour(ground))
        painter.setPen(colour("onfill" if enabled else "text3"))
        inner = rect.adjusted(px(16), 0, -px(16), 0)
        words = self.words()
        if self._width(words) + self._width(self._price) + px(10) <= inner.width():
            self._draw(painter, inner, words, Qt.AlignmentFlag.AlignLeft)
            self._draw(painter, inner, self._price, Qt.AlignmentFlag.AlignRight)
        else:
            middle = rect.center().y()
            upper = QRectF(px(8), px(3), rect.width() - px(16), middle - px(3))
            lower = QRectF(px(8), middle, rect.width() - px(16), middle - px(3))
            self._draw(painter, upper, words, Qt.AlignmentFlag.AlignHCenter)
            self._draw(painter, lower, self._price, Qt.AlignmentFlag.AlignHCenter)
        if self.hasFocus():
            # On the edge the ring would hardly differ from the fill.
            focus_ring(painter, rect.adjusted(3, 3, -3, -3), px(_RADIUS) - 3, self._theme, "onfill")

    def _draw(self, painter: QPainter, place: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        painter.setFont(self._theme.font("button", tabular=True))
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _width(self, text: str) -> int:
        return QFontMetrics(self._theme.font("button", tabular=True)).horizontalAdvance(text)

    def _measure(self) -> None:
        self.setFixedHeight(self._theme.px(HEIGHT))
        self.updateGeometry()
