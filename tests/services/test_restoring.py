"""What was lost comes back from a backup, and what is newer stays."""

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from flux_desktop.domain.errors import (
    DatabaseDamagedError,
    DatabaseTooNewError,
    UnsuitableFolderError,
    WorkCancelledError,
)
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.services.backup import Backup
from flux_desktop.services.progress import Progress
from flux_desktop.services.restoring import Restore, RestorePreview, RestoreReport
from flux_desktop.storage.database import check, connect_writer
from flux_desktop.storage.journal import read_journal
from flux_desktop.storage.journal_replay import replay
from flux_desktop.storage.library_copy import copy_of, refresh_copy
from flux_desktop.storage.library_writer import LibraryWriter, journal_of
from tests.services.library_room import NOW, LibraryRoom, content
from tests.storage.making import asked, way_to
from tests.support.engines import EngineRoom, Folders

KEPT = "SELECT id, favourite, rating, notes, binned_at FROM picture ORDER BY id"
TAGS = "SELECT name, picture_id FROM tag JOIN picture_tag ON tag_id = tag.id ORDER BY name, picture_id"
ALBUMS = "SELECT name, picture_id FROM album JOIN picture_album ON album_id = album.id ORDER BY name, picture_id"
EVENTS = "SELECT generation_id, at, from_state, to_state FROM generation_event ORDER BY generation_id, id"


@pytest.fixture
def room(tmp_path: Path) -> LibraryRoom:
    return LibraryRoom(tmp_path)


@pytest.fixture
def backup(room: LibraryRoom) -> Path:
    room.change("UPDATE picture SET favourite = 1, rating = 4, notes = 'keep' WHERE id = ?", room.ids[0])
    for table in ("tag", "album"):
        room.change(f"INSERT INTO {table} (name) VALUES ('Sea'), ('Print')")
        room.change(f"INSERT INTO picture_{table} SELECT id, ? FROM {table}", room.ids[0])
    room.change("INSERT INTO saved_search (name, text) VALUES ('boats', 'boat fav:')")
    return Backup(room.database, room.library, lambda: NOW).make(room.root / "backup", Progress()).folder


def restore(
    room: LibraryRoom, source: Path, progress: Progress | None = None, *, sets_back: bool = False
) -> RestoreReport:
    """With the engine at work."""
    with EngineRoom(Folders(room.root), None) as engines:
        made = Restore(engines.engine, room.database, room.library, lambda: NOW)
        report = made.run(source, progress or Progress(), sets_back=sets_back)
    assert check(room.database) == []
    return report


def preview(room: LibraryRoom, source: Path) -> RestorePreview:
    with EngineRoom(Folders(room.root), None) as engines:
        return Restore(engines.engine, room.database, room.library, lambda: NOW).preview(source, Progress())


def delete_for_ever(room: LibraryRoom, item_id: ItemId) -> None:
    room.file(item_id).unlink()
    room.change("DELETE FROM picture_tag WHERE picture_id = ?", item_id)
    room.change("DELETE FROM picture_album WHERE picture_id = ?", item_id)
    room.change("DELETE FROM picture WHERE id = ?", item_id)


def test_a_picture_that_was_deleted_for_ever_comes_back_with_all_that_belongs_to_it(
    room: LibraryRoom, backup: Path
) -> None:
    before = [room.rows(sql) for sql in (KEPT, TAGS, ALBUMS, EVENTS)]
    files = content(room.library)
    delete_for_ever(room, room.ids[0])
    assert preview(room, backup).coming_back == 1
    report = restore(room, backup)
    assert (report.pictures, report.files, report.failed) == (1, 1, [])
    assert [room.rows(sql) for sql in (KEPT, TAGS, ALBUMS, EVENTS)] == before
    assert content(room.library) == files


