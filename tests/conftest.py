"""What every test stands on: a home of its own, no screen unless it asks for one, and nothing left behind."""

import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.engines import Folders
from tests.support.leak_watch import leaks_in
from tests.support.practice import PracticeProcess

_HOME = tempfile.TemporaryDirectory(prefix="flux-desktop-tests-")
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HOME"] = _HOME.name
for _name in ("DATA", "CONFIG", "CACHE", "STATE"):
    os.environ[f"XDG_{_name}_HOME"] = str(Path(_HOME.name, _name.lower()))
for _name in ("BFL_API_KEY", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(_name, None)
for _name in [name for name in os.environ if name.startswith(("FLUX_DESKTOP_", "PYTHON_KEYRING"))]:
    del os.environ[_name]

# As the program does: a collection in a worker thread would destroy Qt objects there.
gc.disable()

# Examples are judged by what comes of them, not by how long a busy machine takes to make them up.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

_PATIENCE_S = 20.0
"""For what is about to end; what is really left behind costs so much time, once."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it after every test would take most of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when one of its files holds a key; of a run in several processes, where they end together."""
    if hasattr(session.config, "workerinput"):
        return
    folders = (session.config._tmp_path_factory.getbasetemp(), Path(_HOME.name))  # type: ignore[attr-defined]
    leaks = [leak for folder in folders for leak in leaks_in(folder)]
    if leaks:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stderr.write("\n".join(["", "The tests have written what no file may hold:", *leaks, ""]))


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window, a thread, a process or an open file."""
    if "qtbot" in request.fixturenames or "qapp" in request.fixturenames:
        request.getfixturevalue("qapp")
    threads, processes, files = set(threading.enumerate()), _child_processes(), _open_files()
    yield
    gc.collect()
    left = _what_is_left(threads, processes, files)
    deadline = time.monotonic() + _PATIENCE_S
    while left and time.monotonic() < deadline:
        for thread in set(threading.enumerate()) - threads:
            thread.join(0.05)
        gc.collect()
        left = _what_is_left(threads, processes, files)
    assert not left, "left behind: " + "; ".join(left)


def _what_is_left(threads: set[threading.Thread], processes: set[int], files: set[str]) -> list[str]:
    left = [f"thread {thread.name}" for thread in set(threading.enumerate()) - threads]
    left += [f"process {process}" for process in _child_processes() - processes]
    left += [f"open file {name}" for name in _open_files() - files]
    return left + _open_windows()


def _open_windows() -> list[str]:
    from PySide6.QtWidgets import QApplication

    if not isinstance(QApplication.instance(), QApplication):
        return []
    return [f"window {widget!r}" for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def _child_processes() -> set[int]:
    folder = Path(f"/proc/self/task/{os.getpid()}/children")
    return {int(process) for process in folder.read_text().split()} if folder.exists() else set()


def _open_files() -> set[str]:
    """Open regular files and sockets. Pipes and event handles belong to loops, which count as threads."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = str(entry.readlink())
        except OSError:
            continue
        if target.startswith(("socket:", _HOME.name, "/tmp/pytest-")):
            found.add(target)
    return found


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticeProcess]:
    """A server that makes pictures at once; for a whole file of tests, since it takes its time to start."""
    with PracticeProcess(seconds=0) as server:
        yield server


@pytest.fixture
def server(practice: PracticeProcess) -> PracticeProcess:
    """The file's server, with nothing in its ledger and no faults."""
    practice.reset()
    practice.set_faults([])
    return practice


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A library and a profile with nothing in them."""
    return Folders(tmp_path)
