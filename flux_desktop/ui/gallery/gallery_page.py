"""The gallery with its bar, the strip of what is under way, and what stands in for pictures when there are none."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from flux_desktop.ui.gallery.gallery_bar import GalleryBar
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.search import GallerySearch
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.services.events import GenerationChanged, PictureArrived, QueueChanged, TroubleChanged
    from flux_desktop.ui.gallery.job_strip import JobStrip


class GalleryPage(QWidget):
    """``view`` has the signals of the pictures; those of the page around it are here."""

    prompt_suggested = Signal(str)
    pause_requested = Signal()
    resume_requested = Signal()
    cancel_waiting_requested = Signal()
    details_toggled = Signal(bool)
    queue_toggled = Signal(bool)
    search_changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        model: GalleryModel,
        loader: ThumbnailLoader,
        usual_s: Callable[[str], float | None] = lambda _model_id: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.bar = GalleryBar(theme)
        self.view = GalleryView(model, theme, loader, usual_s)
        self.search = GallerySearch(self.view)
        self._banner_place = QVBoxLayout()
        self._pages = QStackedLayout()
        self._empty: QWidget | None = None
        self._not_found: QWidget | None = None
        self._midnight = QTimer(self, singleShot=True)
        self._lay_out()
        self._connect()
        self._await_midnight()

    @cached_property
    def strip(self) -> "JobStrip":
        """What is under way; nothing is before the first paint."""
        from flux_desktop.ui.gallery.job_strip import JobStrip

        strip = JobStrip(self._theme)
        strip.pause_requested.connect(self.pause_requested)
        strip.resume_requested.connect(self.resume_requested)
        strip.cancel_waiting_requested.connect(self.cancel_waiting_requested)
        self._column.insertWidget(1, strip)
        return strip

    def set_banner(self, banner: QWidget) -> None:
        """Put the banner between the bar and the pictures, where it pushes them down."""
        self._banner_place.addWidget(banner)

    def set_queue(self, queue: "QueueChanged") -> None:
        self.strip.tell(queue)
        self.bar.set_queued(queue.running + queue.waiting)
        self.view.jobs.set_queue(queue)

    def set_trouble(self, trouble: "TroubleChanged") -> None:
        self.view.jobs.set_trouble(trouble)

    def put(self, event: "GenerationChanged") -> None:
        """A generation has changed."""
        self._model.put(event)

    def take_arrival(self, event: "PictureArrived") -> None:
        """The bytes of a picture are here; it is not on disk yet."""
        self.view.take_arrival(event)

    def set_dock(self, *, queue: bool, details: bool) -> None:
        """Which pane is open at the right, for the buttons that toggle them."""
        self.bar.set_dock(queue=queue, details=details)

    def focus_search(self) -> None:
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        px = self._theme.px
        self._banner_place.setContentsMargins(px(16), 0, px(16), 0)
        canvas = QFrame()
        canvas.setProperty("role", "canvas")
        inside = QVBoxLayout(canvas)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(self._banner_place)
        inside.addLayout(self._pages, 1)
        column.addWidget(self.bar)
        column.addWidget(canvas, 1)
        self._pages.addWidget(self.view)

    def _connect(self) -> None:
        self.bar.search.textChanged.connect(self.search.search)
        self.bar.search.left.connect(self.view.setFocus)
        self.bar.row_height_chosen.connect(self.view.set_row_height)
        self.bar.details_toggled.connect(self.details_toggled)
        self.bar.queue_toggled.connect(self.queue_toggled)
        self.view.row_height_changed.connect(self.bar.set_row_height)
        self.view.search_typed.connect(self._begin_search)
        self.search.changed.connect(self.search_changed)
        self.search.changed.connect(self._show_right_page)
        for signal in (self._model.modelReset, self._model.rowsInserted, self._model.rowsRemoved):
            signal.connect(self._show_right_page)
        self._midnight.timeout.connect(self._new_day)

    def _show_right_page(self) -> None:
        """Pictures, or what is said in their place."""
        if self._model.rowCount():
            page: QWidget = self.view
        elif self.search.text:
            page = self._not_found_page()
        else:
            page = self._empty_page()
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)

    def _empty_page(self) -> QWidget:
        if self._empty is None:
            from flux_desktop.ui.gallery.empty_gallery import EmptyGallery  # seldom needed

            empty = EmptyGallery(self._theme, self.view.loader)
            empty.prompt_suggested.connect(self.prompt_suggested)
            self._empty = empty
            self._pages.addWidget(empty)
        return self._empty

    def _not_found_page(self) -> QWidget:
        from flux_desktop.ui.gallery.empty_gallery import NothingFound

        if self._not_found is None:
            not_found = NothingFound(self._theme)
            not_found.clear_requested.connect(self.bar.search.clear)
            self._not_found = not_found
            self._pages.addWidget(not_found)
        assert isinstance(self._not_found, NothingFound)
        self._not_found.tell(self.search.text)
        return self._not_found

    def _begin_search(self, text: str) -> None:
        """Somebody types while the pictures have the keyboard."""
        self.bar.search.setFocus()
        self.bar.search.setText(text)

    def _new_day(self) -> None:
        self.view.new_day()
        self._await_midnight()

    def _await_midnight(self) -> None:
        now = datetime.now().astimezone()
        midnight = datetime.combine(now.date() + timedelta(days=1), time.min).astimezone()
        self._midnight.start(round((midnight - now).total_seconds() * 1000) + 500)
