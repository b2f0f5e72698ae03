"""Starts that cannot go on as usual: what the person sees, and what comes of the answer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.generation import State
from flux_desktop.services.import_job import ImportJob
from flux_desktop.services.importing import Importing
from tests.support.driven import DrivenProgram
from tests.support.engines import EngineRoom, Folders
from tests.support.picture_files import made_by_us, put
from tests.support.program import Home, wait_until

WORDS = ["the sea", "a red door"]


@pytest.fixture
def home(home: Home) -> Home:
    """A library with two pictures that came from elsewhere."""
    folders = Folders(home.root)
    put(home.root / "photos", **{f"p{number}_png": made_by_us(_told(number), number) for number in range(2)})
    with EngineRoom(folders, None) as room:
        report = Importing(room.engine).start(ImportJob([home.root / "photos"])).result(30)
        assert len(report.added) == 2
    (home.library / ".flux-desktop" / "library-copy.sqlite3").unlink(missing_ok=True)
    return home


def test_a_damaged_list_is_made_again_from_the_files(home: Home) -> None:
    damage = b"no database" * 1000
    _database(home).write_bytes(damage)
    with DrivenProgram(home, "--practice", first="buttons") as program:
        program.wait_for_words("The gallery list is damaged.")
        assert program.shows("Your picture files are fine. We can rebuild the list from them.")
        program.press("Rebuild")
        program.wait_for_page("workspace")
        program.wait_for_states(State.DONE, State.DONE)
        assert sorted(row["prompt"] for row in program.gallery()) == sorted(WORDS)
        program.wait_for_words("The list of your pictures is back.")
        assert program.shows("Nothing in the damaged list could be read.")
        assert program.shows("2 pictures were found as files.")
        program.press("Close")
        wait_until(lambda: not (home.profile / "library-unread").exists(), "it is not to be read once more")
        program.close()
        assert program.wait_for_exit() == 0
    assert damage in [file.read_bytes() for file in home.profile.glob("library-until-*.sqlite3")]


def test_damage_that_was_met_while_the_program_ran_is_mended_at_the_next_start(home: Home) -> None:
    with DrivenProgram(home, "--practice", complains=True) as program:
        program.wait_for_states(State.DONE, State.DONE)
        program.fail("DatabaseDamagedError: database disk image is malformed")
        program.wait_for_words("The gallery list is damaged.")
        program.press("Close")
        program.close()
        assert program.wait_for_exit() == 0
    with DrivenProgram(home, "--practice", first="buttons") as program:
        program.wait_for_words("We can rebuild the list from them.")
        program.press("Rebuild")
        program.wait_for_page("workspace")
        program.wait_for_words("The list of your pictures is back.")
        assert program.shows("Favourites, ratings, tags, albums and notes are as you left them.")
        program.press("Close")
        program.wait_for_states(State.DONE, State.DONE)
        program.close()
        assert program.wait_for_exit() == 0
    assert not (home.profile / "library-damaged").exists()


def test_a_system_that_shuts_down_is_not_held_up_by_the_question(home: Home) -> None:
    _database(home).write_bytes(b"no database" * 1000)
    with DrivenProgram(home, "--practice", first="buttons") as program:
        program.wait_for_words("The gallery list is damaged.")
        program.terminate()
    assert _database(home).read_bytes() == b"no database" * 1000


def test_who_does_not_want_that_leaves_and_nothing_has_changed(home: Home) -> None:
    _database(home).write_bytes(b"no database" * 1000)
    before = sorted(home.profile.iterdir())
    with DrivenProgram(home, "--practice", first="buttons", complains=True) as program:
        program.wait_for_words("The gallery list is damaged.")
        program.press("Quit")
        assert program.wait_for_exit() == 1
    assert _database(home).read_bytes() == b"no database" * 1000
    assert {file for file in sorted(home.profile.iterdir()) if file.suffix == ".sqlite3"} <= set(before)


def test_a_list_of_a_newer_program_is_told_in_a_window(home: Home) -> None:
    with closing(sqlite3.connect(_database(home))) as connection:
        connection.execute("PRAGMA user_version = 999")
    with DrivenProgram(home, "--practice", first="buttons", complains=True) as program:
        program.wait_for_words("These pictures were last opened by a newer Flux Desktop.")
        assert not program.shows("Try again")
        program.press("Quit")
        assert program.wait_for_exit() == 1


def test_a_library_in_a_new_profile_is_read_from_its_files(home: Home) -> None:
    for file in home.profile.iterdir():
        file.unlink() if file.is_file() else None
    with DrivenProgram(home, "--practice") as program:
        program.wait_for_states(State.DONE, State.DONE)
        assert sorted(row["prompt"] for row in program.gallery()) == sorted(WORDS)
        program.close()
        assert program.wait_for_exit() == 0


def test_two_programs_do_not_keep_one_library(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.library = home.library
    with DrivenProgram(home, "--practice") as first, DrivenProgram(other, "--practice", first="buttons") as second:
        second.wait_for_words("Another Flux Desktop has this library open.")
        second.press("Try again")
        second.wait_for_words("Another Flux Desktop has this library open.")
        first.close()
        assert first.wait_for_exit() == 0
        second.wait_for_states(State.DONE, State.DONE)
        second.close()
        assert second.wait_for_exit() == 0


def _told(number: int) -> FileSettings:
    return FileSettings(prompt=WORDS[number], model="flux-2-pro", tool="Flux Desktop")


def _database(home: Home) -> Path:
    return home.profile / "library.sqlite3"
