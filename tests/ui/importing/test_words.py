from flux_desktop.domain.errors import DiskFullError
from flux_desktop.domain.imports import ImportReport, RefusedFile
from flux_desktop.ui.importing.words import progress_words, rate_words, rebuild_words, refusal_lines, summary_words

REFUSED = [RefusedFile("/photos/a.png", "The file is empty.")]


def test_the_summary_names_what_happened_and_nothing_else() -> None:
    report = ImportReport(added=list(range(1204)), known=18, refused=REFUSED * 3)
    assert summary_words(report) == "1,204 imported, 18 were already here, 3 could not be read."
    assert summary_words(ImportReport(known=1, known_in_bin=1)) == "1 was already here, 1 is in the bin."
    assert summary_words(ImportReport()) == "There were no pictures to import."
    assert summary_words(ImportReport(added=[1], is_cancelled=True, trouble=DiskFullError())) == "Stopped: 1 imported."


def test_the_strip_counts_on_while_the_total_is_not_known() -> None:
    def words(done: int, *, is_counting: bool, is_rebuild: bool = False) -> str:
        return progress_words(done=done, found=1204, is_counting=is_counting, is_rebuild=is_rebuild)

    assert words(0, is_counting=True) == "Looking for pictures…"
    assert words(340, is_counting=True) == "Importing 340 pictures so far"
    assert words(340, is_counting=False) == "Importing 340 of 1,204 pictures"
    assert words(340, is_counting=False, is_rebuild=True) == "Reading your library: 340 of 1,204 pictures"
    assert rate_words(120.4, "about 10 seconds left") == "120 a second, about 10 seconds left"
    assert rate_words(0.2, "") == ""


def test_the_list_can_be_pasted_elsewhere() -> None:
    assert refusal_lines(ImportReport(refused=REFUSED * 2)) == "\n".join(["/photos/a.png: The file is empty."] * 2)


def test_a_rebuilt_list_says_what_is_different() -> None:
    assert rebuild_words(ImportReport()) == "The list of your pictures is up to date: nothing had changed."
    report = ImportReport(added=[1], found_again=[2], missing=[3, 4])
    assert rebuild_words(report) == (
        "The list of your pictures is up to date: 1 added, 1 found in another place, 2 are moved or deleted."
    )
