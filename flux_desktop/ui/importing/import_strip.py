"""The strip under the bar while pictures are being imported: how many, how fast, how much longer, and Cancel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from flux_desktop.services.import_job import ImportJob
from flux_desktop.ui.importing.words import WAITING, progress_words, rate_words
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel
from flux_desktop.ui.support.time_left import TimeLeft
from flux_desktop.ui.theme.theme import Theme

_HEIGHT, _BAR_WIDTH = 36, 120
_STEPS = 1_000


class ImportStrip(QFrame):
    """Shown for as long as there is a job."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._time_left = TimeLeft()
        self.setObjectName("importStrip")
        self.setProperty("role", "strip")
        self.setAccessibleName("Pictures being imported")
        self._icon = QLabel(self)
        self._count = PlainLabel("", "strong")
        self._rate = ElidedLabel("", "caption")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far the import is")
        self._cancel = button("Cancel", "link", name="Cancel the import. What is imported stays")
        self._cancel.clicked.connect(self.cancelled)
        self._lay_out()
        self.hide()
        theme.changed.connect(self._measure)

    def begin(self) -> None:
        """Another job."""
        self._time_left = TimeLeft()
        self._cancel.setEnabled(True)

    def tell(self, job: ImportJob, per_second: float) -> None:
        """How far it is."""
        done, found = job.done, job.found
        words = progress_words(done=done, found=found, is_counting=job.is_counting, is_rebuild=job.is_of_library)
        self._count.setText(words)
        left = "" if job.is_counting else self._time_left.words("import", done, found)
        self._rate.setText(WAITING if job.is_held_up else rate_words(per_second, left))
        self._bar.setRange(0, 0 if job.is_counting or not found else _STEPS)
        self._bar.setValue(round(done / found * _STEPS) if found else 0)
        self._cancel.setEnabled(not job.is_cancelled)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.addWidget(self._icon)
        row.addWidget(self._count)
        row.addWidget(self._bar)
        row.addWidget(self._rate, 1)
        row.addWidget(self._cancel)
        self._measure()

    def _measure(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(_HEIGHT))
        self._bar.setFixedWidth(px(_BAR_WIDTH))
        layout = self.layout()
        if layout:
            layout.setContentsMargins(px(16), 0, px(12), 0)
            layout.setSpacing(px(10))
        icons = self._theme.icons
        self._icon.setPixmap(icons.pixmap("image-plus", px(16), self._theme.colour("accent"), self.devicePixelRatioF()))
