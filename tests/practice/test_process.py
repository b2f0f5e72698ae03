"""The practice server as a process: how it starts, how it ends, what it remembers."""

import base64
import io
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageChops

from tests.support.practice import KEY, PracticeProcess


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flux_desktop.practice", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def _port(url: str) -> int:
    return urlsplit(url).port or 0


def test_it_prints_one_line_with_its_address_last_and_nothing_else() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "flux_desktop.practice"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    line = process.stdout.readline()
    process.terminate()
    rest, errors = process.communicate(timeout=10)
    assert line.startswith("Practice server ready at http://127.0.0.1:")
    assert (rest, errors) == ("", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("plain", [True, False])
def test_it_leaves_in_peace_when_told_to_even_at_work(number: signal.Signals, plain: bool) -> None:
    with PracticeProcess(seconds=60, plain=plain) as server:
        server.submit(width=1024, height=1024)
        os.kill(server.pid, number)
        assert server.stop() == 0


def test_it_leaves_when_its_standard_input_closes_if_it_watches() -> None:
    with PracticeProcess(watch_stdin=True) as server:
        assert server.request("GET", "/v1/credits", key=KEY)[0] == 200
        assert server.close_stdin() == 0


def _painters(server_pid: int) -> list[int]:
    tasks = Path(f"/proc/{server_pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_its_painters_end_with_it_even_when_it_is_killed(tmp_path: Path) -> None:
    with PracticeProcess(plain=False, state=tmp_path / "practice.json") as server:
        server.outcome(server.submit(width=64, height=64))
        painters = _painters(server.pid)
        assert painters
        server.kill()
        server.wait_until(lambda: not any(Path(f"/proc/{painter}").exists() for painter in painters))


def test_a_port_can_be_chosen_and_a_taken_one_is_complained_of() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = _run(f"--port={port}")
    assert result.returncode == 1
    assert "cannot listen" in result.stderr
    with PracticeProcess(port=port) as server:
        assert _port(server.url) == port


@pytest.mark.parametrize("argument", ["--seconds=-1", "--seconds=soon", "--faults=/does/not/exist", "--nothing"])
def test_an_argument_that_makes_no_sense_ends_it_with_two(argument: str) -> None:
    result = _run(argument)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr


def test_a_fault_file_is_read_at_the_start_and_a_bad_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps({"faults": [{"where": "submit", "kind": "explode"}]}))
    result = _run(f"--faults={file}")
    assert result.returncode == 2
    assert "explode" in result.stderr
    file.write_text(json.dumps({"faults": [{"where": "credits", "kind": "402"}], "refused_keys": ["no-such-key"]}))
    with PracticeProcess(fault_file=file) as server:
        assert server.request("GET", "/v1/credits", key="no-such-key")[0] == 403
        assert server.request("GET", "/v1/credits", key=KEY)[0] == 402
        assert server.request("GET", "/v1/credits", key=KEY)[0] == 200


def test_it_steps_back_for_the_window() -> None:
    with PracticeProcess() as server:
        assert os.getpriority(os.PRIO_PROCESS, server.pid) > os.getpriority(os.PRIO_PROCESS, 0)


@pytest.mark.parametrize("ends_by", ["stop", "kill"])
def test_a_restart_forgets_nothing(tmp_path: Path, ends_by: str) -> None:
    state = tmp_path / "practice.json"
    with PracticeProcess(seconds=0.3, state=state) as server:
        done, moderated = server.submit(seed=5), server.submit(prompt="forbidden request")
        picture = server.picture(done)
        link = server.outcome(done)["result"]["sample"]
        server.outcome(moderated)
        server.set_credits(100)
        server.wait_until(lambda: json.loads(state.read_text())["account"]["balance"] == 10_000)
        under_way = server.submit(seed=6)
        before, url = server.ledger(), server.url
        getattr(server, ends_by)()

        server.start()
        assert server.url == url
        assert server.ledger()["hosts"] == before["hosts"]
        assert server.request("GET", link) == (200, picture)
        assert server.outcome(done)["result"]["sample"] == link
        assert server.outcome(moderated)["status"] == "Request Moderated"
        assert server.outcome(under_way)["status"] == "Ready"
        ledger = server.ledger()
        assert [submit["id"] for submit in ledger["submits"]] == [submit["id"] for submit in before["submits"]]
        assert ledger["credits"] == 100 - 1.4
    assert not list(tmp_path.glob("*.part"))
    assert (state.stat().st_mode & 0o777) == 0o600


def test_yesterdays_tasks_are_forgotten_with_their_files(tmp_path: Path) -> None:
    state = tmp_path / "practice.json"
    with PracticeProcess(state=state) as server:
        old, new = server.submit(), server.submit()
        server.picture(old)
        server.picture(new)
        server.stop()
        saved = json.loads(state.read_text())
        saved["tasks"][0]["finished_at"] -= 2 * 24 * 3600
        state.write_text(json.dumps(saved))
        server.start()
        server.wait_until(lambda: server.poll(old)[0] == 404)
        assert server.picture(new)
        assert [submit["id"] for submit in server.submits()] == [new["id"]]
        server.wait_until(lambda: len(list((tmp_path / "practice-files").iterdir())) == 1)


def test_an_accepted_task_is_on_disk_before_the_answer_goes_out(tmp_path: Path) -> None:
    state = tmp_path / "practice.json"
    with PracticeProcess(seconds=3600, state=state) as server:
        for _ in range(5):
            task_id = server.submit()["id"]
            assert task_id in {task["id"] for task in json.loads(state.read_text())["tasks"]}


def test_polls_do_not_write_the_state(tmp_path: Path) -> None:
    state = tmp_path / "practice.json"
    with PracticeProcess(seconds=3600, state=state) as server:
        answer = server.submit()
        before = state.stat()
        for _ in range(20):
            server.poll(answer)
        assert state.stat().st_mtime_ns == before.st_mtime_ns
        assert state.stat().st_ino == before.st_ino


def test_a_port_that_was_taken_meanwhile_is_replaced(tmp_path: Path) -> None:
    with PracticeProcess(state=tmp_path / "practice.json") as server:
        answer, url = server.submit(), server.url
        server.outcome(answer)
        server.stop()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", _port(url)))
            taken.listen()
            server.start()
            assert server.url != url
            assert server.outcome(answer)["status"] == "Ready"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99}', '{"version": 1, "secret": 5}'])
def test_a_state_that_cannot_be_read_is_begun_anew(tmp_path: Path, content: str) -> None:
    state = tmp_path / "practice.json"
    state.write_text(content)
    with PracticeProcess(state=state) as server:
        assert server.ledger()["credits"] == 2500
        assert json.loads(state.read_text())["version"] == 1


def _noisy_png() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(buffer, "png")
    return buffer.getvalue()


def test_references_are_still_there_for_a_picture_that_is_drawn_after_a_restart(tmp_path: Path) -> None:
    image = base64.b64encode(_noisy_png()).decode()
    with PracticeProcess(seconds=0.5, spread=0, state=tmp_path / "practice.json", plain=False) as server:
        answer = server.submit(input_image=image, seed=1)
        server.kill()
        server.start()
        assert server.outcome(answer)["status"] == "Ready"


def test_a_reference_that_breaks_off_in_the_middle_is_corrupted() -> None:
    image = base64.b64encode(_noisy_png()[:5000]).decode()
    with PracticeProcess(plain=False) as server:
        outcome = server.outcome(server.submit(input_image=image))
        assert outcome["details"] == {"error": "Invalid or corrupted image input"}
        assert server.outcome(server.submit())["status"] == "Ready"
        assert server.ledger()["charged_total"] == 1.4


def test_drawings_are_drawn_alike_and_polls_stay_quick_meanwhile() -> None:
    with PracticeProcess(plain=False) as server:
        fields: dict[str, Any] = {
            "prompt": "a quiet fjord at dawn",
            "seed": 4,
            "width": 640,
            "height": 480,
            "output_format": "png",
        }
        first, second = server.submit(**fields), server.submit(**fields)
        times_s = []
        while server.ledger()["active"]:
            started_s = time.perf_counter()
            server.poll(first)
            times_s.append(time.perf_counter() - started_s)
        pictures = [server.picture(answer) for answer in (first, second)]
        assert pictures[0] == pictures[1]
        assert statistics.median(times_s) < 0.1
        with Image.open(io.BytesIO(pictures[0])) as picture:
            flat = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
            assert picture.size == (640, 480)
            assert ImageChops.difference(picture.convert("RGB"), flat).getbbox()


def test_a_painter_that_died_is_replaced() -> None:
    with PracticeProcess(plain=False) as server:
        server.outcome(server.submit(width=64, height=64))
        painters = _painters(server.pid)
        assert painters
        for painter in painters:
            os.kill(painter, signal.SIGKILL)
        outcomes = [server.outcome(server.submit(width=64, height=64))["status"] for _ in range(4)]
        assert outcomes == ["Ready"] * 4
