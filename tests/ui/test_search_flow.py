"""The search as the window has it: its keys, and searches with a name, kept in a real database."""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from flux_desktop.domain.errors import DiskFullError
from flux_desktop.domain.generation import State
from flux_desktop.domain.search_query import parse
from flux_desktop.storage.database import connect_writer
from flux_desktop.storage.saved_searches import SavedSearches
from flux_desktop.trace import Trace
from flux_desktop.ui.gallery.saved_popover import SavedPopover
from flux_desktop.ui.search_flow import SearchFlow
from flux_desktop.ui.support.toast import Toast
from flux_desktop.ui.tracing import trace_search
from tests.support.recording import settle
from tests.ui.rooms import WindowRoom, window_room


class Keeper:
    """Does at once what the engine does in its thread."""

    def __init__(self, saved: SavedSearches) -> None:
        self._saved = saved
        self.error: Exception | None = None

    def save(self, name: str, text: str) -> "Future[None]":
        return self._done(lambda: self._saved.save(name, text))

    def rename(self, search_id: int, name: str) -> "Future[None]":
        return self._done(lambda: self._saved.rename(search_id, name))

    def remove(self, search_id: int) -> "Future[None]":
        return self._done(lambda: self._saved.remove(search_id))

    def _done(self, act: Callable[[], None]) -> "Future[None]":
        promised: Future[None] = Future()
        if self.error:
            promised.set_exception(self.error)
        else:
            act()
            promised.set_result(None)
        return promised


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, State.DONE) as made:
        made.window.resize(1280, 800)
        made.window.show_workspace()
        made.window.show()
        yield made
        made.window.hide()


@pytest.fixture
def keeper(room: WindowRoom) -> Iterator[Keeper]:
    with closing(connect_writer(room.profile.database)) as connection:
        made = Keeper(SavedSearches(connection))
        room.work.pictures.search_flow._searching = made  # type: ignore[assignment]
        yield made


@pytest.fixture
def flow(room: WindowRoom, keeper: Keeper) -> SearchFlow:
    return room.work.pictures.search_flow


def names(room: WindowRoom) -> list[str]:
    return [search.name for search in room.library.searches.saved_searches()]


def popover(room: WindowRoom) -> SavedPopover:
    return next(one for one in room.window.findChildren(SavedPopover) if one.isVisible())


def row_button(room: WindowRoom, name: str) -> QPushButton:
    return next(b for b in popover(room).findChildren(QPushButton) if b.accessibleName() == name and b.isVisible())


async def undo(room: WindowRoom) -> None:
    toast = next(toast for toast in room.window.toasts.shown[::-1])
    assert isinstance(toast, Toast)
    next(b for b in toast.findChildren(QPushButton) if b.text() == "Undo").click()
    await settle()


async def test_a_search_is_saved_under_a_name_and_the_toast_takes_it_back(room: WindowRoom, flow: SearchFlow) -> None:
    room.screen.gallery.search.set_query(parse("prompt rating:>=4"))
    flow.open_saved()
    opened = popover(room)
    assert not opened.keep.isEnabled()
    opened.name.setText("  Best   ones ")
    QTest.keyClick(opened.name, Qt.Key.Key_Return)
    await settle()
    (saved,) = room.library.searches.saved_searches()
    assert (saved.name, saved.text) == ("Best ones", "prompt rating:>=4")
    assert "Saved as “Best ones”." in room.said()
    await undo(room)
    assert names(room) == []


async def test_a_saved_search_is_words_and_filters_again(room: WindowRoom, flow: SearchFlow, keeper: Keeper) -> None:
    keeper.save("Best", "prompt rating:>=4")
    flow.open_saved()
    row_button(room, "Run the search Best").click()
    gallery = room.screen.gallery
    assert gallery.bar.search.text() == "prompt"
    assert gallery.search.query == parse("prompt rating:>=4")
    assert [chip.text().strip() for chip in gallery.tools.chips.shown] == ["Rating 4 or more"]


