"""Details and queue share one place, and everything in the queue leads to the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop.domain.generation import Cause, State
from flux_desktop.services.events import GenerationChanged, QueueChanged, TroubleChanged
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.details.details_pane import DetailsPane
from flux_desktop.ui.queue.jobs import Section
from flux_desktop.ui.queue.queue_pane import QueuePane
from flux_desktop.ui.queue.row_words import RowAction
from flux_desktop.ui.support.banner import Banner
from tests.storage.making import asked
from tests.support.recording import settle, until
from tests.ui.rooms import WindowRoom, window_room

STATES = (State.DONE, State.QUEUED, State.QUEUED, State.RUNNING, State.FAILED, State.UNCONFIRMED)


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    settings = Settings(details_shown=False)
    with window_room(qapp, tmp_path, *STATES, settings=settings, cancel=True, retry_all=[asked(1)]) as made:
        made.window.resize(1600, 900)
        made.window.show()
        made.work.pictures.queue.begin()
        yield made


def of(room: WindowRoom, state: State) -> int:
    return room.ids[STATES.index(state)]


def press(room: WindowRoom, keys: str) -> None:
    QTest.keySequence(room.window, keys)


def queue(room: WindowRoom) -> QueuePane:
    pane = room.window.docked
    assert isinstance(pane, QueuePane)
    return pane


def test_the_queue_is_opened_and_closed_by_its_keys_and_takes_the_keyboard(room: WindowRoom, qtbot: QtBot) -> None:
    assert room.window.docked is None
    with qtbot.waitActive(room.window):
        room.window.activateWindow()
    press(room, "Ctrl+J")
    pane = queue(room)
    assert pane.isVisible()
    assert pane.width() == 320
    assert pane.view.hasFocus()
    assert room.window.gallery.bar.queue.isChecked()
    press(room, "Ctrl+J")
    assert room.window.docked is None
    assert room.window.gallery.view.hasFocus()
    assert not room.window.gallery.bar.queue.isChecked()


def test_the_queue_stands_in_place_of_the_details_and_gives_it_back(room: WindowRoom) -> None:
    bar = room.window.gallery.bar
    bar.details.click()
    assert isinstance(room.window.docked, DetailsPane)
    bar.queue.click()
    assert isinstance(room.window.docked, QueuePane)
    assert (bar.queue.isChecked(), bar.details.isChecked()) == (True, False)
    bar.queue.click()
    assert isinstance(room.window.docked, DetailsPane)
    assert (bar.queue.isChecked(), bar.details.isChecked()) == (False, True)


def test_asking_for_the_details_closes_the_queue(room: WindowRoom) -> None:
    bar = room.window.gallery.bar
    bar.queue.click()
    press(room, "Ctrl+I")
    assert isinstance(room.window.docked, DetailsPane)
    assert not bar.queue.isChecked()
    press(room, "Ctrl+I")
    assert room.window.docked is None


def test_escape_in_the_queue_closes_it_and_goes_back_to_the_pictures(room: WindowRoom, qtbot: QtBot) -> None:
    with qtbot.waitActive(room.window):
        room.window.activateWindow()
    press(room, "Ctrl+J")
    QTest.keyClick(queue(room).view, Qt.Key.Key_Escape)
    assert room.window.docked is None
    assert room.window.gallery.view.hasFocus()


def test_a_click_on_the_button_leaves_the_keyboard_where_it_is(room: WindowRoom, qtbot: QtBot) -> None:
    with qtbot.waitActive(room.window):
        room.window.activateWindow()
    room.panel.focus_prompt()
    room.window.gallery.bar.queue.click()
    assert room.panel.prompt.editor.hasFocus()


def test_f6_goes_to_the_queue_as_well(room: WindowRoom, qtbot: QtBot) -> None:
    with qtbot.waitActive(room.window):
        room.window.activateWindow()
    room.window.gallery.bar.queue.click()
    room.window.gallery.view.setFocus()
    press(room, "F6")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert queue(room).isAncestorOf(focus) or focus is queue(room)


def test_a_queue_that_was_left_open_is_open_again(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=Settings(queue_shown=True, details_shown=True)) as room:
        assert isinstance(room.window.docked, QueuePane) or room.window.docked is None  # not shown yet
        room.window.show()
        assert isinstance(room.window.docked, QueuePane)
        assert room.window.gallery.bar.queue.isChecked()
        assert not room.window.gallery.bar.details.isChecked()


def test_where_there_is_no_room_for_both_the_panel_makes_way(room: WindowRoom) -> None:
    room.window.resize(980, 700)
    press(room, "Ctrl+J")
    assert queue(room).isVisible()
    assert not room.panel.isVisible()
    press(room, "Ctrl+J")
    assert room.panel.isVisible()


class TestTheQueue:
    def test_what_was_there_at_the_start_is_in_it(self, room: WindowRoom) -> None:
        model = room.work.pictures.queue.model
        model.settle()
        found = {section: len(model.ids(section)) for section in Section}
        assert found == {Section.NEEDS_YOU: 2, Section.RUNNING: 1, Section.WAITING: 2, Section.FINISHED: 0}

    def test_the_engines_events_reach_it_before_it_is_ever_opened(self, room: WindowRoom) -> None:
        model = room.work.pictures.queue.model
        model.settle()
        room.work.bridge.generation_changed.emit(GenerationChanged(asked(99)))
        room.work.bridge.queue_changed.emit(QueueChanged(1, 3, paused=True, order=(99, *room.ids[1:3])))
        model.settle()
        assert model.ids(Section.WAITING) == [99, *room.ids[1:3]]
        press(room, "Ctrl+J")
        labels = [label.text() for label in queue(room).findChildren(type(queue(room)._summary))]
        assert "Paused: 1 of 8 running, 3 waiting" in labels

    def test_how_many_may_run_follows_the_settings(self, room: WindowRoom) -> None:
        press(room, "Ctrl+J")
        room.settings.change(at_most_at_once=3)
        assert "of 3 running" in queue(room)._summary.text()

    async def test_every_action_of_a_row_is_done(self, room: WindowRoom) -> None:
        press(room, "Ctrl+J")
        view, engine = queue(room).view, room.engine
        waiting, failed = of(room, State.QUEUED), of(room, State.FAILED)
        view.chosen.emit(RowAction.MOVE_TO_FRONT, waiting)
        view.order_chosen.emit([2, 1])
        view.chosen.emit(RowAction.CANCEL, waiting)
        view.chosen.emit(RowAction.MAKE_AGAIN, failed)
        view.chosen.emit(RowAction.RETRY, of(room, State.UNCONFIRMED))
        await until(lambda: len(engine.questions("retry_all")) == 2 and engine.questions("cancel"))
        assert engine.questions("move_to_front") == [(waiting,)]
        assert engine.questions("reorder") == [([2, 1],)]
        assert engine.questions("cancel") == [(waiting,)]
        view.chosen.emit(RowAction.DISMISS, failed)
        await until(lambda: engine.questions("dismiss"))
        assert engine.questions("dismiss") == [(failed,)]

    def test_a_picture_is_opened_as_it_is_in_the_gallery(self, room: WindowRoom, qtbot: QtBot) -> None:
        press(room, "Ctrl+J")
        view = room.window.gallery.view
        view.picture_activated.disconnect()
        with qtbot.waitSignal(view.picture_activated) as opened:
            queue(room).view.chosen.emit(RowAction.OPEN, of(room, State.DONE))
        assert opened.args == [of(room, State.DONE)]

    def test_what_concerns_the_program_is_told_as_by_a_tile(self, room: WindowRoom, qtbot: QtBot) -> None:
        press(room, "Ctrl+J")
        with qtbot.waitSignal(room.window.gallery.view.action_requested) as told:
            queue(room).view.chosen.emit(RowAction.ADD_CREDITS, of(room, State.FAILED))
        assert told.args == [of(room, State.FAILED), "add_credits"]

    def test_the_words_of_a_job_come_back_to_the_panel(self, room: WindowRoom) -> None:
        press(room, "Ctrl+J")
        queue(room).view.chosen.emit(RowAction.EDIT_PROMPT, of(room, State.FAILED))
        assert room.panel.draft.prompt == "prompt 4"

    async def test_pause_resume_and_cancelling_all_that_waits(self, room: WindowRoom) -> None:
        press(room, "Ctrl+J")
        pane = queue(room)
        pane.pause_requested.emit()
        pane.resume_requested.emit()
        assert room.engine.questions("pause") == room.engine.questions("resume") == [()]
        room.work.bridge.queue_changed.emit(QueueChanged(0, 2, paused=False, order=tuple(room.ids[1:3])))
        pane.cancel_waiting_requested.emit()
        await until(lambda: len(room.engine.questions("cancel")) == 2)
        assert room.engine.questions("cancel") == [(room.ids[1],), (room.ids[2],)]

    async def test_one_that_is_not_waited_for_any_more_leaves_the_queue(self, room: WindowRoom) -> None:
        room.engine.answers["cancel"] = False
        model = room.work.pictures.queue.model
        room.commands.cancel(of(room, State.RUNNING))
        await until(lambda: len(room.said()) == 2)
        model.settle()
        assert model.ids(Section.RUNNING) == []

    async def test_dismissing_what_may_have_been_charged_is_asked_about(self, room: WindowRoom) -> None:
        press(room, "Ctrl+J")
        pane, doubtful = queue(room), of(room, State.UNCONFIRMED)
        pane.dismiss_all_requested.emit([of(room, State.FAILED), doubtful])
        (box,) = [each for each in room.window.findChildren(QMessageBox) if each.isVisible()]
        assert box.text() == "Dismiss 2?"
        assert "1 picture may have been charged." in box.informativeText()
        assert room.engine.questions("dismiss") == []
        next(button for button in box.buttons() if button.text() == "Dismiss 2").click()
        await until(lambda: len(room.engine.questions("dismiss")) == 2)

    async def test_dismissing_what_cost_nothing_is_not(self, room: WindowRoom) -> None:
        press(room, "Ctrl+J")
        queue(room).dismiss_all_requested.emit([of(room, State.FAILED)])
        await settle()
        assert room.engine.questions("dismiss") == [(of(room, State.FAILED),)]


def test_the_queue_lists_what_the_banner_has_no_room_for_and_its_buttons_work(room: WindowRoom) -> None:
    press(room, "Ctrl+J")
    listed = queue(room).notices
    assert listed.isHidden()
    offline = TroubleChanged(Cause.OFFLINE, held=2)
    room.work.bridge.trouble_changed.emit(TroubleChanged(Cause.OUT_OF_CREDITS, held=2, others=(offline,)))
    assert [text.partition(".")[0] for text in listed.texts] == ["You are out of credits", "BFL cannot be reached"]
    next(button for button in listed.findChildren(QPushButton) if button.text() == "Try now").click()
    assert room.engine.questions("try_again")
    room.work.bridge.trouble_changed.emit(offline)
    assert listed.isHidden()
    assert listed.texts == []


def test_what_is_collected_from_last_time_is_told_and_shown(room: WindowRoom) -> None:
    assert room.said() == ["Picked up 1 picture from last time."]
    toast = room.window.toasts.shown[0]
    next(button for button in toast.findChildren(QPushButton) if button.text() == "Show").click()
    assert room.window.docked is queue(room)


def test_where_nothing_was_being_made_nothing_is_said(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, State.DONE, State.QUEUED, State.FAILED) as room:
        room.work.pictures.queue.begin()
        assert room.said() == []


def test_the_panel_keeps_its_width_when_the_dock_comes(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path) as room:
        room.window.resize(1276, 756)
        room.window.show()
        (banner,) = room.window.findChildren(Banner)
        banner.show_message("info", "Practice mode.", "Nothing is sent or charged. " * 4, [("Add…", lambda: None)])
        before = room.window.workspace.sizes()[0]
        room.menus.actions["queue"].trigger()
        QCoreApplication.processEvents()
        assert room.window.workspace.sizes()[0] == before
