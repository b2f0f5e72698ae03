"""The table of models and shapes: what is ticked, and what each combination costs."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from flux_desktop.domain.image_model import Group, ImageModel
from flux_desktop.domain.model_grid import GridCell
from flux_desktop.domain.sizes import Shape
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.model_groups import GROUP_TITLES
from flux_desktop.ui.compose.shape_row import ShapeButton
from flux_desktop.ui.support.labels import PlainLabel, plain_tool_tip
from flux_desktop.ui.theme.theme import Theme

_CELL, _GAP, _SCROLL_BAR = 66, 6, 14


class ModelGridTable(QWidget):
    """Shapes are the columns, models the rows, in their groups; what is not chosen has its price in grey."""

    changed = Signal()

    def __init__(self, theme: Theme, rows: Sequence[Sequence[GridCell]], chosen: tuple[str, Shape | None]) -> None:
        """``rows`` holds the cells of a model in each shape; ``chosen`` is what is ticked at first."""
        super().__init__()
        self._theme = theme
        self._rows = rows
        self.shapes: dict[Shape | None, ShapeButton] = {}
        self.models: dict[str, QCheckBox] = {}
        self._prices: Mapping[tuple[str, Shape | None], PlainLabel] = {
            (cell.model.id, cell.shape): self._price(cell) for row in rows for cell in row
        }
        self._lay_out()
        self._choose(*chosen)
        self._show_chosen()

    def chosen(self) -> Iterator[GridCell]:
        """Model by model."""
        return (cell for row in self._rows for cell in row if self._is_chosen(cell))

    def _is_chosen(self, cell: GridCell) -> bool:
        return self.models[cell.model.id].isChecked() and self.shapes[cell.shape].isChecked()

    def _choose(self, model_id: str, shape: Shape | None) -> None:
        model = self.models.get(model_id)
        if model and model.isEnabled():
            model.setChecked(True)
        self.shapes[shape].setChecked(True)

    def _show_chosen(self) -> None:
        for row in self._rows:
            for cell in row:
                self._prices[cell.model.id, cell.shape].setEnabled(self._is_chosen(cell))

    def _toggled(self) -> None:
        self._show_chosen()
        self.changed.emit()

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, px(_SCROLL_BAR), 0)
        head.setSpacing(px(_GAP))
        head.addWidget(PlainLabel("Price of each picture", "caption"), 1, Qt.AlignmentFlag.AlignBottom)
        for cell in self._rows[0]:
            head.addWidget(self._shape(cell.shape))
        column.addLayout(head)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        page = QWidget()
        self._fill(page)
        self._scroll.setWidget(page)
        for widget in (page, self._scroll.viewport()):
            widget.setAutoFillBackground(False)  # else it would paint the window's colour
        column.addWidget(self._scroll, 1)

    def _fill(self, page: QWidget) -> None:
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.px(_GAP))
        grid.setVerticalSpacing(self._theme.px(2))
        grid.setColumnStretch(0, 1)
        group: Group | None = None
        for cells in self._rows:
            line = grid.rowCount()
            if cells[0].model.group is not group:
                group = cells[0].model.group
                grid.addWidget(self._title(group), line, 0)
                line += 1
            grid.addWidget(self._model(cells), line, 0)
            for number, cell in enumerate(cells, 1):
                grid.addWidget(self._prices[cell.model.id, cell.shape], line, number)
        grid.setRowStretch(grid.rowCount(), 1)

    def _title(self, group: Group) -> PlainLabel:
        title = PlainLabel(GROUP_TITLES[group], "caption")
        title.setContentsMargins(0, self._theme.px(8), 0, self._theme.px(2))
        return title

    def _model(self, cells: Sequence[GridCell]) -> QCheckBox:
        model, problem = cells[0].model, _problem_of(cells)
        box = QCheckBox(model.name)
        box.setAccessibleDescription(problem or f"{model.purpose}. {_experimental(model)}".strip())
        box.setToolTip(plain_tool_tip(box.accessibleDescription()))
        box.setEnabled(not problem)
        box.toggled.connect(self._toggled)
        self.models[model.id] = box
        return box

    def _shape(self, shape: Shape | None) -> ShapeButton:
        if shape:
            made = ShapeButton(self._theme, shape.label, shape.ratio, f"Shape {words.SHAPE_NAMES[shape]}", self)
        else:
            made = ShapeButton(self._theme, "As set up", None, "Shape, the size that is set up", self)
        made.setFixedWidth(self._theme.px(_CELL))
        made.toggled.connect(self._toggled)
        self.shapes[shape] = made
        return made

    def _price(self, cell: GridCell) -> PlainLabel:
        amount = cell.estimate.amount
        text = "–" if cell.problem else "?" if amount is None else cell.estimate.text().replace("about ", "~")
        label = PlainLabel(text, "body")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setFixedWidth(self._theme.px(_CELL))
        label.setToolTip(plain_tool_tip(cell.problem or ". ".join((cell.estimate.text(), *cell.notes))))
        return label


def _problem_of(cells: Sequence[GridCell]) -> str:
    """Why a model can make none of these."""
    return cells[0].problem if all(cell.problem for cell in cells) else ""


def _experimental(model: ImageModel) -> str:
    return "Experimental." if model.experimental else ""
