"""Choosing the part of a reference that is sent."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain import cropping
from flux_desktop.domain.cropping import Edge
from flux_desktop.domain.references import Frame, Reference
from flux_desktop.domain.sizes import Shape
from flux_desktop.ui.compose.crop_canvas import CropCanvas
from flux_desktop.ui.compose.segments import Segments
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel
from flux_desktop.ui.support.number_field import NumberField
from flux_desktop.ui.theme.theme import Theme

_FREE, _SAME = "free", "same"
_SHARE_OF_WINDOW = 0.95


class CropDialog(QDialog):
    """``chosen`` carries the ``Frame``, in pixels of the person's picture (``Reference.seen_size``). It stops nothing
    else while it is open."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, reference: Reference, image: QImage, window: QWidget) -> None:
        """``image`` shows the whole of ``reference``, at whatever size."""
        super().__init__(window)
        self._theme, self._window = theme, window
        self._picture = reference.whole.seen_size
        self._ratio: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Crop reference")
        self.title = ElidedLabel(f"Crop {reference.name}", "section", self)
        self.canvas = CropCanvas(theme, image, self._picture, self)
        self.ratios = Segments(theme, "Shape", self)
        self.fields = {
            "Left": NumberField("Pixels from the left", 0, self._picture.width_px, self),
            "Top": NumberField("Pixels from the top", 0, self._picture.height_px, self),
            "Width": NumberField("Width in pixels", 1, self._picture.width_px, self),
            "Height": NumberField("Height in pixels", 1, self._picture.height_px, self),
        }
        self.reset = button("Use the whole picture", "link", parent=self)
        self.cancel = button("Cancel", parent=self)
        self.use = button("Crop", "primary", parent=self)
        self.use.setDefault(True)
        self._lay_out()
        self._connect()
        self._show(cropping.shown_frame(reference))

    @property
    def frame(self) -> Frame:
        return self.canvas.frame

    def open_beside(self) -> None:
        """Show it over its window, and no larger."""
        self.resize(self.sizeHint().boundedTo(self._window.size() * _SHARE_OF_WINDOW))
        self.show()
        self.activateWindow()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(10))
        fields = QHBoxLayout()
        fields.setSpacing(px(8))
        for name, field in self.fields.items():
            one = QVBoxLayout()
            one.setSpacing(px(3))
            one.addWidget(PlainLabel(name, "caption", parent=self))
            one.addWidget(field)
            fields.addLayout(one, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.reset)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.use)
        column.addWidget(self.title)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.ratios)
        column.addLayout(fields)
        column.addWidget(
            PlainLabel("Only this part is sent. Your file stays as it is.", "hint", wrap=True, parent=self)
        )
        column.addLayout(buttons)
        same = f"{self._picture.width_px}:{self._picture.height_px}"
        words = [(_FREE, "Free"), (_SAME, "As it is"), *((shape.label, shape.label) for shape in Shape)]
        self.ratios.set_choices(words, self.canvas)
        self.ratios.describe(_SAME, f"The picture's own shape, {same}")
        self.ratios.set_current(_FREE)

    def _connect(self) -> None:
        self.canvas.changed.connect(self._show)
        self.ratios.chosen.connect(self._choose_ratio)
        self.fields["Left"].valueChanged.connect(lambda value: self._move(value - self.frame.left_px, 0))
        self.fields["Top"].valueChanged.connect(lambda value: self._move(0, value - self.frame.top_px))
        self.fields["Width"].valueChanged.connect(lambda value: self._resize(value - self.frame.width_px, 0))
        self.fields["Height"].valueChanged.connect(lambda value: self._resize(0, value - self.frame.height_px))
        self.reset.clicked.connect(self._reset)
        self.cancel.clicked.connect(self.reject)
        self.use.clicked.connect(self.accept)
        self.accepted.connect(lambda: self.chosen.emit(self.frame))

    def _show(self, frame: Frame) -> None:
        self.canvas.show_frame(frame, self._ratio)
        for field, value in zip(self.fields.values(), frame, strict=True):
            with QSignalBlocker(field):
                field.setValue(value)
        self.reset.setEnabled(frame != Frame.around(self._picture))

    def _choose_ratio(self, key: str) -> None:
        self.ratios.set_current(key)
        ratios = {_FREE: None, _SAME: self._picture.ratio, **{shape.label: shape.ratio for shape in Shape}}
        self._ratio = ratios[key]
        self._show(cropping.in_ratio(self.frame, self._ratio, self._picture) if self._ratio else self.frame)

    def _move(self, right_px: int, down_px: int) -> None:
        self._show(cropping.moved(self.frame, right_px, down_px, self._picture))

    def _resize(self, wider_px: int, higher_px: int) -> None:
        """By a field: the top left corner stays."""
        if self._ratio:
            wider_px = wider_px or round(higher_px * self._ratio)
            higher_px = round(wider_px / self._ratio)
        edges = Edge.RIGHT | Edge.BOTTOM
        self._show(cropping.resized(self.frame, edges, wider_px, higher_px, self._picture, ratio=self._ratio))

    def _reset(self) -> None:
        self._ratio = None
        self.ratios.set_current(_FREE)
        self._show(Frame.around(self._picture))
