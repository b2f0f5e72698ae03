import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.sizes import Size
from flux_desktop.services.events import GenerationChanged, QueueChanged
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.queue.jobs import Section
from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.queue.queue_pane import QueuePane, summary_of
from flux_desktop.ui.queue.queue_view import QueueView
from flux_desktop.ui.queue.row_words import RowAction, RowWords
from flux_desktop.ui.support.stop_question import StopQuestion
from flux_desktop.ui.theme.theme import Theme
from tests.ui.queue.making import FAILED, MODERATED, ColourPictures, finished, generation, line_up, picture, put

Chosen = list[tuple[RowAction, int]]


@pytest.fixture
def chosen(view: QueueView) -> Chosen:
    """What the view has asked for."""
    asked: Chosen = []
    view.chosen.connect(lambda action, item_id: asked.append((action, item_id)))
    return asked


@pytest.fixture
def full(pane: QueuePane, model: QueueModel) -> QueueModel:
    """Something in every section."""
    put(
        model,
        generation(1, State.REFUSED, failure=MODERATED),
        generation(2, State.FAILED, failure=FAILED),
        generation(3, State.RUNNING),
        generation(4),
        generation(5),
        generation(6),
        finished(7),
    )
    line_up(model, 4, 5, 6, running=1)
    return model


def button(pane: QueuePane, words: str) -> QPushButton:
    (found,) = [each for each in pane.findChildren(QPushButton) if each.text() == words and not each.isHidden()]
    return found


def middle(view: QueueView, item_id: int, action: RowAction) -> QPoint:
    rect = view.button_rect(item_id, action)
    assert rect, f"{item_id} has no button to {action}"
    return rect.center()


def click(view: QueueView, at: QPoint) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def select(view: QueueView, item_id: int) -> None:
    view.setCurrentIndex(view.jobs.index(view.jobs.number_of(item_id)))


