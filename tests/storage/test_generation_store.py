import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flux_desktop.domain.errors import DiskFullError, LibraryUnavailableError
from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.storage.database import check, connect_writer
from flux_desktop.storage.generation_store import GenerationStore, StaleGenerationError
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.library_writer import LibraryWriter
from tests.storage.conftest import BringTo
from tests.storage.making import FIRST_ID, NOON, asked, done, fetching, picture_of, running, submitting, way_to


@pytest.mark.parametrize("state", list(State))
def test_a_generation_comes_back_as_it_was_recorded(bring_to: BringTo, store: GenerationStore, state: State) -> None:
    recorded = bring_to(state, asked())
    assert recorded.state is state
    assert store.get(FIRST_ID) == recorded


def test_a_failure_comes_back_with_the_words_of_the_service(bring_to: BringTo, store: GenerationStore) -> None:
    before = bring_to(State.SUBMITTING, asked())
    failure = Failure(Cause.REQUEST_REFUSED, 'width: "must be ≥ 64" \U0001f600', "width")
    after = before.moved(State.FAILED, failure=failure)
    store.move(before, after)
    assert store.get(FIRST_ID).failure == failure


def test_a_move_from_a_state_that_is_past_changes_nothing(bring_to: BringTo, store: GenerationStore) -> None:
    queued = asked()
    cancelled = bring_to(State.CANCELLED, queued)
    with pytest.raises(StaleGenerationError):
        store.move(queued, submitting(queued))
    assert store.get(FIRST_ID) == cancelled


def test_only_one_of_two_writers_gets_a_generation(database: Path, store: GenerationStore) -> None:
    store.add([asked()])
    other = connect_writer(database)
    try:
        GenerationStore(other).move(asked(), asked().moved(State.CANCELLED))
        with pytest.raises(StaleGenerationError):
            store.move(asked(), submitting(asked()))
    finally:
        other.close()


def test_an_illegal_move_never_reaches_the_database(bring_to: BringTo, store: GenerationStore) -> None:
    before = bring_to(State.RUNNING, asked())
    with pytest.raises(ValueError, match="cannot move"):
        store.move(before, replace(before, state=State.QUEUED))
    with pytest.raises(ValueError, match="finish"):
        store.move(fetching(asked()), done(asked()))
    assert store.get(FIRST_ID).state is State.RUNNING


def test_done_and_its_picture_are_recorded_together_or_not_at_all(
    bring_to: BringTo, store: GenerationStore, writer: sqlite3.Connection
) -> None:
    bring_to(State.DONE, asked(FIRST_ID + 1))
    taken = picture_of(asked(FIRST_ID + 1)).path
    before = bring_to(State.FETCHING, asked())
    with pytest.raises(sqlite3.IntegrityError):
        store.finish(before, done(asked()), picture_of(asked(), path=taken))
    assert store.get(FIRST_ID) == before
    assert writer.execute("SELECT id FROM picture").fetchall() == [(FIRST_ID + 1,)]


def test_a_picture_of_another_generation_is_not_recorded_as_its_own(bring_to: BringTo, store: GenerationStore) -> None:
    before = bring_to(State.FETCHING, asked())
    with pytest.raises(ValueError, match="own picture"):
        store.finish(before, done(asked()), picture_of(asked(FIRST_ID + 1)))


def test_a_batch_is_recorded_whole_or_not_at_all(store: GenerationStore) -> None:
    store.add([asked(FIRST_ID + 2)])
    with pytest.raises(sqlite3.IntegrityError):
        store.add([asked(FIRST_ID + 1), asked(FIRST_ID + 2)])
    assert [generation.id for generation in store.open_generations()] == [FIRST_ID + 2]
    store.add([])


def test_an_update_keeps_the_state_and_is_refused_when_that_has_changed(
    bring_to: BringTo, store: GenerationStore
) -> None:
    before = bring_to(State.RUNNING, asked())
    better = replace(before, settled_cost=290, polling_url="https://api.us1.bfl.ai/v1/get_result?id=x")
    store.update(better)
    assert store.get(FIRST_ID) == better
    store.move(better, better.moved(State.FETCHING))
    with pytest.raises(StaleGenerationError):
        store.update(better)


def test_a_cost_that_settles_late_reaches_the_picture_too(
    bring_to: BringTo, store: GenerationStore, reader: LibraryReader
) -> None:
    finished = bring_to(State.DONE, asked())
    store.update(replace(finished, settled_cost=777))
    assert reader.section_cost(FIRST_ID, FIRST_ID) == (1, 777)
    assert reader.rows([FIRST_ID])[FIRST_ID].cost == 777


def test_every_state_that_needs_work_is_found_at_start_oldest_first(bring_to: BringTo, store: GenerationStore) -> None:
    for place, state in enumerate(reversed(State)):
        bring_to(state, asked(FIRST_ID + place))
    found = store.open_generations()
    assert {generation.state for generation in found} == {state for state in State if state.is_open}
    assert [generation.id for generation in found] == sorted(generation.id for generation in found)


def test_an_unknown_id_is_a_key_error(store: GenerationStore) -> None:
    with pytest.raises(KeyError):
        store.get(1)


def test_ids_go_on_after_the_highest_in_use(bring_to: BringTo, store: GenerationStore) -> None:
    assert store.last_id() == 0
    bring_to(State.DONE, asked(FIRST_ID))
    bring_to(State.CANCELLED, asked(FIRST_ID + 5))
    assert store.last_id() == FIRST_ID + 5


def test_times_of_a_model_are_its_own_newest_first_and_without_practice(
    bring_to: BringTo, store: GenerationStore
) -> None:
    for place in range(5):
        bring_to(State.DONE, asked(FIRST_ID + place * 1024_000))
    bring_to(State.DONE, asked(FIRST_ID + 9, practice=True))
    bring_to(State.DONE, asked(FIRST_ID + 10, request=GenerationRequest("flux-2-max", "other")))
    bring_to(State.RUNNING, asked(FIRST_ID + 11))
    assert store.recent_durations_s("flux-2-pro", 3) == pytest.approx([8.9985] * 3)
    assert len(store.recent_durations_s("flux-2-pro")) == 5
    assert len(store.recent_durations_s("flux-2-pro", practice=True)) == 1
    assert store.recent_durations_s("never-used") == []


def test_the_file_that_is_planned_is_known_before_it_is_written(bring_to: BringTo, store: GenerationStore) -> None:
    bring_to(State.FETCHING, asked())
    assert store.planned(FIRST_ID) is None
    store.plan(FIRST_ID, "2026/2026-11/a.png", "c" * 64)
    assert store.planned(FIRST_ID) == ("2026/2026-11/a.png", "c" * 64)


@pytest.mark.parametrize("text", ["half \ud83d a character", "nul \0 inside", "e\u0301 combined", "\u202eturned"])
def test_a_paid_picture_is_recorded_whatever_the_service_wrote(
    bring_to: BringTo, store: GenerationStore, text: str
) -> None:
    before = bring_to(State.FETCHING, asked(prompt=text))
    strange = replace(done(asked(prompt=text)), prompt_used=text, seed_used=2**70)
    store.finish(before, strange, picture_of(strange))
    found = store.get(FIRST_ID)
    assert found.state is State.DONE
    assert found.seed_used is None
    assert found.prompt_used == text.replace("\ud83d", "?")


def test_events_tell_the_whole_way(bring_to: BringTo, writer: sqlite3.Connection) -> None:
    bring_to(State.DONE, asked())
    events = writer.execute("SELECT from_state, to_state FROM generation_event ORDER BY id").fetchall()
    states = [step.state.value for step in way_to(State.DONE, asked())]
    assert events == list(zip([None, *states], states, strict=False))


