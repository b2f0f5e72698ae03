"""Programs that open pictures, read from the files that a Linux desktop has of them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.services import desktop_programs
from flux_desktop.services.desktop_programs import DesktopPrograms, Program


class Desk:
    """A home and a system with programs in them."""

    def __init__(self, root: Path) -> None:
        self.own, self.system, self.config = root / "own", root / "system", root / "config"
        self.environ = {
            "XDG_DATA_HOME": str(self.own),
            "XDG_DATA_DIRS": str(self.system),
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_CONFIG_DIRS": "relative",
            "PATH": "/usr/bin:/bin",
        }
        self.root = root

    def add(self, folder: Path, name: str, **entries: str) -> None:
        entries = {"Type": "Application", "Exec": "true %F", **entries}
        lines = "".join(f"{key.replace('_', '[')}{']' if '_' in key else ''}={text}\n" for key, text in entries.items())
        file = folder / "applications" / f"{name}.desktop"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# a comment\n[Desktop Entry]\n{lines}\n[Desktop Action new]\nName=Other\n", encoding="utf-8")

    def write(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def cache(self, folder: Path, *names: str) -> None:
        self.write(
            folder / "applications" / "mimeinfo.cache",
            f"[MIME Cache]\nimage/png={';'.join(f'{name}.desktop' for name in names)};\n",
        )

    def names(self) -> list[str]:
        return [program.name for program in DesktopPrograms(self.environ, self.root).for_type("image/png")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_usual_program_comes_first_and_each_one_once(desk: Desk) -> None:
    for name in ("gimp", "viewer", "krita"):
        desk.add(desk.system, name, Name=name.capitalize())
    desk.cache(desk.system, "gimp", "viewer", "krita")
    assert desk.names() == ["Gimp", "Viewer", "Krita"]
    desk.write(
        desk.config / "mimeapps.list",
        "[Default Applications]\nimage/png=krita.desktop\n[Removed Associations]\nimage/png=gimp.desktop;\n",
    )
    assert desk.names() == ["Krita", "Viewer"]


def test_the_list_of_the_desktop_that_runs_comes_before_the_general_one(desk: Desk) -> None:
    for name in ("a", "b"):
        desk.add(desk.system, name, Name=name)
    desk.environ["XDG_CURRENT_DESKTOP"] = "ubuntu:GNOME"
    desk.write(desk.config / "mimeapps.list", "[Default Applications]\nimage/png=a.desktop\n")
    desk.write(desk.config / "gnome-mimeapps.list", "[Default Applications]\nimage/png=b.desktop\n")
    assert desk.names() == ["b", "a"]


def test_what_the_person_has_installed_takes_the_place_of_the_same_of_the_system(desk: Desk) -> None:
    desk.add(desk.system, "gimp", Name="GIMP 2")
    desk.add(desk.own, "gimp", Name="GIMP 3")
    desk.add(desk.own, "gone", Name="Gone", Hidden="true")
    desk.add(desk.system, "gone", Name="Gone")
    desk.cache(desk.system, "gimp", "gone")
    assert desk.names() == ["GIMP 3"]


@pytest.mark.parametrize(
    "entries",
    [
        {"NoDisplay": "true"},
        {"Terminal": "true"},
        {"Exec": ""},
        {"Exec": "no-such-program %f"},
        {"TryExec": "/no/such/program"},
        {"Name": ""},
    ],
)
def test_what_cannot_be_started_or_is_for_no_menu_is_left_out(desk: Desk, entries: dict[str, str]) -> None:
    desk.add(desk.system, "odd", **{"Name": "Odd", **entries})
    desk.add(desk.system / "kde", "good", Name="Good")
    (desk.system / "kde" / "applications").rename(desk.system / "applications" / "kde")
    desk.cache(desk.system, "odd", "kde-good", "not-there", "../../etc/passwd")
    assert desk.names() == ["Good"]


@pytest.mark.parametrize(("language", "name"), [("de_AT.UTF-8", "Bild"), ("fr_FR.UTF-8", "Image"), ("C", "Picture")])
def test_the_name_is_in_the_language_of_the_person(desk: Desk, language: str, name: str) -> None:
    desk.environ["LANG"] = language
    desk.add(desk.system, "a", Name="Picture", Name_de="Bild", Name_fr_FR="Image")
    text = (desk.system / "applications" / "a.desktop").read_text(encoding="utf-8").replace("fr[FR", "fr_FR")
    (desk.system / "applications" / "a.desktop").write_text(text, encoding="utf-8")
    desk.cache(desk.system, "a")
    assert desk.names() == [name]


def test_a_system_without_such_files_has_no_programs(desk: Desk) -> None:
    assert desk.names() == []


A, B = Path("/a b.png"), Path("/c.png")


@pytest.mark.parametrize(
    ("command", "started"),
    [
        ("gimp %U", [["gimp", "/a b.png", "/c.png"]]),
        ("eog %f", [["eog", "/a b.png"], ["eog", "/c.png"]]),
        ("env X=1 view --title %c %i %F", [["env", "X=1", "view", "--title", "View", "/a b.png", "/c.png"]]),
        ("plain", [["plain", "/a b.png"], ["plain", "/c.png"]]),
        (
            r'"/opt/my \\"view\\"" 100%% %f',
            [['/opt/my "view"', "100%", "/a b.png"], ['/opt/my "view"', "100%", "/c.png"]],
        ),
    ],
)
def test_commands_get_the_files_where_they_want_them(command: str, started: list[list[str]]) -> None:
    assert Program("View", tuple(desktop_programs._words(command))).starts([A, B]) == started


@given(st.text(max_size=60))
def test_no_command_breaks_the_reading(command: str) -> None:
    assert all(isinstance(word, str) for word in desktop_programs._words(command))
