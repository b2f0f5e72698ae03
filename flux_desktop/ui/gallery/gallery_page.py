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
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.services.events import GenerationChanged, PictureArrived, QueueChanged, TroubleChanged
    from flux_desktop.ui.gallery.filter_menu import PracticeSwitch
    from flux_desktop.ui.gallery.job_strip import JobStrip
    from flux_desktop.ui.gallery.nothing_found import NothingFound
    from flux_desktop.ui.gallery.search import GallerySearch
    from flux_desktop.ui.gallery.search_tools import SearchTools


class GalleryPage(QWidget):
    """``view`` has the signals of the pictures; those of the page around it are here."""

    prompt_suggested = Signal(str)
    pause_requested = Signal()
    resume_requested = Signal()
    cancel_waiting_requested = Signal()
    details_toggled = Signal(bool)
    queue_toggled = Signal(bool)
    search_changed = Signal()
    bin_requested = Signal()
    import_requested = Signal()
    templates_requested = Signal()
    saved_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        model: GalleryModel,
        loader: ThumbnailLoader,
        usual_s: Callable[[str], float | None] = lambda _model_id: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.practice_switch: Callable[[], PracticeSwitch] | None = None
        """For the filter menu; to be set before it is first opened."""
        self._theme = theme
        self._model = model
        self.bar = GalleryBar(theme)
        self.view = GalleryView(model, theme, loader, usual_s)
        self._banner_place = QVBoxLayout()
        self._pages = QStackedLayout()
        self._empty: QWidget | None = None
        self._is_searched = False
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
        self._column.insertWidget(self._column.count() - 1, strip)
        return strip

    @property
    def search(self) -> "GallerySearch":
        """What is searched for; nothing is before the first paint."""
        return self.tools.search

    @cached_property
    def tools(self) -> "SearchTools":
        """The search with its menus and chips."""
        from flux_desktop.ui.gallery.search_tools import SearchTools

        tools = SearchTools(self._theme, self.bar, self.view, self)
        tools.practice_switch = self.practice_switch
        tools.search.text_changed.connect(self.bar.search.setText)
        tools.search.changed.connect(self.search_changed)
        tools.search.answered.connect(self._show_right_page)
        tools.bin_requested.connect(self.bin_requested)
        tools.saved_requested.connect(self.saved_requested)
        self._column.insertWidget(1, tools.chips)
        self._is_searched = True
        return tools

    def set_banner(self, banner: QWidget) -> None:
        """Put the banner between the bar and the pictures, where it pushes them down."""
        self._banner_place.addWidget(banner)

    def add_strip(self, strip: QWidget) -> None:
        """Put a strip of another room under the bar."""
        self._column.insertWidget(1, strip)

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
        self.bar.search.textChanged.connect(self._type)
        self.bar.date_requested.connect(self._open_dates)
        self.bar.filter_requested.connect(self._open_filters)
        self.bar.search.left.connect(self.view.setFocus)
        self.bar.row_height_chosen.connect(self.view.set_row_height)
        self.bar.details_toggled.connect(self.details_toggled)
        self.bar.queue_toggled.connect(self.queue_toggled)
        self.view.row_height_changed.connect(self.bar.set_row_height)
        self.view.search_typed.connect(self._begin_search)
        for signal in (self._model.modelReset, self._model.rowsInserted, self._model.rowsRemoved):
            signal.connect(self._show_right_page)
        self._midnight.timeout.connect(self._new_day)

    def _show_right_page(self) -> None:
        """Pictures, or what is said in their place."""
        if self._model.rowCount():
            page: QWidget = self.view
        elif self._is_searched and self.search.is_on:
            page = self._not_found_page
            self._not_found_page.tell(self.search.query)
        else:
            page = self._empty_page()
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)

    def _empty_page(self) -> QWidget:
        if self._empty is None:
            from flux_desktop.ui.gallery.empty_gallery import EmptyGallery  # seldom needed

            empty = EmptyGallery(self._theme, self.view.loader)
            empty.prompt_suggested.connect(self.prompt_suggested)
            empty.import_requested.connect(self.import_requested)
            empty.templates_requested.connect(self.templates_requested)
            self._empty = empty
            self._pages.addWidget(empty)
        return self._empty

    @cached_property
    def _not_found_page(self) -> "NothingFound":
        from flux_desktop.ui.gallery.nothing_found import NothingFound

        page = NothingFound(self._theme)
        page.clear_words_requested.connect(self.search.clear_words)
        page.clear_filters_requested.connect(self.search.clear_filters)
        self._pages.addWidget(page)
        return page

    def _type(self, text: str) -> None:
        self.search.type_text(text)

    def _open_dates(self) -> None:
        self.tools.open_dates()

    def _open_filters(self) -> None:
        self.tools.open_filters()

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
