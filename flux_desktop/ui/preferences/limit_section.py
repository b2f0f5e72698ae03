"""One limit in the settings: whether it is on, how much, how far one is, and what happens when it would be passed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from flux_desktop.domain.money import Hundredths, whole_cents
from flux_desktop.domain.spending import Span, SpendingLimit
from flux_desktop.ui.preferences.money_field import MoneyField
from flux_desktop.ui.support.labels import LeadLabel, PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_WARN_SHARE = 0.8
_ASK, _STOP = 0, 1


class LimitSection(QWidget):
    """``changed`` carries the part of the setting (``on``, ``amount``, ``stops``) and its value."""

    changed = Signal(str, object)

    def __init__(self, theme: Theme, span: Span) -> None:
        super().__init__()
        self._theme = theme
        self._limit = SpendingLimit(span, 0, is_hard=False)
        per = f"per {span.value}"
        self._is_on = QCheckBox("Limit spending to")
        self._is_on.setAccessibleName(f"Limit spending {per}")
        self._amount = MoneyField(theme, f"Limit {per} in dollars")
        self._per = PlainLabel(per, "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(f"Share of the limit {per}")
        self._so_far = LeadLabel()
        self._so_far.setProperty("role", "caption")
        self._aside = PlainLabel("", "caption")
        self._then = QComboBox()
        self._then.setAccessibleName(f"When a batch would go over the limit {per}")
        self._then.addItems(["Ask me first", "Stop"])
        self._lay_out()
        self._is_on.clicked.connect(lambda on: self.changed.emit("on", on))
        self._amount.valueChanged.connect(lambda: self.changed.emit("amount", self._amount.amount))
        self._then.activated.connect(lambda index: self.changed.emit("stops", index == _STOP))

    def show_limit(self, limit: SpendingLimit, *, is_on: bool) -> None:
        """Bring the controls in line, without a word about it."""
        self._limit = limit
        self._is_on.setChecked(is_on)
        self._amount.show_amount(limit.amount)
        self._amount.setEnabled(is_on)
        self._then.setCurrentIndex(_STOP if limit.is_hard else _ASK)
        show_if(self._bar, is_on)
        show_if(self._question, is_on)

    def show_spent(self, spent: Hundredths, when: str, aside: str = "") -> None:
        """What counts so far, ``in November`` or ``today``; ``aside`` stands at the end of the line."""
        limit, left = self._limit.amount, max(0, self._limit.amount - spent)
        rest = f" spent {when}"
        if self._is_on.isChecked():
            rest += (
                f", {whole_cents(left)} left" if spent <= limit else f", {whole_cents(spent - limit)} over the limit"
            )
        self._so_far.set_pieces((whole_cents(spent), True), (rest, False))
        self._aside.setText(aside)
        share = 1.0 if spent >= limit else spent / limit
        self._bar.setValue(round(share * 1000))
        self._bar.setProperty("state", "warn" if share >= _WARN_SHARE else "")
        self._bar.style().polish(self._bar)

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        first = QHBoxLayout()
        first.setSpacing(px(8))
        for widget in (self._is_on, self._amount, self._per):
            first.addWidget(widget)
        first.addStretch(1)
        sums = QHBoxLayout()
        sums.addWidget(self._so_far, 1)
        sums.addWidget(self._aside)
        self._question = QWidget(self)
        question = QHBoxLayout(self._question)
        question.setContentsMargins(0, 0, 0, 0)
        question.setSpacing(px(8))
        question.addWidget(PlainLabel("When a batch would go over the limit", "secondary"))
        question.addWidget(self._then)
        question.addStretch(1)
        column.addLayout(first)
        column.addWidget(self._bar)
        column.addLayout(sums)
        column.addWidget(self._question)
