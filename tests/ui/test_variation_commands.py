"""Variations of a picture: all that made it, but for one thing, and nothing is sent by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.generation import State
from flux_desktop.domain.seeds import nth_seed
from flux_desktop.ui.compose.model_list import ModelList
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, State.DONE) as made:
        made.window.show()
        made.screen.gallery.view.setCurrentIndex(made.model.index(0, 0))
        yield made


def trigger(room: WindowRoom, name: str) -> None:
    room.menus.actions[name].trigger()


def seed_of(room: WindowRoom) -> int:
    seed = room.library.rows(room.ids)[room.ids[-1]].seed
    assert seed is not None
    return seed


async def test_another_model_is_chosen_for_the_same_seed(room: WindowRoom) -> None:
    trigger(room, "varyModel")
    assert (room.panel.draft.prompt, room.panel.draft.seed) == ("prompt 1", seed_of(room))
    (models,) = room.window.findChildren(ModelList)
    assert models.isVisible()
    models.close_popover()
    assert room.engine.questions("submit") == []


async def test_another_shape_is_chosen_for_the_same_seed(room: WindowRoom) -> None:
    trigger(room, "varyShape")
    assert room.panel.draft.seed == seed_of(room)
    assert QApplication.focusWidget() is room.panel.size_section.shapes.current_button


async def test_the_seeds_that_follow_are_one_key_away(room: WindowRoom) -> None:
    trigger(room, "varySeeds")
    assert [request.seed for request in room.panel.draft.requests(room.panel._model())] == [
        nth_seed(seed_of(room), number) for number in (1, 2, 3, 4)
    ]
    assert QApplication.focusWidget() is room.panel.footer.generate
    assert room.engine.questions("submit") == []


async def test_a_panel_that_was_put_away_is_shown_for_it(room: WindowRoom) -> None:
    room.window.toggle_panel()
    trigger(room, "varyShape")
    assert room.panel.isVisible()


async def test_without_a_picture_there_is_nothing_to_vary(room: WindowRoom) -> None:
    room.screen.gallery.view.clearSelection()
    assert not room.menus.actions["varyModel"].isEnabled()


async def test_all_but_the_seed_is_set_up_again(room: WindowRoom) -> None:
    trigger(room, "editNewSeed")
    assert (room.panel.draft.prompt, room.panel.draft.seed) == ("prompt 1", None)
    assert QApplication.focusWidget() is room.panel.prompt.editor
    room.panel.undo()
    assert room.panel.draft.prompt == ""
