"""Practice pictures beside those that were paid for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flux_desktop.domain.search_query import parse
from flux_desktop.domain.server import Server
from flux_desktop.domain.state import State
from flux_desktop.settings.settings import Settings
from flux_desktop.storage.database import transaction
from flux_desktop.ui.gallery.filter_menu import FilterMenu
from tests.storage.making import insert_picture
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


def fill(room: WindowRoom) -> None:
    """Three practice pictures, older than the others."""
    with closing(sqlite3.connect(room.profile.database, isolation_level=None)) as connection, transaction(connection):
        for number in range(3):
            insert_picture(connection, room.ids[0] - 1 - number, practice=1, path=f"practice-{number}.png")
    room.model.load()


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, State.DONE) as made:
        fill(made)
        yield made
        made.screen.gallery.search.stop()


async def begin(room: WindowRoom) -> None:
    """The key is found."""
    room.account.begin()
    await until(lambda: room.account.key_text)


def switch(room: WindowRoom) -> QAction:
    """The entry of the filter menu."""
    room.screen.gallery.bar.filter_requested.emit()
    menu = room.window.findChildren(FilterMenu)[-1]
    return next(action for action in menu.actions() if action.text().startswith("Show practice pictures"))


async def test_they_are_hidden_as_soon_as_there_is_a_key_and_the_message_leads_back(room: WindowRoom) -> None:
    assert room.model.rowCount() == 5
    await begin(room)
    assert room.model.rowCount() == 2
    assert room.said()[-1] == "3 practice pictures are hidden now that there is a key."
    room.window.toasts.shown[-1]._act()
    assert room.model.rowCount() == 5
    assert room.settings.settings.practice_shown is True


async def test_the_filter_menu_has_the_switch_and_says_how_many_are_hidden(room: WindowRoom) -> None:
    assert switch(room).isChecked()
    await begin(room)
    entry = switch(room)
    assert (entry.text(), entry.isChecked()) == ("Show practice pictures (3 hidden)", False)
    entry.trigger()
    assert room.model.rowCount() == 5
    switch(room).trigger()
    assert room.model.rowCount() == 2


async def test_in_practice_mode_they_are_shown(room: WindowRoom) -> None:
    await begin(room)
    room.account.use(Server.of_region(room.settings.settings.data_region), practice=True)
    assert room.model.rowCount() == 5
    assert not switch(room).isEnabled()
    room.account.use(Server.of_region(room.settings.settings.data_region), practice=False)
    await until(lambda: room.model.rowCount() == 2)


async def test_a_search_goes_without_them_unless_it_asks_for_them(qtbot: QtBot, room: WindowRoom) -> None:
    await begin(room)
    search = room.screen.gallery.search
    search.set_query(parse("is:practice"))
    assert room.model.rowCount() == 3
    search.set_query(parse("fav:no"))
    assert room.model.rowCount() == 2
    for is_shown, count in ((True, 5), (False, 2)):
        with qtbot.waitSignal(search.answered):
            room.settings.change(practice_shown=is_shown)
        assert room.model.rowCount() == count
    search.clear()
    assert room.model.rowCount() == 2


async def test_hidden_ones_do_not_come_back_by_themselves(room: WindowRoom) -> None:
    await begin(room)
    room.model.restore(room.library.practice_ids())
    assert room.model.rowCount() == 2


@pytest.mark.parametrize(
    ("settings", "had_key", "shown"),
    [
        (Settings(), False, 5),
        (Settings(), True, 2),
        (Settings(practice=True), True, 5),
        (Settings(practice_shown=True), True, 5),
        (Settings(practice_shown=False), False, 2),
    ],
)
def test_the_first_screen_knows_it(
    qapp: QApplication, tmp_path: Path, settings: Settings, had_key: bool, shown: int
) -> None:
    with window_room(qapp, tmp_path, State.DONE, State.DONE, key=None) as before:
        fill(before)
        before.screen.memory.set_had_key(had_key)
    with window_room(qapp, tmp_path, key=None, settings=settings) as room:
        assert room.model.rowCount() == shown
