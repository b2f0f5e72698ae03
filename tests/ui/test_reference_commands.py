"""Cutting a reference: the dialog opens over the window, the engine cuts, the slot shows the part."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.references import Crop, Frame, Reference
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.compose.crop_dialog import CropDialog
from tests.support.recording import settle, until
from tests.ui.rooms import WindowRoom, window_room

WHOLE = Reference("ab" * 32, "png", Size(300, 200), 900, "fjord.png")
PART = replace(WHOLE, sha256="cd" * 32, size=Size(100, 200), crop=Crop(WHOLE, Frame(0, 0, 100, 200)))


def put_file(room: WindowRoom, reference: Reference) -> None:
    file = room.library.reference_path(reference)
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", reference.size, (90, 120, 200)).save(file)


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, ask=PART) as made:
        put_file(made, WHOLE)
        put_file(made, PART)
        made.window.show()
        yield made


def open_dialog(room: WindowRoom) -> CropDialog | None:
    return next((dialog for dialog in room.window.findChildren(CropDialog) if dialog.isVisible()), None)


def put_into_slot(room: WindowRoom) -> None:
    room.panel.restore(replace(room.panel.draft, references=(WHOLE,)))


async def opened(room: WindowRoom) -> CropDialog:
    put_into_slot(room)
    room.panel.references.crop(0)
    await until(lambda: open_dialog(room))
    dialog = open_dialog(room)
    assert dialog
    return dialog


async def test_the_part_that_was_chosen_stands_in_the_slot(room: WindowRoom) -> None:
    dialog = await opened(room)
    dialog.fields["Width"].setValue(100)
    dialog.use.click()
    await until(lambda: room.panel.draft.references == (PART,))
    assert len(room.engine.questions("ask")) == 1


async def test_all_of_it_again_needs_no_engine(room: WindowRoom) -> None:
    (await opened(room)).use.click()
    await settle()
    assert room.engine.questions("ask") == []


async def test_a_picture_that_cannot_be_cut_any_more_stays_and_that_is_said(room: WindowRoom) -> None:
    room.engine.answers["ask"] = UnreadableImageError("The picture is missing. Add the file again.")
    dialog = await opened(room)
    dialog.fields["Width"].setValue(100)
    dialog.use.click()
    await until(room.said)
    assert room.said() == ["fjord.png: The picture is missing. Add the file again."]
    assert room.panel.draft.references == (WHOLE,)


async def test_a_file_that_is_gone_opens_no_dialog(room: WindowRoom) -> None:
    put_into_slot(room)
    room.library.reference_path(WHOLE).unlink()
    room.panel.references.crop(0)
    await until(room.said)
    assert open_dialog(room) is None


async def test_there_is_one_dialog_at_a_time(room: WindowRoom) -> None:
    first = await opened(room)
    room.panel.references.crop(0)
    await until(lambda: open_dialog(room) not in (None, first))
    assert not first.isVisible()
    second = open_dialog(room)
    assert second
    second.reject()
