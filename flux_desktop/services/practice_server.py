"""The practice server as a child process: started when it is needed, restarted when it dies, gone when the app is."""

import asyncio
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from flux_desktop.domain.errors import PracticeServerError
from flux_desktop.services.clock import Clock

PRACTICE_KEY = "practice-key"

_READY_WITHIN_S = 20.0
_LEAVES_WITHIN_S = 2.0
_STARTS_A_MINUTE = 3
_ADDRESS = re.compile(r"https?://\S+$")
_LINES_KEPT = 20


def practice_command(state: Path) -> list[str]:
    """How this program starts its practice server: a packed one through itself, by a hidden option."""
    packed = getattr(sys, "frozen", False)
    program = [sys.executable, "--practice-server"] if packed else [sys.executable, "-m", "flux_desktop.practice"]
    return [*program, "--watch-stdin", "--state", str(state)]


class PracticeServer:
    """``start`` may be called again and again: it answers with the address of the one that runs.

    The child watches its standard input, a pipe that only this process holds: it ends when this process does, by
    whatever cause. It remembers its ports in the state file, so the addresses of tasks live through a restart.
    """

    def __init__(self, state: Path, clock: Clock, command: Sequence[str] | None = None) -> None:
        self._command = list(command or practice_command(state))
        self._clock = clock
        self._starting = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._transport: asyncio.SubprocessTransport | None = None
        self._started_at_s: deque[float] = deque(maxlen=_STARTS_A_MINUTE)
        self._readers: list[asyncio.Task[None]] = []
        self._last_words: deque[str] = deque(maxlen=_LINES_KEPT)
        self._url = ""
        self._stopped = False

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> str:
        """Its address, once it answers there.

        Raises:
            PracticeServerError: it does not start, or has died three times within a minute.
        """
        async with self._starting:
            if self._stopped:
                raise PracticeServerError("the program is closing")
            if self.process_id is None:
                await self._end_readers()
                self._url = await self._start_one()
            return self._url

    def forgive(self) -> None:
        """A person wants it tried once more, however often it has died."""
        self._started_at_s.clear()

    async def stop(self) -> None:
        """Close its standard input and wait for it to leave; it is killed when it does not."""
        self._stopped = True
        async with self._starting:
            process = self._process
            if process and process.returncode is None:
                if process.stdin:
                    process.stdin.close()
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _LEAVES_WITHIN_S)
            await self._kill()

    async def _start_one(self) -> str:
        now_s = self._clock.monotonic_s()
        if len(self._started_at_s) == _STARTS_A_MINUTE and now_s - self._started_at_s[0] < 60:
            raise PracticeServerError(f"it died {_STARTS_A_MINUTE} times within a minute: {self._words()}")
        self._started_at_s.append(now_s)
        self._last_words.clear()
        try:
            self._process = await self._spawn()
            async with asyncio.timeout(_READY_WITHIN_S):
                return await self._read_address(self._process)
        except TimeoutError as error:
            await self._kill()
            raise PracticeServerError(f"it was not ready after {_READY_WITHIN_S:.0f} s: {self._words()}") from error
        except OSError as error:
            raise PracticeServerError(f"it cannot be started: {error}") from error
        except BaseException:
            await self._kill()
            raise

    async def _spawn(self) -> asyncio.subprocess.Process:
        environment = {name: value for name, value in os.environ.items() if name != "BFL_API_KEY"}
        loop = asyncio.get_running_loop()
        # As create_subprocess_exec does, but with the transport at hand: painters of a server that was killed hold its
        # pipes open for a while, so that only closing it closes them here.
        self._transport, protocol = await loop.subprocess_exec(
            lambda: asyncio.subprocess.SubprocessStreamProtocol(limit=2**16, loop=loop),
            *self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        return asyncio.subprocess.Process(self._transport, protocol, loop)

    async def _read_address(self, process: asyncio.subprocess.Process) -> str:
        assert process.stdout
        assert process.stderr
        self._readers = [asyncio.create_task(self._drain(process.stderr))]
        while line := await process.stdout.readline():
            words = line.decode(errors="replace").strip()
            if found := _ADDRESS.search(words):
                self._readers.append(asyncio.create_task(self._drain(process.stdout)))
                return found[0].rstrip("/")
            self._last_words.append(words)
        await self._kill()
        raise PracticeServerError(f"it left before it was ready: {self._words()}")

    async def _drain(self, stream: asyncio.StreamReader) -> None:
        """Keep the pipe empty, so that the child never waits for it."""
        with suppress(ValueError):  # a line of more than 64 kB
            while line := await stream.readline():
                self._last_words.append(line.decode(errors="replace").rstrip())
        while await stream.read(65_536):
            pass

    async def _kill(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await self._end_readers()

    async def _end_readers(self) -> None:
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self._readers = []
        if self._transport:
            self._transport.close()
            self._transport = None
            await asyncio.sleep(0)  # its pipes are closed by the loop

    def _words(self) -> str:
        return " | ".join(self._last_words) or "without a word"
