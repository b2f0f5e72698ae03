"""When to ask again whether a task is ready.

Asking costs requests, waiting costs the person time. For a task that ends at a random time, the mean delay is least for
a given number of requests when the rate of asking is proportional to the square root of the chance that the task ends
just now, given that it has not ended yet. So that rate is computed from what is known about the model, kept between a
fastest and a slowest, and scaled to what fixed polls every half second would ask, times ``BUDGET``.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from flux_desktop.bfl.finish_times import FinishTimes

BUDGET = 1.25
"""Requests against fixed polls. Below the 1.3 that are allowed, because what is learned is never exact."""

_HARD_BUDGET = 1.3
_SPARE = 0.7
"""What a task that takes unexpectedly long may cost beyond the hard budget, in a usual task's fixed polls."""

_FIXED_S = 0.5
_FASTEST_S = 0.1
_SLOWEST_LEARNED_S = 1.0
_SLOWEST_UNLEARNED_S = 0.48
_ENOUGH_KNOWN = 5
_JITTER = 0.1
_SHORTEST_WAIT_S = 0.02
_FIRST_LOOK_S = 0.05
_STEPS = 120


class _Step(NamedTuple):
    """A span of the plan. ``root`` is the square root of a running task's chance to end, per second."""

    end_s: float
    width_s: float
    share_running: float
    root: float


class PollSchedule:
    """A plan of asking for one model.

    ``durations_s`` are the times from acceptance to readiness of its latest tasks, newest first; ``default_s`` is the
    catalogue's usual range; ``chance`` gives numbers from 0 to 1. Until a few tasks are known it asks at least every
    half second, so that it is never later than fixed polls.
    """

    def __init__(
        self,
        durations_s: Sequence[float],
        default_s: tuple[float, float] | None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        times = FinishTimes(durations_s, default_s)
        self.usual_s = times.usual_s
        self._chance = chance
        self._is_learned = times.known >= _ENOUGH_KNOWN
        self._grid_s = _grid(times.in_sight_s)
        self._asked = self._plan([times.share_after(time_s) for time_s in self._grid_s])

    def next_delay_s(self, elapsed_s: float, answer_took_s: float = 0.0) -> float:
        """How long to wait before asking again, ``elapsed_s`` after the task was accepted.

        The time that the last question took is made up for when ``answer_took_s`` tells it.
        """
        jitter = 1 + _JITTER * (2 * self._chance() - 1)
        asked_at_s = max(elapsed_s - answer_took_s, 0.0)
        due_s = self._when_asked(self._asked_by(asked_at_s) + jitter)
        if due_s is None:
            due_s = asked_at_s + jitter * _back_off_s(asked_at_s)
        return max(due_s - elapsed_s, _SHORTEST_WAIT_S)

    def _asked_by(self, time_s: float) -> float:
        """How many questions the plan has asked by then."""
        grid_s, asked = self._grid_s, self._asked
        if time_s >= grid_s[-1]:
            return asked[-1]
        at = bisect_right(grid_s, time_s) - 1
        return asked[at] + (asked[at + 1] - asked[at]) * (time_s - grid_s[at]) / (grid_s[at + 1] - grid_s[at])

    def _when_asked(self, number: float) -> float | None:
        """When the plan asks that question; ``None`` when it lies behind its end."""
        grid_s, asked = self._grid_s, self._asked
        if number >= asked[-1]:
            return None
        at = bisect_right(asked, number) - 1
        return grid_s[at] + (grid_s[at + 1] - grid_s[at]) * (number - asked[at]) / (asked[at + 1] - asked[at])

    def _plan(self, share_running: Sequence[float]) -> list[float]:
        """How many questions are asked by each time of the grid, so that all in all they keep to the budget."""
        steps = _steps(self._grid_s, share_running)
        usual_polls = sum(step.width_s * step.share_running for step in steps) / _FIXED_S + 0.5
        low, high = 0.0, 64.0
        for _ in range(12):
            scale = (low + high) / 2
            asked = self._asked_at_scale(steps, scale, usual_polls)
            expected = sum((b - a) * step.share_running for (a, b), step in zip(pairwise(asked), steps, strict=True))
            low, high = (scale, high) if expected + 0.5 <= BUDGET * usual_polls else (low, scale)
        return self._asked_at_scale(steps, low, usual_polls)

    def _asked_at_scale(self, steps: Sequence[_Step], scale: float, usual_polls: float) -> list[float]:
        spare = _SPARE * usual_polls if self._is_learned else -0.2
        asked = [0.0]
        for step in steps:
            slowest, fastest = 1 / self._slowest_s(step.end_s), 1 / max(_FASTEST_S, step.end_s / 500)
            left = _HARD_BUDGET * step.end_s / _FIXED_S + spare - asked[-1]
            rate = max(slowest, min(scale * step.root, fastest, left / step.width_s))
            asked.append(asked[-1] + rate * step.width_s)
        return asked

    def _slowest_s(self, time_s: float) -> float:
        if self._is_learned:
            return max(_SLOWEST_LEARNED_S, min(5.0, time_s / 40))
        return max(_SLOWEST_UNLEARNED_S, _back_off_s(time_s) - _FIXED_S + _SLOWEST_UNLEARNED_S)


def _back_off_s(elapsed_s: float) -> float:
    """The wait when a task takes longer than any: half a second in the first minute, five after ten, then sixty."""
    if elapsed_s < 600:
        return max(_FIXED_S, elapsed_s / 120)
    return min(5 + (elapsed_s - 600) / 10, 60.0)


def _grid(last_s: float) -> list[float]:
    """Times from zero on, in equal ratios."""
    ratio = math.log(max(last_s, 2.0) / _FIRST_LOOK_S) / _STEPS
    return [0.0, *(_FIRST_LOOK_S * math.exp(ratio * step) for step in range(_STEPS + 1))]


def _steps(grid_s: Sequence[float], share_running: Sequence[float]) -> list[_Step]:
    steps = []
    for (start_s, end_s), (before, after) in zip(pairwise(grid_s), pairwise(share_running), strict=True):
        width_s = end_s - start_s
        chance_to_end = max(before - after, 0.0) / max(before, 1e-9) / width_s
        steps.append(_Step(end_s, width_s, (before + after) / 2, math.sqrt(chance_to_end)))
    return steps
