"""Opening pictures in other programs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.state import State
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a program of this computer writes down of the files that it is to open."""
    told = tmp_path / "told.txt"
    script = tmp_path / "viewer"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {told}.part && mv {told}.part {told}\n', encoding="utf-8")
    script.chmod(0o755)
    applications = tmp_path / "share" / "applications"
    applications.mkdir(parents=True)
    for name, command in (("viewer", script), ("gone", tmp_path / "viewer2")):
        entry = f"[Desktop Entry]\nName=My & {name}\nExec={command} %F\n"
        (applications / f"{name}.desktop").write_text(entry, encoding="utf-8")
    (tmp_path / "viewer2").symlink_to(script)
    (applications / "mimeinfo.cache").write_text("[MIME Cache]\nimage/png=viewer.desktop;gone.desktop\n")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "nothing"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
    return told


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path, told: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, State.DONE) as made:
        made.screen.gallery.view.select_ids(made.ids)
        yield made


def programs(room: WindowRoom) -> dict[str, object]:
    menu = room.work.pictures.open_with.menu
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


async def test_the_selected_pictures_are_opened_in_the_program_that_is_picked(room: WindowRoom, told: Path) -> None:
    found = programs(room)
    assert list(found) == ["My && viewer", "My && gone", "The &usual program"]
    found["My && viewer"].trigger()  # type: ignore[attr-defined]
    await until(told.exists)
    assert sorted(told.read_text(encoding="utf-8").split()) == sorted(str(room.file(item_id)) for item_id in room.ids)


async def test_a_program_that_does_not_start_is_said(room: WindowRoom, tmp_path: Path) -> None:
    action = programs(room)["My && gone"]
    (tmp_path / "viewer2").unlink()
    action.trigger()  # type: ignore[attr-defined]
    await until(lambda: room.said() == ["My & gone could not be started."])


def test_the_menu_is_grey_when_nothing_is_selected(room: WindowRoom) -> None:
    menu = room.work.pictures.open_with.menu.menuAction()
    assert menu in room.window.menus["image"].actions()
    assert menu.isEnabled()
    room.screen.gallery.view.clearSelection()
    assert not menu.isEnabled()


async def test_the_usual_program_is_the_one_of_the_system(room: WindowRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "flux_desktop.ui.picture_commands.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile())
    )
    programs(room)["The &usual program"].trigger()  # type: ignore[attr-defined]
    await until(lambda: opened)
    assert opened == [str(room.file(room.screen.gallery.view.current_id() or 0))]
