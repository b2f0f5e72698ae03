"""Ends that nobody planned: of the program, of its practice server, of the session."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import LEAVES_WITHIN_S, Home, RunningProgram, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
NEVER_READY = {"where": "poll", "kind": "pending", "times": None}


def test_a_picture_that_was_being_made_when_the_program_was_killed_arrives_and_is_paid_for_once(
    home: Home, server: PracticeProcess
) -> None:
    server.set_faults([NEVER_READY])
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_event("generation.submitted")
        program.kill()
    (generation,) = home.generations()
    assert generation["state"] == "running"
    assert generation["task_id"] == server.submits()[0]["id"]
    assert home.pictures() == []
    server.set_faults([])

    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        stored = program.wait_for_event("generation.stored")
        program.wait_for_states("done")
    assert stored["args"]["id"] == generation["id"]
    assert home.picture_file().stat().st_size
    (submit,) = server.submits()
    assert submit["charged"]
    assert server.ledger()["charged_total"] == submit["cost"]


def test_the_end_of_the_session_leaves_what_is_being_made_for_the_next_one(home: Home, server: PracticeProcess) -> None:
    server.set_faults([NEVER_READY])
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_event("generation.submitted")
        program.terminate()
    assert home.states() == ["running"]
    server.set_faults([])
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.wait_for_states("done")
        program.leave()
    assert len(server.submits()) == 1


def test_a_request_on_its_way_is_waited_for_at_the_end_so_that_nothing_is_in_doubt(
    home: Home, server: PracticeProcess
) -> None:
    server.set_faults([{"where": "submit", "kind": "delay", "seconds": 2}, NEVER_READY])
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        wait_until(lambda: home.states() == ["submitting"], "the request is on its way")
        program.terminate()
    assert home.states() == ["running"]
    assert len(server.submits()) == 1


def test_a_program_that_qt_has_quit_ends_well(home: Home) -> None:
    with DrivenProgram(home, "--practice") as program:
        program.type("promptEditor", "half a thought")
        program.quit()
        assert program.wait_for_exit() == 0
    with DrivenProgram(home, "--practice") as program:
        wait_until(lambda: program.get("promptEditor", "plainText") == "half a thought", "the draft")


def test_a_session_that_ends_is_not_held_up_by_a_picture_that_is_being_made(
    home: Home, server: PracticeProcess
) -> None:
    server.set_faults([{"where": "submit", "kind": "delay", "seconds": 1}, NEVER_READY])
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        wait_until(lambda: home.states() == ["submitting"], "the request is on its way")
        program.end_session()
        assert program.wait_for_exit() == 0
    assert home.states() == ["running"]


def test_a_program_that_cannot_end_is_ended_by_its_watchdog(home: Home) -> None:
    script = (
        "import asyncio, sys; from flux_desktop import application, workroom\n"
        "application._END_PATIENCE_S = 0.5\n"
        "workroom.Workroom.stop = lambda self: asyncio.Event().wait()\n"
        "from flux_desktop.__main__ import main; sys.exit(main(sys.argv[1:]))\n"
    )
    places = ["--practice", "--profile", str(home.profile), "--library", str(home.library)]
    trace = home.words / "trace.json"
    command = [sys.executable, "-c", script, *places, "--trace", str(trace)]
    with subprocess.Popen(command, env=home.environ, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: trace.exists() and "prompt.usable" in trace.read_text(), "the window")
        process.terminate()
        assert process.wait(LEAVES_WITHIN_S) == 9


def test_somebody_who_closes_the_window_while_a_picture_is_made_is_asked_and_finds_it_next_time(
    home: Home, server: PracticeProcess
) -> None:
    server.set_faults([NEVER_READY])
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_event("generation.submitted")
        program.close()
        program.wait_for_words("1 picture is not finished.")
        program.press("Cancel")
        program.wait_for_silence("1 picture is not finished.")
        program.close()
        program.wait_for_words("1 picture is not finished.")
        program.press("Quit")
        assert program.wait_for_exit() == 0
    assert home.states() == ["running"]
    server.set_faults([])
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.wait_for_words("Picked up 1 picture from last time.")
        program.wait_for_states("done")
        program.leave()
    assert len(server.submits()) == 1


def test_a_window_that_is_closed_before_it_is_painted_ends_the_program(home: Home) -> None:
    with DrivenProgram(home, "--practice", first="close") as program:
        assert program.wait_for_exit() == 0


@pytest.mark.parametrize("moment_s", [0, 0.05, 0.2, 0.5])
def test_a_program_that_is_asked_to_end_while_it_starts_ends_well(home: Home, moment_s: float) -> None:
    with RunningProgram(home, "--practice") as program:
        program.wait_until_it_listens()
        threading.Event().wait(moment_s)  # wherever it is by then
        program.terminate()


def test_what_was_being_written_is_there_again(home: Home) -> None:
    with DrivenProgram(home, "--practice") as program:
        program.type("promptEditor", "half a thought")
        program.set("countField", "value", 3)
        program.leave()
    with DrivenProgram(home, "--practice") as program:
        wait_until(lambda: program.part("generateButton")["name"] == "Generate 3 pictures, free", "the draft")


def test_a_practice_server_that_dies_is_started_again(home: Home) -> None:
    with DrivenProgram(home, "--practice") as program:
        program.generate("a quiet fjord")
        (first,) = wait_until(program.children, "the practice server runs")
        program.wait_for_event("generation.submitted")
        os.kill(first, signal.SIGKILL)
        program.wait_for_states("done")
        (second,) = program.children()
        assert second != first
        program.leave()
    assert not _lives(first)
    assert not _lives(second)
    assert [picture["practice"] for picture in home.pictures()] == [1]


def test_the_practice_server_does_not_outlive_a_program_that_is_killed(home: Home) -> None:
    with DrivenProgram(home, "--practice") as program:
        program.generate("a quiet fjord")
        (child,) = wait_until(program.children, "the practice server runs")
        program.wait_for_event("generation.submitted")
        program.kill()
    wait_until(lambda: not _lives(child), "the practice server is gone")


def _lives(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    return status.exists() and "State:\tZ" not in status.read_text()
