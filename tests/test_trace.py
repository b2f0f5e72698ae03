import json
import time
from pathlib import Path

from flux_desktop.trace import Trace, process_start_ns


def test_a_trace_is_whole_json_and_begins_with_the_start_of_the_process(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    with Trace(file) as trace:
        trace.instant("generation.stored", id=7)
        trace.span("gui.stall", 0.02)
    start, stored, stall = json.loads(file.read_text())
    assert (start["name"], start["ts"]) == ("process.start", 0.0)
    assert stored["args"] == {"id": 7}
    assert stored["ts"] > 0
    assert (stall["ph"], stall["dur"]) == ("X", 20_000.0)


def test_a_trace_cut_off_by_a_crash_still_holds_every_event_on_a_line_of_its_own(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace.json")
    trace.instant("search.key")
    lines = (tmp_path / "trace.json").read_text().splitlines()
    trace.close()
    assert [json.loads(line.rstrip(","))["name"] for line in lines[1:]] == ["process.start", "search.key"]


def test_events_after_the_end_are_dropped_because_threads_may_outlive_the_window(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace.json")
    trace.close()
    trace.instant("generation.stored", id=1)
    assert len(json.loads((tmp_path / "trace.json").read_text())) == 1


def test_the_process_began_before_now() -> None:
    assert 0 < process_start_ns() <= time.clock_gettime_ns(time.CLOCK_MONOTONIC)
