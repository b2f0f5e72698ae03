from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flux_desktop.domain.backup_facts import BackupFacts, BackupReport
from flux_desktop.domain.errors import (
    DatabaseTooNewError,
    DiskFullError,
    FluxDesktopError,
    LibraryUnavailableError,
    PicturesUnreachableError,
    UnsuitableFolderError,
    WorkCancelledError,
)
from flux_desktop.services.restoring import RestorePreview, RestoreReport
from flux_desktop.ui.backup.outcome import day, outcome_of_backup, outcome_of_move, outcome_of_restore
from flux_desktop.ui.backup.restore_dialog import lines_for

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
FOLDER = Path("/drive/Flux Desktop backup")
ERRORS = [
    DiskFullError(""),
    LibraryUnavailableError(""),
    PicturesUnreachableError(""),
    DatabaseTooNewError(""),
    UnsuitableFolderError("Choose another one."),
]


def report(**changes: object) -> BackupReport:
    return BackupReport(FOLDER, BackupFacts(NOON, 12_345, 31_000_000_000), **changes)  # type: ignore[arg-type]


def test_a_backup_on_another_disk_says_how_much_is_new() -> None:
    outcome = outcome_of_backup(report(copied=40, unchanged=12_305))
    assert outcome.kind == "ok"
    assert outcome.rest == "12,345 pictures in “Flux Desktop backup”, 40 of them new. All were checked."


def test_a_backup_on_the_same_disk_says_what_it_is_good_for() -> None:
    assert "not when the disk breaks" in outcome_of_backup(report(linked=1)).rest


def test_a_backup_that_is_not_whole_is_none() -> None:
    outcome = outcome_of_backup(report(copied=1, problems=["fjord: the file is not in the backup"]))
    assert (outcome.kind, outcome.lead) == ("err", "The backup is not whole.")
    assert outcome.failures


def test_changed_and_missing_pictures_are_told() -> None:
    outcome = outcome_of_backup(report(copied=1, missing=["fjord"], changed=["boat", "house"]))
    assert outcome.kind == "warn"
    assert "12,344 pictures" in outcome.rest
    assert "2 pictures had been changed by another program" in outcome.rest
    assert outcome.failures == [("fjord", "The file was moved or deleted.")]


@pytest.mark.parametrize("error", ERRORS)
def test_failures_say_what_happened_what_it_means_and_what_to_do(error: FluxDesktopError) -> None:
    for outcome in (
        outcome_of_backup(error),
        outcome_of_restore(error),
        outcome_of_move(error, "x", has_switched=False),
    ):
        assert outcome.kind == "err"
        assert outcome.lead.endswith(".")
        assert "pictures are" in outcome.rest or "all where they were" in outcome.rest


def test_stopping_is_no_failure() -> None:
    stopped = WorkCancelledError("")
    outcomes = [
        outcome_of_backup(stopped),
        outcome_of_restore(stopped),
        outcome_of_move(stopped, "x", has_switched=False),
    ]
    assert {outcome.kind for outcome in outcomes} == {"info"}


def test_a_move_that_could_not_clear_the_old_folder_is_done_all_the_same() -> None:
    outcome = outcome_of_move(LibraryUnavailableError(""), "Big disk", has_switched=True)
    assert outcome.kind == "warn"
    assert "are in “Big disk”" in outcome.lead


def test_what_came_back_is_counted() -> None:
    aside = Path("/profile/library-until-20260303-120000.sqlite3")
    outcome = outcome_of_restore(RestoreReport(pictures=2, files=1, set_back=3, aside=aside))
    assert outcome.rest.startswith("2 pictures and 1 file came back. 3 pictures have their favourites")
    assert aside.name in outcome.rest
    assert outcome_of_restore(RestoreReport()).rest == "Nothing was missing."


def test_the_preview_says_only_what_matters() -> None:
    def preview(**changes: int) -> RestorePreview:
        values: dict[str, Any] = {"coming_back": 0, "files_back": 0, "in_both": 0, "newer": 0} | changes
        return RestorePreview(FOLDER, NOON, 3, NOON, **values)

    assert lines_for(preview()) == [
        f"The backup has 3 pictures, the newest of {day(NOON)}.",
        "Nothing of it is missing here.",
    ]
    assert lines_for(preview(coming_back=1, newer=1))[1:] == [
        "1 picture missing here will come back.",
        "1 picture that is not in the backup will stay.",
    ]
