"""A list of cards, for prompts that are picked out of many: what a card shows, its model, its painting, its keys."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPainterPath, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from flux_desktop.ui.compose.card_pictures import CardPictures
from flux_desktop.ui.support.painting import rounded
from flux_desktop.ui.theme.theme import Theme

CARD_ROLE = int(Qt.ItemDataRole.UserRole)
_LETTERS_SHOWN = 400
_LINES = 2
_PICTURE_GAP = 4

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Card:
    """A title, where it has one, two lines of text, a caption with something at its right end, and small pictures."""

    key: str
    text: str
    caption: str
    title: str = ""
    right: str = ""
    is_marked: bool = False
    """A star at the right."""
    pictures: tuple[Hashable, ...] = ()
    """What their fetcher knows them by."""

    @property
    def spoken(self) -> str:
        mark = "pinned" if self.is_marked else ""
        return ", ".join(part for part in (self.title, self.text, self.caption, self.right, mark) if part)


class CardModel(QAbstractListModel):
    """Cards in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: Sequence[Card] = ()
        self._complete: dict[int, Card] = {}
        self.completed: Callable[[Card], Card] = lambda card: card
        """What is only found out for cards that are looked at."""

    def show_cards(self, cards: Sequence[Card]) -> None:
        self.beginResetModel()
        self._cards, self._complete = tuple(cards), {}
        self.endResetModel()

    def card(self, row: int) -> Card | None:
        if not 0 <= row < len(self._cards):
            return None
        if row not in self._complete:
            self._complete[row] = self.completed(self._cards[row])
        return self._complete[row]

    def row_of(self, key: str) -> int:
        """Where the card with ``key`` stands; -1 when it is not there."""
        return next((row for row, card in enumerate(self._cards) if card.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        card = self.card(index.row()) if index.isValid() else None
        if card is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return card.title or card.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return card.spoken
            case _ if role == CARD_ROLE:
                return card
            case _:
                return None


class CardDelegate(QStyledItemDelegate):
    """Paints cards as plain text. All are of one height, so that thousands of them are laid out at once."""

    def __init__(self, theme: Theme, *, has_titles: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_titles = has_titles
        self.pictures: CardPictures | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        body, caption = QFontMetricsF(self._theme.font("body")), QFontMetricsF(self._theme.font("caption"))
        lines = _LINES * body.height() + (body.height() if self._has_titles else 0)
        return QSize(self._theme.px(120), round(lines + caption.height()) + self._theme.px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(CARD_ROLE)
        if not isinstance(card, Card):
            return
        px, state = self._theme.px, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(option.rect).adjusted(1, 1, -1, -1)
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, place, px(6), self._theme.colour("soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, place, px(6), self._theme.colour("hover"))
        self._paint_card(painter, place.adjusted(px(10), px(6), -px(10), -px(6)), card)
        painter.restore()

    def _paint_card(self, painter: QPainter, room: QRectF, card: Card) -> None:
        for picture in reversed(card.pictures if self.pictures else ()):
            self._paint_picture(
                painter, QRectF(room.right() - room.height(), room.top(), room.height(), room.height()), picture
            )
            room = room.adjusted(0, 0, -room.height() - self._theme.px(_PICTURE_GAP), 0)
        if card.pictures and self.pictures:
            room = room.adjusted(0, 0, -self._theme.px(_PICTURE_GAP), 0)
        px, top = self._theme.px, room.top()
        star = px(14) if card.is_marked else 0
        if star:
            self._theme.icons.paint(painter, "star", QRectF(room.right() - star, top + 1, star, star), "accent")
        body = QFontMetricsF(self._theme.font("body")).height()
        if self._has_titles:
            line = QRectF(room.left(), top, room.width() - star, body)
            self._paint_line(painter, line, card.title, semibold=True)
            top += body
        width = room.width() - (0 if self._has_titles or not star else star + px(6))
        top += self._paint_text(painter, QRectF(room.left(), top, width, _LINES * body), card.text)
        self._paint_caption(painter, QRectF(room.left(), top + 1, room.width(), room.bottom() - top), card)

    def _paint_picture(self, painter: QPainter, place: QRectF, picture: Hashable) -> None:
        """The middle of it; a plain ground until it is there."""
        assert self.pictures is not None
        device = painter.device()
        pixmap = self.pictures.get(picture, round(place.height() * (device.devicePixelRatio() if device else 1)))
        clip, radius = QPainterPath(), self._theme.px(4)
        clip.addRoundedRect(place, radius, radius)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(place, self._theme.colour("line"))
        if pixmap:
            side = min(pixmap.width(), pixmap.height())
            middle = QRectF((pixmap.width() - side) / 2, (pixmap.height() - side) / 2, side, side)
            painter.drawPixmap(place, pixmap, middle)
        painter.restore()

    def _paint_line(self, painter: QPainter, room: QRectF, text: str, *, semibold: bool = False) -> None:
        font = self._theme.font("body", semibold=semibold)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_text(self, painter: QPainter, room: QRectF, text: str) -> float:
        """Two lines, and "…" where there is more; returns their height."""
        text = " ".join(text[:_LETTERS_SHOWN].split())
        line_height = room.height() / _LINES
        layout = QTextLayout(text, self._theme.font("body"))
        layout.beginLayout()
        first = layout.createLine()
        first.setLineWidth(room.width())
        layout.endLayout()
        broken = first.textLength()
        pieces = [piece for piece in (text[:broken], text[broken:]) if piece]
        for at, piece in enumerate(pieces):
            line = QRectF(room.left(), room.top() + at * line_height, room.width(), line_height)
            self._paint_line(painter, line, piece)
        return len(pieces) * line_height

    def _paint_caption(self, painter: QPainter, room: QRectF, card: Card) -> None:
        font = self._theme.font("caption", tabular=True)
        metrics = QFontMetricsF(font)
        right = metrics.horizontalAdvance(card.right)
        left = metrics.elidedText(card.caption, Qt.TextElideMode.ElideRight, room.width() - right - self._theme.px(8))
        painter.setFont(font)
        painter.setPen(self._theme.colour("text2"))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, left)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, card.right)


class CardList(QListView):
    """Return uses the current card, with Ctrl at once, Delete removes it, P pins it, Ctrl+Z undoes, Up on the first one
    leaves."""

    use_requested = Signal()
    use_at_once_requested = Signal()
    delete_requested = Signal()
    pin_requested = Signal()
    undo_requested = Signal()
    left_upwards = Signal()

    def __init__(self, theme: Theme, name: str, *, has_titles: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rows")
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.cards = CardModel(self)
        self.setModel(self.cards)
        self._delegate = CardDelegate(theme, has_titles=has_titles, parent=self)
        self.setItemDelegate(self._delegate)
        self.doubleClicked.connect(lambda _index: self.use_requested.emit())

    def show_pictures(self, pictures: CardPictures) -> None:
        """Paint the pictures of the cards, each as soon as it is there."""
        self._delegate.pictures = pictures
        pictures.arrived.connect(self.viewport().update)

    def current_card(self) -> Card | None:
        return self.cards.card(self.currentIndex().row())

    def show_cards(self, cards: Sequence[Card], current: int = 0) -> None:
        """Show these, with the card of row ``current``, or the last one before it, as the current one."""
        self.cards.show_cards(cards)
        self.go_to(min(current, len(cards) - 1))

    def go_to(self, row: int) -> None:
        self.setCurrentIndex(self.cards.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.use_requested.emit()
        elif is_at_once(event):
            self.use_at_once_requested.emit()
        elif plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_requested.emit()
        elif plain and event.key() == Qt.Key.Key_P:
            self.pin_requested.emit()
        elif plain and event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)


def is_at_once(event: QKeyEvent) -> bool:
    """Ctrl+Return, which generates wherever it is pressed."""
    control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
    return control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
