from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.spending import ledger
from tests.storage.conftest import BringTo
from tests.storage.making import FIRST_ID, NOON, asked, running, submitting

DAY = timedelta(days=1)


def test_what_was_sent_late_counts_on_the_day_it_was_sent(store: GenerationStore, reader: LibraryReader) -> None:
    last_month = asked(first_id_at(NOON - 30 * DAY))
    store.add([last_month])
    sent = replace(submitting(last_month), submitted_at=NOON)
    store.move(last_month, sent)
    store.move(sent, replace(running(last_month), submitted_at=NOON))
    assert reader.committed_since(NOON) == 300
    assert reader.committed_since(NOON + timedelta(microseconds=1)) == 0


def test_what_waits_counts_today_whenever_it_was_asked_for(store: GenerationStore, reader: LibraryReader) -> None:
    store.add([asked(first_id_at(NOON - 30 * DAY))])
    assert reader.committed_since(NOON) == store.committed_since(NOON) == 450


def test_what_was_never_sent_and_may_have_cost_counts_on_its_own_day(bring_to: BringTo, reader: LibraryReader) -> None:
    bring_to(State.DONE, asked(FIRST_ID))
    bring_to(State.DONE, asked(first_id_at(NOON + DAY)))
    assert reader.committed_since(NOON) == 620
    assert reader.committed_since(NOON + DAY) == 310


def test_one_without_a_price_counts_from_when_bfl_has_named_one(bring_to: BringTo, reader: LibraryReader) -> None:
    bring_to(State.QUEUED, asked(estimate=None))
    assert reader.committed_since(NOON) == 0
    bring_to(State.RUNNING, asked(FIRST_ID + 1, estimate=None))
    assert reader.committed_since(NOON) == 300


def test_the_ledger_has_every_generation_and_adds_up_to_what_counts(
    bring_to: BringTo, reader: LibraryReader, database: Path
) -> None:
    for place, state in enumerate(State):
        bring_to(state, asked(FIRST_ID + place, "long words " * 100))
    bring_to(State.DONE, asked(FIRST_ID + 50, practice=True))
    rows = list(ledger(database))
    assert [row.state for row in rows] == [*State, State.DONE]
    assert sum(row.counted for row in rows) == reader.committed_since(NOON)
    finished = rows[list(State).index(State.DONE)]
    assert (finished.estimate, finished.submitted_cost, finished.settled_cost) == (450, 300, 310)
    assert finished.prompt == ("long words " * 100)[:200]
    assert finished.created_at == NOON
    assert rows[-1].practice
    assert rows[-1].counted == 0


def test_a_ledger_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryUnavailableError):
        list(ledger(tmp_path / "nothing.sqlite3"))


def test_jobs_are_what_is_open_or_needs_attention(bring_to: BringTo, reader: LibraryReader) -> None:
    for place, state in enumerate(State):
        bring_to(state, asked(FIRST_ID + place))
    ended = {State.DONE, State.CANCELLED}
    assert reader.job_ids() == [FIRST_ID + place for place, state in enumerate(State) if state not in ended]
