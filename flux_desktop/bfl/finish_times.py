"""How long a task is likely to take, estimated from the times of earlier ones and from the catalogue."""

import math
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

HISTORY_LENGTH = 20

_FADING = 0.96
"""The weight of each duration against the next newer one: models become faster and slower."""

_USUAL_SPREAD = 0.2
_LEAST_SPREAD = 0.06
_SURPRISE_WEIGHT = 0.5
"""Of a task unlike all the others, counted in tasks."""

_BELIEVABLE_S = (0.05, 3600.0)
_FAR_OFF = math.log(5)
"""A task that took five times the usual time was interrupted, or the program was closed meanwhile."""

_WITHOUT_ANY_IDEA_S = (3.0, 20.0)
_SPREADS_IN_SIGHT = 3.5


class _Part(NamedTuple):
    """A log-normal distribution, and how much of the whole it makes up."""

    weight: float
    log_centre: float
    log_spread: float

    def share_after(self, log_time: float) -> float:
        return self.weight * 0.5 * math.erfc((log_time - self.log_centre) / (self.log_spread * math.sqrt(2)))


class FinishTimes:
    """The distribution of a model's times.

    ``durations_s`` are those of earlier tasks, newest first; what is no duration is passed over. ``default_s`` is the
    catalogue's usual range.
    """

    def __init__(self, durations_s: Sequence[float], default_s: tuple[float, float] | None) -> None:
        logs = _believable_logs(durations_s)
        self.known = len(logs)
        if default_s and not _BELIEVABLE_S[0] <= default_s[0] <= default_s[1] <= _BELIEVABLE_S[1]:
            default_s = None
        low_s, high_s = default_s or _WITHOUT_ANY_IDEA_S
        parts = _parts_from_history(logs)
        if default_s or not logs:
            centre, half = math.log(low_s * high_s) / 2, math.log(high_s / low_s) / 2
            parts.append(_Part(2.0 if self.known < 5 else _SURPRISE_WEIGHT, centre, max(half, 0.15)))
        self.in_sight_s = math.exp(max(part.log_centre + _SPREADS_IN_SIGHT * part.log_spread for part in parts))
        parts.append(_Part(_SURPRISE_WEIGHT, parts[0].log_centre, 1.0))
        total = sum(part.weight for part in parts)
        self._parts = [part._replace(weight=part.weight / total) for part in parts]
        self.usual_s = math.exp(sorted(logs)[len(logs) // 2] if logs else math.log(low_s * high_s) / 2)

    def share_after(self, elapsed_s: float) -> float:
        """The share of tasks that take longer than this."""
        if elapsed_s <= 0:
            return 1.0
        log_time = math.log(elapsed_s)
        return sum(part.share_after(log_time) for part in self._parts)


def _believable_logs(durations_s: Sequence[float]) -> list[float]:
    """The logarithms of the latest durations, without those far off the middle one."""
    lowest_s, highest_s = _BELIEVABLE_S
    logs = [math.log(duration_s) for duration_s in durations_s[:HISTORY_LENGTH] if lowest_s <= duration_s <= highest_s]
    if not logs:
        return []
    middle = sorted(logs)[len(logs) // 2]
    return [log for log in logs if abs(log - middle) <= _FAR_OFF]


def _parts_from_history(logs: Sequence[float]) -> list[_Part]:
    """Each earlier time, blurred: the fewer there are, the more."""
    if not logs:
        return []
    mean = sum(logs) / len(logs)
    variance = (sum((log - mean) ** 2 for log in logs) + 2 * _USUAL_SPREAD**2) / (len(logs) + 1)
    spread = max(_LEAST_SPREAD, 0.9 * math.sqrt(variance) * len(logs) ** -0.2)
    return [_Part(_FADING**age, log, spread) for age, log in zip(count(), logs, strict=False)]
