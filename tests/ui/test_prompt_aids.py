"""History and templates in the window: their keys, and where they are kept."""

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flux_desktop.ui.compose.history_popover import HistoryPopover
from flux_desktop.ui.compose.templates_popover import TemplatesPopover
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
        room.work._history.keep()
        kept = json.loads(room.profile.prompts_file.read_text())
        assert [entry["text"] for entry in kept["prompts"]] == ["a {red|blue} boat"]
