"""Traces: a Chrome trace-event file that opens in Perfetto, for measuring what a person waits for.

Times are microseconds since the process began. Without ``--trace`` there is no ``Trace`` at all, and no cost.
"""

import json
import os
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

TraceValue = str | int | float


class Trace:
    """Writes events as they happen, from any thread; closing it completes the file.

    ``process.start`` carries what the system's monotonic clock said then, so that times of two processes can be told
    apart by more than the 10 ms to which a process knows its own start.
    """

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8")
        self._file.write("[\n")
        self._origin_ns = process_start_ns()
        self._lock = threading.Lock()
        self._first = True
        self._process = os.getpid()
        self._write("process.start", "i", 0.0, {"clock_us": round(self._origin_ns / 1e3, 1)})

    def instant(self, name: str, **values: TraceValue) -> None:
        self.instant_at(self.now_us(), name, **values)

    def instant_at(self, at_us: float, name: str, **values: TraceValue) -> None:
        """Something that happened earlier, when ``now_us`` was ``at_us``."""
        self._write(name, "i", at_us, values)

    def span(self, name: str, duration_s: float, **values: TraceValue) -> None:
        """Something that took ``duration_s`` and ends now."""
        duration_us = duration_s * 1e6
        self._write(name, "X", self.now_us() - duration_us, values, duration_us)

    def close(self) -> None:
        with self._lock:
            if not self._file.closed:
                self._file.write("\n]\n")
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def now_us(self) -> float:
        return (time.clock_gettime_ns(time.CLOCK_MONOTONIC) - self._origin_ns) / 1e3

    def _write(
        self, name: str, phase: str, at_us: float, values: dict[str, TraceValue], duration_us: float | None = None
    ) -> None:
        event: dict[str, object] = {"name": name, "ph": phase, "ts": round(at_us, 1), "pid": self._process}
        event["tid"] = threading.get_native_id()
        if phase == "i":
            event["s"] = "p"
        if duration_us is not None:
            event["dur"] = round(duration_us, 1)
        if values:
            event["args"] = values
        line = json.dumps(event)
        with self._lock:
            if self._file.closed:
                return
            self._file.write(line if self._first else ",\n" + line)
            self._file.flush()
            self._first = False


def process_start_ns() -> int:
    """When this process began, on the monotonic clock (Linux: to 10 ms; elsewhere: now)."""
    now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        ticks_since_boot = int(fields[19])
        boot = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError, ValueError, IndexError):
        return now
    started = ticks_since_boot * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
    return min(now, now - (boot - started))
