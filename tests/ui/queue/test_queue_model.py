from datetime import timedelta
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.services.events import GenerationChanged, QueueChanged, TroubleChanged
from flux_desktop.ui.queue.jobs import MOST_FINISHED, Key, Section
from flux_desktop.ui.queue.queue_model import QueueModel, Role
from tests.ui.queue.making import (
    FAILED,
    MODERATED,
    NOW,
    SmallLibrary,
    finished,
    generation,
    line_up,
    picture,
    put,
)

IDS = st.integers(1, 8)
STATES = st.sampled_from([state for state in State if state is not State.CANCELLED])
EVENTS = st.one_of(
    st.tuples(st.just("put"), IDS, st.sampled_from(State)),
    st.tuples(st.just("line_up"), st.permutations(range(1, 9)), st.integers(0, 8)),
    st.tuples(st.just("hide"), IDS, st.none()),
    st.tuples(st.just("settle"), st.none(), st.none()),
)


def keys(model: QueueModel) -> list[Key]:
    return [model.key(number) for number in range(model.rowCount())]


def text(model: QueueModel, item_id: int) -> str:
    return str(model.index(model.number_of(item_id)).data())


def test_everything_stands_below_its_heading_and_headings_without_anything_are_left_out(model: QueueModel) -> None:
    assert keys(model) == []
    put(model, generation(1, State.RUNNING), generation(2), finished(3), generation(4, State.FAILED, failure=FAILED))
    assert keys(model) == [Section.NEEDS_YOU, 4, Section.RUNNING, 1, Section.WAITING, 2, Section.FINISHED, 3]
    put(model, generation(4, State.CANCELLED), generation(1, State.CANCELLED))
    assert keys(model) == [Section.WAITING, 2, Section.FINISHED, 3]


def test_a_picture_that_found_no_room_on_the_disk_needs_a_person(model: QueueModel) -> None:
    put(model, generation(1, State.FETCHING), generation(2, State.FETCHING, failure=Failure(Cause.DISK_FULL)))
    assert keys(model) == [Section.NEEDS_YOU, 2, Section.RUNNING, 1]


def test_the_line_is_in_the_engines_order(model: QueueModel) -> None:
    put(model, *(generation(number) for number in (1, 2, 3)))
    line_up(model, 3, 1, 2)
    assert keys(model) == [Section.WAITING, 3, 1, 2]
    assert text(model, 3) == "picture 3. 1st in line · $0.045."
    line_up(model, 2, 3, 1)
    assert keys(model) == [Section.WAITING, 2, 3, 1]
    assert text(model, 3) == "picture 3. 2nd in line · $0.045."


def test_what_runs_says_for_how_long_and_how_long_is_usual(model: QueueModel) -> None:
    put(
        model,
        generation(1, State.RUNNING, submitted_at=NOW - timedelta(seconds=6)),
        generation(2, State.RUNNING, submitted_at=NOW - timedelta(seconds=31)),
        generation(3, State.SUBMITTING),
    )
    assert text(model, 1) == "picture 1. 6 s, usually about 10 s."
    assert text(model, 2) == "picture 2. 31 s, longer than usual."
    assert text(model, 3) == "picture 3. Sending."


def test_what_is_finished_says_how_long_it_took_and_what_it_cost(model: QueueModel) -> None:
    put(model, finished(1), finished(2, practice=True))
    assert text(model, 1) == "picture 1. 11 s · $0.045."
    assert text(model, 2) == "picture 2. 11 s · free."


def test_only_the_last_ten_are_just_finished_newest_first(model: QueueModel) -> None:
    put(model, *(finished(number) for number in range(1, 15)))
    assert keys(model) == [Section.FINISHED, *range(14, 14 - MOST_FINISHED, -1)]


def test_one_that_is_finished_again_with_its_cost_stays_in_its_place(model: QueueModel) -> None:
    put(model, finished(1), finished(2))
    put(model, finished(1, settled_cost=600))
    assert keys(model) == [Section.FINISHED, 2, 1]
    assert text(model, 1) == "picture 1. 11 s · $0.06."


def test_what_an_earlier_run_has_left_is_there_from_the_start(model: QueueModel, library: SmallLibrary) -> None:
    library.kept = {1: generation(1), 2: generation(2, State.REFUSED, failure=MODERATED)}
    model.load()
    model.settle()
    assert keys(model) == [Section.NEEDS_YOU, 2, Section.WAITING, 1]


def test_news_is_not_overwritten_by_what_the_library_had_before(model: QueueModel, library: SmallLibrary) -> None:
    library.kept = {1: generation(1)}
    put(model, generation(1, State.RUNNING))
    model.load()
    model.settle()
    assert keys(model) == [Section.RUNNING, 1]


def test_one_that_waits_and_was_never_heard_of_is_read(model: QueueModel, library: SmallLibrary) -> None:
    library.kept = {7: generation(7)}
    line_up(model, 7)
    assert keys(model) == [Section.WAITING, 7]
    line_up(model, 7, running=1)
    assert library.read == [7], "and read once"


def test_one_that_nobody_waits_for_any_more_comes_back_as_a_picture(model: QueueModel) -> None:
    put(model, generation(1, State.RUNNING))
    model.hide(1)
    model.settle()
    assert keys(model) == []
    put(model, generation(1, State.FETCHING))
    assert keys(model) == []
    put(model, finished(1))
    assert keys(model) == [Section.FINISHED, 1]


