"""The Tab key goes through the window as the eye does, also through what is made when it is first shown."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.settings.settings import Settings
from flux_desktop.ui.gallery.empty_gallery import IdeaCard
from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.support.controls import PushButton
from tests.ui.compose.test_layout import fill
from tests.ui.rooms import WindowRoom, window_room
from tests.ui.test_main_window import tab_stops

_SAME_ROW_PX = 12


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, settings=Settings(practice=True)) as made:
        made.window.resize(1280, 800)
        made.window.show()
        made.account.changed.emit()
        yield made


@pytest.fixture
def paying(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    """With a key, so that limits count."""
    with window_room(qapp, tmp_path) as made:
        made.window.resize(1280, 800)
        made.window.show()
        made.window.activateWindow()
        yield made


def follow_one_another(room: WindowRoom, widgets: Sequence[QWidget]) -> bool:
    """Whether the Tab key stops at these in their order, and nowhere between them."""
    stops = [stop for stop in tab_stops(room.window) if stop.isVisible()]
    start = stops.index(widgets[0])
    return [*stops, *stops][start : start + len(widgets)] == list(widgets)


def test_the_options_come_after_their_toggle(room: WindowRoom) -> None:
    options = room.panel.options
    options.toggle.click()
    assert follow_one_another(room, [options.toggle, options.seed_field])
    room.panel.picker.model_chosen.emit("flux-2-flex")
    stops = tab_stops(room.window)
    fields = [stop for stop in stops if options.isAncestorOf(stop) and stop.isVisible()]
    assert follow_one_another(room, fields)
    assert fields[:2] == [options.toggle, options.seed_field]


@pytest.mark.parametrize("model_id", ["flux-2-pro", "flux-2-flex", "flux-3-image"])
async def test_the_panel_is_walked_from_the_top_to_the_bottom_however_much_it_says(
    paying: WindowRoom, qtbot: QtBot, model_id: str
) -> None:
    room = paying
    fill(room.panel, model_id, qtbot)
    stops = [stop for stop in tab_stops(room.window) if stop.isVisible()]
    start = stops.index(room.panel.prompt.editor)
    walked = [*stops[start:], *stops[:start]]
    inside = [stop for stop in walked if room.panel.isAncestorOf(stop)]
    assert walked[: len(inside) - 2] == inside[:-2]  # the two links above the prompt come last, before it
    body = room.panel.scroll_area.widget()
    assert body
    for part in (body, room.panel.footer):
        feet = [stop.mapTo(part, stop.rect().bottomRight()).y() for stop in inside[1:-2] if part.isAncestorOf(stop)]
        assert len(feet) > 3
        assert all(after >= before - _SAME_ROW_PX for before, after in pairwise(feet))


def test_a_message_comes_after_the_bar_and_its_cross_last(room: WindowRoom) -> None:
    (banner,) = room.window.findChildren(Banner)
    banner.show_message("info", "Practice mode.", "", [("Add your key…", lambda: None)])
    action, cross = banner.findChildren(PushButton)[-1], banner._close
    assert follow_one_another(room, [room.window.gallery.bar.details, action, cross])


def test_the_cards_of_an_empty_gallery_come_before_the_buttons_below_them(room: WindowRoom) -> None:
    cards = room.window.findChildren(IdeaCard)
    stops = tab_stops(room.window)
    below = [stop for stop in stops if isinstance(stop, PushButton) and stop.text() == "Browse all templates"]
    assert max(stops.index(card) for card in cards) < stops.index(below[0])
