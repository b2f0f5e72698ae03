"""A power cut keeps what was flushed and may keep anything else. So the order of flushes is the proof for it: killing a
process proves nothing here, as the system still writes what a dead process has left.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.proofs.syscalls import Traced, traced_run
from tests.proofs.write_order import WATCHED, WHOLE_PAGES, Order, violations
from tests.support.engines import Folders
from tests.support.practice import PracticeProcess

PICTURES = 4


def _run(practice: PracticeProcess, folders: Folders, *options: str) -> Traced:
    practice.reset()
    strace = ("-s", str(WHOLE_PAGES), "-e", WATCHED)
    run = traced_run(folders, practice.url, "--submit", PICTURES, *options, strace=strace)
    assert run.status == 0, run.said
    return run


def _ids(folders: Folders) -> dict[str, int]:
    with closing(sqlite3.connect(folders.database)) as connection:
        return dict(connection.execute("SELECT prompt, id FROM generation").fetchall())


def test_whatever_matters_is_on_the_disk_before_what_depends_on_it(practice: PracticeProcess, tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    run = _run(practice, folders)
    order = Order(run.calls)
    assert len(order.posts()) == len(order.publications()) == len(order.rows()) == PICTURES
    assert violations(run.calls, _ids(folders)) == []


@pytest.mark.parametrize(
    ("bug", "complaints"),
    [
        (
            "never_flush",
            {
                "sent before its intent was in the journal",
                "sent before its intent was in the database",
                "has a name before the database knows of it",
                "has its name before its bytes are on the disk",
                "its part is gone before the folder is on the disk",
                "is on record before it is on the disk",
            },
        ),
        ("row_before_file", {"is on record without a file"}),
    ],
)
def test_the_lint_sees_a_bug_that_was_planted(
    practice: PracticeProcess, tmp_path: Path, bug: str, complaints: set[str]
) -> None:
    folders = Folders(tmp_path)
    run = _run(practice, folders, "--bug", bug)
    assert {found.split(":")[0] for found in violations(run.calls, _ids(folders))} >= complaints
