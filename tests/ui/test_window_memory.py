"""The window and what was being written are as they were left."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.draft import RequestDraft
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.draft_memory import DraftMemory
from flux_desktop.ui.window_memory import WindowMemory
from tests.ui.rooms import window_room


def test_place_size_and_panes_come_back(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path / "1") as room:
        memory = WindowMemory(room.window, JsonFile(tmp_path / "window.json"))
        room.window.resize(960, 700)  # as large as the screen allows
        room.window.show()
        room.window.workspace.setSizes([450, 510])
        sizes = room.window.workspace.sizes()
        assert sizes[0] > 400
        memory.set_had_key(True)
        memory.keep()
    with window_room(qapp, tmp_path / "2") as room:
        memory = WindowMemory(room.window, JsonFile(tmp_path / "window.json"))
        memory.restore_window()
        room.window.show()
        memory.restore_panes()
        assert room.window.size().toTuple() == (960, 700)
        assert room.window.workspace.sizes() == sizes
        assert memory.had_key


def test_without_a_memory_the_panes_are_as_wide_as_usual(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path) as room:
        memory = WindowMemory(room.window, JsonFile(tmp_path / "window.json"))
        memory.restore_window()
        room.window.resize(1280, 800)
        room.window.show()
        memory.restore_panes()
        assert room.window.workspace.sizes()[0] == room.screen.theme.px(372)
        assert not memory.had_key


@pytest.mark.parametrize(
    "content",
    [
        {"geometry": 5, "panes": 7, "had_key": "yes"},
        {"geometry": "not one", "panes": ["a", "b"], "had_key": 1},
        {"geometry": "", "panes": [None, {}], "had_key": []},
        {"geometry": "AAAA", "panes": [-5, 1e300]},
        {"panes": [1, 2, 3, 4, 5]},
        {"panes": []},
    ],
)
def test_a_memory_that_makes_no_sense_does_no_harm(qapp: QApplication, tmp_path: Path, content: dict[str, Any]) -> None:
    (tmp_path / "window.json").write_text(json.dumps(content))
    with window_room(qapp, tmp_path) as room:
        memory = WindowMemory(room.window, JsonFile(tmp_path / "window.json"))
        memory.restore_window()
        room.window.show()
        memory.restore_panes()
        assert room.window.workspace.sizes()[0] >= 300
        assert not memory.had_key
        memory.keep()
        assert json.loads((tmp_path / "window.json").read_text())["panes"] == room.window.workspace.sizes()


@pytest.mark.parametrize(("width", "chosen", "shown"), [(1600, None, True), (1300, None, False), (1300, True, True)])
def test_the_details_are_there_where_there_is_room_or_as_chosen(
    qapp: QApplication, tmp_path: Path, width: int, chosen: bool | None, shown: bool
) -> None:
    with window_room(qapp, tmp_path) as room:
        room.window.resize(width, 900)
        assert WindowMemory(room.window, JsonFile(tmp_path / "window.json")).wants_details(chosen) is shown


def test_half_a_thought_comes_back(qapp: QApplication, tmp_path: Path) -> None:
    fresh = RequestDraft("flux-2-pro")
    with window_room(qapp, tmp_path / "1") as room:
        memory = DraftMemory(room.panel, JsonFile(tmp_path / "draft.json"))
        memory.restore(fresh)
        assert room.panel.draft == fresh
        room.panel.use_prompt("half a thought")
        room.panel.footer.stepper.field.setValue(3)
        memory.keep()
        kept = room.panel.draft
    with window_room(qapp, tmp_path / "2") as room:
        DraftMemory(room.panel, JsonFile(tmp_path / "draft.json")).restore(fresh)
        assert room.panel.draft == kept
        assert (kept.prompt, kept.count) == ("half a thought", 3)
        assert not room.panel.can_undo


@pytest.mark.parametrize(
    "content", [{"prompt": 5}, {"model_id": []}, {"count": -3, "seed": "x"}, {"size": "large"}, {"references": 7}]
)
def test_a_draft_that_makes_no_sense_does_no_harm(qapp: QApplication, tmp_path: Path, content: dict[str, Any]) -> None:
    (tmp_path / "draft.json").write_text(json.dumps(content))
    with window_room(qapp, tmp_path) as room:
        DraftMemory(room.panel, JsonFile(tmp_path / "draft.json")).restore(RequestDraft("flux-2-pro"))
        assert room.panel.draft.model_id in room.catalogue
        assert room.panel.draft.count >= 1
        assert isinstance(room.panel.draft.prompt, str)


@pytest.mark.parametrize("had_details", [True, False])
def test_a_window_that_was_maximised_keeps_the_place_of_its_details_from_the_first_paint_on(
    qapp: QApplication, tmp_path: Path, had_details: bool
) -> None:
    """It learns how wide it is only when it is shown, and pictures that move then would be laid out twice."""
    with window_room(qapp, tmp_path / "1") as room:
        room.window.resize(640, 480)
        room.window.showMaximized()
        memory = WindowMemory(room.window, JsonFile(tmp_path / "window.json"))
        memory.keep()
    kept = json.loads((tmp_path / "window.json").read_text())
    (tmp_path / "window.json").write_text(json.dumps({**kept, "panes": [372, 900] + [320] * had_details}))
    with window_room(qapp, tmp_path / "2") as room:
        memory = WindowMemory(room.window, JsonFile(tmp_path / "window.json"))
        memory.restore_window()
        assert room.window.isMaximized()
        assert memory.wants_details(None) is had_details
        assert memory.wants_details(not had_details) is not had_details
