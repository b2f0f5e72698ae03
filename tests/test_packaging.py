"""What packages are made of is whole and agrees with the program. Building them is ``dev.py package``, not a test."""

import configparser
import os
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import bundle_contents
import debian_package
import draw_icons
import launcher
import pytest
import python_packages
import third_party
from PySide6.QtGui import QGuiApplication
from PySide6.QtSvg import QSvgRenderer

from flux_desktop import __version__
from flux_desktop.application import APPLICATION_ID
from flux_desktop.arguments import parse

ROOT = Path(__file__).parent.parent
LINUX = ROOT / "packaging" / "linux"
METAINFO = (LINUX / f"{APPLICATION_ID}.metainfo.xml").read_text(encoding="utf-8")


def source_files(*suffixes: str) -> set[str]:
    """The program's own files by their place in an installed package, ``flux_desktop/resources`` included."""
    folders = {"flux_desktop": ROOT / "flux_desktop", "flux_desktop/resources": ROOT / "resources"}
    return {
        f"{package}/{path.relative_to(folder).as_posix()}"
        for package, folder in folders.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix in suffixes
    }


DATA_SUFFIXES = (".jpg", ".json", ".qss", ".sql", ".svg")


def options_of_the_program(capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit):
        parse(["--help"])
    return set(re.findall(r"--[a-z-]+", capsys.readouterr().out))


# The bundle


def test_every_module_of_the_program_is_frozen_those_imported_by_name_too() -> None:
    in_packages = {name.replace(".", "/") for name in bundle_contents.modules(ROOT)}
    expected = {name.removesuffix(".py").removesuffix("/__init__") for name in source_files(".py")}
    assert in_packages == expected
    assert {"flux_desktop/practice/__main__", "flux_desktop/practice/art"} <= in_packages


def test_every_data_file_is_frozen_where_the_program_looks_for_it() -> None:
    frozen = {f"{folder}/{path.name}" for path, folder in bundle_contents.data_files(ROOT)}
    assert frozen == source_files(*DATA_SUFFIXES)
    assert any(name.startswith("flux_desktop/storage/migrations/") for name in frozen)


def test_the_freezer_is_told_what_the_lists_say() -> None:
    spec = (ROOT / "packaging" / "flux-desktop.spec").read_text(encoding="utf-8")
    for name in ("modules(ROOT)", "data_files(ROOT)", "KEYRING_BACKENDS", "UNUSED_MODULES", "MULTIPROCESSING_HOOK"):
        assert f"bundle_contents.{name}" in spec
    assert "COLLECT(" in spec, "one folder, in which Qt's libraries can be replaced"


@pytest.mark.parametrize(
    ("destination", "wanted"),
    [
        ("libstdc++.so.6", False),
        ("libglib-2.0.so.0", False),
        ("libxcb.so.1", False),
        ("libz.so.1", False),
        ("libxcb-cursor.so.0", True),
        ("libsqlite3.so.0", True),
        ("libpython3.11.so.1.0", True),
        ("pillow.libs/libzstd-40ad5e7e.so.1.5.7", True),
        ("numpy.libs/libgfortran-040039e1.so.5.0.0", True),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqwebp.so", True),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        (r"PySide6\plugins\platforms\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
    ],
)
def test_libraries_of_the_system_and_plugins_nobody_uses_stay_out(destination: str, wanted: bool) -> None:
    assert bundle_contents.is_wanted(destination) is wanted


def test_a_library_that_nothing_is_linked_with_any_more_goes_too() -> None:
    links = {
        "PySide6/QtGui.abi3.so": ["libQt6Gui.so.6", "libc.so.6"],
        "PySide6/Qt/lib/libQt6Gui.so.6": ["libicuuc.so.73"],
        "PySide6/Qt/lib/libicuuc.so.73": [],
        "PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6": ["libQt6Gui.so.6"],
        "libpython3.11.so.1.0": [],
        "libreadline.so.8": [],
    }
    kept = bundle_contents.without_orphans(links, lambda destination: links[destination])
    assert set(links) - kept == {"PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6", "libreadline.so.8"}


# The frozen program


def test_a_frozen_program_is_its_own_practice_server() -> None:
    frozen = "import sys; sys.frozen = True; from flux_desktop.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", frozen, "--practice-server", "--watch-stdin"]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"http://127\.0\.0\.1:\d+$", done.stdout.strip())


def test_an_unfrozen_program_knows_no_such_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse(["--practice-server"])
    assert leaving.value.code == 2
    assert "--practice-server" not in options_of_the_program(capsys)


def test_a_browser_started_by_the_frozen_program_does_not_find_our_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        monkeypatch.setenv(name, "/usr/lib/flux-desktop/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    launcher.forget_packing()
    assert not any("flux-desktop" in value for name, value in os.environ.items() if "PATH" in name and name != "PATH")
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


def test_a_library_path_of_the_person_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/flux-desktop/_internal:/opt/mine")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/mine")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    launcher.forget_packing()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/mine"


# The wheel