def test_files_that_were_lost_come_back_to_their_rows(room: LibraryRoom, backup: Path) -> None:
    files = content(room.library)
    room.file(room.ids[0]).unlink()
    (room.library / ".flux-desktop" / "references" / f"{'ab' * 32}.jpg").unlink()
    room.change("UPDATE picture SET missing = 1 WHERE id = ?", room.ids[0])
    assert preview(room, backup).files_back == 1
    assert restore(room, backup).files == 1
    assert content(room.library) == files
    assert room.rows("SELECT sum(missing) FROM picture") == [(0,)]


def test_a_new_computer_gets_everything(room: LibraryRoom, backup: Path, tmp_path: Path) -> None:
    other = LibraryRoom(tmp_path / "new computer", count=0)
    report = restore(other, backup)
    assert report.pictures == 3
    for sql in (KEPT, TAGS, ALBUMS, EVENTS, "SELECT name, text FROM saved_search"):
        assert other.rows(sql) == room.rows(sql)
    assert content(other.library) == content(room.library)
    with_journal = [line["id"] for line in read_journal(journal_of(other.database))]
    assert with_journal == []


def test_two_libraries_with_histories_of_their_own_become_one(room: LibraryRoom, backup: Path, tmp_path: Path) -> None:
    other = LibraryRoom(tmp_path / "new computer", count=0)
    own = [other.add(number) for number in (10, 11)]
    events = other.rows(EVENTS)
    restore(other, backup)
    assert [row[0] for row in other.rows(KEPT)] == [*room.ids, *own]
    assert sorted(other.rows(EVENTS)) == sorted([*events, *room.rows(EVENTS)])
    other.ids.append(other.add(12))

    with closing(connect_writer(other.database)) as connection:
        assert replay(connection, read_journal(journal_of(other.database))) == 0


def test_what_is_newer_stays(room: LibraryRoom, backup: Path) -> None:
    new = room.add(7)
    room.change("UPDATE picture SET favourite = 0, rating = 1, notes = 'new' WHERE id = ?", room.ids[0])
    room.change("INSERT INTO tag (name) VALUES ('Later')")
    room.change("INSERT INTO picture_tag SELECT id, ? FROM tag WHERE name = 'Later'", room.ids[0])
    before = [room.rows(sql) for sql in (KEPT, TAGS, ALBUMS, EVENTS)]
    found = preview(room, backup)
    assert (found.newer, found.coming_back, found.files_back, found.is_idle) == (1, 0, 0, True)
    report = restore(room, backup)
    assert (report.pictures, report.set_back) == (0, 0)
    assert [room.rows(sql) for sql in (KEPT, TAGS, ALBUMS, EVENTS)] == before
    assert new in [row[0] for row in before[0]]


def test_what_people_keep_is_set_back_when_they_ask_for_it(room: LibraryRoom, backup: Path) -> None:
    kept, tags, albums = room.rows(KEPT), room.rows(TAGS), room.rows(ALBUMS)
    room.change("UPDATE picture SET favourite = 0, rating = 1, notes = 'new', binned_at = 9")
    room.change("DELETE FROM picture_album")
    room.change("INSERT INTO tag (name) VALUES ('Later')")
    room.change("INSERT INTO picture_tag SELECT id, ? FROM tag WHERE name = 'Later'", room.ids[1])
    report = restore(room, backup, sets_back=True)
    assert report.set_back == 3
    assert (room.rows(KEPT), room.rows(TAGS), room.rows(ALBUMS)) == (kept, tags, albums)


def test_the_database_as_it_was_is_kept_aside(room: LibraryRoom, backup: Path) -> None:
    delete_for_ever(room, room.ids[0])
    report = restore(room, backup)
    assert report.aside
    assert report.aside.parent == room.profile
    assert check(report.aside) == []


def test_the_librarys_own_copy_serves_as_a_backup_of_the_list(room: LibraryRoom) -> None:
    refresh_copy(room.database, room.library)
    kept = room.rows(KEPT)
    room.change("DELETE FROM picture WHERE id = ?", room.ids[0])
    assert preview(room, room.library).coming_back == 1
    report = restore(room, room.library)
    assert (report.pictures, report.files) == (1, 0)
    assert room.rows(KEPT) == kept


