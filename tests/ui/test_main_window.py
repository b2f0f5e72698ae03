"""What stands in the window before the panels come, and that nothing moves when they do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.arguments import Arguments
from flux_desktop.first_screen import FirstScreen
from flux_desktop.settings.profile import Profile
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.main_window import usual_size


@pytest.fixture
def screen(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[FirstScreen]:
    profile = Profile(tmp_path / "profile")
    profile.prepare()
    made = FirstScreen(qapp, profile, Arguments(library=tmp_path / "library"))
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.memory.keep()
    made.loader.stop()
    made.library.close()
    made.window.allow_closing()
    made.window.close()
    made.window.deleteLater()
    made.theme.setParent(None)
    made.theme.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.setStyleSheet("")


def _places(screen: FirstScreen) -> list[QRect]:
    panes = screen.window.workspace
    parts = [panes.widget(number) for number in range(panes.count())]
    return [*(part.geometry() for part in parts if part), screen.gallery.view.geometry()]


def _panel(screen: FirstScreen) -> ComposePanel:
    return ComposePanel(screen.catalogue, screen.theme)


def _pane(*names: str) -> QWidget:
    pane = QWidget()
    column = QVBoxLayout(pane)
    for name in names:
        button = QPushButton(name)
        button.setObjectName(name)
        column.addWidget(button)
    return pane


def tab_stops(window: QWidget) -> list[QWidget]:
    stops, widget = [], window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(widget)
        widget = widget.nextInFocusChain()
    return stops


def test_nothing_moves_when_the_compose_panel_comes(screen: FirstScreen) -> None:
    before = _places(screen)
    screen.window.set_panel(_panel(screen))
    QCoreApplication.processEvents()
    assert _places(screen) == before
    assert screen.window.panel.isVisible()


def test_nothing_moves_when_a_pane_comes_to_the_place_kept_for_it(screen: FirstScreen) -> None:
    screen.window.resize(1600, 900)
    screen.window.keep_place_for_dock()
    screen.memory.restore_panes()
    QCoreApplication.processEvents()
    before = _places(screen)
    screen.window.set_panel(_panel(screen))
    screen.window.dock(_pane("first"))
    QCoreApplication.processEvents()
    assert _places(screen) == before


def test_the_search_does_not_have_the_keyboard_while_the_prompt_is_not_there(screen: FirstScreen) -> None:
    assert screen.window.focusWidget() is not screen.gallery.bar.search


def test_the_tab_key_comes_from_the_pictures_to_the_dock_and_then_to_the_panel(screen: FirstScreen) -> None:
    """The window goes round, so this is panel, pictures, dock, whatever came into it last."""
    screen.window.keep_place_for_dock()
    screen.window.set_panel(_panel(screen))
    dock = _pane("first", "second")
    screen.window.dock(dock)
    order: list[str] = []
    for widget in tab_stops(screen.window):
        where = next(
            name
            for name, part in (("panel", screen.window.panel), ("pictures", screen.window.pages), ("dock", dock))
            if part.isAncestorOf(widget)
        )
        if where not in order[-1:]:
            order.append(where)
    assert order[order.index("panel") :] + order[: order.index("panel")] == ["panel", "pictures", "dock"]


def test_all_menus_have_their_room_before_their_entries_are_there(screen: FirstScreen) -> None:
    bar = screen.window.menuBar()
    assert [action.text() for action in bar.actions()] == ["&File", "&Edit", "&Image", "&Queue", "&View", "&Help"]
    assert bar.height() == bar.sizeHint().height()


@pytest.mark.parametrize(
    ("screen", "window"),
    [
        ((1920, 1080), (1280, 800)),
        ((1280, 800), (1276, 756)),
        ((1366, 768), (1280, 724)),
        ((800, 800), (1280, 800)),
    ],
)
def test_the_first_window_is_no_larger_than_the_screen(screen: tuple[int, int], window: tuple[int, int]) -> None:
    assert usual_size(QSize(*screen)).toTuple() == window
