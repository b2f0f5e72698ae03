"""Pictures leave the library, and come back to it, in the real window."""

from pathlib import Path

from PIL import Image

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}


def make_two(program: DrivenProgram) -> None:
    for number, prompt in enumerate(("a quiet fjord", "an old lighthouse")):
        program.generate(prompt)
        program.wait_for_states(*["done"] * (number + 1))


def test_the_selection_is_exported_in_another_form_under_names_of_ones_own(
    home: Home, server: PracticeProcess, tmp_path: Path
) -> None:
    out = tmp_path / "prints"
    out.mkdir()
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        make_two(program)
        program.key("galleryView", "Ctrl+A")
        program.key("mainWindow", "Ctrl+Shift+E")
        program.paste("exportPattern", "{number} {prompt}")
        program.wait_for_words("For example: 1 an old lighthouse")
        program.press("Export 2 pictures")
        program.pick(out)
        program.wait_for_words("2 pictures exported to “prints”.")
        assert sorted(file.name for file in out.iterdir()) == ["1 an old lighthouse.png", "2 a quiet fjord.png"]
        program.choose("quickExport")
        wait_until(lambda: len(list(out.iterdir())) == 4, "two more")
        program.wait_for_words("2 pictures exported")
    for file in out.iterdir():
        with Image.open(file) as image:
            assert image.size == (256, 256)


def test_a_backup_brings_back_what_was_lost_and_moves_to_a_new_computer(
    home: Home, server: PracticeProcess, tmp_path: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        make_two(program)
        program.choose("backUp")
        program.pick(drive)
        program.wait_for_words("Your library is backed up.")
        program.press("Close")
        lost = home.picture_file()
        data = lost.read_bytes()
        lost.unlink()
        restore(program, drive)
        program.wait_for_words("1 file came back.")
        program.press("Close")
        assert lost.read_bytes() == data
    other = Home(tmp_path / "new computer")
    with DrivenProgram(other, "--server", server.url, environ=KEY) as program:
        program.wait_for_page("workspace")
        restore(program, drive)
        program.wait_for_words("2 pictures and 2 files came back.")
        program.press("Close")
        program.wait_for_states("done", "done")
        assert [row["prompt"] for row in program.gallery()] == ["an old lighthouse", "a quiet fjord"]
        assert all(Path(row["filePath"]).is_file() for row in program.gallery())
        program.generate("and one of its own")
        program.wait_for_states("done", "done", "done")
    assert other.picture_file(1).read_bytes() == data


def restore(program: DrivenProgram, drive: Path) -> None:
    program.choose("restore")
    program.press("From a backup folder…")
    program.pick(drive)
    program.wait_for_words("Restore from the backup of")
    program.press("Restore")
