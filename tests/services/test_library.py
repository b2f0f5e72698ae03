"""What the window reads, without the engine."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from flux_desktop.domain.generation import State
from flux_desktop.domain.search_query import parse
from flux_desktop.services.library import Library
from flux_desktop.storage.database import connect_writer, prepare
from tests.storage.making import FIRST_ID, insert_picture
from tests.support.engines import PRICE, EngineRoom, Folders
from tests.support.practice import PracticeProcess

ZONE = timezone(timedelta(hours=5, minutes=30))


@pytest.fixture
def library(practice: PracticeProcess, tmp_path: Path) -> Iterator[Library]:
    """Three pictures and one that was refused."""
    folders = Folders(tmp_path)
    with EngineRoom(folders, practice.url) as room:
        room.wait_for_end(room.submit("a red door", "a blue door", "moderate me", "a green door"))
    library = Library(folders.database, folders.profile / "thumbnails.sqlite3", folders.library)
    yield library
    library.close()


def test_pictures_and_what_went_wrong_are_there_newest_first(library: Library) -> None:
    ids = library.item_ids()
    rows = library.rows(ids)
    assert [rows[item_id].prompt for item_id in ids] == ["a green door", "moderate me", "a blue door", "a red door"]
    assert [rows[item_id].state for item_id in ids][1] is State.REFUSED
    assert list(library.aspect_ratios(ids)) == [1.0] * 4


def test_files_are_found_and_no_path_leads_out(library: Library) -> None:
    row = library.rows(library.item_ids())[library.item_ids()[0]]
    assert row.path
    assert library.absolute(row.path).stat().st_size == row.bytes
    with pytest.raises(ValueError, match="library"):
        library.absolute("../../etc/passwd")


def test_words_find_pictures(library: Library) -> None:
    blue, doors = library.searches.newest(parse("blue"), 9, 5), library.searches.newest(parse("door"), 2, 5)
    assert blue
    assert [library.rows([item_id])[item_id].prompt for item_id in blue.ids] == ["a blue door"]
    assert doors
    assert (len(doors.ids), doors.is_whole) == (2, False)
    with closing(library.search_reader()) as other:
        whole = other.all(parse("door"))
        assert whole
        assert (len(whole.ids), sum(whole.costs)) == (3, 3 * PRICE)


def test_what_was_spent_is_what_the_pictures_cost(library: Library) -> None:
    now = datetime.now(ZONE)
    assert library.committed_since(now - timedelta(days=1)) == 3 * PRICE
    assert library.committed_since(now + timedelta(seconds=1)) == 0
    ids = library.item_ids()
    assert library.section_cost(ids[-1], ids[0]) == (3, 3 * PRICE)


def test_jobs_are_what_is_open_or_needs_a_look(library: Library) -> None:
    (refused,) = library.job_ids()
    assert library.rows([refused])[refused].prompt == "moderate me"


def test_thumbnails_are_kept_until_they_are_cleared(library: Library) -> None:
    (item_id, *_) = library.item_ids()
    assert library.thumbnail(item_id, 200) is None
    library.store_thumbnail(item_id, 200, b"a small picture")
    assert library.thumbnail(item_id, 200) == b"a small picture"
    library.clear_thumbnails()
    assert library.thumbnail(item_id, 200) is None


def test_before_the_first_picture_everything_is_empty(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3", tmp_path / "thumbnails.sqlite3", tmp_path)
    assert len(library.item_ids()) == 0
    assert library.committed_since(datetime.now(ZONE)) == 0
    assert library.job_ids() == []
    library.close()


def test_a_picture_that_was_left_outside_is_found_there_and_no_other_path_is(tmp_path: Path) -> None:
    database = tmp_path / "library.sqlite3"
    prepare(database)
    outside, plain = str(tmp_path / "photos" / "a.png"), str(tmp_path / "photos" / "b.png")
    with closing(connect_writer(database)) as writer:
        insert_picture(writer, FIRST_ID, path=outside, is_outside=1)
        insert_picture(writer, FIRST_ID + 1, path=plain)
    library = Library(database, tmp_path / "thumbnails.sqlite3", tmp_path / "library")
    rows = library.rows(library.item_ids())
    details = library.details(FIRST_ID)
    assert library.absolute(rows[FIRST_ID].path or "") == Path(outside)
    assert details
    assert details.picture
    assert library.absolute(details.picture.path) == Path(outside)
    for path in (rows[FIRST_ID + 1].path or "", outside):  # the row does not say so, and nobody may claim it
        with pytest.raises(ValueError, match="library"):
            library.absolute(path)
    library.close()
