"""The foot of the compose panel, which never scrolls away: how many, Generate, and what it costs."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from flux_desktop.domain import money
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.pricing import Estimate
from flux_desktop.domain.spending import PassedLimit
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.count_stepper import CountStepper
from flux_desktop.ui.compose.generate_button import GenerateButton
from flux_desktop.ui.compose.limit_notice import LimitNotice
from flux_desktop.ui.spending_words import limit_sentence
from flux_desktop.ui.support.controls import PushButton, button
from flux_desktop.ui.support.labels import ElidedLabel, LeadLabel, PlainLabel
from flux_desktop.ui.support.tab_order import come_after
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_WARN_SHARE = 0.8


class _Line(PushButton):
    """The month and the balance, which lead to the settings about spending."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Limits and what was spent: Settings > Spending")

    def sizeHint(self) -> QSize:
        """A button counts its own text alone."""
        row = self.layout()
        return row.sizeHint() if row else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Footer(QFrame):
    """Shows what it is told; the signals say what was pressed. ``fewer_requested`` has how many stay within a limit."""

    generate_requested = Signal()
    details_requested = Signal()
    fewer_requested = Signal(int)
    change_limit_requested = Signal()
    anyway_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self._theme = theme
        self.stepper = CountStepper(theme, self)
        self.generate = GenerateButton(theme, self)
        self.reason = PlainLabel("", "hint", wrap=True, parent=self)
        self.reason.hide()
        self.price_line = ElidedLabel("", "caption", self)
        self.price_line.setObjectName("priceLabel")
        self.details = button("Details", "link", name="Cost details", parent=self)
        self._limit: LimitNotice | None = None
        self._month_bar: QProgressBar | None = None
        self._bottom = _Line(self)
        self._warning = QLabel(self._bottom)
        self._warning.hide()
        self._month = LeadLabel(self._bottom)
        self._month.setProperty("role", "caption")
        self._month.setWordWrap(False)
        self._balance = PlainLabel("", "caption", parent=self._bottom)
        self._lay_out()
        self.generate.clicked.connect(self.generate_requested)
        self.details.clicked.connect(self.details_requested)
        self._bottom.clicked.connect(self.change_limit_requested)
        theme.changed.connect(self._measure)

    def show_price(self, count: int, references: int, estimate: Estimate, *, practice: bool) -> None:
        """Count and price of what is set up now."""
        total = "Free" if practice else estimate.text(count)
        self.generate.show_action(
            (f"Generate {words.images(count)}", f"Generate {count}"), total, _spoken(count, estimate, practice=practice)
        )
        self.price_line.setText(_price_line(count, references, estimate, practice=practice))

    def show_reason(self, reason: str, passed: PassedLimit | None = None) -> None:
        """Why nothing can be made now, empty when it can; or which limit that would pass."""
        sentence = limit_sentence(passed) if passed else reason
        self.generate.setEnabled(not (passed.limit.is_hard if passed else reason))
        self.generate.setAccessibleDescription(sentence)
        self.reason.setText(reason)
        show_if(self.reason, bool(reason))
        if passed:
            self._limit_notice().tell(passed)
        if self._limit:
            show_if(self._limit, passed is not None)

    def _limit_notice(self) -> LimitNotice:
        if self._limit is None:
            self._limit = notice = LimitNotice(self._theme, self)
            self._column.insertWidget(self._column.indexOf(self.reason), notice)
            come_after(self.generate, notice)
            notice.fewer_requested.connect(self.fewer_requested)
            notice.change_requested.connect(self.change_limit_requested)
            notice.anyway_requested.connect(self.anyway_requested)
        return self._limit

    def put_on_top(self, widget: QWidget) -> None:
        """Show something above how many and Generate."""
        self._column.insertWidget(0, widget)

    def show_balance(self, balance: Hundredths | None) -> None:
        self._balance.setText("" if balance is None else f"Balance {money.whole_cents(balance)}")
        self._show_bottom()

    def show_month(self, name: str, spent: Hundredths, budget: Hundredths | None) -> None:
        """``November $8.32``, and how much of the budget that is when there is one."""
        amount = money.whole_cents(spent)
        rest = f" of {money.whole_cents(budget)}" if budget is not None else ""
        self._month.set_pieces((f"{name} ", False), (amount, True), (rest, False))
        share = f", {spent / budget:.0%}" if budget else ""
        self._month.setAccessibleName(f"{name}: {amount}{rest}{share}")
        self._show_budget(spent, budget)
        self._show_bottom()

    def _show_budget(self, spent: Hundredths, budget: Hundredths | None) -> None:
        share = 0.0 if budget is None else 1.0 if spent >= budget else spent / budget
        is_near = budget is not None and share >= _WARN_SHARE
        if is_near:
            colour, px = self._theme.colour("warn"), self._theme.px
            self._warning.setPixmap(self._theme.icons.pixmap("warning", px(14), colour, self.devicePixelRatioF()))
        show_if(self._warning, is_near)
        if budget is None:
            if self._month_bar:
                self._month_bar.hide()
            return
        if self._month_bar is None:
            self._month_bar = QProgressBar()
            self._month_bar.setTextVisible(False)
            self._month_bar.setRange(0, 1000)
            self._month_bar.setAccessibleName("Share of the month's limit")
            self._column.insertWidget(self._column.indexOf(self._bottom), self._month_bar)
        self._month_bar.setValue(round(share * 1000))
        self._month_bar.setProperty("state", "warn" if is_near else "")
        self._month_bar.style().polish(self._month_bar)
        self._month_bar.show()

    def _show_bottom(self) -> None:
        self._bottom.setAccessibleName(", ".join(filter(None, (self._month.accessibleName(), self._balance.text()))))
        self._bottom.setAccessibleDescription("Opens the settings about spending")
        show_if(self._bottom, bool(self._month.text() or self._balance.text()))

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._upper, self._line = QHBoxLayout(), QHBoxLayout()
        self._upper.addWidget(self.stepper)
        self._upper.addWidget(self.generate, 1)
        self._line.addWidget(self.price_line, 1)
        self._line.addWidget(self.details)
        bottom = QHBoxLayout(self._bottom)
        bottom.setContentsMargins(2, 2, 2, 2)
        bottom.addWidget(self._warning)
        bottom.addWidget(self._month, 1)
        bottom.addWidget(self._balance)
        self._bottom.hide()
        self._column.addLayout(self._upper)
        self._column.addWidget(self.reason)
        self._column.addLayout(self._line)
        self._column.addWidget(self._bottom)
        self._measure()

    def _measure(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(10))
        self._column.setSpacing(px(6))
        self._upper.setSpacing(px(8))
        self._line.setSpacing(px(8))


def _price_line(count: int, references: int, estimate: Estimate, *, practice: bool) -> str:
    if practice:
        return "Practice: nothing is sent or charged"
    if estimate.amount is None:
        return "BFL publishes no price for this"
    start = f"{count} × {estimate.text()}"
    if not references or len(estimate.lines) < 2:
        return start
    return f"{start}, includes {references} reference {'image' if references == 1 else 'images'}"


def _spoken(count: int, estimate: Estimate, *, practice: bool) -> str:
    start = f"Generate {words.pictures(count)}"
    if practice:
        return f"{start}, free"
    if estimate.amount is None:
        return f"{start}, price not published"
    about = "" if estimate.is_sure else "about "
    return f"{start}, costs {about}{words.spoken_amount(estimate.amount * count)}"
