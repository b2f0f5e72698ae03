"""Databases of earlier versions open in this one, and nothing in them changes for whoever reads them."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.errors import DatabaseTooNewError
from flux_desktop.domain.generation import State
from flux_desktop.domain.search_query import parse
from flux_desktop.storage.database import MIGRATIONS, check, prepare
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.library_writer import LibraryWriter
from flux_desktop.storage.search_reader import SearchReader
from tests.storage.making import FIRST_ID
from tests.upgrades.make_fixture import FOLDER, make, views

NEWEST = max(int(file.name[:4]) for file in MIGRATIONS.glob("*.sql"))
FIXTURES = sorted(FOLDER.glob("library-*.sqlite3"))


@pytest.fixture(params=FIXTURES, ids=lambda fixture: fixture.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a database of an earlier version, beside what its views showed."""
    shutil.copy(request.param.with_suffix(".json"), tmp_path / "views.json")
    return Path(shutil.copy(request.param, tmp_path / "library.sqlite3"))


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """The migrations of a version to come."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    step = "CREATE TABLE later (id INTEGER PRIMARY KEY, name TEXT) STRICT; INSERT INTO later VALUES (1, 'sea');"
    (folder / f"{NEWEST + 1:04}_later.sql").write_text(step)
    return folder


def test_there_is_a_database_of_every_schema() -> None:
    assert [fixture.name for fixture in FIXTURES] == [f"library-{number}.sqlite3" for number in range(1, NEWEST + 1)]


def test_an_old_database_opens_and_shows_what_it_showed(old: Path) -> None:
    prepare(old)
    assert check(old) == []
    assert _version(old) == NEWEST
    assert views(old) == json.loads(old.with_name("views.json").read_text(encoding="utf-8"))


def test_an_old_database_can_be_read_searched_and_written(old: Path) -> None:
    prepare(old)
    with closing(LibraryWriter(old)) as library, closing(LibraryReader(old)) as reader:
        shown = list(reader.item_ids())
        assert shown[0] == FIRST_ID + 30
        assert set(reader.rows(shown)) == set(shown)
        with closing(SearchReader(old)) as searches:
            found = searches.all(parse("fullhorn done"))
            assert found
            assert list(found.ids) == [FIRST_ID + list(State).index(State.DONE)]
        (queued,) = (found for found in library.generations.open_generations() if found.state is State.QUEUED)
        library.generations.move(queued, queued.moved(State.CANCELLED))
        assert queued.id not in reader.item_ids()


def test_the_newest_fixture_is_what_this_version_writes(tmp_path: Path) -> None:
    made = make(tmp_path)
    assert made.name == FIXTURES[-1].name
    assert views(made) == views(FIXTURES[-1])
    assert _schema(made) == _schema(FIXTURES[-1])


def test_a_copy_is_kept_before_an_old_database_is_changed(old: Path, next_version: Path) -> None:
    prepare(old)
    before = views(old)
    prepare(old, migrations=next_version)
    backup = old.with_name(f"library-before-{NEWEST + 1}.sqlite3")
    assert _version(old) == NEWEST + 1
    assert _version(backup) == NEWEST
    assert views(old) == views(backup) == before
    assert check(backup) == []
    assert backup.stat().st_mode & 0o777 == 0o600
    with pytest.raises(DatabaseTooNewError):
        prepare(old)


@pytest.mark.parametrize("fault", ["SELECT * FROM nothing;", "INSERT INTO later VALUES (1, 'twice');", "nonsense"])
def test_a_step_that_fails_changes_nothing(old: Path, next_version: Path, fault: str) -> None:
    prepare(old)
    before = views(old)
    step = next(next_version.glob(f"{NEWEST + 1:04}_*.sql"))
    good = step.read_text()
    step.write_text(good + fault)
    with pytest.raises(sqlite3.Error):
        prepare(old, migrations=next_version)
    assert _version(old) == NEWEST
    assert views(old) == before
    prepare(old)
    step.write_text(good)
    prepare(old, migrations=next_version)
    assert _version(old) == NEWEST + 1


def _version(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version


def _schema(database: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
