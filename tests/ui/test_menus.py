"""Every command is in a menu, has words and keys of its own, and does what it says."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.generation import State
from flux_desktop.ui.actions import Command, make_action, sequences
from flux_desktop.ui.shortcut_sheet import ShortcutSheet
from tests.ui.rooms import WindowRoom, window_room

_Standard = QKeySequence.StandardKey


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, State.DONE) as made:
        with qtbot.waitActive(made.window):
            made.window.show()
            made.window.activateWindow()
        yield made
        made.window.hide()


def keys_of(action: QAction) -> list[str]:
    return [key.toString() for key in action.shortcuts()]


def has_keyboard(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))


def mnemonic(text: str) -> str:
    """The letter that is underlined."""
    _, found, rest = text.replace("&&", "").partition("&")
    return rest[0].upper() if found else ""


def _commands(menu: QMenu) -> Iterator[QAction]:
    """Those of a menu and of the menus in it."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _commands(inner)
        elif not action.isSeparator():
            yield action


# Words


def test_every_command_has_words_and_a_name(room: WindowRoom) -> None:
    assert len(room.menus.actions) > 25
    for name, action in room.menus.actions.items():
        assert action.objectName() == f"{name}Action"
        assert action.text().replace("&", "")[0].isupper()
        assert not action.text().endswith(".")


def test_every_command_is_in_a_menu_of_the_bar(room: WindowRoom) -> None:
    in_menus = [action for menu in room.window.menus.values() for action in _commands(menu)]
    assert {action.objectName() for action in in_menus} == {f"{name}Action" for name in room.menus.actions}
    assert len(in_menus) == len(room.menus.actions)


def test_no_menu_begins_ends_or_pauses_twice_with_a_line(room: WindowRoom) -> None:
    for menu in room.window.menus.values():
        lines = [action.isSeparator() for action in menu.actions()]
        assert not lines[0]
        assert not lines[-1]
        assert (True, True) not in pairwise(lines)


def test_underlined_letters_are_of_one_command_each(room: WindowRoom) -> None:
    titles = [mnemonic(menu.title()) for menu in room.window.menus.values()]
    assert len(set(titles)) == len(titles)
    for menu in room.window.menus.values():
        letters = Counter(letter for action in menu.actions() if (letter := mnemonic(action.text())))
        assert {letter: count for letter, count in letters.items() if count > 1} == {}, menu.title()


# Keys


def test_no_keys_belong_to_two_commands(room: WindowRoom) -> None:
    """Qt does nothing at all when they do."""
    taken: Counter[str] = Counter()
    for action in room.window.findChildren(QAction):
        taken.update(keys_of(action))
    assert {keys: count for keys, count in taken.items() if count > 1} == {}


def test_single_letters_work_in_the_gallery_only_so_that_a_prompt_can_be_typed(room: WindowRoom) -> None:
    for name, action in room.menus.actions.items():
        if any(len(keys) == 1 for keys in keys_of(action)):
            assert action.shortcutContext() is Qt.ShortcutContext.WidgetWithChildrenShortcut, name
            assert room.screen.gallery.view in action.associatedObjects()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("settings", "Ctrl+,"),
        ("quit", "Ctrl+Q"),
        ("newPrompt", "Ctrl+N"),
        ("copyPrompt", "Ctrl+Shift+C"),
        ("paste", "Ctrl+Shift+V"),
        ("selectNone", "Ctrl+Shift+A"),
        ("editPrompt", "Ctrl+L"),
        ("compose", "Ctrl+B"),
        ("details", "Ctrl+I"),
        ("pause", "Ctrl+Shift+P"),
        ("nextPane", "F6"),
        ("previousPane", "Shift+F6"),
        ("toast", "F8"),
        ("fullScreen", "F11"),
        ("shortcuts", "Ctrl+/"),
        ("favourite", "F"),
        ("useAsReference", "R"),
        ("vary", "V"),
        ("usePrompt", "U"),
        ("editAgain", "E"),
        ("showInFolder", "Ctrl+Shift+R"),
    ],
)
def test_a_command_has_the_keys_that_people_were_told(room: WindowRoom, name: str, keys: str) -> None:
    assert keys in keys_of(room.menus.actions[name])


