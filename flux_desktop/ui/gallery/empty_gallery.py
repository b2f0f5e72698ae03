"""What the gallery shows when there is nothing to show: four ideas to begin with."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from flux_desktop import resources
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.support.controls import PushButton, button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_CARD_WIDTH, _CARD_HEIGHT, _PICTURE_HEIGHT, _GAP = 190, 196, 118, 16
_WORDS_HEIGHT = 260
"""What the words and the button around the cards need, at most."""


@dataclass(frozen=True, slots=True)
class Idea:
    """A prompt to begin with."""

    name: str
    picture: str
    prompt: str


IDEAS = (
    Idea(
        "Landscape",
        "card-landscape",
        "A lighthouse on a basalt cliff at blue hour, long exposure of the sea below, a low moon behind thin cloud, "
        "wide angle, fine film grain",
    ),
    Idea(
        "Product",
        "card-product",
        "A glass bottle of amber oil on dark slate, one soft light from the left, a thin reflection on the stone, "
        "plain charcoal background, studio photograph",
    ),
    Idea(
        "Botanical",
        "card-botanical",
        "A dark red dahlia, seen from above, studio light that shows every petal, deep black background, macro lens",
    ),
    Idea(
        "Scene",
        "card-scene",
        "A city skyline at dusk, the first windows lit, violet haze between the towers, seen from a rooftop, 50 mm",
    ),
)


class EmptyGallery(QWidget):
    """Nobody has made a picture yet. A card fills in the prompt; it never makes one."""

    prompt_suggested = Signal(str)
    import_requested = Signal()
    templates_requested = Signal()

    def __init__(self, theme: Theme, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("No pictures yet")
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(24))
        column.setSpacing(px(10))
        column.addStretch(1)
        column.addWidget(_centred(PlainLabel("Your pictures will appear here", "page", wrap=True)))
        sentence = (
            "Write a prompt on the left and press Generate. "
            "Not sure where to start? Take one of these and change the words."
        )
        column.addWidget(_centred(PlainLabel(sentence, "secondary", wrap=True)))
        column.addSpacing(px(16))
        self._grid = QGridLayout()
        self._grid.setSpacing(px(_GAP))
        column.addLayout(self._grid)
        column.addSpacing(px(10))
        self._cards = [IdeaCard(theme, loader, idea, self) for idea in IDEAS]
        for card in self._cards:
            card.clicked.connect(lambda _checked=False, prompt=card.idea.prompt: self.prompt_suggested.emit(prompt))
        ways = QHBoxLayout()
        ways.setSpacing(px(10))
        ways.addStretch(1)
        for words, requested in (
            ("Browse all templates", self.templates_requested),
            ("Import pictures…", self.import_requested),
        ):
            way = button(words)
            way.clicked.connect(requested)
            ways.addWidget(way)
        ways.addStretch(1)
        column.addLayout(ways)
        column.addStretch(1)
        self._columns = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Two cards side by side, so that what is beside it need not make way for four."""
        return QSize(self._theme.px(2 * _CARD_WIDTH + _GAP + 48), super().minimumSizeHint().height())

    def _arrange(self) -> None:
        """Four in a row, or two by two where that is too wide, or two alone where that is too high as well."""
        px = self._theme.px
        columns = 4 if self.width() >= len(self._cards) * px(_CARD_WIDTH + _GAP) + px(48) else 2
        is_low = self.height() < px(_WORDS_HEIGHT + 2 * _CARD_HEIGHT + _GAP)
        for number, card in enumerate(self._cards):
            show_if(card, number < columns or not is_low)
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, 1 + number % columns)
        for column in (0, 3, 5):
            self._grid.setColumnStretch(column, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(columns + 1, 1)


class IdeaCard(PushButton):
    """A picture, a name and the beginning of a prompt."""

    def __init__(self, theme: Theme, loader: ThumbnailLoader, idea: Idea, parent: QWidget) -> None:
        super().__init__(parent)
        self.idea = idea
        self._theme = theme
        self._loader = loader
        self._pixmap = QPixmap()
        self.setAccessibleName(f"{idea.name}: {idea.prompt}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._measure()
        theme.changed.connect(self._measure)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_CARD_WIDTH), self._theme.px(_CARD_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = theme.colour("hover" if self.underMouse() or self.isDown() else "raised")
        rounded(painter, QRectF(self.rect()), px(8), fill, theme.colour("line"))
        inset = px(8)
        picture = QRectF(inset, inset, self.width() - 2 * inset, px(_PICTURE_HEIGHT))
        self._paint_picture(painter, picture)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("section"))
        line = painter.fontMetrics().height()
        name = QRectF(px(10), picture.bottom() + px(9), self.width() - px(20), line)
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft, self.idea.name)
        painter.setPen(theme.colour("text2"))
        painter.setFont(theme.font("caption"))
        below = QRectF(name.x(), name.bottom() + px(3), name.width(), 2 * painter.fontMetrics().height())
        painter.drawText(below, Qt.TextFlag.TextWordWrap, _shortened(self.idea.prompt, painter, below))
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), px(8), theme)

    def _paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        path = QPainterPath()
        path.addRoundedRect(rect, self._theme.px(6), self._theme.px(6))
        painter.save()
        painter.setClipPath(path)
        if self._pixmap.isNull():
            painter.fillRect(rect, self._theme.colour("pressed"))
        else:
            painter.drawPixmap(rect.toRect(), self._pixmap)
        painter.restore()

    def _measure(self) -> None:
        self.setFixedSize(self.sizeHint())
        px, dpr = self._theme.px, self.devicePixelRatioF()
        width, height = round((self.width() - 2 * px(8)) * dpr), round(px(_PICTURE_HEIGHT) * dpr)
        file = resources.path(f"pictures/{self.idea.picture}.jpg")
        self._loader.fetch_file(file, width, height, self._loaded)

    def _loaded(self, pixmap: QPixmap | None) -> None:
        if isValid(self):
            self._pixmap = pixmap or QPixmap()
            self.update()


def _centred(label: PlainLabel) -> PlainLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def _shortened(text: str, painter: QPainter, rect: QRectF) -> str:
    """As much as fits in two lines, about."""
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(rect.width() * 1.8))
