import sqlite3
from array import array
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flux_desktop.domain.edits import Column, SetValues
from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.database import connect_writer, prepare, transaction
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.keeping_store import KeepingStore
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.picture_store import PictureStore
from tests.storage.conftest import BringTo, bring_in
from tests.storage.making import FIRST_ID, NOON, REFERENCE, asked, done, insert_picture, picture_of


def test_a_missing_database_is_an_empty_library_until_it_appears(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    reader = LibraryReader(path)
    assert _everything(reader) == ([], [], {}, (0, 0), 0, [], None)
    path.touch()  # as it is for a moment when it is being made
    assert _everything(reader) == ([], [], {}, (0, 0), 0, [], None)
    prepare(path)
    with closing(connect_writer(path)) as writer, closing(reader):
        bring_in(GenerationStore(writer), State.DONE, asked())
        ids, ratios, rows, section, spent, jobs, details = _everything(reader)
        assert (ids, ratios, section, spent) == ([FIRST_ID], [1.5], (1, 310), 310)
        assert rows[FIRST_ID].prompt == "A quiet fjord at blue hour"
        assert jobs == []
        assert details is not None


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseDamagedError):
        LibraryReader(path).item_ids()


def test_the_gallery_shows_pictures_and_what_is_open_or_needs_a_look(bring_to: BringTo, reader: LibraryReader) -> None:
    for place, state in enumerate(State):
        bring_to(state, asked(FIRST_ID + place))
    shown = [place for place, state in enumerate(State) if state is not State.CANCELLED]
    assert list(reader.item_ids()) == [FIRST_ID + place for place in reversed(shown)]
    assert list(reader.item_ids(limit=3)) == [FIRST_ID + place for place in reversed(shown)][:3]


def test_the_gallery_can_go_without_practice_pictures(reader: LibraryReader, writer: sqlite3.Connection) -> None:
    with transaction(writer):
        for item_id in range(1, 9):
            insert_picture(writer, item_id, practice=item_id % 2, cost=100, binned_at=1 if item_id > 6 else None)
    assert (list(reader.item_ids()), reader.section_cost(1, 8)) == ([6, 5, 4, 3, 2, 1], (6, 300))
    reader.hides_practice = True
    assert (list(reader.item_ids()), reader.section_cost(1, 8)) == ([6, 4, 2], (3, 300))
    assert list(reader.layout()[0]) == [6, 4, 2]
    assert list(reader.practice_ids()) == [1, 3, 5]


def test_pictures_in_the_bin_are_not_in_the_gallery(
    bring_to: BringTo, reader: LibraryReader, writer: sqlite3.Connection
) -> None:
    bring_to(State.DONE, asked())
    bring_to(State.DONE, asked(FIRST_ID + 1))
    with transaction(writer):
        writer.execute("UPDATE picture SET binned_at = 5 WHERE id = ?", (FIRST_ID,))
    assert list(reader.item_ids()) == [FIRST_ID + 1]
    assert reader.section_cost(0, FIRST_ID + 9) == (1, 310)
    assert reader.committed_since(NOON) == 620  # what was paid stays paid
    details = reader.details(FIRST_ID)
    assert details is not None
    assert details.binned_at == datetime(1970, 1, 1, microsecond=5, tzinfo=UTC)
    assert details.picture is not None
    assert details.picture.binned


def test_a_row_read_is_the_row_that_was_announced(bring_to: BringTo, reader: LibraryReader) -> None:
    for place, state in enumerate(State):
        generation = bring_to(state, asked(FIRST_ID + place))
        picture = picture_of(generation) if state is State.DONE else None
        expected = GalleryRow.of(generation, picture, Size(1248, 832))
        assert reader.rows([generation.id]) == {generation.id: expected}, state


def test_a_failed_tile_says_why(bring_to: BringTo, store: GenerationStore, reader: LibraryReader) -> None:
    running = bring_to(State.RUNNING, asked())
    failure = Failure(Cause.CONTENT_MODERATED, "Derivative Works Filter", None)
    store.move(running, running.moved(State.REFUSED, failure=failure))
    assert reader.rows([FIRST_ID])[FIRST_ID].failure == failure


def test_rows_come_for_any_number_of_ids_and_unknown_ones_are_left_out(
    reader: LibraryReader, writer: sqlite3.Connection
) -> None:
    with transaction(writer):
        for item_id in range(1, 1300):
            insert_picture(writer, item_id, prompt=f"number {item_id}")
    for count in (0, 1, 2, 17, 60, 512, 513, 1299):
        rows = reader.rows(range(1, count + 1))
        assert sorted(rows) == list(range(1, count + 1))
    assert reader.rows([5000, 7])[7].prompt == "number 7"
    assert reader.rows([5000]) == {}