def test_a_standard_key_that_a_system_lacks_gives_way_to_the_one_named_after_it() -> None:
    lacking = next(key for key in _Standard if not QKeySequence.keyBindings(key))
    assert sequences((lacking, "F9")) == [QKeySequence("F9")]
    assert sequences((_Standard.Copy, "F9")) == QKeySequence.keyBindings(_Standard.Copy)


def test_keys_that_are_named_twice_count_once() -> None:
    copy = QKeySequence(_Standard.Copy).toString()
    assert [key.toString() for key in sequences((_Standard.Copy, copy))].count(copy) == 1


def test_a_command_of_a_widget_is_offered_there_and_one_of_the_window_everywhere(qtbot: QtBot) -> None:
    window, view = QWidget(), QWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(view)
    done: list[str] = []
    everywhere = make_action(Command("a", "&All", lambda: done.append("all"), ("Ctrl+K",)), window)
    there = make_action(Command("b", "&Bit", lambda: done.append("bit"), ("B",), view), window)
    assert everywhere in window.actions()
    assert there in view.actions()
    assert there not in window.actions()
    everywhere.trigger()
    there.trigger()
    assert done == ["all", "bit"]


# What they do


def test_commands_on_pictures_are_grey_without_a_selection(room: WindowRoom) -> None:
    shown = [action for action in room.window.menus["image"].actions() if action.isVisible()]
    names = [action.objectName() for action in shown if not action.isSeparator()]
    assert len(names) > 5
    assert not any(room.window.findChild(QAction, name).isEnabled() for name in names)  # type: ignore[union-attr]
    room.menus.actions["selectAll"].trigger()
    assert all(room.window.findChild(QAction, name).isEnabled() for name in names)  # type: ignore[union-attr]
    room.menus.actions["selectNone"].trigger()
    assert not room.menus.actions["favourite"].isEnabled()


def test_they_work_on_what_is_selected(room: WindowRoom) -> None:
    room.screen.gallery.view.select_ids([room.ids[1]])
    QApplication.clipboard().clear()
    room.menus.actions["copySeed"].trigger()
    assert QApplication.clipboard().text() == "4294967295"
    room.menus.actions["editAgain"].trigger()
    assert room.panel.draft.prompt == "prompt 1"


def test_leaving_asks_the_program_to_end(room: WindowRoom) -> None:
    room.menus.actions["quit"].trigger()
    assert room.ends == [True]


@pytest.mark.parametrize(("name", "page"), [("settings", "Account"), ("about", "About")])
def test_settings_open_at_the_right_page_and_do_not_block(room: WindowRoom, name: str, page: str) -> None:
    room.menus.actions[name].trigger()
    (dialog,) = [dialog for dialog in room.window.findChildren(QDialog) if dialog.isVisible()]
    assert dialog.objectName() == "preferencesDialog"
    titles = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert page in titles
    dialog.close()


def test_the_queue_is_paused_and_tried_again(room: WindowRoom) -> None:
    room.menus.actions["pause"].trigger()
    room.menus.actions["tryAgain"].trigger()
    assert [name for name, *_ in room.engine.asked] == ["pause", "try_again"]


def test_the_panel_can_be_put_away_and_comes_back(room: WindowRoom) -> None:
    room.menus.actions["compose"].trigger()
    assert not room.panel.isVisible()
    room.menus.actions["compose"].trigger()
    assert room.panel.isVisible()


def test_the_keyboard_goes_round_the_panes_and_back(room: WindowRoom) -> None:
    view = room.screen.gallery.view
    room.panel.focus_prompt()
    room.menus.actions["nextPane"].trigger()
    assert has_keyboard(view)
    room.menus.actions["previousPane"].trigger()
    assert has_keyboard(room.panel)
    room.menus.actions["previousPane"].trigger()
    room.menus.actions["previousPane"].trigger()
    assert has_keyboard(room.panel) or has_keyboard(view)


