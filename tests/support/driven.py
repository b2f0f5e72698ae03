"""The real program, driven from inside its window: for what needs no screen and no real keyboard."""

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.program import Home, RunningProgram, wait_until


class DrivenProgram(RunningProgram):
    """Every method but those that wait is one of ``tests.end_to_end.drive.Hand``."""

    module = ("tests.end_to_end.drive",)

    def __init__(self, home: Home, *options: str, first: str = "page", **more: Any) -> None:
        """``first`` is done as soon as the window is there, before it is painted."""
        super().__init__(home, *options, **more)
        self._first = first

    def __enter__(self) -> Self:
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(100)
        self._answers = self._channel.makefile("rb")
        self._theirs = theirs.fileno()
        with theirs:
            self._start([self._theirs])
        self._ask(self._first)
        if self._first == "page":
            wait_until(self.page, "the window")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            super().__exit__(kind, error, at)
        finally:
            self._answers.close()
            self._channel.close()

    def type(self, name: str, text: str) -> None:
        self._ask("type", name, text)

    def paste(self, name: str, text: str) -> None:
        self._ask("paste", name, text)

    def key(self, name: str, keys: str) -> None:
        self._ask("key", name, keys)

    def click(self, name: str) -> None:
        self._ask("click", name)

    def press(self, label: str) -> None:
        self._ask("press", label)

    def press_named(self, start: str) -> None:
        self._ask("press_named", start)

    def set(self, name: str, attribute: str, value: Any) -> None:
        self._ask("set", name, attribute, value)

    def get(self, name: str, attribute: str) -> Any:
        return self._ask("get", name, attribute)

    def call(self, name: str, method: str, *arguments: Any) -> None:
        self._ask("call", name, method, *arguments)

    def fail(self, words: str) -> None:
        self._ask("fail", words)

    def minimise(self) -> None:
        self._ask("minimise")

    def is_minimised(self) -> bool:
        return bool(self._ask("is_minimised"))

    def pick(self, path: Path) -> None:
        self._ask("pick", str(path))

    def choose(self, command: str) -> None:
        self._ask("choose", command)

    def close(self) -> None:
        """Close the window, as the cross in its corner does."""
        self._ask("close")

    def quit(self) -> None:
        """Have Qt quit, as the Dock of a Mac does."""
        self._ask("quit")

    def end_session(self) -> None:
        """Log out, as a desktop's session manager does it."""
        self._ask("end_session")

    def middle(self, name: str, row: int) -> tuple[int, int]:
        x, y = self._ask("middle", name, row)
        return x, y

    def leave(self) -> None:
        """Close the window, agree to leave what is not finished, and wait for the program to end."""
        self._ask("leave")
        assert self.wait_for_exit() == 0

    def page(self) -> str:
        return str(self._ask("page"))

    def part(self, name: str) -> dict[str, Any]:
        return dict(self._ask("part", name))

    def words(self) -> list[str]:
        return list(self._ask("words"))

    def press_any(self, *labels: str) -> None:
        """The first button with one of these words on it, if there is any."""
        self._ask("press_any", *labels)

    def names(self) -> list[str]:
        return list(self._ask("names"))

    def gallery(self) -> list[dict[str, Any]]:
        return list(self._ask("gallery"))

    @contextmanager
    def felt(self, waits_ms: list[float]) -> Iterator[None]:
        """Adds the longest time for which the window waited in this block."""
        self._ask("feel")
        yield
        waits_ms.append(self._ask("longest_wait_ms"))

    def weigh(self) -> dict[str, float]:
        return dict(self._ask("weigh"))

    # What takes a while

    def generate(self, prompt: str, side_px: int = 256) -> None:
        """Have a picture made as a person does; a small one, so that tests are quick."""
        self.wait_for_page("workspace")
        for field in ("widthField", "heightField"):
            self.set(field, "value", side_px)
        self.paste("promptEditor", prompt)
        self.click("generateButton")

    def wait_for_words(self, words: str) -> None:
        """Wait until this can be read in the window, in whatever case of letters."""
        wait_until(lambda: self.shows(words), f"{words!r} in the window")

    def wait_for_silence(self, words: str) -> None:
        """Wait until this can be read no more."""
        wait_until(lambda: not self.shows(words), f"no {words!r} in the window")

    def shows(self, words: str) -> bool:
        return any(words.lower() in text.lower() for text in self.words())

    def wait_for_part(self, name: str) -> None:
        """Wait until this widget is shown; some are made when they are first wanted."""
        wait_until(lambda: self.part(name)["visible"], f"{name} in the window")

    def wait_for_page(self, page: str) -> None:
        wait_until(lambda: self.page() == page, f"the {page}")

    def wait_for_states(self, *states: str) -> None:
        """Wait until the gallery has these, the newest first."""
        wait_until(lambda: [row["state"] for row in self.gallery()] == list(states), f"{states} in the gallery")

    def _command(self) -> Sequence[str]:
        python, option, module, *rest = super()._command()
        return [python, option, module, str(self._theirs), *rest]

    def _ask(self, *question: Any) -> Any:
        self._channel.sendall(json.dumps(question).encode() + b"\n")
        line = self._answers.readline()
        assert line, f"the program left: {self.complaints()}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["answer"]