def test_source_archive_and_wheel_hold_code_migrations_and_resources(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    target.mkdir()
    python_packages.copy_sources(tmp_path / "source")
    wheel = python_packages.build_wheel(tmp_path / "source", target, Path(sys.executable))
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
        metadata = file.read(f"flux_desktop-{__version__}.dist-info/METADATA").decode()
    assert source_files(".py", *DATA_SUFFIXES) <= names
    assert not [name for name in names if name.startswith(("tests", "packaging", "docs"))]
    assert "License-Expression: MIT" in metadata


# The desktop


def test_the_desktop_file_starts_the_program_and_belongs_to_its_window(capsys: pytest.CaptureFixture[str]) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(LINUX / f"{APPLICATION_ID}.desktop", encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert debian_package.IDENTIFIER == APPLICATION_ID
    assert (entry["Type"], entry["Icon"], entry["StartupWMClass"]) == ("Application", APPLICATION_ID, APPLICATION_ID)
    assert "Graphics" in entry["Categories"].split(";")
    actions = [f"Desktop Action {name}" for name in entry["Actions"].split(";") if name]
    assert set(parser.sections()) == {"Desktop Entry", *actions}
    options = options_of_the_program(capsys)
    for section in parser.sections():
        program, *arguments = shlex.split(parser[section]["Exec"])
        assert program == "flux-desktop"
        assert set(arguments) <= options


def test_the_metainfo_file_speaks_of_this_version() -> None:
    component = ET.fromstring(METAINFO)
    assert component.findtext("id") == APPLICATION_ID
    assert component.findtext("launchable") == f"{APPLICATION_ID}.desktop"
    assert component.findtext("project_license") == "MIT"
    assert debian_package.releases(METAINFO)[0].version == __version__


def test_releases_become_a_changelog_as_debian_reads_it() -> None:
    entry = re.compile(
        r"flux-desktop \((?P<version>[\d.]+)\) stable; urgency=medium\n\n(  \* .*\n(    .*\n)*)+\n"
        r" -- [^<]+ <[^>]+>  \w{3}, \d{2} \w{3} \d{4} 00:00:00 \+0000\n"
    )
    text = debian_package.changelog(METAINFO)
    found = entry.match(text)
    assert found
    assert found["version"] == __version__
    assert max(len(line) for line in text.splitlines() if not line.startswith(" -- ")) < 80


def test_the_manual_names_every_option_and_variable(capsys: pytest.CaptureFixture[str]) -> None:
    manual = (LINUX / "flux-desktop.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert [name for name in options_of_the_program(capsys) if name not in manual] == []
    variables = set(re.findall(r"FLUX_DESKTOP_\w+", (ROOT / "flux_desktop/arguments.py").read_text(encoding="utf-8")))
    assert variables
    assert [name for name in variables if name not in manual] == []


@pytest.mark.parametrize("size_px", [16, 512])
def test_the_icon_shows_a_spark_on_blue_with_clear_corners(qapp: QGuiApplication, size_px: int) -> None:
    image = draw_icons.draw(QSvgRenderer(str(draw_icons.DRAWING)), size_px)
    spark = image.pixelColor(size_px // 2, round(size_px * 0.40))
    side = image.pixelColor(round(size_px * 0.15), round(size_px * 0.30))
    assert image.pixelColor(0, 0).alpha() == 0
    assert min(spark.red(), spark.green(), spark.blue()) > 235
    assert side.blue() > 2 * side.red()
    assert side.alpha() == 255


# Licences


def test_the_list_of_third_party_software_is_up_to_date() -> None:
    lock = third_party.LOCK.read_text(encoding="utf-8")
    assert third_party.TARGET.read_text(encoding="utf-8") == third_party.document(lock), (
        "write it again: .venv/bin/python packaging/third_party.py"
    )


def test_nothing_is_shipped_whose_licence_forbids_it() -> None:
    packages = third_party.packages(third_party.LOCK.read_text(encoding="utf-8"))
    assert len(packages) > 20
    assert [package for package in packages if not third_party.is_allowed(package.licence)] == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("BSD-3-Clause AND Zlib", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-2.0-or-later", False),
        ("AGPL-3.0-only OR LicenseRef-Commercial", False),
        ("(MIT OR GPL-3.0-only) AND GPL-3.0-only", False),
        ("", False),
    ],
)
def test_a_licence_that_is_the_gpl_alone_is_refused(expression: str, allowed: bool) -> None:
    assert third_party.is_allowed(expression) is allowed


def test_packages_of_other_systems_have_their_licence_written_down() -> None:
    lock = third_party.LOCK.read_text(encoding="utf-8")
    conditional = set(re.findall(r"^([\w.-]+)==\S+ ;", lock, re.MULTILINE)) - {"numpy"}
    assert conditional <= third_party.KNOWN.keys()


def test_what_is_written_down_is_what_an_installed_package_says() -> None:
    compared = 0
    for name, licence in third_party.KNOWN.items():
        try:
            said = distribution(name).metadata.json.get("license_expression")
        except PackageNotFoundError:
            continue
        if said:
            assert (name, licence) == (name, said)
            compared += 1
    assert compared


def test_a_package_that_does_not_say_its_licence_stops_the_list() -> None:
    with pytest.raises(ValueError, match="of-another-world"):
        third_party.packages("of-another-world==1.0 ; sys_platform == 'plan9' \\\n")


def test_the_texts_a_bundle_must_carry_are_copied(tmp_path: Path) -> None:
    third_party.copy_texts(tmp_path)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "LGPL-3.0.txt").read_text()
    assert "GNU GENERAL PUBLIC LICENSE" in (tmp_path / "GPL-3.0.txt").read_text()
    assert "Permission is hereby granted" in (tmp_path / "Flux Desktop.txt").read_text()
    with_texts = {path.name for path in tmp_path.iterdir() if path.is_dir() and any(path.rglob("*"))}
    assert {"certifi", "cryptography", "httpx", "keyring", "numpy", "pillow", "qasync"} <= with_texts


# What building needs


def test_the_freezer_is_pinned_by_hash_and_from_no_address() -> None:
    lock = (ROOT / "packaging" / "requirements-packaging.lock").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\w)", lock) if entry]
    assert any(entry.startswith("pyinstaller==") for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock
