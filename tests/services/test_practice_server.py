import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from flux_desktop.domain.errors import PracticeServerError
from flux_desktop.services.clock import Clock
from flux_desktop.services.practice_server import PracticeServer, practice_command
from tests.support.clocks import ManualClock

Make = Callable[..., PracticeServer]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[PracticeServer] = []

    def make(script: str | None = None, clock: Clock | None = None) -> PracticeServer:
        command = [sys.executable, "-c", script] if script else None
        made.append(PracticeServer(tmp_path / "practice.json", clock or Clock(), command))
        return made[-1]

    yield make
    for server in made:
        await server.stop()


async def alive_until(process_id: int, deadline_s: float = 10) -> bool:
    """Whether the process still lives when the time is over."""

    async def gone() -> None:
        while _lives(process_id):
            await asyncio.sleep(0.01)

    with suppress(TimeoutError):
        await asyncio.wait_for(gone(), deadline_s)
        return False
    return True


def _lives(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


READY = "import sys; print('Practice server ready at http://127.0.0.1:4711/', flush=True); sys.stdin.read()"


async def test_it_answers_with_the_address_on_the_last_place_of_the_line(make: Make) -> None:
    assert await make(READY).start() == "http://127.0.0.1:4711"


async def test_a_second_start_finds_the_one_that_runs(make: Make) -> None:
    server = make(READY)
    first = await asyncio.gather(server.start(), server.start())
    process_id = server.process_id
    assert await server.start() == first[0] == first[1]
    assert server.process_id == process_id


async def test_a_server_that_dies_is_started_again_but_not_for_ever(make: Make) -> None:
    clock = ManualClock()
    server = make(READY, clock)
    for _ in range(3):
        await server.start()
        assert server.process_id
        os.kill(server.process_id, signal.SIGKILL)
        await until(lambda: server.process_id is None)
    with pytest.raises(PracticeServerError, match="3 times"):
        await server.start()
    clock.advance(61)
    assert await server.start()


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_server_that_leaves_says_its_last_words(make: Make) -> None:
    with pytest.raises(PracticeServerError, match="no such port"):
        await make("print('no such port')").start()


async def test_a_program_that_is_not_there_is_an_expected_failure(tmp_path: Path) -> None:
    server = PracticeServer(tmp_path / "state", Clock(), [str(tmp_path / "nothing")])
    with pytest.raises(PracticeServerError, match="cannot be started"):
        await server.start()


async def test_a_server_that_talks_much_is_never_blocked_by_its_own_pipe(make: Make) -> None:
    server = make(
        "import sys\n"
        "print('http://127.0.0.1:1', flush=True)\n"
        "sys.stderr.write('x' * 1_000_000); sys.stderr.flush()\n"
        "sys.stdout.write('y\\n' * 500_000); sys.stdout.flush()\n"
        "sys.exit(0)\n"
    )
    await server.start()
    await until(lambda: server.process_id is None)


async def test_stopping_closes_its_standard_input_and_it_leaves(make: Make, tmp_path: Path) -> None:
    told = tmp_path / "left"
    server = make(f"{READY}; open({str(told)!r}, 'w').write('left by itself')")
    await server.start()
    await server.stop()
    assert told.read_text() == "left by itself"


async def test_one_that_does_not_leave_is_killed(make: Make) -> None:
    server = make("import time; print('http://127.0.0.1:1', flush=True); time.sleep(600)")
    await server.start()
    process_id = server.process_id
    assert process_id
    await server.stop()
    assert not _lives(process_id)


async def test_after_stopping_nothing_is_started_any_more(make: Make) -> None:
    server = make(READY)
    await server.stop()
    with pytest.raises(PracticeServerError):
        await server.start()


async def test_it_ends_with_this_program_by_whatever_cause(tmp_path: Path) -> None:
    parent = (
        "import asyncio, os, signal, sys; from pathlib import Path\n"
        "from flux_desktop.services.clock import Clock\n"
        "from flux_desktop.services.practice_server import PracticeServer\n"
        "async def main():\n"
        f"    server = PracticeServer(Path('state'), Clock(), [sys.executable, '-c', {READY!r}])\n"
        "    await server.start(); print(server.process_id, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, stdout=asyncio.subprocess.PIPE, cwd=tmp_path
    )
    out, _ = await process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not await alive_until(int(out))


def test_the_key_of_the_person_is_nowhere_in_the_command(tmp_path: Path) -> None:
    command = practice_command(tmp_path / "practice.json")
    assert command[1:3] == ["-m", "flux_desktop.practice"]
    assert command[-2:] == ["--state", str(tmp_path / "practice.json")]


def test_a_packed_program_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert practice_command(tmp_path)[:2] == [sys.executable, "--practice-server"]


async def test_the_child_does_not_inherit_the_key(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BFL_API_KEY", "bfl_secret")
    script = (
        "import os; print('seen:' + os.environ.get('BFL_API_KEY', 'nothing'), 'http://127.0.0.1:1' * 0, flush=True)"
    )
    with pytest.raises(PracticeServerError, match="seen:nothing"):
        await make(script).start()
