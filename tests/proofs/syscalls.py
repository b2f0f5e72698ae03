"""What a run of the engine asks of the system, seen and sometimes spoilt by ``strace``."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.engines import Folders

_PATIENCE_S = 60
_LINE = re.compile(r"(?P<thread>\d+) +(?P<rest>.*)")
_BEGUN = re.compile(r"(?P<name>\w+)\((?P<arguments>.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)")
_WHOLE = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>.*)")
_DESCRIPTOR = re.compile(r"\d+<(?P<target>.*?)>(?:\(deleted\))?(?:, |$)")


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``begin`` and ``end`` are lines of the trace: another one lies in between when both were at it."""

    begin: int
    end: int
    name: str
    arguments: str
    result: str

    @property
    def went_well(self) -> bool:
        return not self.result.startswith("-1") and "INJECTED" not in self.result

    @property
    def is_injected(self) -> bool:
        return "INJECTED" in self.result

    @property
    def target(self) -> str:
        """The path, or the socket, behind the descriptor that is the first argument."""
        found = _DESCRIPTOR.match(self.arguments)
        return found["target"] if found else ""

    @property
    def paths(self) -> list[str]:
        """The arguments in quotation marks."""
        return re.findall(r'"((?:[^"\\]|\\.)*)"', self.arguments)


@dataclass(frozen=True, slots=True)
class Traced:
    """A run, with its calls in the order in which they began."""

    status: int
    said: str
    calls: list[Call]


def traced_run(folders: Folders, url: str, *options: str | int, strace: Sequence[str]) -> Traced:
    """One run of ``tests.proofs.waiting_runner`` with these options of strace, such as ``-e trace=fsync``."""
    root = folders.profile.parent
    log = root / "strace.txt"
    command = [sys.executable, "-m", "tests.proofs.waiting_runner", str(root), url, *map(str, options)]
    runner = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert runner.stdout
        assert runner.stdout.readline() == "ready\n"
        tracer = _attach(runner.pid, log, strace)
        said, _ = runner.communicate("go\n", timeout=_PATIENCE_S)
        tracer.wait(_PATIENCE_S)
        assert tracer.stderr
        tracer.stderr.close()
    finally:
        if runner.poll() is None:
            runner.kill()
            runner.communicate()
    return Traced(runner.returncode, said, list(_calls(log.read_text(errors="replace"))))


def _attach(process: int, log: Path, options: Sequence[str]) -> "subprocess.Popen[str]":
    command = ["strace", "-f", "-y", "-o", str(log), *options, "-p", str(process)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr
    line = tracer.stderr.readline()
    assert "attached" in line, line
    return tracer


def _calls(log: str) -> Iterator[Call]:
    found: list[Call] = []
    begun: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(log.splitlines()):
        parts = _LINE.match(line)
        if not parts:
            continue
        thread, rest, begin = parts["thread"], parts["rest"], number
        if unfinished := _BEGUN.fullmatch(rest):
            begun[thread] = (number, f"{unfinished['name']}({unfinished['arguments']}")
            continue
        if (resumed := _RESUMED.fullmatch(rest)) and thread in begun:
            begin, first = begun.pop(thread)
            rest = first + resumed["rest"]
        if whole := _WHOLE.fullmatch(rest):
            found.append(Call(begin, number, whole["name"], whole["arguments"], whole["result"]))
    yield from sorted(found, key=lambda call: call.begin)
