"""The rows behind "More options"."""

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from flux_desktop.domain import draft as drafts
from flux_desktop.domain import seeds
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel, ParameterValue
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.option_rows import LabelledSlider, ParameterRow
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.tab_order import come_after
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


class OptionsOwner(Protocol):
    """What the rows need of the section they are in."""

    toggle: QPushButton
    seed_field: QLineEdit
    format_picker: QComboBox

    def roll(self) -> None: ...
    def use_last_seed(self) -> None: ...
    def change(self, **changes: object) -> None: ...
    def set_parameter(self, name: str, value: ParameterValue | None) -> None: ...


class OptionsBody(QWidget):
    """The rows: the fields that the owner has already, and those of the model."""

    def __init__(self, theme: Theme, options: OptionsOwner) -> None:
        super().__init__()
        self._theme = theme
        self._options = options
        self._rows: dict[str, ParameterRow] = {}
        self._last: int | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
        self._seed_row = self._make_seed_row()
        self._format_row = self._make_format_row()
        self._safety = LabelledSlider(theme, "Safety filter", self._safety_text, lambda v: options.change(safety=v))
        self._improve = QCheckBox("Let FLUX improve my prompt")
        self._improve.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._improve.clicked.connect(lambda on: options.change(improve=bool(on)))
        for widget in (self._seed_row, self._format_row, self._safety, self._improve):
            self._column.addWidget(widget)
        options.seed_field.show()
        options.format_picker.show()

    def show_draft(self, draft: RequestDraft, model: ImageModel) -> None:
        show_if(self._seed_row, model.has("seed"))
        self._say_seeds(draft)
        show_if(self._format_row, model.has("output_format"))
        self._format_note.setText(words.FORMAT_PURPOSES.get(str(self._options.format_picker.currentData()), ""))
        safety = model.parameters.get("safety_tolerance")
        show_if(self._safety, safety is not None)
        if safety:
            level = draft.safety if draft.safety is not None else int(safety.default or 0)
            self._safety.show_value(level, int(safety.minimum or 0), int(safety.maximum or 6))
        self._show_improve(draft, model)
        self._show_parameters(draft.settings, model)

    def show_last_seed(self, seed: int | None) -> None:
        show_if(self._last_button, seed is not None)

    def _say_seeds(self, draft: RequestDraft) -> None:
        counts_up = draft.seed is not None and draft.count > 1 and draft.seed <= seeds.LARGEST_SEED
        show_if(self._seed_note, counts_up)
        if counts_up and draft.seed is not None:
            last = seeds.nth_seed(draft.seed, draft.count - 1)
            which = f"{draft.count} pictures{' of each variation' if draft.variations > 1 else ''}"
            self._seed_note.setText(f"The {which} use the seeds {draft.seed} to {last}.")

    def _show_improve(self, draft: RequestDraft, model: ImageModel) -> None:
        switch, opposite = model.parameters.get("prompt_upsampling"), model.parameters.get("disable_pup")
        usual = bool(switch.default) if switch else not (opposite and opposite.default)
        show_if(self._improve, bool(switch or opposite))
        self._improve.setChecked(usual if draft.improve is None else draft.improve)

    def _show_parameters(self, settings: Mapping[str, ParameterValue], model: ImageModel) -> None:
        wanted = drafts.other_parameters(model)
        if [row.parameter for row in self._rows.values()] != wanted:
            for old in self._rows.values():
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._rows = {p.name: ParameterRow(self._theme, p, self._options.set_parameter) for p in wanted}
            for row in self._rows.values():
                self._column.addWidget(row)
                row.show()
            come_after(self._options.toggle, self)
        for name, row in self._rows.items():
            row.show_value(settings.get(name))

    def _safety_text(self, level: int) -> str:
        return words.safety_name(level, self._safety.slider.maximum())

    def _make_seed_row(self) -> QWidget:
        px, options = self._theme.px, self._options
        widget, line = QWidget(), QHBoxLayout()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        dice = IconButton(self._theme, "dice", "Take a new seed and keep it")
        dice.clicked.connect(options.roll)
        self._last_button = button("Last", "link", name="Use the seed of the newest picture")
        self._last_button.clicked.connect(options.use_last_seed)
        self._seed_note = PlainLabel("", "hint", wrap=True)
        line.setSpacing(px(6))
        line.addWidget(options.seed_field, 1)
        line.addWidget(dice)
        line.addWidget(self._last_button)
        column.addWidget(PlainLabel("Seed"))
        column.addLayout(line)
        column.addWidget(self._seed_note)
        return widget

    def _make_format_row(self) -> QWidget:
        row = QWidget()
        column, line = QVBoxLayout(row), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(4))
        self._format_note = PlainLabel("", "hint")
        column.addWidget(PlainLabel("Format"))
        line.setSpacing(self._theme.px(8))
        line.addWidget(self._options.format_picker)
        line.addWidget(self._format_note, 1)
        column.addLayout(line)
        return row
