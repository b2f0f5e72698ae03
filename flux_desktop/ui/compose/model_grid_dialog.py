"""The same prompt with several models and in several shapes: counted, priced and agreed to in one place."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.model_grid import GridCell, ModelGrid, shapes_of
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.model_grid_table import ModelGridTable
from flux_desktop.ui.compose.model_groups import GROUP_TITLES, offered
from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _HEIGHT = 660, 640
_SHARE_OF_WINDOW = 0.95
_NOTES_SHOWN = 3
_TITLE = "Several models and shapes"


class ModelGridDialog(QDialog):
    """``submitted`` carries the requests, one for each picture, that the person agreed to at the price shown."""

    submitted = Signal(object)

    def __init__(
        self, theme: Theme, catalogue: Catalogue, draft: RequestDraft, window: QWidget, *, practice: bool, blocked: str
    ) -> None:
        """``blocked``: why nothing can be made now, whatever is ticked; empty when it can. What the panel cannot make
        of ``draft`` is not made with other models either: they would lack the same."""
        super().__init__(window)
        self._theme, self._window, self._practice = theme, window, practice
        self._blocked = blocked or GridCell.of(draft, catalogue[draft.model_id], draft.size.shape).problem
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("modelGridDialog")
        self.setWindowTitle(_TITLE)
        self.setAccessibleName(_TITLE)
        self.table = ModelGridTable(theme, _rows(catalogue, draft), (draft.model_id, draft.size.shape))
        self._prompt = ElidedLabel(draft.prompt.strip() or "There is no prompt yet.", "secondary")
        self._seed = PlainLabel(_seed_words(draft), "hint", wrap=True)
        self._notes = PlainLabel("", "hint", wrap=True)
        self._reason = PlainLabel("", "error", wrap=True)
        self.sum = PlainLabel("", "strong")
        self.cancel = button("Cancel", parent=self)
        self.generate = button("", "primary", parent=self)
        self.generate.setObjectName("generateGrid")
        self._lay_out()
        self._connect()
        self._show_sum()

    def open_beside(self) -> None:
        """Show it over its window, and no larger."""
        px = self._theme.px
        size = self.sizeHint().expandedTo(self.minimumSizeHint())
        size.setWidth(max(size.width(), px(_WIDTH)))
        size.setHeight(px(_HEIGHT))
        self.resize(size.boundedTo(self._window.size() * _SHARE_OF_WINDOW))
        self.show()
        self.activateWindow()
        next(iter(self.table.shapes.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(8))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.sum, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.generate)
        column.addWidget(PlainLabel(_TITLE, "title"))
        column.addWidget(self._prompt)
        column.addWidget(self.table, 1)
        for line in (self._seed, self._notes, self._reason):
            column.addWidget(line)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.table.changed.connect(self._show_sum)
        self.cancel.clicked.connect(self.reject)
        self.generate.clicked.connect(self._submit)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(Qt.KeyboardModifier.ControlModifier | key), self)
            shortcut.activated.connect(self.generate.click)

    def _show_sum(self) -> None:
        grid = self._grid()
        count, reason = grid.picture_count, self._reason_against(grid)
        price = "free" if self._practice else grid.price_text()
        self.sum.setText(_sum_words(grid, price) if count else "Tick models and shapes.")
        self.generate.setText(f"Generate {count} for {price}" if count and not self._practice else f"Generate {count}")
        self.generate.setEnabled(bool(count) and not reason)
        self._reason.setText(reason)
        show_if(self._reason, bool(reason))
        notes = grid.notes
        more = f" And {len(notes) - _NOTES_SHOWN} more." if len(notes) > _NOTES_SHOWN else ""
        self._notes.setText(" ".join(notes[:_NOTES_SHOWN]) + more)
        show_if(self._notes, bool(notes))
        if self.isVisible():
            announce(self, reason or self.sum.text())

    def _reason_against(self, grid: ModelGrid) -> str:
        refused = [cell.problem for cell in self.table.chosen() if cell.problem]
        return self._blocked or grid.problem or ("" if grid.cells or not refused else refused[0])

    def _grid(self) -> ModelGrid:
        return ModelGrid.of(self.table.chosen())

    def _submit(self) -> None:
        requests = self._grid().requests()
        self.accept()
        self.submitted.emit(requests)


def _rows(catalogue: Catalogue, draft: RequestDraft) -> Sequence[Sequence[GridCell]]:
    models = [model for group in GROUP_TITLES for model in offered(catalogue, group)]
    return [[GridCell.of(draft, model, shape) for shape in shapes_of(draft)] for model in models]


def _seed_words(draft: RequestDraft) -> str:
    if draft.seed is None:
        return "Each picture has a seed of its own. Fix the seed in More options to compare with the same one."
    return f"All have the seed {draft.seed}, as far as the model takes one."


def _sum_words(grid: ModelGrid, price: str) -> str:
    models = len({cell.model.id for cell in grid.cells})
    return f"{words.pictures(grid.picture_count)} with {models} {'model' if models == 1 else 'models'}, {price}"
