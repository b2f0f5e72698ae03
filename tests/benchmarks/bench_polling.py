"""How late a finished picture is noticed, and how many requests that takes, against fixed polls every half second.

A simulation: times to finish are drawn, the schedule is asked as the engine asks it. The answers' own time is left out,
as it is the same for every way of polling.
"""

import math
import random
from collections.abc import Callable
from typing import NamedTuple

from flux_desktop.bfl.poll_schedule import PollSchedule

FIXED_S = 0.5
Draw = Callable[[random.Random], float]


class Outcome(NamedTuple):
    """Means over all trials; ``requests`` is the ratio to fixed polls of the same tasks."""

    delay_ms: float
    fixed_delay_ms: float
    requests: float


class Case(NamedTuple):
    name: str
    draw: Draw
    history: int
    default_s: tuple[float, float] | None
    delay_goal_ms: float


def log_normal(usual_s: float, spread: float = 0.2) -> Draw:
    return lambda chance: usual_s * math.exp(chance.gauss(0, spread))


def evenly(low_s: float, high_s: float) -> Draw:
    return lambda chance: chance.uniform(low_s, high_s)


CASES = [
    *(
        Case(f"{usual_s:g} s ± 20 %, {known} known", log_normal(usual_s), known, None, 120)
        for usual_s in (2, 4.5, 12, 40)
        for known in (20, 5)
    ),
    Case("2–12 s evenly, 20 known", evenly(2, 12), 20, None, 250),
    *(
        Case(f"2–12 s evenly, none known, catalogue says {default}", evenly(2, 12), 0, default, 255)
        for default in (None, (1, 3), (4, 6), (10, 14), (30, 60))
    ),
    *(
        Case(f"{usual_s:g} s ± 20 %, none known, catalogue says {default}", log_normal(usual_s), 0, default, 255)
        for usual_s, default in ((2, (1, 3)), (12, (10, 14)), (12, (2, 5)), (4, (10, 14)))
    ),
]


def simulate(case: Case, trials: int, seed: int = 1, *, tasks_a_schedule: int = 5) -> Outcome:
    """Let ``trials`` tasks finish, each few of them with a history of their own."""
    chance = random.Random(seed)
    late_s = fixed_late_s = 0.0
    requests = fixed_requests = 0
    for trial in range(trials):
        if trial % tasks_a_schedule == 0:
            history = [case.draw(chance) for _ in range(case.history)]
            schedule = PollSchedule(history, case.default_s, chance.random)
        ready_s, elapsed_s = case.draw(chance), 0.0
        while elapsed_s < ready_s:
            elapsed_s += schedule.next_delay_s(elapsed_s)
            requests += 1
        late_s += elapsed_s - ready_s
        fixed = math.ceil(ready_s / FIXED_S)
        fixed_requests += fixed
        fixed_late_s += fixed * FIXED_S - ready_s
    return Outcome(1000 * late_s / trials, 1000 * fixed_late_s / trials, requests / fixed_requests)


def measure(trials: int = 1000) -> dict[str, Outcome]:
    return {case.name: simulate(case, trials) for case in CASES}


def run() -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    outcomes = measure()
    for case in CASES:
        outcome = outcomes[case.name]
        late = outcome.delay_ms <= case.delay_goal_ms
        results.append(
            {
                "name": f"delay: {case.name}",
                "value": outcome.delay_ms,
                "unit": "ms",
                "goal": case.delay_goal_ms,
                "ok": late,
            }
        )
        thrifty = outcome.requests <= 1.3
        results.append(
            {"name": f"requests: {case.name}", "value": outcome.requests, "unit": "×", "goal": 1.3, "ok": thrifty}
        )
    return results


if __name__ == "__main__":
    print(f"{'times':52} {'late ms':>8} {'fixed ms':>9} {'requests ×':>11}")
    for name, outcome in measure().items():
        print(f"{name:52} {outcome.delay_ms:8.0f} {outcome.fixed_delay_ms:9.0f} {outcome.requests:11.2f}")
