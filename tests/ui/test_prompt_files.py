"""A text file dropped on the prompt: its words are put in where the cursor is."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication

from flux_desktop.ui.prompt_files import MOST_BYTES
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path) as made:
        yield made


def drop(room: WindowRoom, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    room.panel.prompt.editor.insertFromMimeData(mime)


async def test_its_words_stand_where_the_cursor_is(room: WindowRoom, tmp_path: Path) -> None:
    file = tmp_path / "idea.txt"
    file.write_bytes("\ufeffa blå fjord\n".encode())
    room.panel.set_prompt("Photo of ")
    editor = room.panel.prompt.editor
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    drop(room, file)
    await until(lambda: room.panel.draft.prompt == "Photo of a blå fjord")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00\x81", "idea.txt is no plain text."),
        (b"x" * (MOST_BYTES + 1), "idea.txt is too long for a prompt."),
        (None, "idea.txt cannot be read: No such file or directory."),
    ],
)
async def test_what_cannot_be_put_in_is_said(
    room: WindowRoom, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "idea.txt"
    if content is not None:
        file.write_bytes(content)
    room.panel.set_prompt("a dune")
    drop(room, file)
    await until(room.said)
    assert room.said() == [said]
    assert room.panel.draft.prompt == "a dune"


async def test_a_picture_among_them_is_still_a_reference(room: WindowRoom, tmp_path: Path) -> None:
    offered: list[object] = []
    room.panel.prompt.editor.references_offered.connect(lambda sources, _named: offered.extend(sources))
    drop(room, tmp_path / "fjord.png")
    assert offered == [tmp_path / "fjord.png"]


async def test_a_pipe_is_not_waited_for(room: WindowRoom, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    drop(room, tmp_path / "pipe.txt")
    await until(room.said)
    assert room.said() == ["pipe.txt cannot be read: it is no ordinary file."]
