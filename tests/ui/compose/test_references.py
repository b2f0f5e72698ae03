"""Reference images: added, moved, replaced, removed; by mouse, by keyboard, by drop and by paste."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from flux_desktop.domain.references import Crop, Frame
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.reference_menu import reference_menu
from flux_desktop.ui.compose.reference_slot import SlotState
from flux_desktop.ui.compose.reference_sources import ImageData, WebAddress, sources_of
from tests.ui.compose.conftest import add, reference, thumbnail


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp: QApplication) -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


def names(panel: ComposePanel) -> list[str]:
    return [one.name for one in panel.draft.references]


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def drop(panel: ComposePanel, mime: QMimeData, at: QPoint) -> None:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(panel, QDragEnterEvent(at, copy, mime, left, none))
    QApplication.sendEvent(panel, QDropEvent(QPointF(at), copy, mime, left, none))


def test_added_files_are_asked_for_and_shown_as_being_read(panel: ComposePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.references_wanted) as wanted:
        panel.references.addFiles(["/pictures/silk.jpg", "/pictures/dune.png"])
    assert wanted.args[0] == [Path("/pictures/silk.jpg"), Path("/pictures/dune.png")]
    slots = panel.references.slots
    assert [slot.content.state for slot in slots] == [SlotState.BUSY, SlotState.BUSY]
    assert slots[0].accessibleName() == "Reference image, silk.jpg. being read"
    assert panel.draft.references == ()


def test_a_read_image_becomes_a_reference_with_a_number(panel: ComposePanel) -> None:
    add(panel, "silk.jpg")
    (slot,) = panel.references.slots
    assert slot.accessibleName() == "Reference image 1, silk.jpg"
    assert names(panel) == ["silk.jpg"]
    assert panel.references._counter.text() == "1 of 8"


def test_an_image_that_cannot_be_read_says_so_and_is_not_sent(panel: ComposePanel) -> None:
    panel.references.addFiles(["/pictures/broken.png"])
    panel.reference_failed("broken.png", "This file could not be read. Try a PNG, JPEG or WebP.")
    (slot,) = panel.references.slots
    assert slot.content.state is SlotState.FAILED
    assert panel.references._note.text() == "broken.png: This file could not be read. Try a PNG, JPEG or WebP."
    assert panel.draft.references == ()
    panel.references.remove_reference(0)
    assert panel.references._note.isHidden()


def test_images_read_out_of_order_keep_the_order_they_were_added_in(panel: ComposePanel) -> None:
    panel.references.addFiles(["/p/1.jpg", "/p/2.jpg"])
    panel.add_reference(reference("2.jpg"), thumbnail())
    panel.add_reference(reference("1.jpg"), thumbnail())
    assert names(panel) == ["1.jpg", "2.jpg"]


def test_more_than_the_model_takes_are_left_out_and_counted(panel: ComposePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.message) as message:
        panel.references.addFiles([f"/p/{n}.jpg" for n in range(10)])
    assert message.args == ["2 not added. [pro] takes 8."]
    assert len(panel.references.slots) == 8
    assert panel.references.add_slot.isHidden()


def test_moving_a_reference_renumbers_the_prompt_in_one_step(panel: ComposePanel) -> None:
    add(panel, "face.jpg", "dress.jpg", "room.jpg")
    panel.prompt.editor.setPlainText("image 1 wearing image 2 in image 3")
    panel.references.move_reference(0, 2)
    assert names(panel) == ["dress.jpg", "room.jpg", "face.jpg"]
    assert panel.draft.prompt == "image 3 wearing image 1 in image 2"
    panel.prompt.editor.undo()
    assert panel.draft.prompt == "image 1 wearing image 2 in image 3"


def test_a_removed_reference_leaves_a_number_that_is_underlined_not_another_picture(panel: ComposePanel) -> None:
    add(panel, "face.jpg", "dress.jpg", "room.jpg")
    panel.prompt.editor.setPlainText("image 1 wearing image 2 in image 3")
    panel.references.remove_reference(1)
    assert names(panel) == ["face.jpg", "room.jpg"]
    assert panel.draft.prompt == "image 1 wearing image 3 in image 2"


def test_slots_are_moved_and_removed_by_keyboard(panel: ComposePanel) -> None:
    add(panel, "1.jpg", "2.jpg", "3.jpg")
    slot = panel.references.slots[0]
    slot.setFocus()
    QTest.keyClick(slot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert names(panel) == ["2.jpg", "1.jpg", "3.jpg"]
    focused = QApplication.focusWidget()
    assert focused is panel.references.slots[1]
    QTest.keyClick(focused, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is panel.references.slots[2]
    QTest.keyClick(panel.references.slots[2], Qt.Key.Key_Delete)
    assert names(panel) == ["2.jpg", "1.jpg"]
    assert QApplication.focusWidget() is panel.references.slots[1]


def test_a_slot_dragged_to_the_end_goes_there(panel: ComposePanel) -> None:
    add(panel, "1.jpg", "2.jpg", "3.jpg")
    first, last = panel.references.slots[0], panel.references.slots[2]
    start = first.rect().center()
    target = first.mapFromGlobal(last.mapToGlobal(last.rect().center() + QPoint(20, 0)))
    QTest.mousePress(first, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(first, start + QPoint(30, 0))
    QTest.mouseMove(first, target)
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=target)
    assert names(panel) == ["2.jpg", "3.jpg", "1.jpg"]


def test_the_cross_removes_its_reference(panel: ComposePanel) -> None:
    add(panel, "1.jpg", "2.jpg")
    remove = panel.references.slots[0]._remove
    assert remove.accessibleName() == "Remove reference image 1, 1.jpg"
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert names(panel) == ["2.jpg"]


def test_the_menu_of_a_slot_can_do_everything_without_dragging(panel: ComposePanel) -> None:
    add(panel, "1.jpg", "2.jpg")
    menu = reference_menu(panel.references, panel.references, 1, 2, 2)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == [
        "Replace…",
        "Crop…",
        "Move left",
        "Move right",
        "Insert “image 2” in prompt",
        "What is it for?",
        "Open",
        "Remove",
    ]
    enabled = {action.text(): action.isEnabled() for action in menu.actions()}
    assert enabled["Move left"]
    assert not enabled["Move right"]


def test_saying_what_a_reference_is_for_writes_it_into_the_prompt(panel: ComposePanel) -> None:
    add(panel, "1.jpg")
    panel.prompt.editor.setPlainText("A dancer")
    panel.prompt.editor.moveCursor(panel.prompt.editor.textCursor().MoveOperation.End)
    menu = reference_menu(panel.references, panel.references, 0, 1, 1)
    purposes = next(action.menu() for action in menu.actions() if action.text() == "What is it for?")
    assert isinstance(purposes, QMenu)
    next(action for action in purposes.actions() if action.text() == "Style").trigger()
    assert panel.draft.prompt == "A dancer in the style of image 1"


def test_space_on_a_slot_opens_its_menu(panel: ComposePanel) -> None:
    add(panel, "1.jpg")
    slot = panel.references.slots[0]
    slot.setFocus()
    QTest.keyClick(slot, Qt.Key.Key_Space)
    (menu,) = [m for m in panel.references.findChildren(QMenu) if m.isVisible()]
    menu.close()
    assert not menu.isVisible()


def test_a_drop_anywhere_on_the_panel_adds_and_the_panel_says_so_meanwhile(panel: ComposePanel, qtbot: QtBot) -> None:
    at = panel.rect().center()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    mime = files("/p/silk.jpg", "/p/notes.txt")
    enter = QDragEnterEvent(at, copy, mime, left, none)
    QApplication.sendEvent(panel, enter)
    assert enter.isAccepted()
    assert panel._drop.is_over
    with qtbot.waitSignal(panel.references_wanted) as wanted:
        QApplication.sendEvent(panel, QDropEvent(QPointF(at), copy, mime, left, none))
    assert wanted.args[0] == [Path("/p/silk.jpg")]
    assert not panel._drop.is_over


@pytest.mark.parametrize("target", ["panel", "prompt"])
def test_a_file_manager_that_offers_to_move_is_told_of_a_copy(panel: ComposePanel, target: str) -> None:
    """Else it may delete the file, which only was to be a reference."""
    widget = panel if target == "panel" else panel.prompt.editor.viewport()
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    left, shift, mime = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, files("/p/silk.jpg")
    enter = QDragEnterEvent(widget.rect().center(), both, mime, left, shift)
    QApplication.sendEvent(widget, enter)
    event = QDropEvent(QPointF(widget.rect().center()), both, mime, left, shift)
    assert event.proposedAction() is Qt.DropAction.MoveAction
    QApplication.sendEvent(widget, event)
    assert event.isAccepted()
    assert event.dropAction() is Qt.DropAction.CopyAction


def test_a_drop_of_something_else_is_not_taken(panel: ComposePanel) -> None:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    mime = files("/p/notes.txt")
    enter = QDragEnterEvent(panel.rect().center(), copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(panel, enter)
    assert not enter.isAccepted()


def test_a_drop_on_a_filled_slot_replaces_it_once_the_new_one_has_been_read(panel: ComposePanel) -> None:
    add(panel, "1.jpg", "2.jpg")
    slot = panel.references.slots[0]
    drop(panel, files("/p/new.jpg"), slot.mapTo(panel, slot.rect().center()))
    assert slot.content.state is SlotState.BUSY
    assert names(panel) == ["1.jpg", "2.jpg"]
    panel.add_reference(reference("new.jpg"), thumbnail())
    assert names(panel) == ["new.jpg", "2.jpg"]


def test_a_replacement_that_cannot_be_read_leaves_the_old_one(panel: ComposePanel, qtbot: QtBot) -> None:
    add(panel, "1.jpg")
    panel.references.offer([Path("/p/bad.jpg")], replacing=0)
    with qtbot.waitSignal(panel.message) as message:
        panel.reference_failed("bad.jpg", "This file could not be read.")
    assert message.args == ["bad.jpg: This file could not be read."]
    assert names(panel) == ["1.jpg"]
    assert panel.references.slots[0].content.state is SlotState.READY


def test_a_drop_on_the_text_adds_and_names_the_picture_there(panel: ComposePanel) -> None:
    panel.prompt.editor.setPlainText("in the palette of ")
    panel.prompt.editor.moveCursor(panel.prompt.editor.textCursor().MoveOperation.End)
    panel.prompt.editor.references_offered.emit([Path("/p/silk.jpg")], True)
    assert panel.draft.prompt == "in the palette of image 1"
    assert len(panel.references.slots) == 1


def test_a_pasted_image_is_added_and_not_typed(panel: ComposePanel, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(thumbnail())
    with qtbot.waitSignal(panel.references_wanted) as wanted:
        panel.prompt.editor.paste()
    (source,) = wanted.args[0]
    assert isinstance(source, ImageData)
    assert panel.draft.prompt == ""
    panel.add_reference(reference(source.name), thumbnail())
    assert names(panel) == [source.name]


def test_pasting_without_a_picture_says_what_would_do(panel: ComposePanel, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("words")
    with qtbot.waitSignal(panel.message) as message:
        panel.paste_reference()
    assert message.args[0].startswith("There is no picture on the clipboard.")


def test_the_bytes_of_a_dragged_image_are_taken_as_they_are() -> None:
    mime = QMimeData()
    mime.setData("image/png", b"the bytes of a browser")
    assert sources_of(mime) == [ImageData("Pasted image.png", b"the bytes of a browser")]


def test_a_picture_on_the_web_is_handed_on_by_its_address() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a/silk.jpg?size=2"), QUrl("https://example.org/page.html")])
    (source,) = sources_of(mime)
    assert isinstance(source, WebAddress)
    assert source.name == "silk.jpg"


def test_references_of_a_restored_draft_ask_for_their_small_pictures(panel: ComposePanel, qtbot: QtBot) -> None:
    kept = replace(panel.draft, references=(reference("1.jpg"), reference("2.jpg")))
    with qtbot.waitSignal(panel.thumbnails_wanted) as wanted:
        panel.restore(kept)
    assert [one.name for one in wanted.args[0]] == ["1.jpg", "2.jpg"]
    panel.set_thumbnail(reference("1.jpg").sha256, thumbnail())
    assert panel.references.slots[0].content.thumbnail is not None
    assert panel.references.slots[0].grab().toImage().pixelColor(36, 30).name() == "#7040c0"


def test_what_is_sent_smaller_is_said_and_stops_nothing(panel: ComposePanel) -> None:
    panel.prompt.editor.setPlainText("a quiet fjord at blue hour in winter")
    for number in range(3):
        panel.add_reference(reference(f"{number}.jpg", 2048, 2048), thumbnail())
    assert panel.references._note.text() == ("3 are made smaller for sending (12 to 8 MP). Your files are unchanged.")
    assert panel.footer.generate.isEnabled()
    panel.references.remove_reference(2)
    assert panel.references._note.isHidden()


def test_a_part_takes_the_place_of_its_picture_wherever_that_is_by_now(panel: ComposePanel, qtbot: QtBot) -> None:
    add(panel, "1.jpg", "2.jpg")
    menu = reference_menu(panel.references, panel.references, 0, 2, 1)
    with qtbot.waitSignal(panel.references.crop_requested) as wanted:
        next(action for action in menu.actions() if action.text() == "Crop…").trigger()
    (whole,) = wanted.args
    panel.references.move_reference(0, 1)
    part = replace(reference("1.jpg", 300, 200), sha256="cd" * 32, crop=Crop(whole, Frame(0, 0, 300, 200)))
    panel.references.replace_reference(whole, part, thumbnail())
    assert panel.draft.references == (reference("2.jpg"), part)
    assert panel.references.slots[1].accessibleName() == "Reference image 2, 1.jpg, cropped"
    panel.references.remove_reference(1)
    panel.references.replace_reference(part, whole, thumbnail())
    assert names(panel) == ["2.jpg"]
