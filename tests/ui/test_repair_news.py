"""What is said of a repaired list."""

import pytest

from flux_desktop.domain.imports import ImportReport
from flux_desktop.services.repair import Repaired
from flux_desktop.ui.repair_news import words_for


@pytest.mark.parametrize(
    ("repaired", "report", "expected"),
    [
        (
            Repaired(1240, True, 0, "", "x"),
            ImportReport(),
            ["1,240 pictures were read from the damaged list.", "tags, albums and notes are as you left them."],
        ),
        (
            Repaired(0, False, 1, "2026-11-20T12:00:00+00:00", "x"),
            ImportReport(added=[1, 2], missing=[3]),
            [
                "Nothing in the damaged list could be read.",
                "1 picture came from the copy in the library of 20 November 2026",
                "2 pictures were found as files.",
                "1 picture has no file any more.",
                "not read from the damaged list may be older.",
            ],
        ),
        (
            Repaired(5, False, 3, "", "x"),
            ImportReport(added=[1]),
            ["3 pictures came from the record of what was made here.", "1 picture was found as a file."],
        ),
    ],
)
def test_it_says_where_the_pictures_came_from_and_what_may_be_older(
    repaired: Repaired, report: ImportReport, expected: list[str]
) -> None:
    words = words_for(repaired, report)
    assert [part for part in expected if part not in words] == []
