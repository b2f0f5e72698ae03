"""The practice server: four hosts on four ports, and the life of everything behind them."""

import asyncio
import tempfile
from pathlib import Path
from typing import Self

from flux_desktop.practice.faults import FaultFile
from flux_desktop.practice.hosts import Hosts
from flux_desktop.practice.http_connection import HttpConnection
from flux_desktop.practice.messages import Host
from flux_desktop.practice.options import Options
from flux_desktop.practice.painting import usual_painter
from flux_desktop.practice.picture_folder import PictureFolder
from flux_desktop.practice.state_file import StateFile, load
from flux_desktop.practice.task_life import TaskLives
from flux_desktop.practice.world import World, begin

_KEPT_S = 24 * 3600.0
_CLEANED_EVERY_S = 1800.0
_LOOPBACK = "127.0.0.1"
_BUFFER_BYTES = 1_048_576


class PracticeServer:
    """Use as an asynchronous context manager: it listens inside of it."""

    def __init__(self, options: Options, faults: FaultFile) -> None:
        self._options = options
        self._own_folder = None if options.state else tempfile.TemporaryDirectory(prefix="flux-practice-")
        folder = Path(self._own_folder.name) if self._own_folder else _folder_beside(options.state)
        self._world = _begin(options, PictureFolder(folder))
        self._saved_ports = dict(self._world.ports)
        self._world.use_faults(faults)
        self._state = StateFile(options.state, self._world.snapshot)
        self._painter = usual_painter(plain=options.plain)
        self._lives = TaskLives(self._world, self._painter, self._state.save_soon)
        self._listeners: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._hosts: Hosts | None = None
        self._cleaning: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return self._world.origin(Host.API)

    async def __aenter__(self) -> Self:
        try:
            for host in Host:
                await self._listen(host)
        except OSError:
            await self.__aexit__()
            raise
        self._hosts = Hosts(self._world, self._lives, self._state)
        await self._state.save()
        for task in self._world.board:
            if task.is_active:
                self._lives.start(task)
        self._cleaning = asyncio.create_task(self._clean_now_and_then())
        return self

    async def __aexit__(self, *_: object) -> None:
        for listener in self._listeners:
            listener.close()
        await _end([*self._connections, *([self._cleaning] if self._cleaning else [])])
        await self._lives.stop()
        await self._state.finish()
        self._painter.close()
        if self._own_folder:
            self._own_folder.cleanup()

    def warm_up(self) -> None:
        """Start what the first picture needs, in the background."""
        self._painter.start()

    async def _listen(self, host: Host) -> None:
        """On the port asked for, or the one it had before, or any free one."""
        asked = self._options.port if host is Host.API else 0
        before = self._saved_ports.get(host, 0)
        try:
            listener = await self._start(host, asked or before)
        except OSError:
            if asked or not before:
                raise
            listener = await self._start(host, 0)
        self._listeners.append(listener)
        self._world.ports[host] = listener.sockets[0].getsockname()[1]

    async def _start(self, host: Host, port: int) -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(host, reader, writer)

        return await asyncio.start_server(serve, _LOOPBACK, port, limit=_BUFFER_BYTES)

    async def _serve(self, host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        if connection is None or self._hosts is None:
            writer.close()
            return
        self._connections.add(connection)
        try:
            await HttpConnection(reader, writer, host, self._hosts.answer).serve()
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._connections.discard(connection)

    async def _clean_now_and_then(self) -> None:
        """Forget what nobody asks for any more."""
        while True:
            board, now = self._world.board, self._world.now()
            for task in board:
                if task.finished_at is not None and now - task.finished_at > _KEPT_S:
                    board.drop(task)
                    self._world.ledger.forget(task.id)
            known = {task.id for task in board}
            references = {sha256 for task in board for sha256 in task.references}
            await asyncio.to_thread(self._world.folder.keep_only, known, references)
            await asyncio.sleep(_CLEANED_EVERY_S)


def _folder_beside(state: Path | None) -> Path:
    return state.with_name(f"{state.stem}-files") if state else Path()


def _begin(options: Options, folder: PictureFolder) -> World:
    """The world as it was saved; a new one when the file makes no sense."""
    try:
        return begin(options, load(options.state), folder)
    except (AttributeError, KeyError, TypeError, ValueError):
        return begin(options, None, folder)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