async def test_a_name_that_is_taken_is_said_and_undo_brings_the_former_one_back(
    room: WindowRoom, flow: SearchFlow, keeper: Keeper
) -> None:
    keeper.save("Best", "fav:yes")
    room.screen.gallery.search.set_query(parse("prompt"))
    flow.open_saved()
    opened = popover(room)
    opened.name.setText("best")
    assert opened._hint.isVisible()
    opened.keep.click()
    await settle()
    assert room.library.searches.saved_searches()[0].text == "prompt"
    await undo(room)
    assert room.library.searches.saved_searches()[0].text == "fav:yes"


async def test_a_saved_search_is_renamed_and_undo_gives_the_name_back(
    room: WindowRoom, flow: SearchFlow, keeper: Keeper
) -> None:
    keeper.save("Best", "fav:yes")
    keeper.save("Other", "prompt")
    flow.open_saved()
    row_button(room, "Rename Best").click()
    opened = popover(room)
    assert opened.name.text() == "Best"
    opened.name.setText("Other")
    opened.keep.click()
    await settle()
    assert names(room) == ["Other"]
    await undo(room)
    assert names(room) == ["Best", "Other"]


async def test_a_saved_search_is_removed_in_the_open_list_and_comes_back(
    room: WindowRoom, flow: SearchFlow, keeper: Keeper
) -> None:
    keeper.save("Best", "fav:yes")
    flow.open_saved()
    row_button(room, "Remove Best").click()
    await settle()
    assert popover(room).isVisible()
    assert names(room) == []
    await undo(room)
    assert names(room) == ["Best"]


async def test_what_could_not_be_kept_is_said(room: WindowRoom, flow: SearchFlow, keeper: Keeper) -> None:
    keeper.error = DiskFullError("full")
    room.screen.gallery.search.set_query(parse("prompt"))
    flow.save("Best")
    await settle()
    assert names(room) == []
    assert len(room.said()) == 1


async def test_find_goes_to_the_search_field_and_selects_what_is_there(room: WindowRoom) -> None:
    room.screen.gallery.bar.search.setText("prompt")
    room.menus.actions["find"].trigger()
    assert room.window.focusWidget() is room.screen.gallery.bar.search
    assert room.screen.gallery.bar.search.selectedText() == "prompt"


async def test_the_filter_menu_leads_to_the_saved_searches(room: WindowRoom, flow: SearchFlow) -> None:
    room.screen.gallery.saved_requested.emit()
    assert popover(room).isVisible()
    await asyncio.sleep(0)


async def test_a_trace_has_every_key_of_a_search_and_what_was_painted_of_it(room: WindowRoom, tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace.json")
    trace_search(trace, room.window)
    room.screen.gallery.bar.search.setText("prompt")
    room.screen.gallery.view.all_painted.emit()
    room.screen.gallery.bar.search.setText("zebra")
    await asyncio.sleep(0)
    QCoreApplication.processEvents()
    trace.close()
    events = json.loads((tmp_path / "trace.json").read_text())
    assert [event["name"] for event in events[1:]] == ["search.key", "search.painted"] * 2


async def test_a_picture_is_found_and_opened_by_keys_alone(room: WindowRoom) -> None:
    gallery = room.screen.gallery
    room.menus.actions["find"].trigger()
    QTest.keyClicks(gallery.bar.search, "prompt 0 is:imp")
    assert room.model.rowCount() == 1
    QTest.keyClick(gallery.bar.search, Qt.Key.Key_Return)
    assert room.window.focusWidget() is gallery.view
    QTest.keyClick(gallery.view, Qt.Key.Key_Home)
    assert gallery.view.current_id() == room.ids[0]
    QTest.keyClick(gallery.view, Qt.Key.Key_Return)
    assert room.window.pages.currentWidget() is not gallery
    room.menus.actions["find"].trigger()
    assert room.window.pages.currentWidget() is gallery
    assert room.window.focusWidget() is gallery.bar.search
    QTest.keyClick(gallery.bar.search, Qt.Key.Key_Escape)
    assert room.model.rowCount() == 2
    room.work.pictures.viewer.stop()
