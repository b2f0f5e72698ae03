"""The engine is killed at every named point, and started again. The server's ledger is the judge.

The short form; the long one is ``python -m tests.crash.long_run --runs 3000``.
"""

from pathlib import Path

import pytest

from tests.crash.judge import broken_promises, torn_pictures
from tests.crash.kill_points import POINTS
from tests.crash.runs import KILLED, engine_process
from tests.support.engines import Folders
from tests.support.practice import PracticeProcess

PICTURES = 3
RESET = {"where": "submit", "kind": "reset", "accepted": True}
FLUSH_OF_THE_PICTURE = 5
"""Before a single picture, the journal is flushed for: asked, intent, accepted, ready."""


@pytest.mark.parametrize("point", sorted(POINTS))
def test_nothing_is_charged_twice_lost_or_torn(practice: PracticeProcess, tmp_path: Path, point: str) -> None:
    practice.reset()
    practice.set_faults([])
    folders = Folders(tmp_path)
    count = 1 if "adding" in point else 1 + sorted(POINTS).index(point) % PICTURES
    assert engine_process(folders, practice.url, "--submit", PICTURES, "--die", point, "--count", count) == KILLED
    assert torn_pictures(folders, practice.ledger()) == []
    assert engine_process(folders, practice.url) == 0
    assert broken_promises(folders, practice.ledger()) == []


@pytest.mark.parametrize(
    ("bug", "dies", "complaint"),
    [
        ("send_again_at_start", "after request", "sent 2 times"),
        ("drop_doubts", "after request", "charged, but cancelled"),
        ("repeat_requests", None, "sent 2 times"),
        ("write_in_place", "after flush", "torn"),
        ("row_before_file", "after finish", "no file for"),
        ("key_to_the_store", None, "the key went to delivery"),
    ],
)
def test_the_judge_sees_a_bug_that_was_planted(
    practice: PracticeProcess, tmp_path: Path, bug: str, dies: str | None, complaint: str
) -> None:
    practice.reset()
    practice.set_faults([RESET] if bug == "repeat_requests" else [])
    folders = Folders(tmp_path)
    deadly = ("--die", dies, "--count", FLUSH_OF_THE_PICTURE if dies == "after flush" else 1) if dies else ()
    engine_process(folders, practice.url, "--submit", 1, "--bug", bug, *deadly)
    found = torn_pictures(folders, practice.ledger())
    assert engine_process(folders, practice.url, "--bug", bug) == 0
    found += broken_promises(folders, practice.ledger())
    assert any(complaint in wrong for wrong in found), found


def test_two_kills_in_a_row_are_no_worse_than_one(practice: PracticeProcess, tmp_path: Path) -> None:
    practice.reset()
    practice.set_faults([RESET])
    folders = Folders(tmp_path)
    first = ("--submit", PICTURES, "--die", "after acceptance", "--count", 2)
    assert engine_process(folders, practice.url, *first) == KILLED
    assert engine_process(folders, practice.url, "--die", "after publishing") == KILLED
    assert engine_process(folders, practice.url, "--die", "before finish") == KILLED
    assert engine_process(folders, practice.url) == 0
    assert broken_promises(folders, practice.ledger()) == []
