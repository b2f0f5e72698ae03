import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flux_desktop.domain.errors import LibraryError, LibraryUnavailableError
from flux_desktop.domain.generation import State
from flux_desktop.storage.database import connect_writer, prepare
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.journal import Journal, read_journal
from flux_desktop.storage.journal_replay import catch_up, replay
from flux_desktop.storage.library_writer import LibraryWriter, journal_of
from tests.storage.conftest import bring_in
from tests.storage.making import FIRST_ID, asked, content_of, failing_commits, running, submitting


@pytest.fixture
def library(database: Path) -> Iterator[LibraryWriter]:
    library = LibraryWriter(database)
    yield library
    library.close()


@pytest.fixture
def journal(database: Path) -> Path:
    return journal_of(database)


def test_a_database_made_from_the_journal_is_the_one_that_was_lost(library: LibraryWriter, database: Path) -> None:
    for place, state in enumerate(State):
        bring_in(library.generations, state, asked(FIRST_ID + place, f"prompt {place} ü\ud800"))
    again = bring_in(library.generations, State.UNCONFIRMED, asked(FIRST_ID + 50))
    library.generations.move(again, again.moved(State.QUEUED))
    started = bring_in(library.generations, State.RUNNING, asked(FIRST_ID + 51))
    library.generations.update(replace(started, settled_cost=1))
    rebuilt = database.with_name("rebuilt.sqlite3")
    assert _rebuild(rebuilt, journal_of(database)) == len(content_of(database)["generation_event"])
    assert content_of(rebuilt) == content_of(database)


def test_the_journal_is_private_and_knows_an_accepted_task(library: LibraryWriter, journal: Path) -> None:
    started = bring_in(library.generations, State.RUNNING, asked())
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    last = list(read_journal(journal))[-1]
    assert last["answered"]["task_id"] == started.task_id
    assert last["answered"]["polling_url"] == started.polling_url
    assert last["answered"]["submitted_cost"] == 300


def test_a_line_that_a_crash_cut_short_is_left_out_and_not_continued(
    library: LibraryWriter, database: Path, journal: Path
) -> None:
    bring_in(library.generations, State.RUNNING, asked())
    whole = journal.read_bytes()
    for cut in (1, 20, len(whole.splitlines()[-1])):
        journal.write_bytes(whole[:-cut])
        with closing(Journal(journal)) as reopened:
            reopened.append([{"seq": reopened.last_seq + 1, "id": 1}])
        lines = journal.read_bytes().splitlines()
        assert json.loads(lines[-1])["id"] == 1
        assert len(list(read_journal(journal))) == 3 + (cut == 1)


def test_damaged_lines_in_the_middle_cost_no_more_than_themselves(library: LibraryWriter, journal: Path) -> None:
    bring_in(library.generations, State.QUEUED, asked())
    with journal.open("ab") as file:
        file.write(b"\xff\xfe garbage\n[1, 2]\nnull\n" + b'{"no": "number"}\n')
    bring_in(library.generations, State.QUEUED, asked(FIRST_ID + 1))
    assert [line["id"] for line in read_journal(journal)] == [FIRST_ID, FIRST_ID + 1]