def test_shapes_are_those_of_pictures_and_of_what_is_to_come(
    bring_to: BringTo, reader: LibraryReader, writer: sqlite3.Connection
) -> None:
    bring_to(State.RUNNING, asked(request=GenerationRequest("m", "p", {"aspect_ratio": "21:9"})))
    bring_to(State.QUEUED, asked(FIRST_ID + 1, request=GenerationRequest("m", "p", {}, (REFERENCE,))))
    bring_to(State.QUEUED, asked(FIRST_ID + 2, request=GenerationRequest("m", "p")))
    bring_to(State.DONE, asked(FIRST_ID + 3))
    with transaction(writer):
        for item_id in range(1, 1000):
            insert_picture(writer, item_id, width=item_id, height=100)
    ids, ratios = reader.layout()
    assert list(ids) == list(reader.item_ids())
    assert list(ratios[:4]) == pytest.approx([1.5, 1.0, 1.5, 21 / 9], rel=0.02)
    assert list(ratios[4:]) == pytest.approx([item_id / 100 for item_id in range(999, 0, -1)], abs=1e-4)
    assert list(reader.aspect_ratios(ids)) == pytest.approx(list(ratios))
    assert list(reader.aspect_ratios(ids[:600])) == pytest.approx(list(ratios[:600]), abs=1e-4)
    assert list(reader.aspect_ratios([FIRST_ID + 3, 50, 123_456])) == pytest.approx([1.5, 0.5, 1.0])
    assert isinstance(ratios, array)


def test_details_hold_the_request_the_costs_the_times_and_the_file(bring_to: BringTo, reader: LibraryReader) -> None:
    generation = bring_to(State.DONE, asked())
    details = reader.details(FIRST_ID)
    assert details is not None
    assert details.generation == generation
    assert details.request == asked().request
    assert details.references == (REFERENCE,)
    assert details.picture == picture_of(generation)
    assert details.seconds_taken == pytest.approx(8.9985)
    assert details.row == reader.rows([FIRST_ID])[FIRST_ID]
    assert (details.row.estimate, details.row.submitted_cost, details.row.settled_cost) == (450, 300, 310)
    assert not details.imported


def test_details_of_what_is_under_way_have_no_picture(bring_to: BringTo, reader: LibraryReader) -> None:
    bring_to(State.RUNNING, asked())
    details = reader.details(FIRST_ID)
    assert details is not None
    assert details.picture is None
    assert details.seconds_taken is None
    assert reader.details(FIRST_ID + 1) is None


def test_an_imported_picture_is_a_tile_like_any_other(reader: LibraryReader, writer: sqlite3.Connection) -> None:
    with transaction(writer):
        insert_picture(writer, FIRST_ID, prompt="found on an old disk", seed=7, notes="from 2023")
    row = reader.rows([FIRST_ID])[FIRST_ID]
    assert (row.state, row.prompt, row.model_id, row.seed, row.cost) == (
        State.DONE,
        "found on an old disk",
        "",
        7,
        None,
    )
    details = reader.details(FIRST_ID)
    assert details is not None
    assert details.imported
    assert details.request is None
    assert details.references == ()
    assert details.notes == "from 2023"
    assert reader.section_cost(FIRST_ID, FIRST_ID) == (1, 0)


def test_a_section_counts_what_lies_in_its_days(bring_to: BringTo, reader: LibraryReader) -> None:
    days = [first_id_at(NOON + timedelta(days=day)) for day in range(3)]
    for day in days:
        bring_to(State.DONE, asked(day))
        bring_to(State.DONE, asked(day + 1))
    assert reader.section_cost(days[1], days[2] - 1) == (2, 620)
    assert reader.section_cost(days[2] - 1, days[1]) == (2, 620)


def test_favourite_rating_and_missing_reach_many_pictures_at_once(
    bring_to: BringTo, reader: LibraryReader, writer: sqlite3.Connection
) -> None:
    pictures = PictureStore(writer)
    ids = [FIRST_ID, FIRST_ID + 1]
    for item_id in ids:
        bring_to(State.DONE, asked(item_id))
    keeping = KeepingStore(writer)
    keeping.make(SetValues.all(Column.FAVOURITE, 1, [*ids, 12345]))
    keeping.make(SetValues.all(Column.RATING, 5, ids[:1]))
    pictures.set_missing(ids[1:], missing=True)
    rows = reader.rows(ids)
    assert [rows[item_id].favourite for item_id in ids] == [True, True]
    assert [rows[item_id].rating for item_id in ids] == [5, 0]
    assert [rows[item_id].missing for item_id in ids] == [False, True]
    assert pictures.get(ids[0]) == picture_of(done(asked()), favourite=True, rating=5)
    with pytest.raises(KeyError):
        pictures.get(12345)


def test_the_reader_sees_what_has_just_been_recorded(bring_to: BringTo, reader: LibraryReader) -> None:
    for place in range(3):
        bring_to(State.DONE, asked(FIRST_ID + place))
        assert len(reader.item_ids()) == place + 1
        reader.close()  # it opens again by itself


def test_times_of_a_model_are_there_for_the_window_too(bring_to: BringTo, reader: LibraryReader) -> None:
    bring_to(State.DONE, asked())
    assert reader.recent_durations_s("flux-2-pro") == pytest.approx([8.9985])


def _everything(reader: LibraryReader) -> tuple[Any, ...]:
    return (
        list(reader.item_ids()),
        list(reader.layout()[1]),
        reader.rows([FIRST_ID]),
        reader.section_cost(0, 2**62),
        reader.committed_since(NOON),
        reader.job_ids(),
        reader.details(FIRST_ID),
    )
