"""How large the picture becomes, and in which shape."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain import size_offers
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.references import Reference
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.size_offers import SizeKind
from flux_desktop.domain.sizes import Shape, Size, Tier
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.custom_size import CustomSize
from flux_desktop.ui.compose.segments import Segments
from flux_desktop.ui.compose.shape_row import ShapeRow
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_MEGAPIXELS = "Megapixels (MP) are millions of pixels. Larger costs more."


class SizeSection(QWidget):
    """Shapes, tiers and sizes of one's own, or ratios and resolutions, as the model has them."""

    changed = Signal(object)
    """The new ``SizeChoice``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choice = SizeChoice()
        self._model: ImageModel | None = None
        self._pixels = PlainLabel("", "caption", parent=self)
        self.shapes = ShapeRow(theme, self)
        self.tiers = Segments(theme, "Size", self)
        self.custom = CustomSize(theme, self)
        self._ratios: QComboBox | None = None
        self._lay_out()
        self.shapes.chosen.connect(self._shape_chosen)
        self.tiers.chosen.connect(self._tier_chosen)
        self.custom.chosen.connect(self._size_chosen)
        theme.changed.connect(self._measure)

    def show_choice(self, choice: SizeChoice, model: ImageModel, reference: Reference | None) -> None:
        """Show ``choice`` with what ``model`` offers; ``reference`` is the first one, if there is one."""
        self._choice, self._model = choice, model
        kind = size_offers.size_kind(model)
        in_pixels = kind is SizeKind.PIXELS
        show_if(self, kind is not SizeKind.NONE)
        offered = frozenset(Shape) if in_pixels else _shapes_among(size_offers.ratios_of(model))
        self.shapes.show_choice(choice.shape, offered, in_pixels=in_pixels)
        self.custom.show_size(choice.custom_size, model, reference)
        show_if(self.custom, in_pixels and choice.shape is None)
        self._show_ratios(kind)
        self._show_tiers(kind)
        self._pixels.setText(self._size_text())

    def _show_tiers(self, kind: SizeKind) -> None:
        assert self._model is not None
        if kind is SizeKind.PIXELS:
            offered = size_offers.tiers_of(self._model)
            self.tiers.set_choices([(tier.name, words.TIER_NAMES[tier]) for tier in offered], self.custom.last)
            self.tiers.set_current(self._choice.tier.name)
            for tier in offered:
                size = size_offers.size_of(self._model, self._choice.shape or Shape.SQUARE, tier)
                self.tiers.describe(tier.name, f"{size} px, about {tier.value} MP. {_MEGAPIXELS}")
            show_if(self.tiers, self._choice.shape is not None and len(offered) > 1)
            return
        resolutions = size_offers.resolutions_of(self._model)
        show_if(self.tiers, len(resolutions) > 1)
        if resolutions:
            self.tiers.set_choices([(one, words.resolution_name(one)) for one in resolutions], self.custom.last)
            self.tiers.set_current(self._choice.resolution_for(self._model))
            for one in resolutions:
                self.tiers.describe(one, f"About {size_offers.pixels_of(one) / 1e6:.2g} MP. {_MEGAPIXELS}")

    def _show_ratios(self, kind: SizeKind) -> None:
        wanted = kind is SizeKind.RATIO and self._choice.shape is None
        if self._ratios is None:
            if not wanted:
                return
            self._ratios = self._make_ratios()
        show_if(self._ratios, wanted)
        if wanted:
            self._fill_ratios(self._ratios)

    def _fill_ratios(self, combo: QComboBox) -> None:
        assert self._model is not None
        with QSignalBlocker(combo):
            combo.clear()
            if size_offers.can_choose_ratio_itself(self._model):
                combo.addItem("Automatic: from the prompt or the first reference", "")
            for ratio in size_offers.ratios_of(self._model):
                combo.addItem(ratio, ratio)
            combo.setCurrentIndex(max(0, combo.findData(self._choice.ratio or "")))

    def _make_ratios(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("ratioPicker")
        combo.setAccessibleName("Ratio of width and height")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.activated.connect(lambda _index: self._ratio_chosen(str(combo.currentData())))
        self._column.insertWidget(self._column.indexOf(self.custom), combo)
        QWidget.setTabOrder(self.shapes.button(None), combo)
        return combo

    def _size_text(self) -> str:
        assert self._model is not None
        size = self._choice.expected(self._model)
        if size is None:
            return "FLUX chooses"
        if size_offers.size_kind(self._model) is SizeKind.PIXELS:
            return f"{size} px"
        ratio, resolution = self._choice.ratio_for(self._model), self._choice.resolution_for(self._model)
        sure = size_offers.size_of_ratio(self._model, ratio, resolution)[1]
        return f"{size} px" if sure else f"about {size} px"

    def _shape_chosen(self, shape: Shape | None) -> None:
        assert self._model is not None
        choice = self._choice
        if shape is None and choice.shape is not None:
            choice = self._own_size(choice, self._model)
        self.changed.emit(replace(choice, shape=shape))

    def _own_size(self, choice: SizeChoice, model: ImageModel) -> SizeChoice:
        """Start a size of one's own from what is shown, so that nothing jumps."""
        if size_offers.size_kind(model) is SizeKind.PIXELS:
            return replace(choice, custom_size=choice.expected(model) or choice.custom_size)
        automatic = size_offers.can_choose_ratio_itself(model)
        return replace(choice, ratio=None if automatic else choice.ratio_for(model))

    def _tier_chosen(self, key: str) -> None:
        assert self._model is not None
        if size_offers.size_kind(self._model) is SizeKind.PIXELS:
            self.changed.emit(replace(self._choice, tier=Tier[key]))
        else:
            self.changed.emit(replace(self._choice, resolution=key))

    def _size_chosen(self, size: Size) -> None:
        self.changed.emit(replace(self._choice, shape=None, custom_size=size))

    def _ratio_chosen(self, ratio: str) -> None:
        shape = next((shape for shape in Shape if shape.label == ratio), None)
        self.changed.emit(replace(self._choice, shape=shape, ratio=None if shape else ratio or None))

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        header = QHBoxLayout()
        header.addWidget(PlainLabel("Size", "label", parent=self))
        header.addStretch(1)
        header.addWidget(self._pixels)
        self._column.addLayout(header)
        self._column.addWidget(self.shapes)
        self._column.addWidget(self.custom)
        self._column.addWidget(self.tiers)
        self._measure()

    def _measure(self) -> None:
        self._column.setSpacing(self._theme.px(8))


def _shapes_among(ratios: tuple[str, ...]) -> frozenset[Shape]:
    return frozenset(shape for shape in Shape if shape.label in ratios)
