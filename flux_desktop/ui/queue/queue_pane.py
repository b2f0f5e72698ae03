"""The queue at the right of the window: what runs, what waits, what needs a person, what is done."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import dollars
from flux_desktop.services.events import QueueChanged
from flux_desktop.ui.queue.jobs import Section
from flux_desktop.ui.queue.notice_list import NoticeList
from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.queue.queue_view import QueueView
from flux_desktop.ui.queue.sources import Thumbnails
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_WIDTH = 320


class QueuePane(QFrame):
    """``view`` has the signals of single rows, ``notices`` lists what troubles the program."""

    pause_requested = Signal()
    resume_requested = Signal()
    cancel_waiting_requested = Signal()
    retry_all_requested = Signal(list, list)
    """The ids of what is asked for again, free of charge, and of what is made anew."""
    dismiss_all_requested = Signal(list)
    close_requested = Signal()

    def __init__(self, theme: Theme, model: QueueModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setObjectName("queuePane")
        self.setProperty("role", "panel")
        self.setAccessibleName("Queue")
        self._theme = theme
        self._model = model
        self._at_most = 0
        self._is_free = False
        self.view = QueueView(theme, model, thumbnails)
        self.notices = NoticeList(theme)
        self._summary = PlainLabel("", "secondary", wrap=True)
        self._pause = button("Pause")
        self._cancel = button("Cancel waiting", name="Cancel the pictures that are waiting")
        self._close = IconButton(theme, "close", "Close the queue (Ctrl+J)")
        self._pages = QStackedLayout()
        self._lay_out()
        self._connect()
        self._settled()

    def set_at_most(self, at_most: int) -> None:
        """How many pictures may be in the making at once."""
        self._at_most = at_most
        self._settled()

    def set_free(self, *, is_free: bool) -> None:
        """Whether what waits costs nothing: practice."""
        self._is_free = is_free
        self._settled()

    def take_focus(self) -> None:
        """Give the keyboard to the list, or to the buttons when there is nothing in it."""
        target = self.view if self._model.rowCount() else self._pause
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_focus(self) -> bool:
        focus = self.focusWidget()
        return focus is not None and focus.hasFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def _settled(self) -> None:
        queue = self._model.queue
        self._summary.setText(summary_of(queue, self._at_most, is_free=self._is_free))
        words, icon = ("Resume", "play") if queue.paused else ("Pause", "pause")
        self._pause.setText(words)
        self._pause.setIcon(self._theme.icons.icon(icon))
        self._pause.setAccessibleName(f"{words} the queue")
        self._cancel.setEnabled(queue.waiting > 0)
        self._pages.setCurrentIndex(0 if self._model.rowCount() else 1)

    def _pause_clicked(self) -> None:
        if self._model.queue.paused:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    def _retry_all(self) -> None:
        found = self._model.retriable()
        free, priced = ([row.id for row, is_new in found if is_new is wanted] for wanted in (False, True))
        self.retry_all_requested.emit(free, priced)

    def _dismiss_all(self) -> None:
        ids: list[ItemId] = self._model.ids(Section.NEEDS_YOU)
        self.dismiss_all_requested.emit(ids)

    def _connect(self) -> None:
        self._pause.clicked.connect(self._pause_clicked)
        self._cancel.clicked.connect(self.cancel_waiting_requested)
        self._close.clicked.connect(self.close_requested)
        self.view.left.connect(self.close_requested)
        self.view.bulk.retry_all_requested.connect(self._retry_all)
        self.view.bulk.dismiss_all_requested.connect(self._dismiss_all)
        self._model.settled.connect(self._settled)

    def _lay_out(self) -> None:
        px = self._theme.px
        self.setFixedWidth(px(_WIDTH))
        title = QHBoxLayout()
        title.addWidget(PlainLabel("Queue", "title"), 1)
        title.addWidget(self._close)
        self._pause.setIconSize(QSize(px(14), px(14)))
        buttons = QWidget()
        flow = FlowLayout(buttons, px(8))
        flow.addWidget(self._pause)
        flow.addWidget(self._cancel)
        head = QVBoxLayout()
        head.setContentsMargins(px(16), px(12), px(12), 0)
        head.setSpacing(px(7))
        head.addLayout(title)
        head.addSpacing(px(2))
        head.addWidget(self._summary)
        head.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addWidget(self.notices)
        column.addLayout(self._pages, 1)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._make_empty())

    def _make_empty(self) -> QWidget:
        px = self._theme.px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(32), px(32), px(32), px(32))
        words = PlainLabel(
            "Nothing is being made. Pictures you ask for wait here for their turn.", "secondary", wrap=True
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        return page


def summary_of(queue: QueueChanged, at_most: int, *, is_free: bool = False) -> str:
    """``2 of 8 running, 6 waiting, $0.27 to come``."""
    parts = [f"{queue.running} of {at_most} running", f"{queue.waiting} waiting"]
    if queue.to_come and not is_free:
        parts.append(f"{dollars(queue.to_come)} to come")
    words = ", ".join(parts)
    return f"Paused: {words}" if queue.paused and queue.waiting else words