@pytest.mark.parametrize(("command", "is_pictures"), [("nextPane", True), ("previousPane", False)])
def test_from_the_search_it_goes_to_what_is_next_to_it(room: WindowRoom, command: str, is_pictures: bool) -> None:
    room.screen.gallery.bar.search.setFocus()
    room.menus.actions[command].trigger()
    assert has_keyboard(room.screen.gallery.view) is is_pictures
    assert has_keyboard(room.panel) is not is_pictures


def test_undo_is_that_of_the_text_being_written_or_else_of_the_panel(room: WindowRoom) -> None:
    room.panel.use_prompt("first")
    room.panel.use_prompt("second")
    room.panel.focus_prompt()
    room.panel.prompt.editor.insertPlainText(" thought")
    room.menus.actions["undo"].trigger()
    assert room.panel.draft.prompt == "second"
    room.screen.gallery.view.setFocus()
    room.menus.actions["undo"].trigger()
    assert room.panel.draft.prompt == "first"


def test_pictures_have_the_same_commands_where_they_are_clicked(room: WindowRoom) -> None:
    room.menus.show_picture_menu([room.ids[0]], QPoint(10, 10))
    menu = next(menu for menu in room.window.findChildren(QMenu) if menu.isVisible())
    in_bar = [action.objectName() for action in room.window.menus["image"].actions() if not action.isSeparator()]
    assert [action.objectName() for action in menu.actions() if not action.isSeparator()] == in_bar
    menu.close()


def test_menus_are_short_and_begin_and_end_with_commands(room: WindowRoom) -> None:
    for name, menu in room.window.menus.items():
        shown = [action for action in menu.actions() if action.isVisible()]
        assert sum(not action.isSeparator() for action in shown) <= 20, name
        assert not any(end.isSeparator() for end in (shown[0], shown[-1])), name
        assert not any(one.isSeparator() and other.isSeparator() for one, other in pairwise(shown)), name


def test_a_menu_inside_of_that_of_pictures_is_grey_without_a_picture(room: WindowRoom) -> None:
    inside = [action for action in room.window.menus["image"].actions() if action.menu()]
    names = [action.text().replace("&", "") for action in inside if action.objectName() != "openWithMenuAction"]
    assert names == ["Rating", "More variations"]
    room.screen.gallery.view.clearSelection()
    assert not any(action.isEnabled() for action in inside)
    room.screen.gallery.view.select_ids([room.ids[0]])
    assert all(action.isEnabled() for action in inside)


def test_the_background_has_a_menu_of_its_own(room: WindowRoom) -> None:
    room.screen.gallery.view.menu_requested.emit([], QPoint(10, 10))
    menu = next(menu for menu in room.window.findChildren(QMenu) if menu.isVisible())
    assert menu.accessibleName() == "Commands for the gallery"
    assert room.menus.actions["selectAll"] in menu.actions()
    menu.close()


def test_the_sheet_of_keys_shows_those_that_work(room: WindowRoom) -> None:
    room.menus.actions["shortcuts"].trigger()
    (sheet,) = room.window.findChildren(ShortcutSheet)
    shown = [label.text() for label in sheet.findChildren(QLabel)]
    for action in room.menus.actions.values():
        if action.shortcuts():
            assert action.text().replace("&", "").removesuffix("…") in shown
            assert action.shortcuts()[0].toString(QKeySequence.SequenceFormat.NativeText) in shown
    assert "Generate" in shown
    for group in ("Prompt", "Open picture", "File", "Image", "View"):
        assert group in shown
    sheet.close()


def test_shift_f10_opens_the_menu_of_what_has_the_focus(room: WindowRoom, qtbot: QtBot) -> None:
    view = room.screen.gallery.view
    view.setFocus()
    view.setCurrentIndex(room.model.index(0, 0))
    with qtbot.waitSignal(view.menu_requested) as asked:
        QTest.keyClick(view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert list(asked.args[0]) == [room.ids[-1]]
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    popup.close()


def test_full_screen_and_back(room: WindowRoom) -> None:
    room.menus.actions["fullScreen"].trigger()
    assert room.window.isFullScreen()
    room.menus.actions["fullScreen"].trigger()
    assert not room.window.isFullScreen()
