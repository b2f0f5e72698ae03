"""What is done with pictures and jobs, from wherever it was asked for."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.errors import DiskFullError
from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.events import GenerationChanged
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui import picture_commands
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.picture_commands import _with_priced
from tests.storage.making import asked, submitting
from tests.support.recording import settle, until
from tests.ui.rooms import WindowRoom, window_room

STATES = (
    *(State.DONE, State.DONE, State.QUEUED, State.QUEUED, State.RUNNING),
    *(State.UNCONFIRMED, State.FAILED, State.EXPIRED, State.REFUSED),
)


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    QGuiApplication.clipboard().clear()
    with window_room(qapp, tmp_path, *STATES, cancel=True, submit=[]) as made:
        yield made


def paint(room: WindowRoom) -> None:
    """Read all rows, as painting does."""
    for number in range(room.model.rowCount()):
        assert room.model.row(number)


def of(room: WindowRoom, state: State) -> int:
    """The id of the first generation in this state."""
    return room.ids[STATES.index(state)]


# Pictures


async def test_pictures_become_references_and_jobs_do_not(room: WindowRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[list[Path]] = []
    monkeypatch.setattr(room.making, "add_references", lambda files: added.append(list(files)))
    room.commands.use_as_reference(room.ids)
    await until(lambda: added)
    assert added == [[room.file(room.ids[0]), room.file(room.ids[1])]]


@pytest.mark.parametrize("command", ["open_with_other", "show_in_folder", "copy_picture", "use_as_reference"])
async def test_a_file_that_is_gone_is_said_and_nothing_else_happens(room: WindowRoom, command: str) -> None:
    room.file(room.ids[0]).unlink()
    takes_many = command in ("copy_picture", "use_as_reference")
    getattr(room.commands, command)([room.ids[0]] if takes_many else room.ids[0])
    await until(room.said)
    assert set(room.said()) == {"This picture's file was moved or deleted."}
    assert QGuiApplication.clipboard().text() == ""


async def test_a_copied_picture_is_its_file_its_pixels_and_its_prompt(room: WindowRoom) -> None:
    room.commands.copy_picture([room.ids[0]])
    await until(room.said)
    mime = QGuiApplication.clipboard().mimeData()
    assert [Path(url.toLocalFile()) for url in mime.urls()] == [room.file(room.ids[0])]
    assert mime.text() == "prompt 0"
    assert QImage(mime.imageData()).size().toTuple() == (64, 64)
    assert room.said() == ["1 picture copied."]


async def test_several_copied_pictures_are_their_files_and_prompts(room: WindowRoom) -> None:
    room.commands.copy_picture(room.ids)
    await until(room.said)
    mime = QGuiApplication.clipboard().mimeData()
    assert len(mime.urls()) == 2
    assert mime.text() == "prompt 0\n\nprompt 1"
    assert not mime.hasImage()


async def test_a_drive_that_is_not_connected_is_not_taken_for_lost_pictures(room: WindowRoom) -> None:
    room.folder.rename(room.folder.with_name("unplugged"))
    room.commands.copy_picture([room.ids[0]])
    await until(room.said)
    assert room.said() == ["The folder with your pictures cannot be reached. Is the drive connected?"]


async def test_a_drive_that_is_slow_keeps_nobody_waiting(room: WindowRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    awake, looks = threading.Event(), picture_commands._is_file
    monkeypatch.setattr(picture_commands, "_SLOW_S", 0.01)
    monkeypatch.setattr(picture_commands, "_is_file", lambda file: awake.wait(20) and looks(file))
    room.commands.copy_picture([room.ids[0]])
    await until(room.said)
    assert room.said() == ["Waiting for the drive with your pictures…"]
    awake.set()
    await until(lambda: len(room.said()) == 2)
    assert "1 picture copied." in room.said()


async def test_of_very_many_pictures_the_first_are_copied(room: WindowRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_commands, "_MOST_COPIED", 1)
    room.commands.copy_picture(room.ids[:2])
    await until(room.said)
    assert room.said() == ["The first 1 picture copied."]
    assert len(QGuiApplication.clipboard().mimeData().urls()) == 1


def test_prompts_and_seeds_can_be_copied(room: WindowRoom) -> None:
    room.commands.copy_prompt([room.ids[0], of(room, State.QUEUED)])
    assert QGuiApplication.clipboard().text() == "prompt 0\n\nprompt 2"
    room.commands.copy_seed(room.ids[0])
    assert QGuiApplication.clipboard().text() == "4294967295"
    assert sorted(room.said()) == ["2 prompts copied.", "Seed copied."]


def test_using_a_prompt_leaves_the_rest_of_the_panel_alone(room: WindowRoom) -> None:
    before = room.panel.draft
    room.commands.use_prompt(room.ids[1])
    assert room.panel.draft.prompt == "prompt 1"
    assert room.panel.draft.size == before.size
    assert room.panel.draft.seed == before.seed


def test_editing_again_brings_everything_back_the_seed_included(room: WindowRoom) -> None:
    room.commands.edit_again(room.ids[1])
    draft = room.panel.draft
    assert (draft.prompt, draft.model_id, draft.seed) == ("prompt 1", "flux-2-pro", 42)


async def test_varying_asks_for_the_same_with_a_new_seed(room: WindowRoom) -> None:
    room.commands.vary(room.ids[0])
    await until(lambda: room.engine.questions("submit"))
    ((varied,), _) = room.engine.questions("submit")[0][:2]
    assert varied == GenerationRequest("flux-2-pro", "prompt 0", {"width": 64, "height": 64})


def test_an_item_that_is_gone_meanwhile_is_no_fault(room: WindowRoom) -> None:
    gone = 12345
    for command in (room.commands.use_prompt, room.commands.copy_seed, room.commands.open_with_other):
        command(gone)
    room.commands.copy_prompt([gone])
    room.commands.retry(gone)
    room.commands.vary(gone)
    assert room.said() == ["How this picture was made is not known."]
    assert room.engine.asked == []


# Jobs


async def test_a_waiting_picture_is_cancelled_and_its_tile_goes(room: WindowRoom) -> None:
    waiting = of(room, State.QUEUED)
    room.commands.cancel(waiting)
    await until(lambda: room.model.row_of(waiting) < 0)
    assert room.engine.questions("cancel") == [(waiting,)]
    assert room.said() == []


async def test_one_that_was_sent_is_hidden_and_its_picture_promised(room: WindowRoom) -> None:
    room.engine.answers["cancel"] = False
    room.commands.cancel(of(room, State.RUNNING))
    await until(room.said)
    assert room.model.row_of(of(room, State.RUNNING)) < 0
    assert "it is kept for you" in room.said()[0]


async def test_a_cancelling_that_fails_leaves_the_tile(room: WindowRoom) -> None:
    room.engine.answers["cancel"] = DiskFullError("")
    room.commands.cancel(of(room, State.QUEUED))
    await until(room.said)
    assert room.model.row_of(of(room, State.QUEUED)) >= 0


async def test_all_that_wait_are_cancelled_and_nothing_that_was_sent(room: WindowRoom) -> None:
    room.commands.cancel_waiting()
    await until(lambda: len(room.engine.questions("cancel")) == 2)
    await settle()
    assert sorted(room.engine.questions("cancel")) == [(room.ids[2],), (room.ids[3],)]


@pytest.mark.parametrize(
    ("state", "question"),
    [(State.EXPIRED, "check_again"), (State.FAILED, "retry_all"), (State.UNCONFIRMED, "retry_all")],
)
async def test_the_button_of_a_job_does_what_helps_it(room: WindowRoom, state: State, question: str) -> None:
    room.commands.retry(of(room, state))
    await until(lambda: room.engine.asked)
    (asked_for,) = room.engine.questions(question)
    assert asked_for[0] in (of(room, state), [of(room, state)])


async def test_several_jobs_are_made_again_in_one_purchase(room: WindowRoom) -> None:
    room.commands.retry_all([of(room, State.EXPIRED)], [of(room, State.FAILED), of(room, State.REFUSED)])
    await until(lambda: len(room.engine.asked) == 2)
    assert room.engine.questions("check_again") == [(of(room, State.EXPIRED),)]
    assert room.engine.questions("retry_all") == [([of(room, State.FAILED), of(room, State.REFUSED)], False)]


async def test_what_goes_wrong_with_it_is_said(room: WindowRoom) -> None:
    room.engine.answers["retry_all"] = DiskFullError("")
    room.commands.make_again(of(room, State.EXPIRED))
    await until(room.said)
    assert room.said() == [sentence_for(DiskFullError())]


async def test_a_job_that_was_seen_is_removed(room: WindowRoom) -> None:
    room.commands.dismiss(of(room, State.REFUSED))
    assert room.model.row_of(of(room, State.REFUSED)) < 0
    await until(lambda: room.engine.asked)
    assert room.engine.asked == [("dismiss", of(room, State.REFUSED))]


def test_a_refused_setting_brings_its_field_to_the_keyboard(room: WindowRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    focused: list[str] = []
    monkeypatch.setattr(room.panel, "focus_field", focused.append)
    refused = of(room, State.FAILED)
    request = GenerationRequest("flux-2-pro", "prompt 6", {"width": 64, "height": 64, "seed": 42})
    failure = Failure(Cause.REQUEST_REFUSED, "must be a multiple of 16", "width")
    failed = submitting(asked(refused, request=request)).moved(State.FAILED, failure=failure)
    room.model.put(GenerationChanged(failed))
    room.commands.edit_prompt(refused)
    assert room.panel.draft.prompt == "prompt 6"
    assert focused == ["width"]


async def test_the_gallery_is_listened_to(room: WindowRoom) -> None:
    view = room.screen.gallery.view
    view.dismiss_requested.emit(of(room, State.FAILED))
    view.make_again_requested.emit(of(room, State.EXPIRED))
    view.vary_requested.emit(room.ids[1])
    view.edit_prompt_requested.emit(room.ids[1])
    await until(lambda: len(room.engine.asked) == 3)
    assert {question for question, *_ in room.engine.asked} == {"dismiss", "retry_all", "submit"}
    assert room.panel.draft.prompt == "prompt 1"


def test_fewer_leaves_out_what_costs_and_never_what_is_free() -> None:
    rows = [
        GalleryRow(number, State.FAILED, "a fjord", "flux-2-pro", Size(3, 2), estimate=450, practice=number % 2 == 0)
        for number in range(6)
    ]
    assert [row.id for row in _with_priced(rows, 1)] == [0, 1, 2, 4]
