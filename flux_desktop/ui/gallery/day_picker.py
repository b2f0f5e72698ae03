"""A calendar to pick some days in: the first one, then the last one."""

from datetime import date

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QWidget

from flux_desktop.domain.local_days import MONTHS
from flux_desktop.domain.search_fields import range_term
from flux_desktop.ui.gallery.search_words import day_words
from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.theme.theme import Theme

_EARLIEST = QDate(1970, 1, 3)
_DAYS_TO_COME = 42
"""So many fit on a page after the last one that can be picked."""


class DayPicker(Popover):
    """``begin`` opens it. A click or Return picks a day; Use takes a single day as it is."""

    picked = Signal(object)
    """The ``Term`` of the days."""

    def __init__(self, theme: Theme, today: date, window: QWidget) -> None:
        super().__init__(theme, "Choose days", window)
        self._today = today
        self._first: date | None = None
        self._month = PlainLabel("", "label")
        self._advice = PlainLabel("", "secondary")
        self.use = button("Show this day", "primary")
        self.use.setEnabled(False)
        self.use.clicked.connect(self._use_one)
        self.calendar = self._make_calendar()
        self._lay_out()
        self._advise()
        self._month_turned(self.calendar.yearShown(), self.calendar.monthShown())

    def begin(self, anchor: QWidget) -> None:
        """Open below the control it belongs to."""
        self.open_at(anchor)
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def pick(self, day: date) -> None:
        """The first of the days, or the last one."""
        if self._first:
            self._finish(self._first, day)
            return
        self._first = day
        lit = QTextCharFormat()
        lit.setBackground(self._theme.colour("soft"))
        lit.setForeground(self._theme.colour("text"))
        self.calendar.setDateTextFormat(QDate(day.year, day.month, day.day), lit)
        self.use.setEnabled(True)
        self._advise()
        announce(self, self._advice.text())

    def _use_one(self) -> None:
        if self._first:
            self._finish(self._first, self._first)

    def _finish(self, first: date, last: date) -> None:
        self.picked.emit(range_term(first, last))
        self.close_popover()

    def _advise(self) -> None:
        if self._first:
            self._advice.setText(f"From {day_words(self._first)}: pick the last day")
        else:
            self._advice.setText("Pick the first day")

    def _make_calendar(self) -> QCalendarWidget:
        calendar, px = QCalendarWidget(), self._theme.px
        calendar.setAccessibleName("Calendar")
        calendar.setNavigationBarVisible(False)  # its buttons follow no theme
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setDateRange(_EARLIEST, QDate(self._today.year, self._today.month, self._today.day))
        plain = QTextCharFormat()
        plain.setForeground(self._theme.colour("text"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, plain)  # red means something is wrong here
        head = QTextCharFormat()
        head.setForeground(self._theme.colour("text2"))
        calendar.setHeaderTextFormat(head)
        self._fade_days_to_come(calendar)
        calendar.setMinimumSize(QSize(px(280), px(210)))
        calendar.clicked.connect(self._pick_day)
        calendar.activated.connect(self._activated)
        calendar.currentPageChanged.connect(self._month_turned)
        return calendar

    def _fade_days_to_come(self, calendar: QCalendarWidget) -> None:
        """They cannot be picked. The style would give them another background, and bright numbers."""
        faint = QTextCharFormat()
        faint.setForeground(self._theme.colour("text3"))
        faint.setBackground(self._theme.colour("popover"))
        for days in range(1, _DAYS_TO_COME + 1):
            calendar.setDateTextFormat(calendar.maximumDate().addDays(days), faint)

    def _activated(self, day: QDate) -> None:
        """Return or a double click: twice on one day is that day."""
        if self._first == date(day.year(), day.month(), day.day()):
            self._use_one()
        else:
            self._pick_day(day)

    def _pick_day(self, day: QDate) -> None:
        self.pick(date(day.year(), day.month(), day.day()))

    def _month_turned(self, year: int, month: int) -> None:
        self._month.setText(f"{MONTHS[month - 1]} {year}")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        earlier = IconButton(self._theme, "chevron-left", "Earlier month (Page Up)", size=28, icon_size=14)
        later = IconButton(self._theme, "chevron-right", "Later month (Page Down)", size=28, icon_size=14)
        earlier.clicked.connect(self.calendar.showPreviousMonth)
        later.clicked.connect(self.calendar.showNextMonth)
        head.addWidget(self._month, 1)
        head.addWidget(earlier)
        head.addWidget(later)
        self.body.addLayout(head)
        self.body.addWidget(self.calendar)
        self.body.addWidget(self._advice)
        self.body.addWidget(self.use)
