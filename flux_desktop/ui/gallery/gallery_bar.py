"""The bar above the gallery: search, dates and filters, the size of the pictures, the queue, the details pane."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSlider, QWidget

from flux_desktop.ui.gallery.gallery_view import LARGEST_ROW, SMALLEST_ROW, USUAL_ROW
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.tool_tips import plain_tool_tip
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_HEIGHT = 51
_STEP = 20
_WORDS_FROM_WIDTH = 800
"""Where the bar is narrower (in the design's pixels) its buttons have their icon alone: in windows of less than 1180,
and beside the details in those of less than 1500."""

_SIZE_BUTTONS_FROM_WIDTH = 580
"""Where it is narrower, the buttons beside the slider, which have keys, leave their room to the search field."""

_NARROWEST = 470

_LONGEST_DATE = 18


class SearchField(QLineEdit):
    """Search as one types. Escape empties it, then gives the keyboard back; Down and Return go to the pictures."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setAccessibleName("Search your pictures")
        self.setPlaceholderText("Search your pictures")
        self.setToolTip('Words, "a phrase", -without, and model: fav: rating: tag: album: size: cost: date: seed: ref:')
        self.setMaxLength(500)
        self.setMinimumWidth(theme.px(120))
        self.setMaximumWidth(theme.px(340))
        self.addAction(QAction(theme.icons.icon("search", "text2"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(theme.icons.icon("close", "text2"), "Clear the search", self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class GalleryBar(QFrame):
    """Emits what the person did; the methods that begin with ``set_`` say how things are."""

    row_height_chosen = Signal(int)
    date_requested = Signal()
    filter_requested = Signal()
    details_toggled = Signal(bool)
    queue_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "bar")
        self.search = SearchField(theme, self)
        self._date_words, self._filter_words, self._queued = "Date", "Filter", 0
        self._has_words = True
        self.date = self._make_button("dateButton", "calendar")
        self.filter = self._make_button("filterButton", "filter")
        self._slider = self._make_slider()
        self._size_buttons = (
            self._size_button("grid-small", "Smaller pictures (Ctrl+-)", -_STEP),
            self._size_button("grid-large", "Larger pictures (Ctrl++)", _STEP),
        )
        self.queue = self._make_button("queueButton", "queue")
        self.details = IconButton(theme, "side-panel", "Details (Ctrl+I)")
        self.details.setCheckable(True)
        self.details.clicked.connect(self.details_toggled)
        self.date.clicked.connect(self.date_requested)
        self.filter.clicked.connect(self.filter_requested)
        self.queue.clicked.connect(self.queue_toggled)
        self.queue.setCheckable(True)
        self._lay_out()
        self._word()
        theme.changed.connect(self._measure)

    def set_row_height(self, height: int) -> None:
        self._slider.setValue(height)

    def set_queued(self, count: int) -> None:
        """How many pictures are being made or wait."""
        self._queued = count
        self._word()

    def set_filters(self, date: str, count: int) -> None:
        """The words for the date that is chosen, if one is, and how many other filters there are."""
        words = date or "Date", f"Filter  {count}" if count else "Filter"
        if words != (self._date_words, self._filter_words):
            self._date_words, self._filter_words = words
            self._word()

    def set_dock(self, *, queue: bool, details: bool) -> None:
        self.queue.setChecked(queue)
        self.details.setChecked(details)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it gets without words, so that what is beside it need not make way for words."""
        return QSize(self._theme.px(_NARROWEST), self._theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        px = self._theme.px
        is_roomy = self.width() >= px(_SIZE_BUTTONS_FROM_WIDTH)
        for made in self._size_buttons:
            show_if(made, is_roomy)
        self._slider.setFixedWidth(px(96 if is_roomy else 64))
        has_words = self.width() >= px(_WORDS_FROM_WIDTH)
        if has_words != self._has_words:
            self._has_words = has_words
            self._word()

    def _make_button(self, name: str, icon: str) -> QPushButton:
        made = button("", parent=self)
        made.setObjectName(name)
        made.setProperty("role", "count")
        made.setIcon(self._theme.icons.icon(icon))
        return made

    def _word(self) -> None:
        """Say on the buttons how things are, as far as there is room."""
        arrow, queued = " ▾", str(self._queued)
        date = self._date_words if len(self._date_words) <= _LONGEST_DATE else "Some days"
        words = (date + arrow, self._filter_words + arrow, f"Queue  {queued}")
        short = ("", self._filter_words.removeprefix("Filter").strip(), queued)
        for made, text in zip((self.date, self.filter, self.queue), words if self._has_words else short, strict=True):
            made.setText(text)
        is_any = self._date_words == "Date"
        self.date.setAccessibleName("Date, any time" if is_any else f"Date, {self._date_words}")
        self.date.setToolTip("Show pictures of some days" if is_any else plain_tool_tip(f"Date: {self._date_words}"))
        self.filter.setAccessibleName(f"{self._filter_words} chosen" if self._filter_words != "Filter" else "Filter")
        self.filter.setToolTip("Filter")
        self.queue.setAccessibleName(f"Queue, {queued} in it")
        self.queue.setToolTip("Queue (Ctrl+J)")

    def _make_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(SMALLEST_ROW, LARGEST_ROW)
        slider.setSingleStep(_STEP)
        slider.setPageStep(2 * _STEP)
        slider.setValue(USUAL_ROW)
        slider.setAccessibleName("Size of the pictures")
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.valueChanged.connect(self.row_height_chosen)
        return slider

    def _size_button(self, icon: str, name: str, step: int) -> IconButton:
        made = IconButton(self._theme, icon, name, size=28, icon_size=16)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda: self._slider.setValue(self._slider.value() + step))
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.addWidget(self.search, 100)  # as wide as it may be before anything else is given room
        for made in (self.date, self.filter):
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        smaller, larger = self._size_buttons
        for widget in (smaller, self._slider, larger):
            row.addWidget(widget)
        row.addSpacing(self._theme.px(6))
        row.addWidget(self.queue, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.details)
        self._measure()

    def _measure(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(_HEIGHT))
        for made in (self.date, self.filter, self.queue):
            made.setIconSize(QSize(px(16), px(16)))
        layout = self.layout()
        if layout:
            layout.setContentsMargins(px(16), 0, px(13), 0)
            layout.setSpacing(px(6))
        self._make_room()
