"""Width and height in pixels."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain import size_offers
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.references import Reference
from flux_desktop.domain.size_offers import SizeKind
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import PlainLabel, plain_tool_tip
from flux_desktop.ui.support.number_field import NumberField
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


class CustomSize(QWidget):
    """Two fields that move to the nearest size the model makes, and say so. ``chosen`` carries the ``Size``."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: ImageModel | None = None
        self._size = Size(1024, 1024)
        self._reference: Reference | None = None
        self.width_field = _field("widthField", "Width in pixels")
        self.height_field = _field("heightField", "Height in pixels")
        self._swap = IconButton(theme, "swap", "Swap width and height")
        self._lock = IconButton(theme, "lock", "Keep the ratio of width and height")
        self._lock.setCheckable(True)
        self._same = button("Same as reference 1", "link")
        self._note = PlainLabel("", "hint", wrap=True)
        self._note.hide()
        self._lay_out()
        self.width_field.valueChanged.connect(lambda value: self._typed(Size(value, self._size.height_px)))
        self.height_field.valueChanged.connect(lambda value: self._typed(Size(self._size.width_px, value)))
        self._swap.clicked.connect(lambda: self._set(self._size.turned()))
        self._same.clicked.connect(self._take_reference)
        theme.changed.connect(self._measure)

    def show_size(self, size: Size, model: ImageModel, reference: Reference | None) -> None:
        """Show ``size`` within the limits of ``model``; ``reference`` is the first one, if there is one."""
        self._reference = reference
        show_if(self._same, reference is not None)
        if model is not self._model and size_offers.size_kind(model) is SizeKind.PIXELS:
            self._model = model
            self._limit_fields(model)
        if size != self._size:
            self._size = size
            self._show_fields()

    @property
    def last(self) -> QWidget:
        """The last control for the Tab key."""
        return self._same

    def note(self) -> str:
        return self._note.text()

    def _limit_fields(self, model: ImageModel) -> None:
        lowest, highest = size_offers.side_limits(model)
        for field in (self.width_field, self.height_field):
            field.setSingleStep(size_offers.multiple_of(model))
            field.setToolTip(plain_tool_tip(f"{lowest} to {highest} px"))
        self._note.hide()

    def _typed(self, size: Size) -> None:
        if self._model is None:
            return
        by_height = size.width_px == self._size.width_px
        if self._lock.isChecked():
            size = _with_ratio(size, self._size.ratio, by_height=by_height)
        legal = size_offers.nearest_legal(self._model, size, keep_height=by_height)
        self._say(size, legal)
        self._set(legal)

    def _set(self, size: Size) -> None:
        if self._model:
            size = size_offers.nearest_legal(self._model, size)
        self._size = size
        self._show_fields()
        self.chosen.emit(size)

    def _take_reference(self) -> None:
        if self._reference and self._model:
            wanted = self._reference.size
            legal = size_offers.size_like(self._model, wanted)
            self._say(wanted, legal)
            self._set(legal)

    def _say(self, wanted: Size, legal: Size) -> None:
        """Why the size is another than the one asked for."""
        assert self._model is not None
        sentence = "" if wanted == legal else _why(self._model, wanted, legal)
        self._note.setText(sentence)
        show_if(self._note, bool(sentence))

    def _show_fields(self) -> None:
        for field, value in ((self.width_field, self._size.width_px), (self.height_field, self._size.height_px)):
            with QSignalBlocker(field):
                field.setValue(value)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        self._row.addWidget(self.width_field, 1)
        self._row.addWidget(PlainLabel("×", "secondary"))
        self._row.addWidget(self.height_field, 1)
        self._row.addWidget(PlainLabel("px", "secondary"))
        self._row.addWidget(self._swap)
        self._row.addWidget(self._lock)
        self._column.addLayout(self._row)
        self._column.addWidget(self._note)
        self._column.addWidget(self._same, 0, Qt.AlignmentFlag.AlignLeft)
        self._measure()

    def _measure(self) -> None:
        self._row.setSpacing(self._theme.px(6))
        self._column.setSpacing(self._theme.px(4))


def _field(name: str, accessible: str) -> NumberField:
    field = NumberField(accessible, 1, 20_000)
    field.setObjectName(name)
    field.setValue(1024)
    field.setSingleStep(16)
    return field


def _with_ratio(size: Size, ratio: float, *, by_height: bool) -> Size:
    if by_height:
        return Size(max(1, round(size.height_px * ratio)), size.height_px)
    return Size(size.width_px, max(1, round(size.width_px / ratio)))


def _why(model: ImageModel, wanted: Size, legal: Size) -> str:
    lowest, highest = size_offers.side_limits(model)
    sides = (wanted.width_px, wanted.height_px)
    if min(sides) < lowest or max(sides) > highest:
        return f"Sides are {lowest} to {highest} px: now {legal} px."
    if wanted.pixels > model.output.max_pixels:
        most = model.output.max_pixels / 1_048_576
        return f"{wanted} px is more than {most:.3g} megapixels: now {legal} px."
    return f"Sides are multiples of {size_offers.multiple_of(model)}: now {legal} px."
