"""The list of models: what each is good for, how long it takes and what it costs now."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import Group, ImageModel
from flux_desktop.ui.compose.model_groups import GROUP_TITLES, offered
from flux_desktop.ui.support.controls import PushButton, button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class RowContent:
    """What a row of the list shows."""

    model: ImageModel
    price: str
    time: str
    is_current: bool

    @property
    def tags(self) -> tuple[str, ...]:
        return (*self.model.tags, *(("experimental",) if self.model.experimental else ()))


class ModelList(Popover):
    """A popover with the models in their groups. Up and Down move, Return picks, the older ones unfold."""

    model_chosen = Signal(str)
    several_requested = Signal()

    def __init__(self, catalogue: Catalogue, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "Models", window)
        self._catalogue = catalogue
        self._rows: list[ModelRow] = []
        self._older_open = False
        self._scroll = _Scroll(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._scroll)
        self.several = button("Several models and shapes…", "link", parent=self)
        self.several.clicked.connect(self._ask_for_several)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(7), 0, 0, 0)
        foot.addWidget(self.several)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def show_models(self, current: str, words_of: Callable[[ImageModel], tuple[str, str]]) -> None:
        """Fill the list anew; ``words_of`` says the price and the usual time of a model."""
        self._older_open = self._older_open or self._catalogue[current].group is Group.OLDER
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(1))
        self._rows = []
        for group, title in GROUP_TITLES.items():
            rows = [
                ModelRow(self._theme, RowContent(model, *words_of(model), is_current=model.id == current), page)
                for model in offered(self._catalogue, group)
            ]
            if rows:
                self._add_group(column, group, title, rows)
        column.addStretch(1)
        self._scroll.setWidget(page)
        page.setAutoFillBackground(False)  # else it would paint the window's colour
        self._scroll.viewport().setAutoFillBackground(False)

    def wanted_height(self) -> int:
        """The height at which nothing scrolls."""
        page, margins = self._scroll.widget(), self.body.contentsMargins()
        below = self.body.spacing() + self.several.sizeHint().height()
        return (page.sizeHint().height() if page else 0) + below + margins.top() + margins.bottom()

    def focus_current(self) -> None:
        current = next((row for row in self._rows if row.content.is_current), self._rows[0])
        current.setFocus(Qt.FocusReason.PopupFocusReason)
        self._scroll.ensureWidgetVisible(current)

    def rows(self) -> list["ModelRow"]:
        return list(self._rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = [row for row in self._rows if not row.isHidden()]
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        key = Qt.Key(event.key())
        if key in steps:
            at = next((index for index, row in enumerate(shown) if row.hasFocus()), 0)
            self._focus(shown[min(max(at + steps[key], 0), len(shown) - 1)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._focus(shown[0 if key == Qt.Key.Key_Home else -1])
        else:
            super().keyPressEvent(event)

    def _ask_for_several(self) -> None:
        self.close_popover()
        self.several_requested.emit()

    def _focus(self, row: "ModelRow") -> None:
        row.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(row, 0, self._theme.px(24))

    def _add_group(self, column: QVBoxLayout, group: Group, title: str, rows: list["ModelRow"]) -> None:
        if group is Group.OLDER:
            header: QWidget = self._disclosure(title, rows)
        else:
            header = PlainLabel(title, "caption", parent=column.parentWidget())
            header.setContentsMargins(self._theme.px(10), self._theme.px(8), 0, self._theme.px(3))
        column.addWidget(header)
        for row in rows:
            row.clicked.connect(lambda _checked=False, row=row: self.model_chosen.emit(row.content.model.id))
            show_if(row, group is not Group.OLDER or self._older_open)
            column.addWidget(row)
        self._rows += rows

    def _disclosure(self, title: str, rows: list["ModelRow"]) -> QPushButton:
        header = button(title, "plain", parent=rows[0].parentWidget())
        header.setStyleSheet("text-align: left;")
        header.setCheckable(True)
        header.setChecked(self._older_open)

        def show_older() -> None:
            self._older_open = header.isChecked()
            header.setIcon(self._theme.icons.icon("chevron-down" if self._older_open else "chevron-right", "text2"))
            header.setAccessibleName(f"{title}, {'shown' if self._older_open else 'hidden'}")
            for row in rows:
                show_if(row, self._older_open)

        header.toggled.connect(show_older)
        show_older()
        return header


class _Scroll(QScrollArea):
    """Leaves Up and Down to the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class ModelRow(PushButton):
    """One model: name and tags, purpose, price and usual time."""

    def __init__(self, theme: Theme, content: RowContent, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.content = content
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        model = content.model
        spoken = ", ".join(part for part in (content.price, content.time, *content.tags) if part)
        self.setAccessibleName(f"{model.name}, {model.purpose}, {spoken}")

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(46))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, rect = self._theme.px, QRectF(self.rect())
        if self.content.is_current or self.underMouse() or self.isDown():
            rounded(painter, rect, px(6), self._theme.colour("soft" if self.content.is_current else "hover"))
        inner = rect.adjusted(px(10), px(5), -px(10), -px(5))
        half = inner.height() / 2
        upper = QRectF(inner.left(), inner.top(), inner.width(), half)
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        self._paint_upper(painter, upper)
        self._paint_lower(painter, lower)
        if self.hasFocus():
            focus_ring(painter, rect, px(6), self._theme)

    def _paint_upper(self, painter: QPainter, line: QRectF) -> None:
        price_left = self._paint_right(painter, line, self.content.price, "text")
        font = self._theme.font("section")
        room = QRectF(line.left(), line.top(), price_left - line.left() - self._theme.px(8), line.height())
        used = self._paint_text(painter, room, self.content.model.name, font, "text")
        for tag in self.content.tags:
            used = self._paint_tag(painter, room, used + self._theme.px(8), tag)

    def _paint_lower(self, painter: QPainter, line: QRectF) -> None:
        time_left = self._paint_right(painter, line, self.content.time, "text2")
        room = QRectF(line.left(), line.top(), time_left - line.left() - self._theme.px(8), line.height())
        self._paint_text(painter, room, self.content.model.purpose, self._theme.font("caption"), "text2")

    def _paint_right(self, painter: QPainter, line: QRectF, text: str, role: str) -> float:
        """Draw ``text`` at the right end; returns where it starts."""
        font = self._theme.font("caption", tabular=True)
        width = QFontMetrics(font).horizontalAdvance(text)
        place = QRectF(line.right() - width, line.top(), width, line.height())
        self._paint_text(painter, place, text, font, role)
        return place.left()

    def _paint_text(self, painter: QPainter, room: QRectF, text: str, font: QFont, role: str) -> float:
        """Draw ``text`` from the left of ``room``, shortened where it must be; returns where it ends."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(room.width()) + 1)
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return room.left() + metrics.horizontalAdvance(shown)

    def _paint_tag(self, painter: QPainter, room: QRectF, left: float, tag: str) -> float:
        font = self._theme.font("caption")
        metrics = QFontMetrics(font)
        text = tag[0].upper() + tag[1:]
        width = metrics.horizontalAdvance(text) + self._theme.px(10)
        if left + width > room.right():
            return left
        height = metrics.height()
        pill = QRectF(left, room.center().y() - height / 2, width, height)
        warns = tag == "experimental"
        rounded(painter, pill, height / 2, self._theme.colour("warnbg" if warns else "infobg"))
        painter.setFont(font)
        painter.setPen(self._theme.colour("warn" if warns else "accent"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return pill.right()
