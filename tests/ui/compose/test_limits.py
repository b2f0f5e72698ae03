"""What the panel says of a limit, and what it lets through."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop.domain.spending import Span, Spending, SpendingLimit
from flux_desktop.ui.compose.limit_notice import LimitNotice
from flux_desktop.ui.compose.panel import ComposePanel

LIMIT = 250_000


def spending(so_far: int, *, is_hard: bool, span: Span = Span.MONTH) -> Spending:
    return Spending((SpendingLimit(span, LIMIT, is_hard),), {span: so_far})


def price_of_one(panel: ComposePanel) -> int:
    amount = panel.draft.estimate(panel._model()).amount
    assert amount
    return amount


@pytest.fixture
def ready(panel: ComposePanel) -> ComposePanel:
    """Four pictures could be made."""
    panel.restore(replace(panel.draft, prompt="a quiet fjord", count=4))
    return panel


def notice(panel: ComposePanel) -> LimitNotice | None:
    found = panel.findChild(LimitNotice)
    return found if found and not found.isHidden() else None


def ways(panel: ComposePanel) -> list[str]:
    shown = notice(panel)
    return [each.text() for each in shown.findChildren(QPushButton) if not each.isHidden()] if shown else []


def press(panel: ComposePanel, words: str) -> None:
    shown = notice(panel)
    assert shown
    next(each for each in shown.findChildren(QPushButton) if each.text() == words).click()


def test_under_a_limit_nothing_is_said(ready: ComposePanel) -> None:
    ready.set_spending(spending(LIMIT - 4 * price_of_one(ready), is_hard=True))
    assert notice(ready) is None
    assert ready.footer.generate.isEnabled()


def test_a_hard_limit_stops_generate_and_says_which_it_is(ready: ComposePanel) -> None:
    ready.set_spending(spending(LIMIT - 4 * price_of_one(ready) + 1, is_hard=True))
    shown = notice(ready)
    assert shown
    assert shown.sentence.startswith("This would pass your $25.00 limit for ")
    assert "so far" in shown.sentence
    assert not ready.footer.generate.isEnabled()
    assert ready.footer.generate.accessibleDescription() == shown.sentence
    assert ways(ready) == ["Make fewer (3)", "Change limit…"]


def test_neither_key_nor_signal_gets_past_a_hard_limit(ready: ComposePanel, qtbot: QtBot) -> None:
    ready.set_spending(spending(LIMIT, is_hard=True, span=Span.DAY))
    with qtbot.assertNotEmitted(ready.submitted), qtbot.assertNotEmitted(ready.submitted_anyway):
        QTest.keyClick(ready.prompt.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        ready.submit()
        ready.submit(1)
    shown = notice(ready)
    assert shown
    assert "limit for today" in shown.sentence
    assert ways(ready) == ["Change limit…"], "not even one fits"


def test_one_picture_may_fit_where_four_do_not(ready: ComposePanel, qtbot: QtBot) -> None:
    ready.set_spending(spending(LIMIT - price_of_one(ready), is_hard=True))
    with qtbot.assertNotEmitted(ready.submitted):
        ready.submit()
    with qtbot.waitSignal(ready.submitted) as asked:
        ready.submit(1)
    assert len(asked.args[0]) == 1


def test_a_soft_limit_lets_through_and_is_passed_once_at_a_click(ready: ComposePanel, qtbot: QtBot) -> None:
    ready.set_spending(spending(LIMIT, is_hard=False))
    assert ready.footer.generate.isEnabled()
    assert ways(ready) == ["Change limit…", "Generate once anyway"]
    with qtbot.waitSignal(ready.submitted):
        ready.submit()
    with qtbot.waitSignal(ready.submitted_anyway) as asked:
        press(ready, "Generate once anyway")
    assert len(asked.args[0]) == 4


def test_making_fewer_changes_how_many_and_spends_nothing(ready: ComposePanel, qtbot: QtBot) -> None:
    ready.set_spending(spending(LIMIT - 3 * price_of_one(ready), is_hard=True))
    with qtbot.assertNotEmitted(ready.submitted):
        press(ready, "Make fewer (3)")
    assert ready.draft.count == 3
    assert notice(ready) is None
    assert ready.footer.generate.isEnabled()


def test_every_prompt_of_several_is_made_equally_often(ready: ComposePanel) -> None:
    ready.restore(replace(ready.draft, prompt="a {red|blue|green} door", count=2))
    ready.set_spending(spending(LIMIT - 5 * price_of_one(ready), is_hard=True))
    press(ready, "Make fewer (3)")
    assert (ready.draft.count, ready.draft.picture_count) == (1, 3)


def test_the_way_to_the_settings_is_told(ready: ComposePanel, qtbot: QtBot) -> None:
    ready.set_spending(spending(LIMIT, is_hard=True))
    with qtbot.waitSignal(ready.change_limit_requested):
        press(ready, "Change limit…")


def test_another_reason_goes_first(ready: ComposePanel) -> None:
    ready.set_spending(spending(LIMIT, is_hard=True))
    ready.set_blocked("Add your BFL key in Settings to make pictures.")
    assert notice(ready) is None
    assert ready.footer.reason.text() == "Add your BFL key in Settings to make pictures."
    ready.set_blocked(None)
    assert notice(ready)


def test_practice_knows_no_limit(ready: ComposePanel) -> None:
    ready.set_spending(spending(LIMIT, is_hard=True))
    ready.set_practice(True)
    ready.set_spending(Spending())
    assert notice(ready) is None
    assert ready.footer.generate.isEnabled()


@pytest.mark.parametrize(
    ("spent", "state", "share"),
    [(199_999, "", 800), (200_000, "warn", 800), (250_000, "warn", 1000), (900_000, "warn", 1000)],
)
def test_the_months_bar_warns_from_four_fifths_on_and_not_by_colour_alone(
    panel: ComposePanel, spent: int, state: str, share: int
) -> None:
    panel.set_month_spent(spent, "November", LIMIT)
    bar = panel.footer.findChild(QProgressBar)
    assert bar
    assert (bar.property("state"), bar.value()) == (state, share)
    assert panel.footer._warning.isHidden() is (state == "")


def test_a_limit_of_nothing_is_reached_from_the_start(panel: ComposePanel) -> None:
    panel.set_month_spent(0, "November", 0)
    bar = panel.footer.findChild(QProgressBar)
    assert bar
    assert bar.value() == 1000
    assert panel.footer._month.accessibleName() == "November: $0.00 of $0.00"


def test_the_months_line_leads_to_the_settings(panel: ComposePanel, qtbot: QtBot) -> None:
    panel.set_month_spent(83_200, "November", LIMIT)
    with qtbot.waitSignal(panel.change_limit_requested):
        QTest.mouseClick(panel.footer._bottom, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_line_of_the_month_leads_there_by_keyboard_as_well(panel: ComposePanel, qtbot: QtBot, key: Qt.Key) -> None:
    panel.set_month_spent(83_200, "September", 250_000)
    panel.set_balance(124_000)
    line = panel.footer._bottom
    assert line.accessibleName() == "September: $8.32 of $25.00, 33%, Balance $12.40"
    panel.footer.details.setFocus()
    QTest.keyClick(panel.footer.details, Qt.Key.Key_Tab)
    assert line.hasFocus()
    with qtbot.waitSignal(panel.change_limit_requested):
        QTest.keyClick(line, key)
