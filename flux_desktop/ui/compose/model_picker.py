"""The button that shows the model and opens the list of models."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Property, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.ui.compose import words
from flux_desktop.ui.support.controls import PushButton
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.model_list import ModelList

_RADIUS = 8
_LIST_WIDTH = 440


class ModelOffer(NamedTuple):
    """What a model would cost for what is set up, and from and to how long it would take, as the catalogue has it."""

    price: str
    usual_seconds: tuple[float, float] | None


class ModelPicker(PushButton):
    """Name, purpose and lowest price of the model. Its property ``modelId`` reads and sets the model by its id."""

    model_chosen = Signal(str)
    several_requested = Signal()

    def __init__(
        self,
        catalogue: Catalogue,
        theme: Theme,
        offer_of: Callable[[ImageModel], ModelOffer],
        parent: QWidget | None = None,
    ) -> None:
        """``offer_of`` is asked when the list opens."""
        super().__init__(parent)
        self.setObjectName("modelPicker")
        self._catalogue = catalogue
        self._theme = theme
        self._model = catalogue[catalogue.default_model]
        self._price_text = ""
        self._offer_of = offer_of
        self._usual: Mapping[str, float] = {}
        self._list: ModelList | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self.open_list)
        self._measure()
        theme.changed.connect(self._measure)

    def model(self) -> ImageModel:
        return self._model

    def show_model(self, model: ImageModel, price_text: str) -> None:
        """Show ``model`` with the lowest price it has, such as ``from $0.03``."""
        if (model, price_text) == (self._model, self._price_text):
            return
        self._model, self._price_text = model, price_text
        self.setAccessibleName(f"Model, {model.name}")
        self.setAccessibleDescription(f"{model.purpose}, {price_text}")
        self.update()

    def set_usual_times(self, seconds: Mapping[str, float]) -> None:
        """Usual times from the person's own pictures, by model id; those of other models stay."""
        self._usual = {**self._usual, **seconds}

    def open_list(self) -> None:
        from flux_desktop.ui.compose.model_list import ModelList  # not needed to start

        if self._list is None:
            self._list = ModelList(self._catalogue, self._theme, self.window())
            self._list.model_chosen.connect(self._chosen)
            self._list.several_requested.connect(self.several_requested)
        self._list.show_models(self._model.id, self._words_of)
        width = max(self.width(), self._theme.px(_LIST_WIDTH))
        self._list.open_at(self, "below", width, self._list.wanted_height())
        self._list.focus_current()

    def _words_of(self, model: ImageModel) -> tuple[str, str]:
        """The price and the usual time, from the person's own pictures where there are any."""
        offer, own = self._offer_of(model), self._usual.get(model.id)
        return offer.price, words.usual_time((own, own) if own else offer.usual_seconds)

    def _chosen(self, model_id: str) -> None:
        if self._list:
            self._list.close_popover()
        self.model_chosen.emit(model_id)

    def _get_model_id(self) -> str:
        return self._model.id

    def _set_model_id(self, model_id: str) -> None:
        if model_id in self._catalogue and model_id != self._model.id:
            self.model_chosen.emit(model_id)

    modelId = Property(str, _get_model_id, _set_model_id, notify=model_chosen)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(48))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, colour, rect = self._theme.px, self._theme.colour, QRectF(self.rect())
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "raised"
        rounded(painter, rect, px(_RADIUS), colour(ground), colour("control"))
        inner = rect.adjusted(px(12), px(6), -px(10), -px(6))
        chevron = QRectF(inner.right() - px(16), inner.center().y() - px(8), px(16), px(16))
        self._theme.icons.paint(painter, "chevron-down", chevron, "text2")
        words = inner.adjusted(0, 0, chevron.left() - px(8) - inner.right(), 0)
        self._paint_words(painter, words)
        if self.hasFocus():
            focus_ring(painter, rect, px(_RADIUS), self._theme)

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        """Name over purpose, and the price in the middle, or beside the name where the purpose needs its room."""
        name, purpose = QFontMetrics(self._theme.font("section")), QFontMetrics(self._theme.font("caption"))
        price_font = self._theme.font("body", tabular=True)
        price_width = QFontMetrics(price_font).horizontalAdvance(self._price_text)
        gap = self._theme.px(8)
        beside = room.adjusted(0, 0, -price_width - gap, 0)
        top = room.center().y() - (name.height() + purpose.height()) / 2
        upper = QRectF(room.left(), top, beside.width(), name.height())
        lower = QRectF(room.left(), upper.bottom(), beside.width(), purpose.height())
        price = QRectF(room.right() - price_width, room.top(), price_width + 1, room.height())
        if purpose.horizontalAdvance(self._model.purpose) > beside.width():
            lower.setWidth(room.width())
            price.setTop(upper.top())
            price.setHeight(upper.height())
        self._paint_text(painter, upper, self._model.name, self._theme.font("section"), "text")
        self._paint_text(painter, lower, self._model.purpose, self._theme.font("caption"), "text2")
        self._paint_text(painter, price, self._price_text, price_font, "text2")

    def _paint_text(self, painter: QPainter, room: QRectF, text: str, font: QFont, role: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, round(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _measure(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()
