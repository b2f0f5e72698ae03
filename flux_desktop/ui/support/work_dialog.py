"""Long work while it is done, and what came of it: how far, how much longer, a way to stop, a list of what failed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from flux_desktop.services.progress import Stage
from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.inline_message import Action, InlineMessage, Kind
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.time_left import TimeLeft
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _LIST_HEIGHT, _ROW_HEIGHT = 460, 160, 34
_STEPS = 1_000


class WorkDialog(QDialog):
    """It blocks nothing. Closing it, Escape included, leaves the work going on; only Cancel ends it."""

    cancelled = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget, *, unit: str = "pictures") -> None:
        super().__init__(parent)
        self.setObjectName("workDialog")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._theme = theme
        self._unit = unit
        self._time_left = TimeLeft()
        self.has_ended = False
        self._title = PlainLabel(title, "title", wrap=True)
        self._stage = PlainLabel("", "body")
        self._left = PlainLabel("", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far it is")
        self._bar.setRange(0, 0)
        self._message = InlineMessage(theme)
        self._list = QListWidget()
        self._list.setAccessibleName("What went wrong")
        self._list.setProperty("role", "rows")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._message.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._cancel = button("Cancel")
        self._hide = button("Go on in the background")
        self._close = button("Close", "primary")
        self._lay_out()
        self._cancel.clicked.connect(self._stop)
        self._hide.clicked.connect(self.hide)
        self._close.clicked.connect(self.reject)

    @property
    def failures(self) -> list[str]:
        return [self._list.item(row).text() for row in range(self._list.count())]

    @property
    def message(self) -> str:
        """What came of it, as it is read."""
        return self._message.text

    def show_stage(self, stage: Stage) -> None:
        """How far the work is."""
        if self.has_ended or not stage.what:
            return
        count = f": {stage.done:,} of {stage.total:,} {self._unit}" if stage.total else "…"
        self._stage.setText(stage.what + count)
        left = self._time_left.words(stage.what, stage.done, stage.total)
        self._left.setText(left[:1].upper() + left[1:])
        if stage.total:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(_STEPS * stage.done // stage.total)
        else:
            self._bar.setRange(0, 0)

    def show_end(
        self,
        kind: Kind,
        lead: str,
        rest: str = "",
        failures: Sequence[tuple[str, str]] = (),
        actions: Sequence[Action] = (),
    ) -> None:
        """What came of it. ``failures`` are names, and why."""
        self.has_ended = True
        for widget in (self._title, self._stage, self._left, self._bar, self._cancel, self._hide):
            widget.hide()
        self._list.addItems([f"{_one_line(name)} – {why}" for name, why in failures])
        self._list.setFixedHeight(self._theme.px(min(_LIST_HEIGHT, _ROW_HEIGHT * len(failures) + _ROW_HEIGHT)))
        self._list.setVisible(bool(failures))
        self._close.show()
        self._message.say(kind, lead, rest)
        for words, act in actions:
            made = button(words, parent=self)
            made.clicked.connect(lambda _checked=False, act=act: act())
            self._foot.insertWidget(self._foot.indexOf(self._close), made)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()

    def reject(self) -> None:
        """Escape, the cross, and Close."""
        self.hide()
        if self.has_ended:
            self.deleteLater()

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._stage.setText("Stopping…")
        announce(self, "Stopping")
        self.cancelled.emit()

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(20), px(24), px(18))
        column.setSpacing(px(10))
        column.addWidget(self._title)
        column.addWidget(self._stage)
        column.addWidget(self._bar)
        column.addWidget(self._left)
        column.addWidget(self._message)
        column.addWidget(self._list)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(0, px(8), 0, 0)
        self._foot.addStretch(1)
        for widget in (self._hide, self._cancel, self._close):
            self._foot.addWidget(widget)
        column.addLayout(self._foot)
        self._list.hide()
        self._close.hide()
        self.setMinimumWidth(px(_WIDTH))


def _one_line(name: str) -> str:
    """A prompt can be as long as a page."""
    words = " ".join(name.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