def test_a_picture_whose_cost_came_late_is_read_with_its_size(model: QueueModel, library: SmallLibrary) -> None:
    library.kept = {1: finished(1)}
    model.put(GenerationChanged(finished(1)))
    model.settle()
    assert library.read == [1]
    assert keys(model) == [Section.FINISHED, 1]


def test_pictures_that_are_gone_are_not_just_finished(model: QueueModel) -> None:
    put(model, finished(1), finished(2))
    model.forget([1, 99])
    model.settle()
    assert keys(model) == [Section.FINISHED, 2]


def test_what_keeps_everything_waiting_is_shown_on_each(model: QueueModel) -> None:
    put(model, generation(1))
    line_up(model, 1)
    model.set_trouble(TroubleChanged(Cause.OFFLINE))
    model.settle()
    row = model.row(model.number_of(1))
    assert row
    assert model.words(row).icon == "offline"


def test_a_heading_cannot_be_selected_and_has_words(model: QueueModel) -> None:
    put(model, generation(1))
    heading, row = model.index(0), model.index(1)
    assert not heading.flags() & (Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
    assert row.flags() & Qt.ItemFlag.ItemIsSelectable
    assert heading.data(Qt.ItemDataRole.AccessibleTextRole) == "Waiting"
    assert row.data(Role.SECTION) == heading.data(Role.SECTION) == "Waiting"
    assert (row.data(Role.GENERATION_ID), row.data(Role.STATE)) == (1, "queued")


def test_what_is_selected_stays_selected_wherever_it_goes(model: QueueModel) -> None:
    put(model, *(generation(number) for number in (1, 2, 3)))
    line_up(model, 1, 2, 3)
    selected = QPersistentModelIndex(model.index(model.number_of(2)))
    line_up(model, 3, 2, 1)
    assert model.key(selected.row()) == 2
    put(model, generation(2, State.RUNNING))
    assert model.key(selected.row()) == 2
    put(model, finished(2))
    assert model.key(selected.row()) == 2
    model.forget([2])
    model.settle()
    assert not selected.isValid()


def test_a_tool_tip_shows_the_prompt_and_what_bfl_said_as_plain_text(model: QueueModel) -> None:
    detail = Failure(Cause.SERVICE_TROUBLE, "<b>500</b>")
    put(model, generation(1, State.FAILED, "a <img src=x> door", failure=detail))
    tip = str(model.index(1).data(Qt.ItemDataRole.ToolTipRole))
    assert "a &lt;img src=x&gt; door" in tip
    assert "&lt;b&gt;500&lt;/b&gt;" in tip


def test_retry_all_leaves_out_what_only_a_person_may_decide(model: QueueModel) -> None:
    put(
        model,
        generation(1, State.FAILED, failure=FAILED),
        generation(2, State.REFUSED, failure=MODERATED),
        generation(3, State.UNCONFIRMED, failure=Failure(Cause.OUTCOME_UNKNOWN)),
        generation(4, State.EXPIRED, failure=Failure(Cause.LINK_EXPIRED)),
        generation(5, State.REFUSED, failure=Failure(Cause.CONTENT_MODERATED)),
    )
    assert [(row.id, is_new) for row, is_new in model.retriable()] == [(5, True), (4, False), (1, True)]


@pytest.mark.parametrize(
    ("item_id", "step", "first"),
    [(3, -1, [1, 3, 2]), (1, 1, [2, 1]), (4, -1, [1, 2, 4, 3]), (1, -1, None), (4, 1, None), (99, 1, None)],
)
def test_moving_one_names_those_that_go_before_the_rest(
    model: QueueModel, item_id: int, step: int, first: list[int] | None
) -> None:
    put(model, *(generation(number) for number in (1, 2, 3, 4)))
    line_up(model, 1, 2, 3, 4)
    assert model.order_with(item_id, step) == first


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.lists(EVENTS, max_size=25))
def test_whatever_happens_the_rows_are_what_they_would_be_from_the_start(
    qapp: object, events: list[tuple[str, object, object]]
) -> None:
    library = SmallLibrary()
    model = QueueModel(library, now=lambda: NOW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for name, what, more in events:
        if name == "put" and isinstance(what, int) and isinstance(more, State):
            failure = FAILED if more.needs_attention else None
            item = generation(what, more, failure=failure)
            model.put(GenerationChanged(item, picture(what) if more is State.DONE else None))
        elif name == "line_up" and isinstance(what, list) and isinstance(more, int):
            model.set_queue(QueueChanged(0, more, paused=False, order=tuple(what[:more])))
        elif name == "hide" and isinstance(what, int):
            model.hide(what)
        else:
            model.settle()
    model.settle()
    assert keys(model) == model._jobs.keys()
    assert all(model.number_of(key) == number for number, key in enumerate(keys(model)))
    assert len(set(keys(model))) == len(keys(model))
    tester.deleteLater()


def test_hundreds_that_wait_change_the_rows_once(model: QueueModel) -> None:
    resets: list[object] = []
    model.rowsInserted.connect(lambda *_: resets.append(1))
    for number in range(1, 801):
        model.put(GenerationChanged(generation(number)))
    began_s = perf_counter()
    line_up(model, *range(1, 801))
    assert model.rowCount() == 801
    assert len(resets) == 1
    assert perf_counter() - began_s < 1.0
    line_up(model, *range(800, 0, -1))
    assert keys(model)[1:3] == [800, 799]
