from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.generation import State
from flux_desktop.domain.local_days import Grouping
from flux_desktop.settings.settings import Settings
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, settings=Settings(grouping=Grouping.WEEK)) as made:
        yield made


def labels(room: WindowRoom) -> list[str]:
    return [header.section.label for header in room.screen.gallery.view.tiles.headers(0, 10**6)]


def test_the_gallery_begins_as_it_was_left(room: WindowRoom) -> None:
    assert labels(room) == ["This week"]
    assert room.work.pictures.grouping.actions[Grouping.WEEK].isChecked()


def test_a_choice_is_shown_and_kept(room: WindowRoom) -> None:
    actions = room.work.pictures.grouping.actions
    actions[Grouping.AUTOMATIC].trigger()
    assert labels(room) == ["Today"]
    assert room.settings.settings.grouping is Grouping.AUTOMATIC
    assert [grouping for grouping, action in actions.items() if action.isChecked()] == [Grouping.AUTOMATIC]


def test_the_choice_is_in_the_view_menu(room: WindowRoom) -> None:
    submenus = [action.text() for action in room.window.menus["view"].actions() if action.menu()]
    assert "&Group by" in submenus
    assert "groupByWeek" in room.menus.actions
