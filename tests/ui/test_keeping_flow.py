"""What people keep is shown at once, recorded by the engine, and taken back by Undo, as often as one likes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.edits import Label
from flux_desktop.domain.errors import DiskFullError
from flux_desktop.domain.generation import State
from flux_desktop.services.keeping_desk import KeepingDesk
from flux_desktop.storage.keeping_store import KeepingStore, LabelCount
from flux_desktop.ui.errors import sentence_for
from tests.ui.keeping_rooms import KeepingRoom, keeping_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[KeepingRoom]:
    with keeping_room(qapp, tmp_path, 5, State.QUEUED, State.FAILED) as made:
        yield made


async def test_a_favourite_is_shown_at_once_recorded_and_taken_back(room: KeepingRoom) -> None:
    first, second, *_ = room.ids
    room.select(first, second, room.ids[5])
    room.actions["favourite"].trigger()
    assert [room.model.item(item_id).favourite for item_id in (first, second)] == [True, True]  # type: ignore[union-attr]
    await room.until_said("2 pictures are favourites now.")
    assert room.row(first).favourite
    room.press("Undo")
    await room.until_said("2 pictures are no favourites any more.")
    assert not room.row(first).favourite
    assert room.actions["redo"].text() == "Re&do: Favourite"
    room.actions["redo"].trigger()
    await room.until(lambda: room.row(first).favourite and room.row(second).favourite)


async def test_a_mixed_selection_becomes_all_favourites_and_a_whole_one_none(room: KeepingRoom) -> None:
    first, second, *_ = room.ids
    room.flow.toggle_favourite([first])
    await room.until_said("1 picture is a favourite now.")
    room.flow.toggle_favourite([first, second])
    await room.until_said("1 picture is a favourite now.")
    await room.until(lambda: room.row(second).favourite)
    room.flow.toggle_favourite([first, second])
    await room.until_said("2 pictures are no favourites any more.")


async def test_whether_all_are_favourites_is_asked_where_it_is_not_known(room: KeepingRoom) -> None:
    """A selection may be larger than what has been read."""
    first, second, *_ = room.ids
    room.flow.set_favourite([first, second], favourite=True)
    await room.until_said("2 pictures are favourites now.")
    room.model._rows.forget(first)
    room.flow.toggle_favourite([first, second])
    await room.until_said("2 pictures are no favourites any more.")


@pytest.mark.parametrize("stars", [1, 5])
async def test_the_number_keys_rate_and_zero_takes_the_rating_off(room: KeepingRoom, stars: int) -> None:
    room.select(*room.ids[:2])
    QTest.keyClick(room.view, Qt.Key(Qt.Key.Key_0 + stars))
    assert room.model.item(room.ids[0]).rating == stars  # type: ignore[union-attr]
    await room.until(lambda: room.row(room.ids[1]).rating == stars)
    QTest.keyClick(room.view, Qt.Key.Key_0)
    await room.until_said("Rating taken off 2 pictures.")
    assert room.row(room.ids[0]).rating == 0


async def test_what_could_not_be_recorded_is_taken_back_and_said(
    room: KeepingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise DiskFullError("no space")

    for name in ("make", "bin"):
        monkeypatch.setattr(KeepingDesk, name, fail)
    shown = room.shown()
    room.flow.set_favourite(room.ids[:1], favourite=True)
    await room.until_said(sentence_for(DiskFullError()))
    assert not room.model.item(room.ids[0]).favourite  # type: ignore[union-attr]
    room.flow.bin(room.ids[:2])
    assert room.shown() != shown
    await room.until(lambda: room.shown() == shown)
    assert room.actions["undo"].text() == "&Undo", "nothing has been done"


async def test_pictures_go_into_the_bin_with_their_files_and_the_selection_to_the_neighbour(room: KeepingRoom) -> None:
    shown, files = room.shown(), [room.file(item_id) for item_id in room.ids[:5]]
    room.select(shown[3], shown[4])
    QTest.keyClick(room.view, Qt.Key.Key_Delete)
    assert room.shown() == [*shown[:3], *shown[5:]]
    assert room.view.selected_ids() == [shown[5]]
    await room.until_said("2 pictures moved to the Bin.")
    await room.settled()
    assert sum(file.exists() for file in files) == 3
    room.actions["undo"].trigger()
    await room.until_said("2 pictures put back.")
    await room.settled()
    assert room.shown() == shown
    assert all(file.exists() for file in files)


async def test_pictures_here_and_there_leave_a_neighbour_selected(room: KeepingRoom) -> None:
    shown = room.shown()
    room.select(shown[2], shown[4])
    QTest.keyClick(room.view, Qt.Key.Key_Delete)
    assert len(room.view.selected_ids()) == 1
    await room.until_said("2 pictures moved to the Bin.")


async def test_all_but_the_favourites_of_a_selection(room: KeepingRoom) -> None:
    room.flow.set_favourite(room.ids[1:3], favourite=True)
    await room.until_said("2 pictures are favourites now.")
    room.select(*room.ids[:4])
    room.actions["binAllButFavourites"].trigger()
    await room.until_said("2 pictures moved to the Bin.")
    assert set(room.ids[:5]) - set(room.shown()) == {room.ids[0], room.ids[3]}


async def test_jobs_are_left_where_they_are(room: KeepingRoom) -> None:
    shown = room.shown()
    room.flow.bin(room.ids[5:])
    assert room.shown() == shown


async def test_delete_takes_the_tiles_away_of_jobs_that_came_to_nothing(room: KeepingRoom) -> None:
    waiting, failed = room.ids[5:]
    room.select(waiting, failed)
    QTest.keyClick(room.view, Qt.Key.Key_Delete)
    assert failed not in room.shown()
    assert waiting in room.shown()
    await room.until(lambda: room.engine.questions("dismiss") == [(failed,)])


async def test_practice_pictures_are_thrown_away_together(room: KeepingRoom) -> None:
    with closing(sqlite3.connect(room.profile.database)) as connection, connection:
        connection.executemany("UPDATE picture SET practice = 1 WHERE id = ?", [(item_id,) for item_id in room.ids[:2]])
    room.actions["binPractice"].trigger()
    await room.until_said("2 pictures moved to the Bin.")
    assert not set(room.ids[:2]) & set(room.shown())
    room.press("Undo")
    await room.until(lambda: set(room.ids[:2]) < set(room.shown()))


async def test_nothing_to_throw_away_is_said(room: KeepingRoom) -> None:
    room.actions["binPractice"].trigger()
    await room.until_said("There is nothing to move to the Bin.")
    assert room.actions["undo"].text() == "&Undo"


async def test_steps_are_taken_back_in_their_order(room: KeepingRoom) -> None:
    room.flow.set_rating(room.ids[:1], 3)
    room.flow.set_rating(room.ids[:1], 5)
    room.flow.set_notes(room.ids[0], "for the calendar")
    await room.until_said("Note saved.")
    for _ in range(2):
        room.actions["undo"].trigger()
    await room.until(lambda: room.row(room.ids[0]).rating == 3)
    details = room.library.details(room.ids[0])
    assert details
    assert details.notes == ""
    for _ in range(2):
        room.actions["redo"].trigger()
    await room.until(lambda: room.library.details(room.ids[0]).notes == "for the calendar")  # type: ignore[union-attr]
    assert room.row(room.ids[0]).rating == 5


async def test_what_changes_nothing_is_no_step(room: KeepingRoom) -> None:
    room.flow.set_rating(room.ids[:1], 0)
    await room.until(lambda: room.actions["undo"].text() == "&Undo")
    assert room.said() == []


async def test_undo_goes_to_the_text_that_is_being_written(room: KeepingRoom) -> None:
    room.flow.set_rating(room.ids[:1], 3)
    await room.until_said("1 picture rated 3 stars.")
    search = room.screen.gallery.bar.search
    search.setFocus()
    QTest.keyClicks(search, "fjo")
    room.actions["undo"].trigger()
    assert search.text() == ""
    assert room.row(room.ids[0]).rating == 3
    room.actions["undo"].trigger()
    await room.until(lambda: room.row(room.ids[0]).rating == 0)


async def test_tags_and_albums_are_kept_and_tidied(room: KeepingRoom) -> None:
    room.flow.set_label(Label.TAG, room.ids[:2], "  blue   hour ")
    await room.until_said("2 pictures tagged “blue hour”.")
    room.flow.set_label(Label.ALBUM, room.ids[:1], "Calendar")
    await room.until_said("1 picture added to “Calendar”.")
    room.flow.set_label(Label.TAG, room.ids[:2], " ")
    details = room.library.details(room.ids[0])
    assert details
    assert (details.tags, details.albums) == (("blue hour",), ("Calendar",))


async def test_albums_are_made_renamed_and_removed_with_a_way_back(room: KeepingRoom) -> None:
    def albums() -> list[LabelCount]:
        with closing(sqlite3.connect(room.profile.database)) as connection:
            return KeepingStore(connection).labels(Label.ALBUM)

    room.flow.create_album("Calendar")
    await room.until_said("Album “Calendar” is there.")
    room.flow.create_album("calendar")
    await room.until_said("Another album has this name already. Choose another one.")
    room.flow.set_label(Label.ALBUM, room.ids[:2], "Calendar")
    room.flow.rename_album("Calendar", "Calendar 2027")
    await room.until(lambda: albums() == [LabelCount("Calendar 2027", 2)])
    room.flow.remove_album("Calendar 2027")
    await room.until_said("Album “Calendar 2027” removed. Its pictures stay.")
    assert albums() == []
    room.press("Undo")
    await room.until(lambda: albums() == [LabelCount("Calendar 2027", 2)])
