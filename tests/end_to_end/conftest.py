from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.practice import PracticeProcess
from tests.support.program import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "person")


@pytest.fixture(scope="session")
def _practice() -> Iterator[PracticeProcess]:
    with PracticeProcess(seconds=0) as server:
        yield server


@pytest.fixture
def server(_practice: PracticeProcess) -> PracticeProcess:
    """A server that makes pictures at once, with nothing in its ledger."""
    _practice.reset()
    _practice.set_faults([])
    return _practice
