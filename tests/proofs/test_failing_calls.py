"""Each of the first calls of every kind fails once. What the system can refuse, it refuses here.

The short form; the long one is ``python -m tests.proofs.failing_calls --first 40``.
"""

from pathlib import Path

import pytest

from tests.proofs.failing_calls import Fault, try_fault
from tests.support.practice import PracticeProcess

SHORT = (
    Fault("fsync", "EIO", 1),
    Fault("fsync", "EIO", 3),
    Fault("fdatasync", "EIO", 5),
    Fault("write", "ENOSPC", 2),
    Fault("pwrite64", "ENOSPC", 40),
    Fault("link", "EPERM", 1),
    Fault("link", "EIO", 1),
    Fault("openat", "EMFILE", 110),
    Fault("connect", "ENETUNREACH", 2),
    Fault("connect", "ETIMEDOUT", 3),
)


@pytest.mark.parametrize("fault", SHORT, ids=str)
def test_nothing_is_lost_or_charged_twice_when_a_call_fails(
    practice: PracticeProcess, tmp_path: Path, fault: Fault
) -> None:
    outcome = try_fault(practice, tmp_path, fault)
    assert outcome.fired
    assert outcome.problems == []