def test_a_full_disk_loses_nothing_that_was_recorded(
    bring_to: BringTo, store: GenerationStore, writer: sqlite3.Connection
) -> None:
    before = bring_to(State.RUNNING, asked())
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages}")
    many = [asked(FIRST_ID + place, "words " * 100) for place in range(1, 50)]
    with pytest.raises(DiskFullError):
        store.add(many)
    assert store.open_generations() == [before]
    writer.execute("PRAGMA max_page_count = 100000")
    store.add(many)
    assert len(store.open_generations()) == 50


_ADD_WITH_A_LIMIT = """
import resource, signal, sys
from pathlib import Path
from flux_desktop.domain.errors import DiskFullError
from flux_desktop.storage.library_writer import LibraryWriter
from tests.storage.making import FIRST_ID, asked
library = LibraryWriter(Path(sys.argv[1]))
library.generations.add([asked()])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for place in range(1, 1000):
        library.generations.add([asked(FIRST_ID + place, "many words " * 200)])
except DiskFullError as error:
    print("full:", place, len(library.generations.open_generations()))
"""


def test_a_disk_that_really_takes_no_more_keeps_all_that_was_recorded(database: Path) -> None:
    command = [sys.executable, "-c", _ADD_WITH_A_LIMIT, str(database)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    word, place, kept = answer.stdout.split()
    assert (word, place) == ("full:", kept), answer.stderr
    assert check(database) == []
    with closing(LibraryWriter(database)) as library:
        assert len(library.generations.open_generations()) == int(kept)
        assert library.steps_recovered == 0


def test_a_deleted_profile_is_told_before_anything_is_sent(store: GenerationStore, database: Path) -> None:
    store.add([asked()])
    database.unlink()
    with pytest.raises(LibraryUnavailableError):
        store.move(asked(), submitting(asked()))


@pytest.mark.parametrize(
    ("state", "spent"),
    [
        (State.QUEUED, 450),  # the estimate: it is going to be charged
        (State.SUBMITTING, 450),
        (State.UNCONFIRMED, 450),  # it may have been charged
        (State.RUNNING, 300),
        (State.FETCHING, 310),
        (State.DONE, 310),
        (State.EXPIRED, 310),
        (State.REFUSED, 0),  # only pictures that are ready are charged
        (State.FAILED, 0),
        (State.CANCELLED, 0),
    ],
)
def test_what_counts_is_what_was_may_have_been_or_will_be_charged(
    bring_to: BringTo, store: GenerationStore, reader: LibraryReader, state: State, spent: int
) -> None:
    bring_to(state, asked())
    assert reader.committed_since(NOON) == store.committed_since(NOON) == spent


def test_practice_never_counts_as_spent(bring_to: BringTo, reader: LibraryReader) -> None:
    for place, state in enumerate(State):
        bring_to(state, asked(FIRST_ID + place, practice=True))
    assert reader.committed_since(NOON) == 0
    assert reader.section_cost(0, FIRST_ID + 100) == (1, 0)


def test_sending_again_does_not_forget_that_the_first_may_have_been_charged(
    bring_to: BringTo, store: GenerationStore, reader: LibraryReader
) -> None:
    doubtful = bring_to(State.UNCONFIRMED, asked())
    again = doubtful.moved(State.QUEUED)
    store.move(doubtful, again)
    assert reader.committed_since(NOON) == 450 + 450
    store.move(again, submitting(again))
    store.move(submitting(again), running(again))
    assert reader.committed_since(NOON) == 450 + 300


@pytest.mark.parametrize(("state", "spent"), [(State.UNCONFIRMED, 450), (State.EXPIRED, 310), (State.FAILED, 0)])
def test_dismissing_a_tile_does_not_forget_its_cost(
    bring_to: BringTo, store: GenerationStore, reader: LibraryReader, state: State, spent: int
) -> None:
    shown = bring_to(state, asked())
    store.move(shown, shown.moved(State.CANCELLED))
    assert reader.committed_since(NOON) == spent
    assert list(reader.item_ids()) == []
