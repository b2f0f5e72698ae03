"""The Tab key goes through the window as the eye does, also through what is made when it is first shown."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from flux_desktop.settings.settings import Settings
from flux_desktop.ui.gallery.empty_gallery import IdeaCard
from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.support.controls import PushButton
from tests.ui.rooms import WindowRoom, window_room
from tests.ui.test_main_window import tab_stops


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, settings=Settings(practice=True)) as made:
        made.window.resize(1280, 800)
        made.window.show()
        made.account.changed.emit()
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
