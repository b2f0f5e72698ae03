import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.errors import (
    DatabaseDamagedError,
    DatabaseLostError,
    DatabaseTooNewError,
    DiskFullError,
    LibraryUnavailableError,
)
from flux_desktop.storage.database import (
    MIGRATIONS,
    check,
    connect_reader,
    connect_writer,
    prepare,
    rescued_of,
    transaction,
)
from flux_desktop.storage.generation_store import GenerationStore
from tests.storage.making import FIRST_ID, asked, insert_picture


def test_a_new_database_is_private_and_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "odd name #1 %20?.sqlite3"
    prepare(path)
    with closing(connect_writer(path)) as writer, closing(connect_reader(path)) as reader:
        with transaction(writer):
            writer.execute("INSERT INTO generation_event (generation_id, at, to_state) SELECT 1, 2, 'x' WHERE 0")
            assert reader.execute("SELECT count(*) FROM pictures_v1").fetchone() == (0,)
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        assert len(list(tmp_path.iterdir())) == 3  # the database, its log and the index of the log
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert writer.execute("PRAGMA synchronous").fetchone() == (2,)
        assert writer.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert check(path) == []


def test_preparing_again_changes_nothing(database: Path) -> None:
    before = database.read_bytes()
    prepare(database)
    assert database.read_bytes() == before
    assert [file.name for file in database.parent.iterdir()] == [database.name]


def test_a_reader_cannot_write(database: Path) -> None:
    with closing(connect_reader(database)) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM picture")


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 1000")
    before = database.read_bytes()
    with pytest.raises(DatabaseTooNewError, match="1000"):
        prepare(database)
    assert database.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        prepare(path)
    with pytest.raises(DatabaseDamagedError):
        connect_writer(path)
    assert check(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_not_turned_into_ours(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    with pytest.raises(DatabaseDamagedError, match="not a library"):
        prepare(path)


def test_a_log_that_is_removed_under_the_program_is_noticed_and_nothing_is_lost(database: Path) -> None:
    with closing(connect_writer(database)) as writer:
        store = GenerationStore(writer)
        store.add([asked()])
        database.with_name("library.sqlite3-wal").unlink()
        with pytest.raises(DatabaseLostError, match="wal"):
            store.add([asked(FIRST_ID + 1)])
        with pytest.raises(DatabaseLostError):
            store.add([asked(FIRST_ID + 1)])
    assert check(database) == []
    with closing(connect_writer(database)) as writer:
        assert [generation.id for generation in GenerationStore(writer).open_generations()] == [FIRST_ID]


def test_the_thorough_check_finds_a_torn_page(database: Path) -> None:
    with closing(connect_writer(database)) as writer:
        GenerationStore(writer).add([asked()])
    content = bytearray(database.read_bytes())
    content[4096 * 2 : 4096 * 3] = b"\xaa" * 4096
    database.write_bytes(content)
    assert check(database)


def test_a_missing_folder_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path / "gone" / "library.sqlite3", tmp_path / "file" / "library.sqlite3"):
        for attempt in (prepare, connect_writer, connect_reader):
            with pytest.raises(LibraryUnavailableError):
                attempt(path)


def test_an_exception_inside_a_transaction_undoes_all_of_it(writer: sqlite3.Connection) -> None:
    with pytest.raises(KeyboardInterrupt):
        _insert_pictures(writer, 3, KeyboardInterrupt())
    assert not writer.in_transaction
    assert writer.execute("SELECT count(*) FROM picture").fetchone() == (0,)


def test_a_transaction_goes_on_after_one_that_was_left_open(writer: sqlite3.Connection) -> None:
    writer.execute("BEGIN IMMEDIATE")
    insert_picture(writer, 1)
    with transaction(writer):
        insert_picture(writer, 2)
    assert writer.execute("SELECT id FROM picture").fetchall() == [(2,)]


def test_a_full_database_is_told_as_a_full_disk_and_works_again_once_there_is_room(writer: sqlite3.Connection) -> None:
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(DiskFullError):
        _insert_pictures(writer, 1000)
    assert not writer.in_transaction
    writer.execute("PRAGMA max_page_count = 100000")
    with transaction(writer):
        insert_picture(writer, 1)
    assert writer.execute("SELECT count(*) FROM picture").fetchone() == (1,)


def test_another_writer_is_waited_for_and_then_told(database: Path, writer: sqlite3.Connection) -> None:
    with closing(connect_writer(database)) as other:
        other.execute("PRAGMA busy_timeout = 1")
        with transaction(writer), pytest.raises(LibraryUnavailableError, match="locked"), transaction(other):
            pass


def test_writing_into_a_deleted_database_fails_instead_of_vanishing(database: Path, writer: sqlite3.Connection) -> None:
    database.unlink()
    with pytest.raises(DatabaseLostError), transaction(writer):
        insert_picture(writer, 1)
    prepare(database)
    with pytest.raises(DatabaseLostError, match="replaced"), transaction(writer):
        insert_picture(writer, 1)


def test_a_database_that_is_deleted_while_it_is_open_is_there_again_at_the_next_start(
    database: Path, writer: sqlite3.Connection
) -> None:
    _insert_pictures(writer, 3)
    for file in database.parent.glob("library.sqlite3*"):
        file.unlink()
    with pytest.raises(DatabaseLostError), transaction(writer):
        pass
    assert rescued_of(database).stat().st_mode & 0o077 == 0
    writer.close()
    prepare(database)
    assert not rescued_of(database).exists()
    with closing(connect_reader(database)) as reader:
        assert reader.execute("SELECT count(*) FROM picture").fetchone() == (3,)
    assert check(database) == []


def test_a_database_that_was_put_in_its_place_stays_there(database: Path, writer: sqlite3.Connection) -> None:
    _insert_pictures(writer, 3)
    database.unlink()
    with pytest.raises(DatabaseLostError), transaction(writer):
        pass
    writer.close()
    database.with_name("library.sqlite3-wal").unlink(missing_ok=True)
    database.touch()
    prepare(database)
    with closing(connect_reader(database)) as reader:
        assert reader.execute("SELECT count(*) FROM picture").fetchone() == (0,)
    assert rescued_of(database).exists()


def test_a_broken_rule_of_the_schema_is_a_bug_and_not_hidden(writer: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(writer):
        insert_picture(writer, 1, rating=9)


def test_the_event_log_can_only_grow(writer: sqlite3.Connection, store: GenerationStore) -> None:
    store.add([asked()])
    for sql in ("UPDATE generation_event SET at = 3", "DELETE FROM generation_event"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), transaction(writer):
            writer.execute(sql)


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(file.name[:4]) for file in MIGRATIONS.glob("*.sql"))
    assert numbers == list(range(1, len(numbers) + 1))


def _insert_pictures(connection: sqlite3.Connection, count: int, error: BaseException | None = None) -> None:
    with transaction(connection):
        for number in range(count):
            insert_picture(connection, number, notes="n" * 500)
        if error:
            raise error