def open_menu(view: QueueView, qtbot: QtBot) -> QMenu:
    """The menu of the current row, by the key for it."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(view.viewport(), event)
    menus = [menu for menu in view.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


def test_the_head_says_how_much_there_is_and_what_it_will_cost(pane: QueuePane, full: QueueModel) -> None:
    assert pane.objectName() == "queuePane"
    assert pane.width() == 320
    texts = [label.text() for label in pane.findChildren(QLabel)]
    assert texts[:2] == ["Queue", "1 of 8 running, 3 waiting, $0.135 to come"]


@pytest.mark.parametrize(
    ("queue", "is_free", "words"),
    [
        (QueueChanged(2, 6, paused=False, to_come=2700), False, "2 of 24 running, 6 waiting, $0.27 to come"),
        (QueueChanged(2, 6, paused=False, to_come=2700), True, "2 of 24 running, 6 waiting"),
        (QueueChanged(0, 0, paused=False), False, "0 of 24 running, 0 waiting"),
        (QueueChanged(0, 1, paused=True, to_come=450), False, "Paused: 0 of 24 running, 1 waiting, $0.045 to come"),
    ],
)
def test_the_sum_of_everything_in_words(queue: QueueChanged, is_free: bool, words: str) -> None:
    assert summary_of(queue, 24, is_free=is_free) == words


def test_the_queue_is_paused_and_resumed_by_one_button(pane: QueuePane, full: QueueModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.pause_requested):
        button(pane, "Pause").click()
    line_up(full, 4, 5, 6, paused=True)
    with qtbot.waitSignal(pane.resume_requested):
        button(pane, "Resume").click()
    assert button(pane, "Resume").accessibleName() == "Resume the queue"


def test_what_waits_is_cancelled_by_one_button_when_something_does(
    pane: QueuePane, full: QueueModel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(pane.cancel_waiting_requested):
        button(pane, "Cancel waiting").click()
    line_up(full)
    assert not button(pane, "Cancel waiting").isEnabled()


def test_an_empty_queue_says_what_it_is_for(pane: QueuePane, model: QueueModel) -> None:
    model.settle()
    assert not pane.view.isVisible()
    assert any("wait here for their turn" in label.text() for label in pane.findChildren(QLabel) if label.isVisible())
    put(model, generation(1))
    assert pane.view.isVisible()


@pytest.mark.parametrize(
    ("item_id", "action"),
    [
        (1, RowAction.EDIT_PROMPT),
        (2, RowAction.MAKE_AGAIN),
        (4, RowAction.CANCEL),
        (7, RowAction.OPEN),
    ],
)
def test_the_buttons_of_a_row_are_pressed(
    view: QueueView, full: QueueModel, chosen: Chosen, item_id: int, action: RowAction
) -> None:
    click(view, middle(view, item_id, action))
    assert chosen == [(action, item_id)]


def test_a_press_that_ends_elsewhere_is_none(view: QueueView, full: QueueModel, chosen: Chosen) -> None:
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 4, RowAction.CANCEL))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 5, RowAction.CANCEL))
    assert chosen == []


def test_two_quick_clicks_on_a_button_are_two(view: QueueView, full: QueueModel) -> None:
    orders: list[list[int]] = []
    view.order_chosen.connect(orders.append)
    at = middle(view, 6, RowAction.MOVE_UP)
    click(view, at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)  # as Qt tells of the second press
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert orders == [[4, 6, 5]] * 2


def test_two_quick_clicks_on_a_picture_open_it(view: QueueView, full: QueueModel, chosen: Chosen) -> None:
    row = view.visualRect(full.index(full.number_of(7)))
    click(view, row.center())
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert chosen == [(RowAction.OPEN, 7)]


def test_the_first_in_line_cannot_move_up(view: QueueView, full: QueueModel) -> None:
    assert view.button_rect(4, RowAction.MOVE_UP) is None
    assert view.button_rect(5, RowAction.MOVE_UP)


def test_stopping_what_runs_is_asked_about(view: QueueView, full: QueueModel, chosen: Chosen) -> None:
    click(view, middle(view, 3, RowAction.CANCEL))
    question = view.findChild(StopQuestion)
    assert question
    assert chosen == []
    (stop,) = [each for each in question.findChildren(QPushButton) if each.text() == "Stop waiting"]
    stop.click()
    assert chosen == [(RowAction.CANCEL, 3)]


class TestTheKeyboard:
    def test_arrows_go_from_row_to_row_over_the_headings(self, view: QueueView, full: QueueModel) -> None:
        view.setFocus()
        rows = [view.jobs.key(view.currentIndex().row())]
        for _ in range(8):
            QTest.keyClick(view, Qt.Key.Key_Down)
            rows.append(view.jobs.key(view.currentIndex().row()))
        assert rows == [2, 1, 3, 4, 5, 6, 7, 7, 7]
        QTest.keyClick(view, Qt.Key.Key_Home)
        assert view.jobs.key(view.currentIndex().row()) == 2
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.jobs.key(view.currentIndex().row()) == 7
        QTest.keyClick(view, Qt.Key.Key_Up)
        assert view.jobs.key(view.currentIndex().row()) == 6

    def test_delete_cancels_what_waits_and_takes_away_what_failed(
        self, view: QueueView, full: QueueModel, chosen: Chosen
    ) -> None:
        select(view, 5)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        select(view, 2)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        select(view, 7)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        assert chosen == [(RowAction.CANCEL, 5), (RowAction.DISMISS, 2)]

    def test_alt_and_an_arrow_move_it_in_the_line(self, view: QueueView, full: QueueModel) -> None:
        orders: list[list[int]] = []
        view.order_chosen.connect(orders.append)
        select(view, 5)
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert orders == [[5, 4], [4, 6, 5]]
        select(view, 4)
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert len(orders) == 2
        line_up(full, 5, 4, 6)
        assert view.jobs.key(view.currentIndex().row()) == 4, "the row keeps the keyboard where it goes"

    @pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
    def test_return_does_what_the_main_button_does_and_never_cancels(
        self, view: QueueView, full: QueueModel, chosen: Chosen, key: Qt.Key
    ) -> None:
        for item_id in (1, 2, 3, 4, 5, 7):
            select(view, item_id)
            QTest.keyClick(view, key)
        assert chosen == [(RowAction.EDIT_PROMPT, 1), (RowAction.MAKE_AGAIN, 2), (RowAction.OPEN, 7)]

    def test_escape_closes_the_queue_from_the_list_and_from_its_buttons(
        self, pane: QueuePane, full: QueueModel, qtbot: QtBot
    ) -> None:
        for widget in (pane.view, button(pane, "Pause")):
            with qtbot.waitSignal(pane.close_requested):
                QTest.keyClick(widget, Qt.Key.Key_Escape)

    def test_the_keyboard_comes_to_the_list_or_to_what_there_is(self, pane: QueuePane, model: QueueModel) -> None:
        pane.activateWindow()
        pane.take_focus()
        assert pane.focusWidget() is button(pane, "Pause")
        put(model, generation(1))
        pane.take_focus()
        assert pane.focusWidget() is pane.view


class TestTheMenu:
    def test_it_has_everything_that_can_be_done_in_words(self, view: QueueView, full: QueueModel, qtbot: QtBot) -> None:
        words: dict[int, list[str]] = {}
        for item_id in (1, 2, 4, 6, 7):
            select(view, item_id)
            menu = open_menu(view, qtbot)
            words[item_id] = [action.text() for action in menu.actions() if action.isEnabled()]
            menu.close()
        assert words == {
            1: ["Edit prompt", "Remove"],
            2: ["Try again ($0.045)", "Remove", "Use this prompt"],
            4: ["Move down (Alt+Down)", "Cancel (Delete)", "Use this prompt"],
            6: ["Move to front", "Move up (Alt+Up)", "Cancel (Delete)", "Use this prompt"],
            7: ["Open (Return)", "Use this prompt"],
        }

    def test_what_is_picked_is_done(self, view: QueueView, full: QueueModel, chosen: Chosen, qtbot: QtBot) -> None:
        select(view, 6)
        menu = open_menu(view, qtbot)
        next(action for action in menu.actions() if action.text() == "Move to front").trigger()
        menu.close()
        qtbot.waitUntil(lambda: chosen == [(RowAction.MOVE_TO_FRONT, 6)])

    def test_a_heading_has_none(self, view: QueueView, full: QueueModel) -> None:
        at = view.visualRect(full.index(full.number_of(Section.RUNNING))).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
        QApplication.sendEvent(view.viewport(), event)
        assert view.findChildren(QMenu) == []


class TestNeedsYou:
    def test_retry_all_carries_the_price_of_what_is_made_anew(self, pane: QueuePane, full: QueueModel) -> None:
        put(full, generation(8, State.FAILED, failure=FAILED))
        retry = button(pane, "Retry 2 ($0.09)")
        assert retry.accessibleName() == "Retry 2 pictures, costs $0.09"
        put(full, generation(1, State.CANCELLED))
        assert button(pane, "Retry all ($0.09)").isVisible()

    def test_retry_all_tells_what_is_free_from_what_is_not(
        self, pane: QueuePane, full: QueueModel, qtbot: QtBot
    ) -> None:
        put(full, generation(9, State.EXPIRED, failure=Failure(Cause.LINK_EXPIRED)))
        with qtbot.waitSignal(pane.retry_all_requested) as asked:
            button(pane, "Retry 2 ($0.045)").click()
        assert asked.args == [[9], [2]]

    def test_practice_is_retried_free_of_charge(self, pane: QueuePane, model: QueueModel) -> None:
        put(model, generation(1, State.FAILED, failure=FAILED, practice=True))
        assert button(pane, "Retry all").accessibleName() == "Retry 1 picture, free"

    def test_where_nothing_can_be_retried_nothing_is_offered(self, pane: QueuePane, model: QueueModel) -> None:
        put(model, generation(1, State.REFUSED, failure=MODERATED))
        assert [each.text() for each in pane.view.bulk.findChildren(QPushButton) if each.isVisible()] == ["Dismiss all"]

    def test_dismiss_all_names_all_of_them(self, pane: QueuePane, full: QueueModel, qtbot: QtBot) -> None:
        with qtbot.waitSignal(pane.dismiss_all_requested) as asked:
            button(pane, "Dismiss all").click()
        assert asked.args == [[2, 1]]

    def test_its_buttons_lie_in_the_heading_and_go_with_it(
        self, pane: QueuePane, view: QueueView, full: QueueModel
    ) -> None:
        heading = view.visualRect(full.index(full.number_of(Section.NEEDS_YOU)))
        assert heading.contains(view.bulk.geometry())
        pane.resize(320, 300)
        view.verticalScrollBar().setValue(40)
        heading = view.visualRect(full.index(full.number_of(Section.NEEDS_YOU)))
        assert view.bulk.geometry().center().y() == pytest.approx(heading.center().y(), abs=1)
        put(full, generation(1, State.CANCELLED), generation(2, State.CANCELLED))
        assert not view.bulk.isVisible()


class TestPainting:
    def test_a_small_picture_is_fetched_in_its_shape_once(
        self, view: QueueView, model: QueueModel, pictures: ColourPictures, qtbot: QtBot
    ) -> None:
        model.put(GenerationChanged(finished(1), picture(1, Size(1248, 832))))
        model.settle()
        qtbot.waitUntil(lambda: bool(pictures.asked))
        view.grab()
        assert pictures.asked == [(1, "2026/1.png", 66, 44)]
        image = view.viewport().grab().toImage()
        box = view.visualRect(model.index(1))
        assert image.pixelColor(box.x() + 38, box.center().y()).name() == "#336699"

    def test_the_row_under_the_pointer_and_its_button_stand_out(self, view: QueueView, full: QueueModel) -> None:
        calm = view.viewport().grab().toImage()
        QTest.mouseMove(view.viewport(), middle(view, 4, RowAction.CANCEL))
        assert view.viewport().grab().toImage() != calm
        assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
        QTest.mouseMove(view.viewport(), QPoint(1, view.viewport().height() - 1))
        assert view.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor

    def test_nothing_of_a_row_lies_over_another_thing_at_any_text_size(
        self, large_theme: Theme, full: QueueModel, pictures: ColourPictures, qtbot: QtBot
    ) -> None:
        pane = QueuePane(large_theme, full, pictures)
        qtbot.addWidget(pane)
        pane.resize(640, 1600)
        pane.show()
        view = pane.view
        assert view.visualRect(full.index(full.number_of(4))).height() == 104
        for item_id in (1, 2, 3, 5, 7):
            rects = [rect for _, rect in view._buttons(full.number_of(item_id))]
            row = view.visualRect(full.index(full.number_of(item_id)))
            assert all(row.contains(rect) for rect in rects)
            assert all(a is b or not a.intersects(b) for a in rects for b in rects)

    def test_where_text_runs_from_right_to_left_so_does_the_row(self, view: QueueView, full: QueueModel) -> None:
        before = view.button_rect(7, RowAction.OPEN)
        view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        after = view.button_rect(7, RowAction.OPEN)
        assert before
        assert after
        assert before.center().x() > view.viewport().width() // 2 > after.center().x()

    def test_only_rows_in_view_are_painted(
        self, view: QueueView, model: QueueModel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(model, *(generation(number) for number in range(1, 601)))
        line_up(model, *range(1, 601))
        painted: set[int] = set()
        words = model.words

        def note(row: GalleryRow) -> RowWords:
            painted.add(row.id)
            return words(row)

        monkeypatch.setattr(model, "words", note)
        view.viewport().grab()
        assert 0 < len(painted) < 30


def test_seconds_are_counted_only_while_something_runs_in_view(
    pane: QueuePane, view: QueueView, full: QueueModel
) -> None:
    assert view._second.isActive()
    pane.hide()
    assert not view._second.isActive()
    pane.show()
    assert view._second.isActive()
    put(full, finished(3))
    assert not view._second.isActive()


def test_a_button_says_in_its_tool_tip_what_it_costs(view: QueueView, full: QueueModel, qtbot: QtBot) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHelpEvent

    at = middle(view, 2, RowAction.MAKE_AGAIN)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    qtbot.waitUntil(lambda: "Try again ($0.045)" in QToolTip.text())
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_screen_reader_is_told_of_every_part(pane: QueuePane, full: QueueModel) -> None:
    for widget in pane.findChildren(QPushButton):
        assert widget.accessibleName(), widget.text()
    assert pane.accessibleName() == "Queue"
    listed = QAccessible.queryAccessibleInterface(pane.view)
    names = [listed.child(number).text(QAccessible.Text.Name) for number in range(listed.childCount())]
    assert names[:3] == ["Needs you", "Something went wrong. picture 2.", "Blocked by the safety filter. picture 1."]


def test_everything_is_still_there_after_a_change_of_the_theme(theme: Theme, view: QueueView, full: QueueModel) -> None:
    light = view.viewport().grab().toImage()
    theme.apply("dark")
    assert view.viewport().grab().toImage() != light
    assert isinstance(view.button_rect(7, RowAction.OPEN), QRect)
