"""The viewer: one picture large, in the place of the gallery."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.action_row import ActionRow
from flux_desktop.ui.viewer.film_model import picture_words
from flux_desktop.ui.viewer.film_strip import FilmStrip
from flux_desktop.ui.viewer.picture_canvas import PictureCanvas
from flux_desktop.ui.viewer.sources import Order, PictureSource
from flux_desktop.ui.viewer.stock import Stock
from flux_desktop.ui.viewer.viewer_bar import ViewerBar
from flux_desktop.ui.viewer.viewer_keys import Chord, handle_key, viewer_keys
from flux_desktop.ui.viewer.walk import Change, Walk

_NEAR = 2
"""So many pictures on either side are decoded ahead."""
_NEAR_PREVIEWS = 3
_REST_MS = 80
"""A zoom that has come to rest for so long is made sharp."""
_SAY_AFTER_MS = 250
_SAID_AT_MOST = 120


class ViewerPage(QWidget):
    """Shows one picture of an order, and goes through them. What it emits are wishes: it changes nothing itself.

    ``price_of`` says what varying a picture costs ("$0.045"), or nothing. ``say`` tells screen readers something.
    ``stop`` it before it is destroyed.
    """

    closed = Signal(object)
    """Back to the gallery; the id of the picture that was on view, or ``None`` when it is gone with all others."""
    current_changed = Signal(object)
    vary_requested = Signal(object)
    reference_requested = Signal(object)
    edit_again_requested = Signal(object)
    favourite_toggled = Signal(object, bool)
    rated = Signal(object, int)
    bin_requested = Signal(object)
    delete_requested = Signal(object)
    copy_requested = Signal(object)
    save_copy_requested = Signal(object)
    details_toggled = Signal(bool)
    menu_requested = Signal(object, QPoint)
    full_screen_requested = Signal(bool)
    picture_painted = Signal(object)
    """The decoded picture with this id was painted for the first time since it is on view."""

    def __init__(
        self,
        theme: Theme,
        library: PictureSource,
        price_of: Callable[[ItemId], str] = lambda _item_id: "",
        say: Callable[[QWidget, str], None] = announce,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewerPage")
        self.setAccessibleName("Picture viewer")
        self._price_of = price_of
        self._say = say
        self._walk = Walk()
        self._is_full_screen = False
        self.stock = Stock(library, self)
        self.bar = ViewerBar(theme)
        self.canvas = PictureCanvas(theme)
        self.actions_row = ActionRow(theme)
        self.strip = FilmStrip(theme, library, self.stock.small)
        self._at_rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._painted_first = QTimer(self, singleShot=True, interval=0)
        self._to_say = QTimer(self, singleShot=True, interval=_SAY_AFTER_MS)
        self._keys: dict[Chord, Callable[[], object]] = viewer_keys(self, self.canvas)
        self._lay_out()
        self._connect()

    # What others ask

    @property
    def current_id(self) -> ItemId | None:
        """The picture on view, or ``None`` while the viewer is closed."""
        return self._walk.current_id

    @property
    def is_full_screen(self) -> bool:
        return self._is_full_screen

    def set_ids(self, order: Order) -> None:
        """Go through these pictures."""
        self._walk.use(order)
        self.order_changed()

    def open(self, item_id: ItemId, preview: QPixmap | QImage | None = None) -> bool:
        """Show this picture, with ``preview`` until it is decoded; ``False`` when it is none of the pictures."""
        before = self.current_id
        if not self._walk.enter(item_id):
            return False
        image = preview.toImage() if isinstance(preview, QPixmap) else preview
        if image is not None and not image.isNull():
            self.stock.small.give_preview(item_id, image)
        self.strip.renew(self._walk.pictures, self._walk.position)
        self._show_current(before, to_fit=True)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def close_viewer(self) -> None:
        """Give the memory back and say goodbye."""
        item_id = self.current_id
        if item_id is None:
            return
        is_still_there = self._walk.row(item_id) is not None
        self._walk.leave()
        self._stop_timers()
        self.canvas.update_shown(None)
        self.strip.renew(None, -1)
        self.stock.clear()
        self.closed.emit(item_id if is_still_there else None)

    def step(self, by: int) -> None:
        """Go so many pictures on, or back when negative, as far as there are."""
        self.go_to(self._walk.position + by)

    def go_to(self, position: int) -> None:
        """Show the picture at this position, 0 being the newest, or the one at the end that it is beyond."""
        before, count = self.current_id, len(self._walk)
        if self._walk.go_to(position):
            if len(self._walk) != count:
                self.strip.renew(self._walk.pictures, self._walk.position)
            self.strip.show_at(self._walk.position)
            self._show_current(before)

    def go_to_end(self) -> None:
        self.go_to(len(self._walk) - 1)

    def order_changed(self) -> None:
        """Pictures have come or gone. The one on view stays, or gives way to its neighbour if it is gone."""
        before = self.current_id
        if before is None:
            return
        change = self._walk.look_again()
        if change is Change.NONE_LEFT:
            self.close_viewer()
            return
        self.strip.renew(self._walk.pictures, self._walk.position)
        if change is Change.GONE:
            self.strip.show_at(self._walk.position)
            self._show_current(before)
        else:
            self._tell_position()
            self._want()

    def refresh_price(self) -> None:
        """Varying the open picture may cost something else now."""
        if self.current_id is not None:
            self.actions_row.show_price(self._price_of(self.current_id))

    def row_changed(self, item_id: ItemId) -> None:
        """Something about this one is different: a mark, its file, or that it has become a picture."""
        pictures = self._walk.pictures
        if self.current_id is None or pictures is None:
            return
        if pictures.look_again():
            self.order_changed()
        row = self._walk.row(item_id)
        if row:
            self.stock.look_again(row)
        if item_id == self.current_id:
            self._tell_marks()
            self._update_canvas(item_id)
        self._want()

    def set_details(self, *, shown: bool) -> None:
        """Whether the details pane is open, for the button that toggles it."""
        self.bar.show_details(shown=shown)

    def set_full_screen(self, on: bool) -> None:  # a slot
        """Nothing but the picture, or everything."""
        self._is_full_screen = on
        for part in (self.bar, self.actions_row, self.strip):
            part.setVisible(not on)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """One step out: of the full screen, else of the viewer."""
        if self._is_full_screen:
            self.full_screen_requested.emit(False)  # noqa: FBT003 - signals have no names for what they carry
        else:
            self.close_viewer()

    def stop(self) -> None:
        """End the threads. What is being decoded is finished first."""
        self._stop_timers()
        self.stock.stop()

    # What the person asks of the open picture

    def toggle_favourite(self) -> None:
        row = self._walk.row(self.current_id)
        if row:
            self.favourite_toggled.emit([row.id], not row.favourite)

    def rate(self, stars: int) -> None:
        self.rated.emit([self.current_id], stars)

    def throw_away(self) -> None:
        """To the bin; the neighbour is shown then."""
        self.bin_requested.emit([self.current_id])

    def delete_for_ever(self) -> None:
        self.delete_requested.emit([self.current_id])

    def copy(self) -> None:
        self.copy_requested.emit([self.current_id])

    def save_copy(self) -> None:
        self.save_copy_requested.emit(self.current_id)

    def vary(self) -> None:
        self.vary_requested.emit(self.current_id)

    def use_as_reference(self) -> None:
        self.reference_requested.emit([self.current_id])

    def edit_again(self) -> None:
        self.edit_again_requested.emit(self.current_id)

    def toggle_full_screen(self) -> None:
        self.full_screen_requested.emit(not self._is_full_screen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.current_id is None or not handle_key(event, self._keys):
            super().keyPressEvent(event)

    # Parts

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, self.canvas, self.actions_row, self.strip):
            column.addWidget(part)
        column.setStretchFactor(self.canvas, 1)
        self.setTabOrder(self.bar.details, self.canvas)
        self.setTabOrder(self.canvas, self.actions_row.vary)
        self.setTabOrder(self.actions_row.edit_again, self.strip)

    def _connect(self) -> None:
        bar, row, canvas = self.bar, self.actions_row, self.canvas
        bar.back_requested.connect(self.close_viewer)
        bar.zoom_out_requested.connect(canvas.zoom_out)
        bar.zoom_toggled.connect(canvas.toggle_zoom)
        bar.zoom_in_requested.connect(canvas.zoom_in)
        bar.favourite_toggled.connect(self.toggle_favourite)
        bar.copy_requested.connect(self.copy)
        bar.bin_requested.connect(self.throw_away)
        bar.save_copy_requested.connect(self.save_copy)
        bar.details_toggled.connect(self.details_toggled)
        row.vary_requested.connect(self.vary)
        row.reference_requested.connect(self.use_as_reference)
        row.edit_again_requested.connect(self.edit_again)
        canvas.placement_changed.connect(self._placement_changed)
        canvas.stepped.connect(self.step)
        canvas.menu_wanted.connect(lambda at: self.menu_requested.emit([self.current_id], at))
        canvas.picture_painted.connect(self.picture_painted)
        self.strip.picture_clicked.connect(self.go_to)
        self.stock.came.connect(self._update_canvas)
        self._at_rest.timeout.connect(self._want)
        self._painted_first.timeout.connect(self._want)
        self._to_say.timeout.connect(self._say_position)

    def _show_current(self, before: ItemId | None, *, to_fit: bool = False) -> None:
        """Another picture is open."""
        row = self._walk.row(self.current_id)
        if row:
            shown = self.stock.shown(row)
            self.canvas.open(shown) if to_fit else self.canvas.show_next(shown)
        self._tell_position()
        self._tell_marks()
        if row and self.stock.is_ready(row.id):
            self._painted_first.start()  # the decoder would take its share of the processor
        else:
            self._want()
        self._to_say.start()
        if self.current_id != before:
            self.current_changed.emit(self.current_id)

    def _stop_timers(self) -> None:
        for timer in (self._at_rest, self._painted_first, self._to_say):
            timer.stop()

    def _update_canvas(self, item_id: ItemId) -> None:
        row = self._walk.row(item_id) if item_id == self.current_id else None
        if row:
            self.canvas.update_shown(self.stock.shown(row))

    def _placement_changed(self) -> None:
        placement = self.canvas.placement
        self.bar.show_zoom(placement.scale, is_fit=placement.is_fit)
        if self.current_id is not None:
            self._at_rest.start()

    def _want(self) -> None:
        """Have the open picture and its neighbours decoded, each as sharp as it will be shown."""
        if self.current_id is None:
            return
        rows = [self._walk.row(item_id) for item_id in (self.current_id, *self._walk.near(_NEAR))]
        self.stock.want([row for row in rows if row], self.canvas.placement)
        self.stock.small.want_previews([self.current_id, *self._walk.near(_NEAR_PREVIEWS)])

    def _tell_position(self) -> None:
        position, count = self._walk.position, len(self._walk)
        self.bar.show_position(position, count)
        words = picture_words(self._walk.row(self.current_id))
        self.canvas.setAccessibleName(f"{words}. {position + 1:,} of {count:,}")

    def _tell_marks(self) -> None:
        row = self._walk.row(self.current_id)
        if row:
            self.bar.show_favourite(is_favourite=row.favourite)
            self.refresh_price()

    def _say_position(self) -> None:
        words = picture_words(self._walk.row(self.current_id))
        short = words if len(words) <= _SAID_AT_MOST else words[:_SAID_AT_MOST].rsplit(" ", 1)[0] + "…"
        self._say(self.canvas, f"Picture {self._walk.position + 1:,} of {len(self._walk):,}. {short}")
