"""Every generation with its costs as a table for spreadsheets."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from flux_desktop.domain.money import Hundredths
from flux_desktop.storage.atomic_files import replace
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.spending import LedgerRow, ledger

HEADINGS = (
    "Date",
    "Model",
    "Prompt",
    "Estimate (USD)",
    "When sent (USD)",
    "Settled (USD)",
    "Counted (USD)",
    "State",
    "Practice",
)

_PROMPT_LENGTH = 80
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
_HUNDREDTHS_PER_DOLLAR = 10_000


def write_table(database: Path, file: Path, model_name: Callable[[str], str]) -> int:
    """Write all generations, oldest first, to a CSV file that is made or replaced; how many there are.

    Moments are in this computer's time, amounts in US dollars. It waits for the disk, so it is no call for the
    window's thread.

    Raises:
        LibraryError: the database could not be read, or the file not be written; what was there is still there.
    """
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        yield "\ufeff".encode()  # spreadsheets take it for another encoding without
        yield _line(HEADINGS)
        for row in ledger(database):
            count += 1
            yield _line(_cells(row, model_name))

    with library_errors():
        replace(file, lines())
    return count


def safe_cell(text: str) -> str:
    """``text`` as a spreadsheet shows it, and never as a formula to be worked out."""
    return f"'{text}" if text.startswith(_FORMULA_BEGINS) else text


def _cells(row: LedgerRow, model_name: Callable[[str], str]) -> tuple[str, ...]:
    words = " ".join(row.prompt.split())
    return (
        f"{row.created_at.astimezone():%Y-%m-%d %H:%M:%S}",
        safe_cell(model_name(row.model_id)),
        safe_cell(words if len(words) <= _PROMPT_LENGTH else f"{words[:_PROMPT_LENGTH]}…"),
        _amount(row.estimate),
        _amount(row.submitted_cost),
        _amount(row.settled_cost),
        _amount(row.counted),
        row.state.value,
        "yes" if row.practice else "no",
    )


def _amount(amount: Hundredths | None) -> str:
    """``0.0450``, exact, as a plain number."""
    return "" if amount is None else f"{amount / _HUNDREDTHS_PER_DOLLAR:.4f}"


def _line(cells: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode("utf-8", "replace")