def test_what_was_not_sent_when_the_backup_was_made_stays_out(room: LibraryRoom, tmp_path: Path) -> None:

    states = [State.QUEUED, State.SUBMITTING, State.RUNNING, State.FAILED]
    with closing(LibraryWriter(room.database)) as writer:
        for number, state in enumerate(states):
            steps = way_to(state, asked(room.ids[-1] + 1 + number))
            writer.generations.add(steps[:1])
            for before, after in pairwise(steps):
                writer.generations.move(before, after)
    folder = Backup(room.database, room.library, lambda: NOW).make(room.root / "backup", Progress()).folder
    other = LibraryRoom(tmp_path / "new computer", count=0)
    restore(other, folder)
    found = {row[0] for row in other.rows("SELECT state FROM generation")}
    assert found == {State.DONE, State.RUNNING, State.FAILED}
    assert other.rows("SELECT count(*) FROM generation") == [(5,)]


def test_a_file_that_is_in_the_way_is_left_alone_and_told(room: LibraryRoom, backup: Path) -> None:
    file = room.file(room.ids[0])
    delete_for_ever(room, room.ids[0])
    file.mkdir()
    report = restore(room, backup)
    assert report.failed == [("prompt 0", "Another file has its name.")]


def test_a_file_that_the_backup_lacks_is_told(room: LibraryRoom, backup: Path) -> None:
    lost = room.kept(room.ids[0])
    (backup / lost.path).unlink()
    delete_for_ever(room, room.ids[0])
    assert restore(room, backup).failed == [("prompt 0", "Its file is not in the backup.")]


def test_a_folder_without_a_backup_is_refused_in_words(room: LibraryRoom, tmp_path: Path) -> None:
    with pytest.raises(UnsuitableFolderError, match="no backup in this folder"):
        preview(room, tmp_path)


@pytest.mark.parametrize("kind", [DatabaseDamagedError, DatabaseTooNewError])
def test_a_backup_that_cannot_be_read_changes_nothing(room: LibraryRoom, backup: Path, kind: type[Exception]) -> None:
    copy = copy_of(backup)
    if kind is DatabaseDamagedError:
        copy.write_bytes(b"no database" * 999)
    else:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA user_version = 1000")
    before = room.rows(KEPT)
    with pytest.raises(kind):
        restore(room, backup)
    assert room.rows(KEPT) == before
    assert sorted(path.name for path in room.profile.glob(".copy*")) == []


def test_an_older_backup_is_brought_up_to_date_first(room: LibraryRoom, backup: Path) -> None:
    fixture = Path(__file__).parents[1] / "upgrades" / "library-1.sqlite3"
    copy_of(backup).write_bytes(fixture.read_bytes())
    found = preview(room, backup)
    assert found.pictures > 0
    assert copy_of(backup).read_bytes() == fixture.read_bytes(), "the backup is only read"


def test_it_can_be_stopped_and_run_again(room: LibraryRoom, backup: Path) -> None:
    class Stopped(Progress):
        def at(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 1:
                self.cancel()
            super().at(what, done, total)

    before = room.rows(KEPT)
    delete_for_ever(room, room.ids[0])
    with pytest.raises(WorkCancelledError):
        restore(room, backup, Stopped())
    assert restore(room, backup).pictures == 1
    assert room.rows(KEPT) == before


def test_the_preview_says_how_old_it_is(room: LibraryRoom, backup: Path) -> None:
    found = preview(room, backup)
    assert (found.made_at, found.pictures, found.in_both) == (NOW, 3, 3)
    assert found.newest_at == created_at(room.ids[-1])


def test_a_picture_that_was_never_in_the_bin_keeps_a_file_that_another_program_has_changed(
    room: LibraryRoom, backup: Path
) -> None:
    room.file(room.ids[0]).write_bytes(b"painted over")
    restore(room, backup, sets_back=True)
    assert room.file(room.ids[0]).read_bytes() == b"painted over"
    assert room.rows("SELECT missing FROM picture WHERE id = ?", room.ids[0]) == [(0,)]
