"""Rows for a model's own parameters, made from what the catalogue says about them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from flux_desktop.domain import size_offers
from flux_desktop.domain.image_model import Parameter, ParameterType, ParameterValue
from flux_desktop.domain.request_rules import name_of
from flux_desktop.ui.compose import words
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.number_field import NumberField
from flux_desktop.ui.theme.theme import Theme

Chosen = Callable[[str, ParameterValue | None], None]


class LabelledSlider(QWidget):
    """A slider with its name at the left and its value, in words, at the right."""

    def __init__(self, theme: Theme, name: str, text_of: Callable[[int], str], chosen: Callable[[int], None]) -> None:
        super().__init__()
        self._text_of = text_of
        self._chosen = chosen
        self._value = PlainLabel("", "caption")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(name)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column, header = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        header.addWidget(PlainLabel(name))
        header.addStretch(1)
        header.addWidget(self._value)
        column.addLayout(header)
        column.addWidget(self.slider)
        self.slider.valueChanged.connect(self._moved)

    def show_value(self, value: int, lowest: int, highest: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setRange(lowest, highest)
            self.slider.setPageStep(max(1, (highest - lowest) // 5))
            self.slider.setValue(value)
        self._say(value)

    def text(self) -> str:
        return self._value.text()

    def _moved(self, value: int) -> None:
        self._say(value)
        self._chosen(value)

    def _say(self, value: int) -> None:
        self._value.setText(self._text_of(value))
        self.slider.setAccessibleDescription(self._text_of(value))


class ParameterRow(QWidget):
    """The control for one parameter. It tells ``chosen`` name and value, ``None`` for the model's own choice."""

    def __init__(self, theme: Theme, parameter: Parameter, chosen: Chosen) -> None:
        super().__init__()
        self.parameter = parameter
        self._chosen = chosen
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(2))
        self._show: Callable[[ParameterValue | None], None] = self._build(theme)
        if explained := words.explanation(parameter):
            self._column.addWidget(PlainLabel(explained, "hint", wrap=True))

    def show_value(self, value: ParameterValue | None) -> None:
        """Show ``value``, or what the model uses without one."""
        self._show(self.parameter.default if value is None else value)

    def _build(self, theme: Theme) -> Callable[[ParameterValue | None], None]:
        parameter = self.parameter
        if parameter.type is ParameterType.BOOLEAN:
            return self._build_switch()
        if parameter.choices:
            return self._build_choices(parameter.choices)
        if parameter.type is ParameterType.STRING:
            return self._build_text()
        if parameter.minimum is not None and parameter.maximum is not None:
            return self._build_slider(theme, parameter.minimum, parameter.maximum)
        return self._build_number()

    def _tell(self, value: ParameterValue | None) -> None:
        self._chosen(self.parameter.name, value)

    def _build_switch(self) -> Callable[[ParameterValue | None], None]:
        switch = QCheckBox(name_of(self.parameter.name))
        switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        switch.clicked.connect(lambda on: self._tell(bool(on)))
        self._column.addWidget(switch)
        return lambda value: switch.setChecked(bool(value))

    def _build_slider(self, theme: Theme, lowest: float, highest: float) -> Callable[[ParameterValue | None], None]:
        step = size_offers.step_of(self.parameter)
        whole = self.parameter.type is ParameterType.INTEGER

        def value_of(position: int) -> float:
            value = min(lowest + position * step, highest)
            return round(value) if whole else round(value, 4)

        def position_of(value: float) -> int:
            return round((value - lowest) / step)

        row = LabelledSlider(
            theme,
            name_of(self.parameter.name),
            lambda position: f"{value_of(position):g}",
            lambda position: self._tell(value_of(position)),
        )
        self._column.addWidget(row)

        def show(value: ParameterValue | None) -> None:
            number = lowest if value is None or isinstance(value, str) else float(value)
            row.show_value(position_of(number), 0, position_of(highest))

        return show

    def _build_number(self) -> Callable[[ParameterValue | None], None]:
        lowest = round(self.parameter.minimum or 1)
        field = NumberField(name_of(self.parameter.name), lowest - 1, round(self.parameter.maximum or 1000))
        field.setSpecialValueText("FLUX chooses")
        field.valueChanged.connect(lambda value: self._tell(None if value < lowest else value))
        self._add_named(field)

        def show(value: ParameterValue | None) -> None:
            with QSignalBlocker(field):
                field.setValue(lowest - 1 if value is None or isinstance(value, str) else round(value))

        return show

    def _build_choices(self, choices: Sequence[str]) -> Callable[[ParameterValue | None], None]:
        combo = QComboBox()
        for choice in choices:
            combo.addItem(choice.capitalize(), choice)
        combo.activated.connect(lambda _index: self._tell(str(combo.currentData())))
        self._add_named(combo)
        return lambda value: combo.setCurrentIndex(max(0, combo.findData(value)))

    def _build_text(self) -> Callable[[ParameterValue | None], None]:
        field = QLineEdit()
        field.textEdited.connect(lambda text: self._tell(text.strip() or None))
        self._add_named(field)
        return lambda value: field.setText("" if value is None else str(value))

    def _add_named(self, field: QWidget) -> None:
        name = name_of(self.parameter.name)
        field.setAccessibleName(name)
        self._column.addWidget(PlainLabel(name))
        self._column.addWidget(field)