def test_numbers_go_on_after_a_line_longer_than_the_usual_look_back(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with closing(Journal(path)) as journal:
        journal.append([{"seq": 7, "id": 1, "note": "x" * 300_000}])
    with closing(Journal(path)) as journal:
        assert journal.last_seq == 7


def test_nothing_is_sent_when_the_intent_cannot_be_written(library: LibraryWriter, database: Path) -> None:
    queued = bring_in(library.generations, State.QUEUED, asked())
    with _broken_journal(library), pytest.raises(LibraryError):
        library.generations.move(queued, submitting(queued))
    assert library.generations.get(FIRST_ID) == queued
    library.generations.move(queued, submitting(queued))
    assert [line["to"] for line in read_journal(journal_of(database))] == ["queued", "submitting"]


def test_a_paid_step_is_recorded_when_the_journal_fails_and_the_journal_catches_up(
    library: LibraryWriter, database: Path, journal: Path
) -> None:
    intent = bring_in(library.generations, State.SUBMITTING, asked())
    started = running(asked())
    with _broken_journal(library):
        library.generations.move(intent, started)
    assert library.generations.get(FIRST_ID) == started
    library.generations.update(started)
    assert [line["to"] for line in read_journal(journal)] == ["queued", "submitting", "running", "running"]
    rebuilt = database.with_name("rebuilt.sqlite3")
    _rebuild(rebuilt, journal)
    assert content_of(rebuilt) == content_of(database)


def test_what_the_journal_still_owes_is_written_at_the_end(library: LibraryWriter, journal: Path) -> None:
    intent = bring_in(library.generations, State.SUBMITTING, asked())
    with _broken_journal(library):
        library.generations.move(intent, running(asked()))
    library.close()
    assert [line["to"] for line in read_journal(journal)] == ["queued", "submitting", "running"]


def test_an_intent_that_the_database_refused_is_not_in_the_journal(library: LibraryWriter, journal: Path) -> None:
    queued = bring_in(library.generations, State.QUEUED, asked())
    with failing_commits(library._connection), pytest.raises(sqlite3.DatabaseError, match="authorized"):
        library.generations.move(queued, submitting(queued))
    assert [line["to"] for line in read_journal(journal)] == ["queued"]


def test_a_task_id_that_reached_only_the_journal_is_found_at_the_next_start(
    library: LibraryWriter, database: Path
) -> None:
    intent = bring_in(library.generations, State.SUBMITTING, asked())
    with failing_commits(library._connection), pytest.raises(sqlite3.DatabaseError, match="authorized"):
        library.generations.move(intent, running(asked()))
    bring_in(library.generations, State.QUEUED, asked(FIRST_ID + 1))  # life goes on
    assert library.generations.get(FIRST_ID).state is State.SUBMITTING
    with closing(LibraryWriter(database)) as next_start:
        assert next_start.steps_recovered == 1
        assert next_start.generations.get(FIRST_ID) == running(asked())


def test_catching_up_never_takes_a_generation_back(library: LibraryWriter, database: Path, journal: Path) -> None:
    intent = bring_in(library.generations, State.SUBMITTING, asked())
    with failing_commits(library._connection), pytest.raises(sqlite3.DatabaseError, match="authorized"):
        library.generations.move(intent, running(asked()))
    started = running(asked())
    library.generations.move(intent, started)  # tried again, and well
    library.generations.move(started, started.moved(State.EXPIRED))
    with closing(connect_writer(database)) as connection:
        assert catch_up(connection, journal) == 0
        assert GenerationStore(connection).get(FIRST_ID).state is State.EXPIRED


def test_a_lost_journal_is_begun_anew_where_the_database_is(library: LibraryWriter, database: Path) -> None:
    bring_in(library.generations, State.DONE, asked())
    journal_of(database).unlink()
    with closing(LibraryWriter(database)) as next_start:
        assert next_start.steps_recovered == 0
        bring_in(next_start.generations, State.QUEUED, asked(FIRST_ID + 1))
        assert [line["seq"] for line in read_journal(journal_of(database))] == [6]


def test_an_older_copy_of_the_database_is_brought_up_to_the_journal(library: LibraryWriter, database: Path) -> None:
    bring_in(library.generations, State.RUNNING, asked())
    bring_in(library.generations, State.DONE, asked(FIRST_ID + 1))
    older = database.with_name("older.sqlite3")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(older)) as target:
        source.backup(target)
    expired = library.generations.get(FIRST_ID).moved(State.EXPIRED)
    library.generations.move(running(asked()), expired)
    bring_in(library.generations, State.DONE, asked(FIRST_ID + 2))
    with closing(connect_writer(older)) as connection:
        assert catch_up(connection, journal_of(database)) == 6
    assert content_of(older) == content_of(database)


def test_a_journal_that_cannot_be_opened_is_told(database: Path) -> None:
    journal_of(database).mkdir()
    with pytest.raises(LibraryUnavailableError):
        LibraryWriter(database)


class _broken_journal:  # noqa: N801  a context manager
    """The journal's descriptor refuses to be written for a while."""

    def __init__(self, library: LibraryWriter) -> None:
        self._journal = library._journal
        self._good = self._journal._file

    def __enter__(self) -> None:
        self._journal._file = os.open(self._journal.path, os.O_RDONLY)

    def __exit__(self, *_: object) -> None:
        os.close(self._journal._file)
        self._journal._file = self._good


def _rebuild(database: Path, journal: Path) -> int:
    prepare(database)
    with closing(connect_writer(database)) as connection:
        return replay(connection, read_journal(journal))
