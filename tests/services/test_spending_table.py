import csv
import io
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.errors import LibraryError, LibraryUnavailableError
from flux_desktop.domain.generation import State
from flux_desktop.domain.money import to_credits
from flux_desktop.services.spending_table import HEADINGS, safe_cell, write_table
from flux_desktop.storage.database import connect_writer, prepare
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.library_reader import LibraryReader
from tests.storage.conftest import bring_in
from tests.storage.making import FIRST_ID, NOON, asked

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "library.sqlite3"
    prepare(path)
    with closing(connect_writer(path)) as writer:
        store = GenerationStore(writer)
        for place, state in enumerate(State):
            bring_in(store, state, asked(FIRST_ID + place, f"A quiet fjord, number {place}"))
        bring_in(store, State.DONE, asked(FIRST_ID + 50, "for practice", practice=True))
        bring_in(store, State.DONE, asked(FIRST_ID + 51, '=HYPERLINK("http://evil")\n"quoted", ü; ' + "x" * 200))
    return path


def read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))


def test_the_table_has_every_generation_with_its_three_costs(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "spending.csv"
    assert write_table(database, file, {"flux-2-pro": "FLUX.2 [pro]"}.__getitem__) == len(State) + 2
    rows = read(file)
    assert tuple(rows[0]) == HEADINGS
    assert [row["State"] for row in rows] == [*(state.value for state in State), "done", "done"]
    done = rows[list(State).index(State.DONE)]
    assert (done["Estimate (USD)"], done["When sent (USD)"], done["Settled (USD)"]) == ("0.0450", "0.0300", "0.0310")
    assert done["Model"] == "FLUX.2 [pro]"
    assert done["Date"] == f"{NOON.astimezone():%Y-%m-%d %H:%M:%S}"
    assert rows[0]["When sent (USD)"] == rows[0]["Settled (USD)"] == ""


def test_what_is_counted_adds_up_to_the_figures_in_the_window(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "spending.csv"
    write_table(database, file, str)
    total = sum(float(row["Counted (USD)"]) for row in read(file))
    with closing(LibraryReader(database)) as reader:
        assert round(total * 100, 6) == round(to_credits(reader.committed_since(NOON)), 6)
    practice = next(row for row in read(file) if row["Practice"] == "yes")
    assert practice["Counted (USD)"] == "0.0000"


def test_a_prompt_is_cut_and_stays_on_its_line_and_is_no_formula(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "spending.csv"
    write_table(database, file, str)
    prompt = read(file)[-1]["Prompt"]
    assert prompt.startswith('\'=HYPERLINK("http://evil") "quoted", ü; xxx')
    assert len(prompt) == 82
    assert prompt.endswith("…")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@given(st.text(max_size=12))
def test_a_safe_cell_says_what_it_said_and_is_no_formula(text: str) -> None:
    assert safe_cell(text).removeprefix("'") == text.removeprefix("'")
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_table_that_is_there_is_replaced_and_one_that_cannot_be_written_stays(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "spending.csv"
    file.write_text("old")
    with pytest.raises(LibraryUnavailableError):
        write_table(tmp_path / "nothing.sqlite3", file, str)
    assert file.read_text() == "old"
    write_table(database, file, str)
    assert file.read_text(encoding="utf-8-sig").startswith("Date,Model")
    with pytest.raises(LibraryError):
        write_table(database, tmp_path / "no folder" / "spending.csv", str)
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []
