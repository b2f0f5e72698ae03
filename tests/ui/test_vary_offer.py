"""What Vary says that it costs is what is queued, wherever it is offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.generation import State
from flux_desktop.domain.money import dollars
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.viewer.viewer_page import ViewerPage
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, State.FAILED, submit=[]) as made:
        made.window.show()
        view = made.screen.gallery.view
        view.setCurrentIndex(made.model.index(made.model.row_of(made.ids[0])))
        view.selectionModel().select(view.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        yield made


def words_of(room: WindowRoom, number: int) -> str:
    """What the button on the tile of this picture says."""
    row = room.model.item(room.ids[number])
    assert row
    return room.window.gallery.view.price_words(row)


@pytest.mark.parametrize("count", [1, 2, 12])
async def test_the_words_name_as_many_pictures_and_as_much_money_as_is_queued(room: WindowRoom, count: int) -> None:
    room.panel.footer.stepper.set_count(count)
    words = words_of(room, 0)
    room.commands.vary(room.ids[0])
    await until(lambda: room.engine.questions("submit"))
    requests, prices = room.engine.questions("submit")[0][:2]
    assert len(requests) == len(prices) == count
    assert all(request.seed is None for request in requests)
    assert words.endswith(dollars(sum(prices)))
    assert words.startswith(f"{count} pictures") is (count > 1)


async def test_moving_the_stepper_changes_the_words_everywhere(room: WindowRoom) -> None:
    room.work.pictures.viewer.open(room.ids[0])
    room.panel.footer.stepper.set_count(4)
    (page,) = room.window.findChildren(ViewerPage)
    assert page.actions_row.vary.text().strip() == "Vary, 4 pictures, $0.12"
    assert room.menus.actions["vary"].text() == "&Vary with a new seed (4 pictures, $0.12)"
    room.work.pictures.stop()


async def test_what_is_no_picture_is_not_offered(room: WindowRoom) -> None:
    assert words_of(room, 1) == ""


async def test_in_practice_the_count_is_said_and_no_price(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, State.DONE, settings=Settings(practice=True)) as room:
        room.panel.footer.stepper.set_count(3)
        assert words_of(room, 0) == "3 pictures"
