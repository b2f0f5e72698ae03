"""The part of the engine that keeps and throws away, started anew for each thing that is done, and killed in between:
by an exception out of nowhere, or as a process of its own by the system.
"""

import asyncio
import os
import pickle
import select
import signal
import threading
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from flux_desktop.domain.errors import LibraryError
from flux_desktop.domain.imports import ImportReport
from flux_desktop.services.clock import Bell, Clock
from flux_desktop.services.file_follower import FileFollower
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.importer import Importer
from flux_desktop.services.keeping_desk import KeepingDesk
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.workers import Workers
from flux_desktop.storage.database import prepare
from flux_desktop.storage.image_files import ImageFiles
from flux_desktop.storage.library_writer import LibraryWriter, journal_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Act = Callable[[KeepingDesk], Awaitable[Any]]

_CALLS = ("link", "unlink", "rename", "replace", "fsync", "mkdir", "scandir")


@dataclass
class Killed(BaseException):
    """The process ends here."""


@dataclass
class Fuse:
    """Kills at the call to the file system with this number."""

    left: int
    blown: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def lit(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in _CALLS:
                patch.setattr(os, name, self._counted(getattr(os, name)))
            yield

    def burn(self, *_: object) -> None:
        if self.left == 0 or self.blown.is_set():
            self.blow()
        self.left -= 1

    def blow(self) -> NoReturn:
        self.blown.set()
        raise Killed

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.burn()
            return real(*args, **options)

        return call


class DeadlyFuse(Fuse):
    """Has the system kill the process."""

    def blow(self) -> NoReturn:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("the system was asked to end this")


class Program:
    """``kill_at`` is the number of the call at which it is killed."""

    def __init__(self, folder: Path) -> None:
        self.library, self.database, self._held = folder / "library", folder / "library.sqlite3", folder / "held"
        self.library.mkdir()
        (self.library / "readme.txt").write_text("so that the drive is there")
        prepare(self.database)

    def do(self, act: Act, kill_at: int | None = None) -> Any:
        """Start, do it, and wait for the files, unless it is killed before. What came of it, if that is known."""
        return asyncio.run(self._do(act, None if kill_at is None else Fuse(kill_at)))

    def rebuild(self) -> ImportReport:
        """The list is lost, and made anew from the files alone."""
        for file in (self.database, journal_of(self.database)):
            for ending in ("", "-wal", "-shm"):
                file.with_name(file.name + ending).unlink(missing_ok=True)
        prepare(self.database)
        return asyncio.run(self._import())

    async def _do(self, act: Act, fuse: Fuse | None) -> Any:
        async with self._started() as (desk, follower):
            if fuse is None:
                answer = await act(desk)
                await follower.settled()
            else:
                with fuse.lit():
                    answer = await act(desk)
                    await _until_killed(follower, fuse)
        return answer

    def _started(self) -> "_Running":
        return _Running(self.library, self.database)

    async def _import(self) -> ImportReport:
        writer = LibraryWriter(self.database)
        files = ImageFiles(self.library, self._held)
        importer = Importer(
            writer=writer,
            files=lambda: files,
            now=lambda: NOW,
            on_edit=lambda: None,
            on_trouble=_never,
            bell=Bell(Clock(lambda: NOW)),
        )
        try:
            return await importer.run(ImportJob(purpose=Purpose.REBUILD))
        finally:
            importer.close()
            writer.close()


class ChildProgram(Program):
    """A process of its own, which the system kills: at a call to the file system or a statement to the database, those
    of the start included, or at any moment."""

    def do(self, act: Act, kill_at: int | None = None) -> Any:
        return super().do(act) if kill_at is None else self._in_child(act, DeadlyFuse(kill_at), None)

    def do_for(self, act: Act, moment_s: float) -> Any:
        """Killed so long after its start, if it has not ended by then."""
        return self._in_child(act, None, moment_s)

    def _in_child(self, act: Act, fuse: Fuse | None, moment_s: float | None) -> Any:
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            self._live(act, fuse, writer)
        os.close(writer)
        if moment_s is not None:
            select.select([reader], [], [], moment_s)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reader, "rb") as answers:
            answer = answers.read()
        status = os.waitpid(child, 0)[1]
        assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL, status
        return pickle.loads(answer) if answer else None

    def _live(self, act: Act, fuse: Fuse | None, writer: int) -> NoReturn:
        """The whole life of the child: what it has done is told as soon as that is known."""
        try:
            if fuse is None:
                asyncio.run(self._do_and_tell(act, None, writer))
            else:
                with fuse.lit():
                    asyncio.run(self._do_and_tell(act, fuse, writer))
        except BaseException:  # noqa: BLE001  nothing may come back into the copy of the test
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    async def _do_and_tell(self, act: Act, fuse: Fuse | None, writer: int) -> None:
        async with _Running(self.library, self.database, fuse) as (desk, follower):
            os.write(writer, pickle.dumps(await act(desk)))
            await follower.settled()


class _Running:
    """The parts of the program, from the start to the end."""

    def __init__(self, library: Path, database: Path, fuse: Fuse | None = None) -> None:
        self._library, self._database, self._fuse = library, database, fuse

    async def __aenter__(self) -> tuple[KeepingDesk, FileFollower]:
        self._bugs: list[BaseException] = []
        self._tasks, self._workers = TaskSet(self._bugs.append), Workers(1, "machine")
        self._writer = LibraryWriter(self._database)
        if self._fuse:
            self._writer._connection.set_trace_callback(self._fuse.burn)
        clock = Clock(lambda: NOW)
        follower = FileFollower(
            self._writer.keeping,
            self._writer.pictures,
            lambda: self._library,
            workers=self._workers,
            bell=Bell(clock),
            tasks=self._tasks,
        )
        await follower.look_for_strays()
        await follower.settled()
        return KeepingDesk(self._writer.keeping, follower, clock.now, lambda: None), follower

    async def __aexit__(self, *_: object) -> None:
        await self._tasks.cancel_all()
        self._workers.shutdown()
        self._writer.close()
        assert not self._bugs, self._bugs


async def _never(_error: LibraryError | None) -> bool:
    raise AssertionError("the library cannot be used")


async def _until_killed(follower: FileFollower, fuse: Fuse) -> None:
    settled = asyncio.ensure_future(follower.settled())
    killed = asyncio.ensure_future(asyncio.to_thread(_wait_for, fuse.blown, settled.done))
    await asyncio.wait([settled, killed], return_when=asyncio.FIRST_COMPLETED)
    settled.cancel()
    await asyncio.gather(settled, killed, return_exceptions=True)


def _wait_for(blown: threading.Event, is_over: Callable[[], bool]) -> None:
    while not blown.wait(0.002) and not is_over():
        pass
