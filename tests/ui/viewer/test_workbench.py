import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from flux_desktop.ui.viewer.workbench import Task, Workbench

PATIENCE_S = 5.0


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Workbench]:
    made = Workbench("bench under test")
    yield made
    made.stop()


class Work:
    """Tasks that note what they do; the first one waits until it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.told: list[str] = []
        self.tellers: set[threading.Thread] = set()
        self.first_begun, self.go_on = threading.Event(), threading.Event()

    def task(self, name: str) -> Task:
        return Task(name, lambda: self._do(name))

    def _do(self, name: str) -> Callable[[], None]:
        self.begun.append(name)
        self.first_begun.set()
        self.go_on.wait(PATIENCE_S)
        return lambda: self._tell(name)

    def _tell(self, name: str) -> None:
        self.told.append(name)
        self.tellers.add(threading.current_thread())


def test_a_new_list_replaces_what_has_not_been_begun(bench: Workbench, qtbot: QtBot) -> None:
    work = Work()
    bench.set_tasks([work.task("a"), work.task("b"), work.task("c")])
    assert work.first_begun.wait(PATIENCE_S)
    bench.set_tasks([work.task("d"), work.task("c")])
    work.go_on.set()
    qtbot.waitUntil(lambda: len(work.told) == 3)
    assert work.begun == ["a", "d", "c"]


def test_what_is_in_hand_is_not_begun_a_second_time(bench: Workbench, qtbot: QtBot) -> None:
    work = Work()
    bench.set_tasks([work.task("a")])
    assert work.first_begun.wait(PATIENCE_S)
    bench.set_tasks([work.task("a"), work.task("b")])
    work.go_on.set()
    qtbot.waitUntil(lambda: len(work.told) == 2)
    assert work.begun == ["a", "b"]


def test_results_are_told_in_the_thread_of_the_window(bench: Workbench, qtbot: QtBot) -> None:
    work = Work()
    work.go_on.set()
    with qtbot.waitSignal(bench.handed_over):
        bench.set_tasks([work.task("a")])
    assert work.tellers == {threading.current_thread()}


def test_no_thread_is_started_for_nothing(bench: Workbench) -> None:
    before = threading.active_count()
    bench.set_tasks([])
    assert threading.active_count() == before


def test_stopping_ends_the_thread_and_tells_nothing_more(bench: Workbench, qtbot: QtBot) -> None:
    work = Work()
    bench.set_tasks([work.task("a"), work.task("b")])
    assert work.first_begun.wait(PATIENCE_S)
    work.go_on.set()
    bench.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "bench under test"]
    qtbot.wait(1)
    assert work.told == []
    bench.set_tasks([work.task("c")])
    assert "c" not in work.begun
