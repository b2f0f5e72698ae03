"""History and templates in the window: their keys, and where they are kept."""

import json
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop.ui.compose.history_popover import HistoryPopover
from flux_desktop.ui.compose.templates_popover import TemplatesPopover
from tests.support.program import Home
from tests.ui.rooms import WindowRoom, window_room


def show(room: WindowRoom, qtbot: QtBot) -> None:
    room.window.show_workspace()
    with qtbot.waitExposed(room.window):
        room.window.show()


def test_the_menu_opens_both_and_shows_a_hidden_panel_for_them(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    with window_room(qapp, tmp_path) as room:
        show(room, qtbot)
        room.window.toggle_panel()
        assert not room.panel.isVisible()
        room.menus.actions["history"].trigger()
        (history,) = room.window.findChildren(HistoryPopover)
        assert room.panel.isVisible()
        assert history.isVisible()
        history.close_popover()
        room.menus.actions["templates"].trigger()
        (templates,) = room.window.findChildren(TemplatesPopover)
        assert templates.isVisible()
        keys = {name: room.menus.actions[name].shortcut().toString() for name in ("history", "templates")}
        assert keys["templates"] == "Ctrl+Shift+T"
        assert keys["history"] in ("Ctrl+H", "Ctrl+Y")


def test_what_is_submitted_is_kept_in_the_profile(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    with window_room(qapp, tmp_path) as room:
        show(room, qtbot)
        room.panel.set_blocked(None)
        room.panel.submitted.disconnect(room.making.submit)  # there is no loop to make anything in
        room.panel.set_prompt("a {red|blue} boat")
        with qtbot.waitSignal(room.panel.submitted):
            room.panel.submit()
        room.work.making.history.keep()
        kept = json.loads(room.profile.prompts_file.read_text())
        assert [entry["text"] for entry in kept["prompts"]] == ["a {red|blue} boat"]


def test_nothing_of_them_is_imported_until_it_is_asked_for(tmp_path: Path) -> None:
    late = {
        *("flux_desktop.domain.prompt_history", "flux_desktop.domain.templates", "flux_desktop.ui.template_files"),
        *(f"flux_desktop.ui.compose.{name}" for name in ("cards", "card_popover", "field_walk", "variations_line")),
    }
    script = f"import sys, flux_desktop.workroom; print(sorted(set(sys.modules) & {late!r}))"
    environ = Home(tmp_path / "person").environ
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "[]\n"


def test_the_empty_gallery_leads_to_the_templates(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    with window_room(qapp, tmp_path) as room:
        show(room, qtbot)
        ways = [way for way in room.window.findChildren(QPushButton) if way.text() == "Browse all templates"]
        ways[0].click()
        (templates,) = room.window.findChildren(TemplatesPopover)
        assert templates.isVisible()
        templates.close_popover()
