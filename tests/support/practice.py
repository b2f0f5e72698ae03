"""The practice server as a test uses it: the real program in a process of its own, gone when the test is."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

KEY = "practice-key"
_LEAVES_WITHIN_S = 10
_UNDER_WAY = ("Pending", "Reasoning", "Generating")


class PracticeProcess:
    """``with PracticeProcess(seconds=0) as server: … server.url …``; options as on the server's command line.

    Pictures are flat colours unless ``plain`` is False. ``faults`` are played from the start; the format is told in
    ``docs/practice-server.md``.
    """

    def __init__(
        self,
        *,
        seconds: float | None = 0.0,
        spread: float | None = None,
        faults: Sequence[Mapping[str, Any]] | Mapping[str, Any] = (),
        fault_file: Path | None = None,
        state: Path | None = None,
        link_seconds: float | None = None,
        credits: float | None = None,
        seed: int | None = 1,
        plain: bool = True,
        watch_stdin: bool = False,
        port: int | None = None,
    ) -> None:
        options = {
            "--port": port,
            "--seconds": seconds,
            "--spread": spread,
            "--faults": fault_file,
            "--state": state,
            "--link-seconds": link_seconds,
            "--credits": credits,
            "--seed": seed,
        }
        self._arguments = [f"{name}={value}" for name, value in options.items() if value is not None]
        self._arguments += ["--plain"] if plain else []
        self._arguments += ["--watch-stdin"] if watch_stdin else []
        self._faults = faults
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self) -> None:
        """Start it (again), and come back when it listens."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flux_desktop.practice", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line.startswith("Practice server ready at http://127.0.0.1:"), f"not ready: {line!r}"
        self.url = line.split()[-1]
        if self._faults:
            self.set_faults(self._faults)

    def stop(self) -> int | None:
        """End it as a person would; its exit status."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
        return self._end()

    def kill(self) -> None:
        """End it as a crash would. ``start`` starts it again."""
        assert self._process
        self._process.kill()
        self._end()

    def close_stdin(self) -> int | None:
        """What the server sees when its parent dies; its exit status when it watches for that."""
        assert self._process
        assert self._process.stdin
        self._process.stdin.close()
        return self._end()

    def ledger(self) -> dict[str, Any]:
        """What happened so far."""
        return self.control("GET", "/practice/ledger")

    def submits(self) -> list[dict[str, Any]]:
        """The accepted requests, the first one first."""
        return list(self.ledger()["submits"])

    def set_faults(self, faults: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
        """Play these instead of those before: a list of faults, or the whole content of a fault file."""
        self.control("POST", "/practice/faults", faults)

    def set_credits(self, credits: float) -> None:
        self.control("POST", "/practice/credits", {"credits": credits})

    def expire_links(self) -> None:
        """Every download link given out so far is dead."""
        self.control("POST", "/practice/expire_links")

    def reset(self) -> None:
        self.control("POST", "/practice/reset")

    def submit(self, model: str = "flux-2-klein-4b", **fields: Any) -> dict[str, Any]:
        """Have a picture made, and expect to be taken at one's word; the answer."""
        status, answer = self.request("POST", f"/v1/{model}", {"prompt": "a quiet fjord", **fields}, KEY)
        assert status == 200, answer
        return dict(answer)

    def poll(self, submitted: Mapping[str, Any]) -> tuple[int, Any]:
        return self.request("GET", submitted["polling_url"], key=KEY)

    def outcome(self, submitted: Mapping[str, Any], within_s: float = 30.0) -> dict[str, Any]:
        """Poll until the task is over; the last answer."""
        answers: list[dict[str, Any]] = []

        def is_over() -> bool:
            answers[:] = [self.poll(submitted)[1]]
            return answers[0]["status"] not in _UNDER_WAY

        self.wait_until(is_over, within_s)
        return answers[0]

    def wait_until(self, condition: Callable[[], bool], within_s: float = 30.0) -> None:
        """Ask the server again and again, until it is as the test wants it."""
        deadline_s = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline_s, f"not within {within_s} s"
            threading.Event().wait(0.005)

    def picture(self, submitted: Mapping[str, Any]) -> bytes:
        """The bytes of the picture, when it is ready."""
        status, data = self.request("GET", self.outcome(submitted)["result"]["sample"])
        assert status == 200, data
        return bytes(data)

    def control(self, method: str, path: str, content: Any = None) -> dict[str, Any]:
        status, answer = self.request(method, path, content)
        assert status == 200, answer
        assert isinstance(answer, dict)
        return answer

    def request(self, method: str, path_or_url: str, content: Any = None, key: str | None = None) -> tuple[int, Any]:
        """One request of its own connection; the answer read as JSON where it is some."""
        url = urlsplit(path_or_url if path_or_url.startswith("http") else self.url + path_or_url)
        assert url.hostname
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
        try:
            headers = {"content-type": "application/json"} | ({"x-key": key} if key else {})
            body = None if content is None else json.dumps(content)
            connection.request(method, f"{url.path}?{url.query}", body, headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        is_json = response.headers.get_content_type() == "application/json"
        return response.status, json.loads(data) if is_json else data

    def _end(self) -> int | None:
        if self._process is None:
            return None
        try:
            status = self._process.wait(_LEAVES_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe and not pipe.closed:
                pipe.close()
        self._process = None
        return status
