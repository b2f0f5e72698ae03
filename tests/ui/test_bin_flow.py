"""The bin in the place of the gallery: put back, delete for ever after a question, and leave."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flux_desktop.ui.keeping_words import consequence_words, size_words
from tests.ui.keeping_rooms import KeepingRoom, keeping_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[KeepingRoom]:
    with keeping_room(qapp, tmp_path, 5) as made:
        yield made


async def _throw_away_and_open(room: KeepingRoom, count: int) -> None:
    room.flow.bin(room.ids[:count])
    await room.until_said(f"{count} pictures moved to the Bin.")
    await room.settled()
    room.actions["openBin"].trigger()
    await room.until(lambda: room.bin.is_open)


async def test_the_bin_shows_what_is_in_it_and_escape_leaves_it(room: KeepingRoom) -> None:
    await _throw_away_and_open(room, 3)
    assert room.shown() == room.ids[2::-1]
    assert room.actions["putBack"].isVisible()
    assert not room.actions["bin"].isVisible()
    assert all(room.library.absolute(room.row(item_id).path or "").is_file() for item_id in room.shown())
    QTest.keyClick(room.view, Qt.Key.Key_Escape)
    assert room.shown() == room.ids[:2:-1]
    assert not room.bin.is_open
    assert room.actions["bin"].isVisible()


async def test_an_empty_bin_says_so(room: KeepingRoom) -> None:
    room.actions["openBin"].trigger()
    await room.until_said("The Bin is empty.")
    assert not room.bin.is_open


async def test_pictures_are_put_back_and_the_step_taken_back(room: KeepingRoom) -> None:
    await _throw_away_and_open(room, 3)
    room.select(room.ids[0], room.ids[1])
    room.press("Put back")
    assert room.shown() == [room.ids[2]]
    await room.until_said("2 pictures put back.")
    room.actions["undo"].trigger()
    await room.until(lambda: room.shown() == room.ids[2::-1])
    room.press("Back to the gallery")
    assert room.shown() == room.ids[:2:-1]


async def test_the_last_one_put_back_closes_the_bin(room: KeepingRoom) -> None:
    await _throw_away_and_open(room, 2)
    room.view.selectAll()
    room.press("Put back")
    await room.until(lambda: not room.bin.is_open)
    assert room.shown() == room.ids[::-1]


async def test_deleting_for_ever_asks_and_names_count_and_size(room: KeepingRoom) -> None:
    await _throw_away_and_open(room, 3)
    room.select(room.ids[0], room.ids[1])
    QTest.keyClick(room.view, Qt.Key.Key_Delete)
    await room.until(room.question)
    box = room.question()
    assert box
    assert box.text() == "Delete 2 pictures for ever?"
    assert "This cannot be undone." in box.informativeText()
    assert box.defaultButton().text() == "Cancel"
    room.press("Delete 2 pictures", box)
    await room.until_said("2 pictures deleted for ever.")
    await room.settled()
    assert room.shown() == [room.ids[2]]
    assert set(room.library.rows(room.ids)) == set(room.ids[2:])
    assert len(list((room.folder / ".flux-desktop" / "bin").iterdir())) == 1


async def test_not_agreeing_deletes_nothing(room: KeepingRoom) -> None:
    room.select(room.ids[0])
    QTest.keyClick(room.view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    await room.until(room.question)
    box = room.question()
    assert box
    QTest.keyClick(box, Qt.Key.Key_Return)
    await room.until(lambda: room.question() is None)
    assert room.shown() == room.ids[::-1]
    assert room.row(room.ids[0])


async def test_the_bin_is_emptied(room: KeepingRoom) -> None:
    await _throw_away_and_open(room, 3)
    room.press("Empty Bin…")
    await room.until(room.question)
    room.press("Delete 3 pictures", room.question())
    await room.until(lambda: not room.bin.is_open)
    await room.settled()
    assert set(room.library.rows(room.ids)) == set(room.ids[3:])


async def test_thumbnails_go_as_well(room: KeepingRoom) -> None:
    room.library.store_thumbnail(room.ids[0], 256, b"jpeg")
    room.bin.delete_for_ever(room.ids[:1])
    await room.until(room.question)
    room.press("Delete 1 picture", room.question())
    await room.until(lambda: room.library.thumbnail(room.ids[0], 256) is None)


async def test_what_was_thrown_away_long_ago_goes_by_itself(room: KeepingRoom) -> None:
    with closing(sqlite3.connect(room.profile.database)) as connection, connection:
        connection.execute("UPDATE picture SET binned_at = 5 WHERE id = ?", (room.ids[0],))
    room.bin.begin()
    await room.until(lambda: room.ids[0] not in room.library.rows(room.ids))
    assert len(room.library.rows(room.ids)) == 4


async def test_never_is_possible(room: KeepingRoom) -> None:
    room.settings.change(bin_days=None)
    with closing(sqlite3.connect(room.profile.database)) as connection, connection:
        connection.execute("UPDATE picture SET binned_at = 5 WHERE id = ?", (room.ids[0],))
    room.bin.begin()
    room.actions["openBin"].trigger()
    await room.until(lambda: room.bin.is_open)
    assert room.shown() == [room.ids[0]]


async def test_a_search_takes_the_place_of_the_bin(room: KeepingRoom) -> None:
    await _throw_away_and_open(room, 2)
    room.screen.gallery.bar.search.setText("prompt 4")
    assert not room.bin.is_open
    assert room.shown() == [room.ids[4]]
    room.screen.gallery.bar.search.clear()
    assert room.shown() == room.ids[:1:-1]


async def test_a_picture_is_thrown_away_from_the_viewer_and_the_next_one_shown(room: KeepingRoom) -> None:
    room.work.pictures.viewer.open(room.ids[3])
    page = room.work.pictures.viewer._page
    assert page
    QTest.keyClick(page.canvas, Qt.Key.Key_Delete)
    assert page.current_id == room.ids[2]
    await room.until_said("1 picture moved to the Bin.")
    QTest.keyClick(page.canvas, Qt.Key.Key_4)
    await room.until(lambda: room.row(room.ids[2]).rating == 4)


def test_the_consequences_are_said_of_files_outside_too() -> None:
    assert consequence_words(23, 41_000_000, 0) == "They use 41 MB. This cannot be undone."
    assert consequence_words(3, 2_000_000, 1) == (
        "They use 2.0 MB. This cannot be undone. 1 file outside your library stays on the disk."
    )
    assert "stays on the disk" in consequence_words(1, 0, 1)
    assert [size_words(size) for size in (0, 300, 1_500_000, 7_900_000_000)] == ["no space", "1 KB", "1.5 MB", "7.9 GB"]


async def test_files_that_cannot_follow_now_are_said_to_and_do_later(room: KeepingRoom) -> None:
    away = room.folder.with_name("away")
    room.folder.rename(away)
    room.flow.bin(room.ids[:2])
    await room.until(lambda: any("They follow when it is back." in words for words in room.said()))
    assert not set(room.ids[:2]) & set(room.shown())
    away.rename(room.folder)
    room.real.engine.try_again()
    await room.settled()
    assert len(list((room.folder / ".flux-desktop" / "bin").iterdir())) == 2
