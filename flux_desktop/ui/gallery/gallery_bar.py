"""The bar above the gallery: search, the size of the pictures, how much is queued, the details pane."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSlider, QWidget

from flux_desktop.ui.gallery.gallery_view import LARGEST_ROW, SMALLEST_ROW, USUAL_ROW
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.theme.theme import Theme

_HEIGHT = 51
_STEP = 20


class SearchField(QLineEdit):
    """Search as one types. Escape empties it, then gives the keyboard back; Down and Return go to the pictures."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setAccessibleName("Search your pictures")
        self.setPlaceholderText("Search your pictures")
        self.setMaxLength(500)
        self.setMinimumWidth(theme.px(140))
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
    """Emits what the person did; ``set_row_height``, ``set_queued`` and ``set_dock`` say how things are."""

    row_height_chosen = Signal(int)
    details_toggled = Signal(bool)
    queue_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "bar")
        self.search = SearchField(theme, self)
        self.queue = self._make_queue_button()
        self._slider = self._make_slider()
        self.details = IconButton(theme, "side-panel", "Details (Ctrl+I)")
        self.details.setCheckable(True)
        self.details.clicked.connect(self.details_toggled)
        self._lay_out()
        theme.changed.connect(self._measure)

    def set_row_height(self, height: int) -> None:
        self._slider.setValue(height)

    def set_queued(self, count: int) -> None:
        """How many pictures are being made or wait."""
        self.queue.setText(f"Queue  {count}")
        self.queue.setAccessibleName(f"Queue, {count} in it")

    def set_dock(self, *, queue: bool, details: bool) -> None:
        self.queue.setChecked(queue)
        self.details.setChecked(details)

    def _make_queue_button(self) -> QPushButton:
        made = button("Queue  0", parent=self, name="Queue, 0 in it")
        made.setObjectName("queueButton")
        made.setProperty("role", "count")
        made.setIcon(self._theme.icons.icon("queue"))
        made.setCheckable(True)
        made.setToolTip("Queue (Ctrl+J)")
        made.clicked.connect(self.queue_toggled)
        return made

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
        row.addWidget(self.search, 3)
        row.addStretch(1)
        for widget in (
            self._size_button("grid-small", "Smaller pictures (Ctrl+-)", -_STEP),
            self._slider,
            self._size_button("grid-large", "Larger pictures (Ctrl++)", _STEP),
        ):
            row.addWidget(widget)
        row.addSpacing(self._theme.px(6))
        row.addWidget(self.queue, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.details)
        self._measure()

    def _measure(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(_HEIGHT))
        self._slider.setFixedWidth(px(96))
        self.queue.setIconSize(QSize(px(16), px(16)))
        layout = self.layout()
        if layout:
            layout.setContentsMargins(px(16), 0, px(13), 0)
            layout.setSpacing(px(6))
