"""What pictures cost, model by model, and when that was looked up."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import FlatPrice, ImageModel, MegapixelPrice, TierPrice, UnknownPrice
from flux_desktop.domain.money import dollars
from flux_desktop.domain.pricing import Estimate, lowest_price
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_NOTE = "Estimates use the published prices. The exact cost is recorded after each picture, as reported by BFL."


class PriceTable(QWidget):
    """Empty until ``show_catalogue``."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(PlainLabel("Prices", "strong"))
        self._checked = PlainLabel("", "caption")
        head.addWidget(self._checked, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(24))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(2, 1)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addWidget(PlainLabel(_NOTE, "caption", wrap=True))

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """The models one can make pictures with, in the order in which they are shown elsewhere."""
        day = catalogue.prices_checked
        self._checked.setText(f"Checked {day.day} {day:%B %Y}")
        offered = [model for model in catalogue if not model.retired and not isinstance(model.price, UnknownPrice)]
        for line, model in enumerate(offered, self._grid.rowCount()):
            for place, words in enumerate((model.name, lowest_price(model), rest_of_price(model))):
                self._grid.addWidget(PlainLabel(words, "secondary" if place else "body"), line, place)


def rest_of_price(model: ImageModel) -> str:
    """``+ $0.015 per extra megapixel``: what comes to the lowest price."""
    price = model.price
    match price:
        case MegapixelPrice():
            return f"+ {dollars(price.extra_output_mp)} per extra megapixel"
        case TierPrice():
            published = [amount for amount in price.amounts.values() if amount is not None]
            return f"up to {Estimate(max(published), price.confidence).text()}" if len(set(published)) > 1 else ""
        case FlatPrice():
            return "each picture"
        case _:
            return ""
