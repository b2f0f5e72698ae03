"""No answer of the practice server is one that BFL does not describe, and what the description forbids is refused."""

from collections.abc import Iterator

import pytest
from schemathesis import GenerationMode

from tests.practice.made_up_calls import operations, statuses_of
from tests.support.practice import PracticeProcess

_SHORT = 8


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess(credits=1_000_000) as process:
        yield process


@pytest.mark.parametrize("label", operations())
def test_calls_that_fit_the_description_are_answered_as_it_says(server: PracticeProcess, label: str) -> None:
    assert statuses_of(server, label, GenerationMode.POSITIVE, _SHORT)


@pytest.mark.parametrize("label", operations())
def test_calls_that_do_not_fit_it_are_refused_as_it_says(server: PracticeProcess, label: str) -> None:
    statuses = statuses_of(server, label, GenerationMode.NEGATIVE, _SHORT)
    assert min(statuses) >= 400


def test_every_call_is_looked_at() -> None:
    assert len(operations()) == 21
