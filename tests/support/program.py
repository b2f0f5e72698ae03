"""The real program in a process of its own, as a person starts it, and what it leaves on disk."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.support.xserver import XServer

T = TypeVar("T")

REPOSITORY = Path(__file__).parents[2]
PATIENCE_S = 60.0
LEAVES_WITHIN_S = 30.0
"""Twelve are those of the watchdog; on a busy machine the rest of a start comes on top."""
_LOOK_EVERY_S = 0.01


def wait_until(condition: Callable[[], T], what: str, within_s: float = PATIENCE_S) -> T:
    """Look again and again at what another process does; what ``condition`` answered when it was true."""
    end_s = time.monotonic() + within_s
    while not (answer := condition()):
        assert time.monotonic() < end_s, f"not within {within_s:g} s: {what}"
        threading.Event().wait(_LOOK_EVERY_S)
    return answer


def without_screen_words(text: str) -> str:
    """``text`` without what Qt's off-screen screen says about itself."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("This plugin does not"))


class Home:
    """A person's folders. They outlive a run of the program."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.profile, self.library = root / "profile", root / "library"
        self.folder, self.words = root / "home", root / "words"
        for folder in (self.folder, self.words, root / "run"):
            folder.mkdir(mode=0o700, parents=True)
        self.starts = 0

    @property
    def environ(self) -> dict[str, str]:
        """What a program sees: nothing of whoever runs the tests, no screen, no message bus, no key."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.root / "run"),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONWARNINGS": "error,ignore:gc:ResourceWarning",  # at its end PySide leaves an object of its own behind
        }

    def pictures(self) -> list[dict[str, Any]]:
        return self._rows("SELECT * FROM pictures_v1 ORDER BY id")

    def generations(self) -> list[dict[str, Any]]:
        return self._rows("SELECT * FROM generations_v1 ORDER BY id")

    def states(self) -> list[str]:
        """Of all generations, the oldest first."""
        return [row["state"] for row in self.generations()]

    def picture_file(self, index: int = -1) -> Path:
        """The file of the newest picture, or of another one."""
        return self.library / str(self.pictures()[index]["path"])

    def files(self) -> list[Path]:
        """Every file that a run may have written."""
        return [path for path in self.root.rglob("*") if path.is_file()]

    def _rows(self, query: str) -> list[dict[str, Any]]:
        database = self.profile / "library.sqlite3"
        if not database.exists():
            return []
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]


class RunningProgram:
    """``with RunningProgram(home, "--server", url) as program:``, on no screen or on an X server.

    It ends the program as a system that shuts down does, and expects that it leaves with 0 and has complained of
    nothing. ``complains`` is for tests in which it has a reason to.
    """

    module: tuple[str, ...] = ("flux_desktop",)

    def __init__(
        self,
        home: Home,
        *options: str,
        screen: XServer | None = None,
        environ: Mapping[str, str] | None = None,
        complains: bool = False,
    ) -> None:
        home.starts += 1
        self.home = home
        self.trace = home.words / f"trace-{home.starts}.json"
        self._complaints = home.words / f"stderr-{home.starts}.txt"
        self._complains = complains
        self._options = options
        self._environ = {**home.environ, **(environ or {})}
        if screen:
            self._environ |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": screen.display}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process
        if kind:
            self._process.kill()
            self._process.wait()
            error.add_note(f"the program said: {self.complaints()}") if error else None
        elif self._process.returncode is None:
            self.terminate()
        if not kind and not self._complains:
            assert self.complaints() == ""

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def complaints(self) -> str:
        """What it has written to its standard error."""
        return without_screen_words(self._complaints.read_text(errors="replace"))

    def wait_until_it_listens(self) -> None:
        """Wait for its first lines: nobody can hear a signal before them."""
        wait_until(lambda: self._catches(signal.SIGTERM) or not self.is_running, "it listens for its end")

    def terminate(self) -> None:
        """End it as the system does when it shuts down."""
        assert self._process
        self.wait_until_it_listens()
        self._process.send_signal(signal.SIGTERM)
        assert self.wait_for_exit() == 0

    def kill(self) -> None:
        """End it as a crash does."""
        assert self._process
        self._process.kill()
        assert self._process.wait() == -signal.SIGKILL

    def wait_for_exit(self, within_s: float = LEAVES_WITHIN_S) -> int:
        """Its exit status, when it leaves in time."""
        assert self._process
        return self._process.wait(within_s)

    def limit_file_size(self, size_bytes: int | None) -> None:
        """From now on none of its files can grow beyond this, as on a disk that is full; ``None`` lifts it."""
        limit = resource.RLIM_INFINITY if size_bytes is None else size_bytes
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def children(self) -> list[int]:
        """The processes that it has started and that live."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text().split()]

    def _catches(self, number: signal.Signals) -> bool:
        status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        mask = next((line.split()[1] for line in status if line.startswith("SigCgt")), "0")
        return bool(int(mask, 16) & 1 << (number - 1))

    # The trace

    def events(self, name: str) -> list[dict[str, Any]]:
        """The trace's events of this name so far."""
        lines = self.trace.read_text().splitlines() if self.trace.exists() else []
        whole = [json.loads(line.rstrip(",")) for line in lines if line.rstrip(",").endswith("}")]
        return [event for event in whole if event["name"] == name]

    def wait_for_event(self, name: str, count: int = 1) -> dict[str, Any]:
        """Wait until the trace has that many events of this name; the last of them."""

        def happened() -> bool:
            return len(self.events(name)) >= count or not self.is_running

        wait_until(happened, f"{name} in the trace")
        assert self.is_running, f"it left before {name}: {self.complaints()}"
        return self.events(name)[count - 1]

    def _command(self) -> Sequence[str]:
        places = ["--profile", str(self.home.profile), "--library", str(self.home.library)]
        return [sys.executable, "-m", *self.module, *places, "--trace", str(self.trace), *self._options]

    def _start(self, pass_fds: Sequence[int] = ()) -> None:
        with self._complaints.open("wb") as complaints:
            self._process = subprocess.Popen(
                self._command(),
                cwd=self.home.folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                pass_fds=pass_fds,
            )
