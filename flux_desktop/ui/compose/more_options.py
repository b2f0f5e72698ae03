"""The options that most pictures do not need: seed, format, safety filter and the model's own."""

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from flux_desktop.domain import draft as drafts
from flux_desktop.domain import seeds
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel, ParameterValue
from flux_desktop.domain.request_rules import name_of
from flux_desktop.ui.compose import words
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import ElidedLabel
from flux_desktop.ui.support.tab_order import come_after
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.options_body import OptionsBody


class MoreOptions(QWidget):
    """A disclosure with a summary. The rows are made when it first opens; seed and format can be set before that."""

    changed = Signal(object)
    """The new ``RequestDraft``."""

    def __init__(self, theme: Theme, chance: Random, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chance = chance
        self._draft: RequestDraft | None = None
        self._model: ImageModel | None = None
        self._last_seed: int | None = None
        self._summary_text = ""
        self._body: OptionsBody | None = None
        self.toggle = button("More options", "link", parent=self)
        self.toggle.setCheckable(True)
        self.summary = ElidedLabel("", "caption", self)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.seed_field = self._make_seed_field()
        self.format_picker = self._make_format_picker()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        header = QHBoxLayout()
        header.addWidget(self.toggle)
        header.addWidget(self.summary, 1)
        self._column.addLayout(header)
        self.toggle.toggled.connect(self._toggled)
        self._toggled(is_open=False)
        self._measure()
        theme.changed.connect(self._measure)

    def show_draft(self, draft: RequestDraft, model: ImageModel) -> None:
        """Show what ``draft`` says, with the options that ``model`` has."""
        self._draft, self._model = draft, model
        self._show_seed(draft.seed)
        self._show_formats(draft, model)
        self._summary_text = " · ".join(_summary(draft, model))
        self.summary.setText("" if self.is_open else self._summary_text)
        if self._body and self._body.isVisibleTo(self):
            self._body.show_draft(draft, model)

    def set_last_seed(self, seed: int | None) -> None:
        """The seed of the newest picture, which "Last" copies."""
        self._last_seed = seed
        if self._body:
            self._body.show_last_seed(seed)

    @property
    def is_open(self) -> bool:
        return self.toggle.isChecked()

    def set_open(self, *, is_open: bool) -> None:
        self.toggle.setChecked(is_open)

    def roll(self) -> None:
        """Take a seed by chance, and keep it."""
        self._change(seed=seeds.random_seed(self._chance))

    def use_last_seed(self) -> None:
        self._change(seed=self._last_seed)

    def change(self, **changes: object) -> None:
        """Change fields of the draft."""
        self._change(**changes)

    def set_parameter(self, name: str, value: ParameterValue | None) -> None:
        """Set one of the model's own parameters; ``None`` leaves it to the model."""
        if self._draft is None:
            return
        settings = {key: kept for key, kept in self._draft.settings.items() if key != name}
        if value is not None:
            settings[name] = value
        self._change(settings=settings)

    def _change(self, **changes: object) -> None:
        if self._draft is not None:
            self.changed.emit(replace(self._draft, **changes))  # type: ignore[arg-type]

    def _toggled(self, is_open: bool) -> None:
        if is_open and self._body is None:
            from flux_desktop.ui.compose.options_body import OptionsBody  # not needed to start

            self._body = OptionsBody(self._theme, self)
            self._body.show_last_seed(self._last_seed)
            self._column.addWidget(self._body)
            come_after(self.toggle, self._body)
        if self._body:
            show_if(self._body, is_open)
            if is_open and self._draft and self._model:
                self._body.show_draft(self._draft, self._model)
        self.summary.setText("" if is_open else self._summary_text)
        self.toggle.setAccessibleName(f"More options, {'expanded' if is_open else 'collapsed'}")
        self.toggle.setIcon(self._theme.icons.icon("chevron-down" if is_open else "chevron-right", "accent"))

    def _make_seed_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName("seedField")
        field.setAccessibleName("Seed")
        field.setAccessibleDescription("Empty is random")
        field.setPlaceholderText("Random")
        field.setMaxLength(13)
        field.textChanged.connect(self._seed_typed)
        field.hide()
        return field

    def _make_format_picker(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("formatPicker")
        combo.setAccessibleName("Format")
        combo.currentIndexChanged.connect(lambda _index: self._format_chosen())
        combo.hide()
        return combo

    def _seed_typed(self, text: str) -> None:
        digits = "".join(sign for sign in text if sign in "0123456789")
        if len(digits) < len("".join(text.split())):
            self.seed_field.setText(digits)
            return
        seed = int(digits) if digits else None
        if self._draft is not None and seed != self._draft.seed:
            self._change(seed=seed)

    def _format_chosen(self) -> None:
        chosen = self.format_picker.currentData()
        if self._draft is not None and chosen and chosen != self._draft.file_format:
            self._change(file_format=str(chosen))

    def _show_seed(self, seed: int | None) -> None:
        shown = "".join(self.seed_field.text().split())
        wanted = "" if seed is None else str(seed)
        if shown != wanted and not (shown and seed is not None and int(shown) == seed):
            with QSignalBlocker(self.seed_field):
                self.seed_field.setText(wanted)

    def _show_formats(self, draft: RequestDraft, model: ImageModel) -> None:
        parameter = model.parameters.get("output_format")
        offered = words.in_usual_order(parameter.choices) if parameter else []
        with QSignalBlocker(self.format_picker):
            if [self.format_picker.itemData(i) for i in range(self.format_picker.count())] != offered:
                self.format_picker.clear()
                for one in offered:
                    self.format_picker.addItem(words.format_name(one), one)
            if parameter:
                self.format_picker.setCurrentIndex(
                    self.format_picker.findData(drafts.format_for(model, draft.file_format))
                )

    def _measure(self) -> None:
        self.toggle.setIconSize(QSize(self._theme.px(14), self._theme.px(14)))
        self._column.setSpacing(self._theme.px(8))


def _summary(draft: RequestDraft, model: ImageModel) -> list[str]:
    """What the rows say while they are hidden, where it matters."""
    parts = []
    if model.has("seed"):
        parts.append("Seed: random" if draft.seed is None else f"Seed: {draft.seed}")
    if model.has("output_format"):
        parts.append(words.format_name(drafts.format_for(model, draft.file_format)))
    safety = model.parameters.get("safety_tolerance")
    if safety and draft.safety is not None and draft.safety != safety.default:
        parts.append(words.safety_name(draft.safety, int(safety.maximum or 6)))
    for parameter in drafts.other_parameters(model):
        value = draft.settings.get(parameter.name, parameter.default)
        if value != parameter.default:
            parts.append(
                f"{name_of(parameter.name)} {value:g}" if type(value) in (int, float) else name_of(parameter.name)
            )
    return parts
