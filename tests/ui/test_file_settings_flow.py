"""The prompt and settings of a picture file in the compose panel: dropped with Ctrl, or chosen, or in the library."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.generation import State
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.embedded import embed
from tests.storage.embedded.pictures import picture
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room

KEPT, LOST = (Reference(letter * 64, "png", Size(8, 8), 5, "") for letter in "ab")
REQUEST = GenerationRequest(
    "flux-2-flex", "a quiet fjord", {"width": 512, "height": 768, "seed": 42, "steps": 20}, (LOST, KEPT)
)
OURS = FileSettings(prompt="a quiet fjord", tool="Flux Desktop 1", request_json=REQUEST.to_json())
THEIRS = FileSettings(
    prompt="a dawn", negative_prompt="fog", seed=7, size=Size(512, 768), model="photon", tool="ComfyUI"
)
COPY, LEFT, CTRL = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE) as made:
        references = made.folder / ".flux-desktop" / "references"
        references.mkdir(parents=True)
        (references / KEPT.file_name).write_bytes(b"bytes")
        made.window.show()
        yield made


def written(folder: Path, settings: FileSettings | None) -> Path:
    file = folder / "picture.png"
    file.write_bytes(embed(picture("png"), "png", settings) if settings else picture("png"))
    return file


def mime(file: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    return data


def drop(target: QWidget, file: Path) -> None:
    data = mime(file)
    QApplication.sendEvent(target, QDragEnterEvent(target.rect().center(), COPY, data, LEFT, CTRL))
    QApplication.sendEvent(target, QDropEvent(QPointF(target.rect().center()), COPY, data, LEFT, CTRL))


async def test_a_file_of_ours_brings_back_its_whole_set_up(room: WindowRoom, tmp_path: Path) -> None:
    drop(room.panel, written(tmp_path, OURS))
    await until(lambda: room.panel.draft.prompt == "a quiet fjord")
    draft = room.panel.draft
    assert (draft.model_id, draft.seed, draft.settings) == ("flux-2-flex", 42, {"steps": 20})
    assert draft.expected_size(room.catalogue["flux-2-flex"]) == Size(512, 768)
    assert draft.references == (replace(KEPT, name="Reference 1"),)
    assert "1 reference is not in your library and was left out." in room.said()
    room.panel.undo()
    assert room.panel.draft.prompt == ""


async def test_a_file_of_another_program_brings_prompt_seed_and_size(room: WindowRoom, tmp_path: Path) -> None:
    before = room.panel.draft
    drop(room.panel, written(tmp_path, THEIRS))
    await until(lambda: room.panel.draft.prompt == "a dawn")
    draft = room.panel.draft
    assert (draft.model_id, draft.seed, draft.settings) == (before.model_id, 7, before.settings)
    notes = room.panel.model_note.text()
    assert notes.startswith("The picture was made in ComfyUI with photon; this is FLUX.2 [pro].")
    assert "FLUX takes no negative prompt" in notes


async def test_a_model_that_is_known_here_is_taken_too(room: WindowRoom, tmp_path: Path) -> None:
    """As of a file of ours that has lost all but the text for other programs."""
    drop(room.panel, written(tmp_path, replace(THEIRS, model="flux-2-flex", negative_prompt=None)))
    await until(lambda: room.panel.draft.prompt == "a dawn")
    assert (room.panel.draft.model_id, room.panel.draft.seed) == ("flux-2-flex", 7)
    assert room.panel.model_note.text() == ""


async def test_a_file_that_says_nothing_changes_nothing_and_says_so(room: WindowRoom, tmp_path: Path) -> None:
    before = room.panel.draft
    drop(room.panel, written(tmp_path, None))
    await until(room.said)
    assert room.said() == ["“picture.png” does not say how it was made."]
    assert room.panel.draft == before


async def test_a_drop_on_the_prompt_does_the_same(room: WindowRoom, tmp_path: Path) -> None:
    editor = room.panel.prompt.editor
    drop(editor.viewport(), written(tmp_path, OURS))
    await until(lambda: room.panel.draft.prompt == "a quiet fjord")
    assert editor.toPlainText() == "a quiet fjord"


def test_the_panel_says_what_a_drop_would_do(room: WindowRoom, tmp_path: Path) -> None:
    panel, data, none = room.panel, mime(written(tmp_path, OURS)), Qt.KeyboardModifier.NoModifier
    at = panel.rect().center()
    QApplication.sendEvent(panel, QDragEnterEvent(at, COPY, data, LEFT, none))
    assert panel._drop.said.startswith("Drop to use as reference\nHold ")
    QApplication.sendEvent(panel, QDragMoveEvent(at, COPY, data, LEFT, CTRL))
    assert panel._drop.said == "Drop to use its prompt and settings"
    QApplication.sendEvent(panel, QDragMoveEvent(at, COPY, data, LEFT, none))
    assert panel._drop.said.startswith("Drop to use as reference\n")


async def test_a_file_can_be_chosen_without_a_mouse(room: WindowRoom, tmp_path: Path) -> None:
    room.menus.actions["useFileSettings"].trigger()
    (dialog,) = room.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(written(tmp_path, OURS)))
    dialog.close()
    await until(lambda: room.panel.draft.prompt == "a quiet fjord")


async def test_an_imported_picture_can_be_edited_again(room: WindowRoom) -> None:
    (item_id,) = room.ids
    make_imported(room, item_id, THEIRS)
    room.commands.edit_again(item_id)
    await until(lambda: room.panel.draft.prompt == "a dawn")
    make_imported(room, item_id, OURS)
    room.commands.edit_again(item_id)
    await until(lambda: room.panel.draft.model_id == "flux-2-flex")


def test_what_the_file_of_an_imported_picture_says_is_in_its_details(room: WindowRoom) -> None:
    (item_id,) = room.ids
    make_imported(room, item_id, OURS)
    details = room.library.details(item_id)
    assert details
    assert (details.file_settings, details.request, details.references) == (OURS, REQUEST, (LOST, KEPT))


def make_imported(room: WindowRoom, item_id: int, settings: FileSettings) -> None:
    connection = sqlite3.connect(room.profile.database)
    with connection:
        values = (settings.to_json(), item_id)
        connection.execute("UPDATE picture SET generation_id = NULL, file_settings = ? WHERE id = ?", values)
        connection.execute("DROP TRIGGER IF EXISTS generation_event_is_never_deleted")
        connection.execute("DELETE FROM generation_event WHERE generation_id = ?", (item_id,))
        connection.execute("DELETE FROM generation WHERE id = ?", (item_id,))
    connection.close()
