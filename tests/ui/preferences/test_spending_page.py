from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.settings.settings import LARGEST_AMOUNT, Settings
from flux_desktop.ui.preferences.money_field import MoneyField
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from flux_desktop.ui.preferences.price_table import rest_of_price
from flux_desktop.ui.theme.theme import Theme

CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))


def today() -> date:
    return datetime.now().astimezone().date()


Open = Callable[..., PreferencesDialog]


@pytest.fixture
def opened(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Open:
    """The dialog with its spending page and these settings."""

    def make(**settings: object) -> PreferencesDialog:
        chosen = Settings().with_changes(**settings)
        made = PreferencesDialog(theme, chosen, usual_library=tmp_path, logs=tmp_path)
        qtbot.addWidget(made)
        made.show_page("Spending")
        made.open()
        return made

    return make


@pytest.fixture
def dialog(opened: Open) -> PreferencesDialog:
    return opened()


def box(dialog: PreferencesDialog, name: str) -> QCheckBox:
    (found,) = [each for each in dialog.spending.findChildren(QCheckBox) if each.accessibleName() == name]
    return found


def field(dialog: PreferencesDialog, name: str) -> MoneyField:
    (found,) = [each for each in dialog.spending.findChildren(MoneyField) if each.accessibleName() == name]
    return found


def picker(dialog: PreferencesDialog, per: str) -> QComboBox:
    name = f"When a batch would go over the limit {per}"
    (found,) = [each for each in dialog.spending.findChildren(QComboBox) if each.accessibleName() == name]
    return found


def texts(dialog: PreferencesDialog) -> list[str]:
    """Everything that can be read, as a screen reader says it."""
    labels = dialog.spending.findChildren(QLabel)
    return [label.accessibleName() or label.text() for label in labels if not label.isHidden()]


def spend(dialog: PreferencesDialog, month: int, day: int = 0) -> None:
    dialog.spending.show_spending(session=4_100, day=day, month=month, all_time=1_234_500)


def test_without_limits_only_what_was_spent_is_shown(dialog: PreferencesDialog) -> None:
    spend(dialog, 83_200, 4_600)
    assert f"$8.32 spent in {today():%B}" in texts(dialog)
    assert "$0.46 spent today" in texts(dialog)
    assert "This session $0.41 · All time $123.45" in texts(dialog)
    assert all(bar.isHidden() for bar in dialog.spending.findChildren(QProgressBar))
    assert not field(dialog, "Limit per month in dollars").isEnabled()
    assert not picker(dialog, "per day").isVisible()


@pytest.mark.parametrize("span", ["month", "day"])
def test_a_limit_is_switched_on_and_off_and_keeps_its_amount(dialog: PreferencesDialog, span: str) -> None:
    said: list[Settings] = []
    dialog.settings_changed.connect(said.append)
    box(dialog, f"Limit spending per {span}").click()
    amount = field(dialog, f"Limit per {span} in dollars")
    assert amount.isEnabled()
    amount.setValue(12.34)
    assert getattr(dialog.settings, f"{span}_limit") == 123_400
    assert getattr(dialog.settings, f"{span}_limit_on") is True
    assert picker(dialog, f"per {span}").isVisible()
    box(dialog, f"Limit spending per {span}").click()
    assert dialog.settings.spending_limits == ()
    assert getattr(dialog.settings, f"{span}_limit") == 123_400
    assert len(said) == 3


def test_what_happens_at_a_limit_is_chosen_for_each(opened: Open) -> None:
    dialog = opened(month_limit_on=True, day_limit_on=True)
    picker(dialog, "per month").setCurrentIndex(1)
    picker(dialog, "per month").activated.emit(1)
    assert [limit.is_hard for limit in dialog.settings.spending_limits] == [True, False]
    assert picker(dialog, "per day").currentText() == "Ask me first"
    assert picker(dialog, "per month").currentText() == "Stop"


@pytest.mark.parametrize(
    ("month", "words", "share", "state"),
    [
        (83_200, "$8.32 spent in {}, $16.68 left", 333, ""),
        (200_000, "$20.00 spent in {}, $5.00 left", 800, "warn"),
        (250_000, "$25.00 spent in {}, $0.00 left", 1000, "warn"),
        (260_000, "$26.00 spent in {}, $1.00 over the limit", 1000, "warn"),
    ],
)
def test_how_far_one_is_is_said_and_drawn(opened: Open, month: int, words: str, share: int, state: str) -> None:
    dialog = opened(month_limit_on=True)
    spend(dialog, month)
    assert words.format(f"{today():%B}") in texts(dialog)
    bar = next(each for each in dialog.spending.findChildren(QProgressBar) if not each.isHidden())
    assert (bar.value(), bar.property("state")) == (share, state)


def test_what_one_asks_about_first_is_chosen(dialog: PreferencesDialog) -> None:
    limit = field(dialog, "Ask when one click costs more than, in dollars")
    assert limit.text() == "$1.00"
    limit.setValue(2.5)
    box_named(dialog, "Ask when one click costs more than").click()
    assert (dialog.settings.confirm, dialog.settings.confirm_above) == (False, 25_000)
    assert not limit.isEnabled()
    box_named(dialog, "Ask before making pictures again with one click (Vary, Try again)").click()
    assert dialog.settings.confirm_again


def box_named(dialog: PreferencesDialog, words: str) -> QCheckBox:
    return next(each for each in dialog.spending.findChildren(QCheckBox) if each.text() == words)


def test_an_amount_is_typed_and_counts_when_return_is_pressed(opened: Open) -> None:
    dialog = opened(month_limit_on=True)
    amount = field(dialog, "Limit per month in dollars")
    amount.selectAll()
    QTest.keyClicks(amount, "40.5")
    assert dialog.settings.month_limit == 250_000
    QTest.keyClick(amount, Qt.Key.Key_Return)
    assert dialog.settings.month_limit == 405_000
    assert amount.text() == "$40.50"
    assert dialog.isVisible(), "Return does not close the dialog"


def test_an_amount_is_in_dollars_whatever_the_system_speaks(theme: Theme, qtbot: QtBot) -> None:
    made = MoneyField(theme, "Amount")
    qtbot.addWidget(made)
    made.show_amount(12_345_678)
    assert made.text() == "$1,234.57"
    made.show_amount(LARGEST_AMOUNT)
    assert made.amount == LARGEST_AMOUNT
    assert made.width() >= made.fontMetrics().horizontalAdvance("$100,000.00")


def test_settings_that_change_elsewhere_are_shown(dialog: PreferencesDialog) -> None:
    dialog.show_settings(Settings(day_limit_on=True, day_limit=70_000, day_limit_stops=True, confirm=False))
    assert field(dialog, "Limit per day in dollars").text() == "$7.00"
    assert picker(dialog, "per day").currentText() == "Stop"


def test_the_prices_say_when_they_were_looked_up(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    dialog.spending.show_prices(CATALOGUE)
    qtbot.waitUntil(lambda: "FLUX.2 [pro]" in texts(dialog))
    day = CATALOGUE.prices_checked
    assert f"Checked {day.day} {day:%B %Y}" in texts(dialog)
    for model in CATALOGUE:
        priced = not model.retired and model.id not in {"vto-v1"} and "finetuned" not in model.id
        assert (model.name in texts(dialog)) is priced, model.id
    assert "from $0.03" in texts(dialog)


@pytest.mark.parametrize(
    ("model_id", "words"),
    [
        ("flux-2-pro", "+ $0.015 per extra megapixel"),
        ("flux-dev", "each picture"),
        ("flux-3-image", "up to about $0.607"),
        ("vto-v1", ""),
    ],
)
def test_what_comes_to_the_lowest_price(model_id: str, words: str) -> None:
    assert rest_of_price(CATALOGUE[model_id]) == words


class TestTheTable:
    def test_its_link_is_beside_close_and_on_no_other_page(self, dialog: PreferencesDialog) -> None:
        link = next(each for each in dialog.findChildren(QPushButton) if each.text().startswith("Export"))
        assert link.isVisible()
        dialog.show_page("About")
        assert not link.isVisible()

    def test_the_file_that_is_chosen_is_asked_for(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        dialog.spending.choose_file()
        chooser = dialog.findChild(QFileDialog)
        assert chooser
        assert chooser.defaultSuffix() == "csv"
        assert chooser.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        assert today().isoformat() in chooser.selectedFiles()[0]
        with qtbot.waitSignal(dialog.export_spending_requested) as asked:
            chooser.fileSelected.emit("/tmp/spending.csv")
        assert asked.args == ["/tmp/spending.csv"]
        chooser.reject()

    def test_what_came_of_it_is_said(self, dialog: PreferencesDialog) -> None:
        dialog.spending.show_exported("/tmp/spending.csv", 1_204)
        assert any("1,204 pictures, in /tmp/spending.csv" in text for text in texts(dialog))
        dialog.spending.show_export_failed("No space is left on this disk.")
        assert any("The table was not written. No space is left on this disk." in text for text in texts(dialog))


def test_nothing_is_cut_at_twice_the_text_size(large_theme: Theme, tmp_path: Path, qtbot: QtBot) -> None:
    settings = Settings(month_limit_on=True, day_limit_on=True)
    dialog = PreferencesDialog(large_theme, settings, usual_library=tmp_path, logs=tmp_path)
    qtbot.addWidget(dialog)
    dialog.show_page("Spending")
    dialog.open()
    for amount in dialog.spending.findChildren(MoneyField):
        room = amount.lineEdit().width() - 11
        assert amount.fontMetrics().horizontalAdvance("$100,000.00") <= room
