"""The practice server under calls that Schemathesis makes up of BFL's published description (April 2026).

In its long form: ``python -m tests.practice.made_up_calls [EXAMPLES]``.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from tests.support.practice import KEY, PracticeProcess

_SPEC_FILE = Path(__file__).parents[1] / "data" / "bfl-openapi-2026-04.json"
_DESCRIBED_ELSEWHERE = {
    "400": "Bad request: an image or a finetune that cannot be used",
    "402": "Insufficient credits",
    "403": "Not authenticated",
    "404": "Not Found",
    "429": "Too many active tasks",
}
"""By BFL's page on errors, for every call; the description of the single calls leaves them out."""

_DETAIL = {
    "type": "object",
    "required": ["detail"],
    "properties": {"detail": {"type": "string"}},
    "additionalProperties": False,
}
_EXCLUDED = ("ignored_auth", "positive_data_acceptance")
"""The practice server knows no key by name; that none at all is refused, the calls without one tell. And some limits
are in the text of the description alone: the area of a picture, how wide a ratio may be, where a webhook may be."""

_IN_WORDS_ONLY = {"value_error", "url_parsing"}
_LONG = 500


@cache
def operations() -> dict[str, Any]:
    """The calls of the description, by method and path."""
    found: Iterable[Any] = schemathesis.openapi.from_dict(_description()).get_all_operations()
    return {operation.ok().label: operation.ok() for operation in found}


def statuses_of(server: PracticeProcess, label: str, mode: GenerationMode, examples: int) -> Counter[int]:
    """Make that many calls; how often each status came.

    Raises:
        schemathesis.core.failures.FailureGroup: an answer whose status, type or shape is not described, or values that
            the description forbids and that were accepted.
        AssertionError: values that it allows were refused.
    """
    operation = operations()[label]
    host = server.ledger()["hosts"]["poll"] if operation.path.endswith("get_result") else server.url
    excluded: list[Any] = [CHECKS.get_one(name) for name in _EXCLUDED]
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples < _LONG,  # else a rare find would stop somebody who has changed nothing
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        response = case.call(base_url=host, headers={"x-key": KEY})
        statuses[response.status_code] += 1
        case.validate_response(response, excluded_checks=excluded)
        if mode is GenerationMode.POSITIVE and response.status_code == 422:
            assert {problem["type"] for problem in response.json()["detail"]} <= _IN_WORDS_ONLY, case.body

    ask()
    return statuses


def _description() -> dict[str, Any]:
    description: dict[str, Any] = json.loads(_SPEC_FILE.read_text(encoding="utf-8"))
    content = {"application/json": {"schema": _DETAIL}}
    for calls in description["paths"].values():
        for call in calls.values():
            for status, meaning in _DESCRIBED_ELSEWHERE.items():
                call["responses"].setdefault(status, {"description": meaning, "content": content})
    return description


def main(examples: int) -> None:
    with PracticeProcess(credits=1_000_000_000) as server:
        for label in operations():
            for mode in GenerationMode:
                statuses = statuses_of(server, label, mode, examples)
                sys.stdout.write(f"{label} ({mode.value}): {dict(sorted(statuses.items()))}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _LONG)
