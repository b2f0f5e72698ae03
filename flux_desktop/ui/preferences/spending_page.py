"""Settings > Spending: limits, what is asked about before money is spent, what was spent, and the prices."""

from datetime import date

from PySide6.QtCore import QDir, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.money import Hundredths, whole_cents
from flux_desktop.domain.spending import Span, SpendingLimit
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.preferences.limit_section import LimitSection
from flux_desktop.ui.preferences.money_field import MoneyField
from flux_desktop.ui.preferences.page import Page
from flux_desktop.ui.preferences.price_table import PriceTable
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.inline_message import InlineMessage
from flux_desktop.ui.theme.theme import Theme

_PARTS = {"on": "_limit_on", "amount": "_limit", "stops": "_limit_stops"}


class SpendingPage(Page):
    """``export_requested`` carries the file that somebody has chosen for the table."""

    export_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Spending", "card")
        self._month = LimitSection(theme, Span.MONTH)
        self._day = LimitSection(theme, Span.DAY)
        self._confirm = QCheckBox("Ask when one click costs more than")
        self._confirm_above = MoneyField(theme, "Ask when one click costs more than, in dollars")
        self._confirm_again = QCheckBox("Ask before making pictures again with one click (Vary, Try again)")
        self._prices = PriceTable(theme)
        self.aside = self._export = button("Export spending as CSV…", "link")
        self._export.setProperty("flush", True)  # noqa: FBT003 - Qt takes it by position
        self._result = InlineMessage(theme)
        self._figures: tuple[Hundredths, Hundredths, Hundredths, Hundredths] = (0, 0, 0, 0)
        self._lay_out()
        self._bind()
        self._show_figures()

    def show_settings(self, settings: Settings) -> None:
        month = SpendingLimit(Span.MONTH, settings.month_limit, settings.month_limit_stops)
        day = SpendingLimit(Span.DAY, settings.day_limit, settings.day_limit_stops)
        self._month.show_limit(month, is_on=settings.month_limit_on)
        self._day.show_limit(day, is_on=settings.day_limit_on)
        self._confirm.setChecked(settings.confirm)
        self._confirm_above.show_amount(settings.confirm_above)
        self._confirm_above.setEnabled(settings.confirm)
        self._confirm_again.setChecked(settings.confirm_again)
        self._show_figures()

    def show_spending(self, *, session: Hundredths, day: Hundredths, month: Hundredths, all_time: Hundredths) -> None:
        """What was spent, what is under way included."""
        self._figures = (session, day, month, all_time)
        self._show_figures()

    def show_prices(self, catalogue: Catalogue) -> None:
        self._prices.show_catalogue(catalogue)

    def show_exported(self, file: str, count: int) -> None:
        """The table is written."""
        rows = "1 picture" if count == 1 else f"{count:,} pictures"
        self._result.say("ok", "Exported.", f"{rows}, in {QDir.toNativeSeparators(file)}", icon="check")
        self._show_result()

    def show_export_failed(self, sentence: str) -> None:
        self._result.say("err", "The table was not written.", sentence)
        self._show_result()

    def choose_file(self) -> None:
        """Ask where the table should go."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{folder}/Flux Desktop spending {date.today().isoformat()}.csv"  # noqa: DTZ011 - this computer's day
        dialog = QFileDialog(self, "Export spending", name, "Table (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.export_requested)
        dialog.open()

    def _show_result(self) -> None:
        # Its place is only known once the page has been laid out with it.
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self._result))

    def _show_figures(self) -> None:
        session, day, month, all_time = self._figures
        aside = f"This session {whole_cents(session)} · All time {whole_cents(all_time)}"
        self._month.show_spent(month, f"in {date.today():%B}", aside)  # noqa: DTZ011 - this computer's month
        self._day.show_spent(day, "today")

    def _lay_out(self) -> None:
        self._add_section("Monthly limit")
        self._add(self._month)
        self._add_section("Daily limit")
        self._add(self._day)
        self._add_note("What is waiting, being made, or may have been charged counts. Practice never counts.")
        self._add_section("Ask before spending")
        self._add_row(self._confirm, self._confirm_above)
        self._add_row(self._confirm_again)
        self._column.addSpacing(self._theme.px(12))
        self._add(self._prices)
        self._add(self._result)
        self._end()

    def _bind(self) -> None:
        for name, section in (("month", self._month), ("day", self._day)):
            section.changed.connect(lambda part, value, name=name: self.changed.emit(name + _PARTS[part], value))
        self._confirm.clicked.connect(lambda on: self.changed.emit("confirm", on))
        self._confirm_above.valueChanged.connect(lambda: self.changed.emit("confirm_above", self._confirm_above.amount))
        self._confirm_again.clicked.connect(lambda on: self.changed.emit("confirm_again", on))
        self._export.clicked.connect(self.choose_file)
