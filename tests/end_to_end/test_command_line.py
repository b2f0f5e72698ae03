"""The program from outside: its options, its exit status, its self-check, and a second start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from flux_desktop import __version__
from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until, without_screen_words

pytestmark = pytest.mark.timeout(300)

_PATIENCE_S = 240
"""A start is two seconds of work, which take a minute where thirty others are at work."""


def _run(home: Home, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, "-m", "flux_desktop", *options],
        cwd=home.folder,
        env=home.environ | environ,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )


def test_its_version_is_one_line(home: Home) -> None:
    done = _run(home, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Flux Desktop {__version__}\n", "")


def test_help_names_every_option_of_the_contract(home: Home) -> None:
    done = _run(home, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    for option in ("library", "profile", "server", "practice", "self-check", "screenshot", "trace", "log-level"):
        assert f"--{option}" in done.stdout
    for variable in ("FLUX_DESKTOP_LIBRARY", "FLUX_DESKTOP_PROFILE", "FLUX_DESKTOP_SERVER", "FLUX_DESKTOP_TRACE"):
        assert variable in done.stdout


@pytest.mark.parametrize("options", [["--help"], ["--version"], ["--nonsense"]])
def test_what_needs_no_window_does_not_load_one(home: Home, options: list[str]) -> None:
    script = (
        "import sys; from flux_desktop.__main__ import main\n"
        f"main({options!r})\n"
        "sys.exit(any(name.startswith(('PySide6', 'shiboken6')) for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=home.environ, capture_output=True, timeout=_PATIENCE_S, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--server", "http://bfl.example"], "https"),
        (["--server", "moon"], "web address"),
        (["--screenshot", "x.png"], "--self-check"),
        (["--log-level", "loud"], "loud"),
        (["--practise"], "--practise"),
    ],
)
def test_wrong_arguments_are_explained_and_nothing_is_begun(home: Home, options: list[str], sentence: str) -> None:
    done = _run(home, *options, "--profile", str(home.profile))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stdout == ""
    assert not home.profile.exists()


def test_a_profile_that_cannot_be_made_is_said_on_the_terminal(home: Home) -> None:
    home.profile.write_text("a file")
    done = _run(home, "--profile", str(home.profile), "--practice")
    assert done.returncode == 1
    assert str(home.profile) in done.stderr
    assert "Traceback" not in done.stderr


def test_the_self_check_makes_a_picture_and_leaves_nothing_behind(home: Home) -> None:
    screenshot = home.folder / "shots" / "window.png"
    before = set(Path(os.environ.get("TMPDIR", "/tmp")).glob("flux-desktop-check-*"))
    done = _run(home, "--self-check", "--screenshot", str(screenshot))
    assert (done.returncode, without_screen_words(done.stderr)) == (0, "")
    steps = done.stdout.splitlines()
    expected = ("on the screen", "Typed", "Pressed", "stored", "painted", "file is whole", "Screenshot", "went well")
    assert len(steps) == len(expected)
    assert all(word in step for word, step in zip(expected, steps, strict=True))
    with Image.open(screenshot) as picture:
        assert picture.size >= (960, 640)
        assert len(picture.convert("RGB").resize((64, 40)).getcolors(64 * 40) or []) > 100
    assert not set(Path(os.environ.get("TMPDIR", "/tmp")).glob("flux-desktop-check-*")) - before


def test_a_self_check_that_goes_wrong_says_why_and_exits_with_one(home: Home) -> None:
    (home.folder / "PIL.py").write_text("raise ImportError('these pictures cannot be drawn')")
    done = _run(home, "--self-check", PYTHONPATH=str(home.folder))
    assert done.returncode == 1
    failure = next(line for line in done.stdout.splitlines() if line.startswith("FAILED: "))
    assert "these pictures cannot be drawn" in failure


def test_a_second_start_raises_the_first_window_and_leaves(home: Home) -> None:
    places = ["--profile", str(home.profile), "--library", str(home.library)]
    with DrivenProgram(home, "--practice") as program:
        program.minimise()
        assert program.is_minimised()
        done = _run(home, *places, "--practice")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        wait_until(lambda: not program.is_minimised(), "the window is raised")
        assert program.is_running


def test_two_profiles_run_side_by_side(home: Home, tmp_path: Path) -> None:
    with DrivenProgram(home, "--practice") as first, DrivenProgram(Home(tmp_path / "other"), "--practice") as second:
        assert first.page() == second.page() == "workspace"


def test_the_profile_of_a_program_that_died_is_free_again(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url) as program:
        program.kill()
    with DrivenProgram(home, "--server", server.url) as program:
        assert program.page() == "welcome"
