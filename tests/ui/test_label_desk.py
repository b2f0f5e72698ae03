"""Tags, albums, stars and notes in the details pane, in the card of the menu, and in the list of albums."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QPlainTextEdit, QWidget

from flux_desktop.domain.edits import Label
from flux_desktop.storage.gallery_row import GenerationDetails
from flux_desktop.ui.album_dialog import AlbumDialog
from flux_desktop.ui.details.details_pane import DetailsPane
from flux_desktop.ui.details.stars import Stars
from flux_desktop.ui.label_popover import LabelPopover
from flux_desktop.ui.support.label_editor import LabelEditor
from tests.ui.keeping_rooms import KeepingRoom, keeping_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[KeepingRoom]:
    with keeping_room(qapp, tmp_path, 4) as made:
        yield made


def details(room: KeepingRoom, item_id: int) -> GenerationDetails:
    found = room.library.details(item_id)
    assert found
    return found


async def pane_of(room: KeepingRoom, *ids: int) -> DetailsPane:
    """The pane, showing these."""
    room.work.pictures.dock.show_details(shown=True)
    pane = room.work.pictures.inspector.pane()
    room.select(*ids)
    await room.until(lambda: pane.isVisible() and pane._shown is not None and sorted(pane._shown) == sorted(ids))
    return pane


def section(pane: DetailsPane) -> QWidget:
    return next(part for part in pane.keeping if part.isVisible())


def editor(parent: QWidget, placeholder: str) -> LabelEditor:
    found = [part for part in parent.findChildren(LabelEditor) if part.field.placeholderText() == placeholder]
    return found[0]


def chips(parent: LabelEditor) -> list[str]:
    return [words for _, words in parent._shown]


async def test_a_picture_is_rated_by_the_stars_and_by_their_keys(room: KeepingRoom) -> None:
    stars = section(await pane_of(room, room.ids[0])).findChild(Stars)
    assert isinstance(stars, Stars)
    QTest.mouseClick(stars, Qt.MouseButton.LeftButton, pos=stars.rect().center())
    await room.until(lambda: room.row(room.ids[0]).rating == 3)
    await room.until(lambda: stars.accessibleName() == "Rating: 3 stars")
    QTest.keyClick(stars, Qt.Key.Key_Right)
    await room.until(lambda: stars.accessibleName() == "Rating: 4 stars")
    QTest.mouseClick(stars, Qt.MouseButton.LeftButton, pos=stars.rect().center())
    await room.until(lambda: stars.accessibleName() == "Rating: 3 stars")
    QTest.mouseClick(stars, Qt.MouseButton.LeftButton, pos=stars.rect().center())
    await room.until(lambda: room.row(room.ids[0]).rating == 0)


async def test_a_tag_is_written_shown_and_taken_off(room: KeepingRoom) -> None:
    tags = editor(section(await pane_of(room, room.ids[0])), "Add a tag")
    QTest.keyClicks(tags.field, "fjord")
    QTest.keyClick(tags.field, Qt.Key.Key_Return)
    await room.until(lambda: chips(tags) == ["fjord"])
    assert tags.field.text() == ""
    room.press("Take off the tag fjord", tags)
    await room.until(lambda: chips(tags) == [])
    assert details(room, room.ids[0]).tags == ()


async def test_many_pictures_say_how_many_have_a_tag_and_get_one_together(room: KeepingRoom) -> None:
    room.flow.set_label(Label.TAG, room.ids[:1], "fjord")
    await room.until_said("1 picture tagged “fjord”.")
    tags = editor(section(await pane_of(room, *room.ids[:3])), "Add a tag")
    await room.until(lambda: chips(tags) == ["fjord (1)"])
    QTest.keyClicks(tags.field, "fjord")
    QTest.keyClick(tags.field, Qt.Key.Key_Return)
    await room.until(lambda: chips(tags) == ["fjord"])
    assert details(room, room.ids[2]).tags == ("fjord",)


async def test_notes_are_saved_when_the_keyboard_leaves_them(room: KeepingRoom) -> None:
    notes = section(await pane_of(room, room.ids[0])).findChild(QPlainTextEdit)
    assert isinstance(notes, QPlainTextEdit)
    notes.setFocus()
    QTest.keyClicks(notes, "Ask Anna.")
    assert details(room, room.ids[0]).notes == ""
    room.view.setFocus()
    await room.until(lambda: details(room, room.ids[0]).notes == "Ask Anna.")


async def test_notes_of_one_picture_do_not_go_to_the_next(room: KeepingRoom) -> None:
    pane = await pane_of(room, room.ids[0])
    notes = section(pane).findChild(QPlainTextEdit)
    assert isinstance(notes, QPlainTextEdit)
    notes.setFocus()
    QTest.keyClicks(notes, "Ask Anna.")
    await pane_of(room, room.ids[1])
    assert notes.toPlainText() == ""
    await room.until(lambda: details(room, room.ids[0]).notes == "Ask Anna.")
    assert details(room, room.ids[1]).notes == ""


async def test_the_names_that_are_there_are_offered(room: KeepingRoom) -> None:
    room.flow.set_label(Label.TAG, room.ids[:1], "winter light")
    await room.until_said("1 picture tagged “winter light”.")
    tags = editor(section(await pane_of(room, room.ids[1])), "Add a tag")
    await room.until(lambda: tags._known.stringList() == ["winter light"])
    completer = tags.field.completer()
    completer.setCompletionPrefix("light")
    assert completer.completionCount() == 1


async def test_the_card_of_the_menu_tags_what_is_selected(room: KeepingRoom) -> None:
    room.select(*room.ids[:2])
    room.actions["tags"].trigger()
    card = room.window.findChild(LabelPopover)
    assert isinstance(card, LabelPopover)
    assert card.accessibleName() == "Tags of 2 pictures"
    assert card.editor.field.hasFocus()
    QTest.keyClicks(card.editor.field, "fjord")
    QTest.keyClick(card.editor.field, Qt.Key.Key_Return)
    await room.until(lambda: chips(card.editor) == ["fjord"])
    assert details(room, room.ids[0]).tags == ("fjord",)
    QTest.keyClick(card, Qt.Key.Key_Escape)
    await room.until(room.view.hasFocus)


async def test_the_pictures_of_an_album_are_found(room: KeepingRoom) -> None:
    room.flow.set_label(Label.ALBUM, room.ids[:2], "Calendar 2027")
    await room.until_said("2 pictures added to “Calendar 2027”.")
    room.labels.show_pictures(Label.ALBUM, "Calendar 2027")
    await room.until(lambda: room.shown() == room.ids[1::-1])


async def test_albums_are_looked_after_in_a_list(room: KeepingRoom) -> None:
    room.actions["openAlbums"].trigger()
    dialog = room.window.findChild(AlbumDialog)
    assert isinstance(dialog, AlbumDialog)
    albums = dialog.findChild(QListWidget)
    assert isinstance(albums, QListWidget)

    def names() -> list[str]:
        return [albums.item(row).text() for row in range(albums.count())]

    QTest.keyClicks(dialog._field, "Calendar")
    QTest.keyClick(dialog._field, Qt.Key.Key_Return)
    await room.until(lambda: names() == ["Calendar"])
    albums.item(0).setText("Posters")
    await room.until_said("The album is called “Posters” now.")
    await room.until(lambda: names() == ["Posters"] and dialog._chosen() == "Posters")
    dialog._remove.click()
    await room.until(lambda: names() == [])
    assert dialog._nothing.isVisible()
    dialog.close()
