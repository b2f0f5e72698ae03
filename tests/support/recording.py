"""An engine that only writes down what it was asked, for tests of those who ask it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

_PATIENCE_S = 20.0

PENDING = object()
"""An answer that does not come by itself."""


class RecordingEngine:
    """Answers every question with what ``answers`` holds for its name: a value, an error, or ``PENDING``."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[Any, ...]] = []
        self.open: list[Future[Any]] = []

    def questions(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of each question of this name."""
        return [tuple(arguments) for asked, *arguments in self.asked if asked == name]

    def usual_s(self, _model_id: str) -> float | None:
        """Nothing is known of any model's usual time."""
        return None

    def __getattr__(self, name: str) -> Callable[..., "Future[Any]"]:
        def ask(*arguments: Any, **named: Any) -> "Future[Any]":
            self.asked.append((name, *arguments, *named.values()))
            answer: Future[Any] = Future()
            value = self.answers.get(name)
            if value is PENDING:
                self.open.append(answer)
            elif isinstance(value, Exception):
                answer.set_exception(value)
            else:
                answer.set_result(value)
            return answer

        return ask


async def until(condition: Callable[[], object]) -> None:
    """Let the loop go on until this is true."""
    async with asyncio.timeout(_PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.002)


async def settle() -> None:
    """Let everything go on that waits for nothing."""
    for _ in range(10):
        await asyncio.sleep(0)
