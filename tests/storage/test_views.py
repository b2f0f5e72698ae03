"""What other programs may count on."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.edits import Column, SetValues
from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.identifiers import created_at, first_id_at
from flux_desktop.storage.database import prepare, transaction
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.keeping_store import KeepingStore
from tests.storage.conftest import BringTo
from tests.storage.making import FIRST_ID, asked, insert_picture, picture_of

PICTURES = [
    "id",
    "generation_id",
    "created_at",
    "path",
    "prompt",
    "prompt_used",
    "model",
    "seed",
    "width",
    "height",
    "format",
    "cost_credits",
    "favourite",
    "rating",
    "binned",
    "practice",
]
GENERATIONS = [
    "id",
    "created_at",
    "state",
    "model",
    "prompt",
    "seed",
    "task_id",
    "estimate_credits",
    "submitted_credits",
    "settled_credits",
    "error",
    "picture_id",
    "practice",
]


@pytest.fixture
def other_program(database: Path) -> sqlite3.Connection:
    """A program that knows nothing of ours but the file."""
    return sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)


def test_a_picture_is_read_by_another_program_while_ours_writes(
    bring_to: BringTo, writer: sqlite3.Connection, other_program: sqlite3.Connection
) -> None:
    bring_to(State.DONE, asked())
    KeepingStore(writer).make(SetValues.all(Column.RATING, 4, [FIRST_ID]))
    with closing(other_program), transaction(writer):
        row = _only(other_program, "SELECT * FROM pictures_v1")
    assert list(row) == PICTURES
    assert row == {
        "id": FIRST_ID,
        "generation_id": FIRST_ID,
        "created_at": "2026-11-20T12:00:00.250Z",
        "path": picture_of(asked()).path,
        "prompt": "A quiet fjord at blue hour",
        "prompt_used": "A calm fjord, café light",
        "model": "flux-2-pro",
        "seed": 4_294_967_295,
        "width": 1248,
        "height": 832,
        "format": "png",
        "cost_credits": 3.1,
        "favourite": 0,
        "rating": 4,
        "binned": 0,
        "practice": 0,
    }


def test_an_imported_picture_has_neither_generation_nor_cost(
    writer: sqlite3.Connection, other_program: sqlite3.Connection
) -> None:
    with transaction(writer):
        insert_picture(writer, FIRST_ID, binned_at=1)
    with closing(other_program):
        row = _only(other_program, "SELECT generation_id, cost_credits, binned FROM pictures_v1")
    assert row == {"generation_id": None, "cost_credits": None, "binned": 1}


def test_generations_show_their_three_costs_and_their_picture(
    bring_to: BringTo, other_program: sqlite3.Connection
) -> None:
    generation = bring_to(State.DONE, asked(practice=True))
    with closing(other_program):
        row = _only(other_program, "SELECT * FROM generations_v1")
    assert list(row) == GENERATIONS
    assert row == {
        "id": FIRST_ID,
        "created_at": "2026-11-20T12:00:00.250Z",
        "state": "done",
        "model": "flux-2-pro",
        "prompt": "A quiet fjord at blue hour",
        "seed": 4_294_967_295,
        "task_id": generation.task_id,
        "estimate_credits": 4.5,
        "submitted_credits": 3.0,
        "settled_credits": 3.1,
        "error": None,
        "picture_id": FIRST_ID,
        "practice": 1,
    }


def test_a_generation_without_a_picture_shows_its_error(
    bring_to: BringTo, store: GenerationStore, other_program: sqlite3.Connection
) -> None:
    before = bring_to(State.RUNNING, asked(estimate=None))
    store.move(before, before.moved(State.REFUSED, failure=Failure(Cause.CONTENT_MODERATED, "detail")))
    with closing(other_program):
        row = _only(other_program, "SELECT state, error, picture_id, seed, estimate_credits FROM generations_v1")
    assert row == {
        "state": "refused",
        "error": "content_moderated",
        "picture_id": None,
        "seed": 42,
        "estimate_credits": None,
    }


@pytest.fixture(scope="module")
def any_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("views") / "library.sqlite3"
    prepare(path)
    return path


@given(st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_date_in_the_views_is_that_of_the_id_to_the_millisecond(any_database: Path, moment: datetime) -> None:
    item_id = first_id_at(moment) + 7
    with closing(sqlite3.connect(any_database)) as connection:
        insert_picture(connection, item_id)
        (text,) = connection.execute("SELECT created_at FROM pictures_v1 WHERE id = ?", (item_id,)).fetchone()
    assert datetime.fromisoformat(text) == created_at(item_id)
    assert len(text) == len("2026-11-20T12:00:00.250Z")


def _only(connection: sqlite3.Connection, sql: str) -> dict[str, object]:
    connection.row_factory = sqlite3.Row
    (row,) = connection.execute(sql).fetchall()
    return dict(row)
