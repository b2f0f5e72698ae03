"""Imports in words."""

from flux_desktop.domain.imports import ImportReport

WAITING = "Waiting until your library can be written again"


def progress_words(*, done: int, found: int, is_counting: bool, is_rebuild: bool) -> str:
    """``Importing 340 of 1,204 pictures``."""
    verb = "Reading your library:" if is_rebuild else "Importing"
    if is_counting:
        return f"{verb} {done:,} pictures so far" if done else "Looking for pictures…"
    return f"{verb} {done:,} of {found:,} pictures"


def rate_words(per_second: float, left: str) -> str:
    """``120 a second, about 10 seconds left``; ``left`` may be empty."""
    rate = f"{per_second:,.0f} a second" if per_second >= 1 else ""
    return ", ".join(part for part in (rate, left) if part)


def summary_words(report: ImportReport) -> str:
    """``1,204 imported, 18 were already here, 3 could not be read``."""
    added, known, refused = len(report.added), report.known, len(report.refused)
    parts = [
        f"{added:,} imported" if added else "",
        f"{len(report.found_again):,} found again" if report.found_again else "",
        f"{len(report.changed):,} changed" if report.changed else "",
        f"{known:,} {'was' if known == 1 else 'were'} already here" if known else "",
        f"{report.known_in_bin:,} {'is' if report.known_in_bin == 1 else 'are'} in the bin"
        if report.known_in_bin
        else "",
        f"{refused:,} could not be read" if refused else "",
    ]
    words = ", ".join(part for part in parts if part) or "There were no pictures to import"
    return f"Stopped: {words}." if report.is_cancelled else f"{words}."


def rebuild_words(report: ImportReport) -> str:
    """What came of making the list again."""
    gone = len(report.missing)
    parts = [
        f"{len(report.added):,} added" if report.added else "",
        f"{len(report.found_again):,} found in another place" if report.found_again else "",
        f"{len(report.changed):,} changed" if report.changed else "",
        f"{gone:,} {'is' if gone == 1 else 'are'} moved or deleted" if gone else "",
        f"{len(report.refused):,} could not be read" if report.refused else "",
    ]
    words = ", ".join(part for part in parts if part)
    return f"The list of your pictures is up to date: {words or 'nothing had changed'}."


def found_words(report: ImportReport) -> str:
    """What came of looking for missing files."""
    found = len(report.found_again)
    if not found:
        return "None of the missing pictures is in that folder."
    return "1 missing picture was found again." if found == 1 else f"{found:,} missing pictures were found again."


def refusal_lines(report: ImportReport) -> str:
    """The list of what was not taken, as a text for the clipboard."""
    return "\n".join(f"{refused.path}: {refused.reason}" for refused in report.refused)
