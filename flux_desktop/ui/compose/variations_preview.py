"""Every prompt that a prompt with alternatives stands for, before any is paid for."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, QStringListModel, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from flux_desktop.domain import alternatives
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.pricing import Estimate
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.variations_line import total_of
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.painting import rounded
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.theme.theme import Theme

_INDENT, _PAD, _RADIUS = 8, 4, 6


class VariationsPreview(Popover):
    """The combinations in a list that scrolls, under their number and what they cost in all."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "Every combination", window)
        self.list = QListView()
        self.list.setAccessibleName("Every combination of the alternatives")
        self.list.setProperty("role", "rows")
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSpacing(theme.px(2))
        self.list.setItemDelegate(WrappedText(theme, self.list))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_combinations(self, draft: RequestDraft, estimate: Estimate, *, practice: bool) -> None:
        """Fill it; where there are too many to be sent it says so in their place."""
        prompts = alternatives.expand_or_none(draft.prompt)
        if prompts is None:
            sentence = f"There are too many to list: {alternatives.MOST_PICTURES} pictures at a click is the most."
            self.body.addWidget(PlainLabel("Too many combinations", "label"))
            self.body.addWidget(PlainLabel(sentence, "secondary", wrap=True))
            return
        total = total_of(draft, estimate, practice=practice)
        self.body.addWidget(PlainLabel(f"{words.pictures(draft.picture_count).capitalize()}, {total}", "label"))
        if draft.count > 1:
            self.body.addWidget(PlainLabel(f"{draft.count} of each of these:", "secondary"))
        rows = [f"{number}.  {prompt.strip()}" for number, prompt in enumerate(prompts, start=1)]
        self.list.setModel(QStringListModel(rows, self.list))
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.body.addWidget(self.list, 1)

    def take_focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)


class WrappedText(QStyledItemDelegate):
    """Rows as high as their text needs. Qt's own come out too low together with a style sheet."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = self._view.viewport().width() - 2 * self._view.spacing()
        return QSize(width, round(self._lay_out(str(index.data()), width)[1]) + 2 * self._theme.px(_PAD))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, place, self._theme.px(_RADIUS), self._theme.colour("soft"))
        painter.setPen(self._theme.colour("text"))
        layout, _ = self._lay_out(str(index.data()), place.width())
        layout.draw(painter, QPointF(place.left() + self._theme.px(_INDENT), place.top() + self._theme.px(_PAD)))
        painter.restore()

    def _lay_out(self, text: str, width: float) -> tuple[QTextLayout, float]:
        """The text in lines, and their height."""
        layout = QTextLayout(text.replace("\n", "\u2028"), self._theme.font("body"))
        layout.setTextOption(_wrapping())
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width - 2 * self._theme.px(_INDENT))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, height


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
