"""From the button to the engine: what it costs is agreed first, and nothing is sent twice."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QImageReader
from PySide6.QtWidgets import QApplication, QMessageBox

from flux_desktop.domain.errors import DiskFullError, KeyMissingError, UnreadableImageError
from flux_desktop.domain.generation import Cause, State
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.events import GenerationChanged, TroubleChanged
from flux_desktop.settings.key_store import ApiKey, KeySource
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.compose.reference_sources import ImageData, WebAddress
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.preferences.account_state import Verdict
from tests.storage.making import asked, done, running
from tests.support.recording import settle, until
from tests.ui.rooms import KEY, WindowRoom, window_room

REQUEST = GenerationRequest("flux-2-pro", "a quiet fjord", {"width": 1024, "height": 1024, "seed": 5})
PRICE = 300
PRACTICE = Settings(practice=True, confirm_above=0)
REFERENCE = Reference("ab" * 32, "png", Size(64, 64), 900, "fjord.png")


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, submit=[asked(1), asked(2)], add_reference=REFERENCE) as made:
        yield made


def question(room: WindowRoom) -> QMessageBox | None:
    """The question that is open now."""
    return next((box for box in room.window.findChildren(QMessageBox) if box.isVisible()), None)


def press(box: QMessageBox, label: str) -> None:
    next(button for button in box.buttons() if button.text().startswith(label)).click()


async def test_what_was_asked_for_is_queued_with_its_prices(room: WindowRoom) -> None:
    clicks: list[tuple[float, list[int]]] = []
    room.making.clicked.connect(lambda at_us, ids: clicks.append((at_us, ids)))
    room.panel.submitted.emit([REQUEST, REQUEST])
    await until(lambda: clicks)
    assert room.engine.questions("submit")[0][:2] == ([REQUEST, REQUEST], [PRICE, PRICE])
    assert clicks[0][1] == [1, 2]
    assert question(room) is None


async def test_a_click_that_costs_much_is_asked_about_and_not_agreeing_is_free(room: WindowRoom) -> None:
    room.settings.change(confirm_above=2 * PRICE - 1)
    room.making.balance_changed(100_000)
    room.making.submit([REQUEST, REQUEST])
    await settle()
    box = question(room)
    assert box
    assert box.text() == "Make 2 pictures for $0.06?"
    assert "Your balance after that is $9.94." in box.informativeText()
    assert box.defaultButton().text() == "Cancel"
    press(box, "Cancel")
    await settle()
    assert room.engine.questions("submit") == []


async def test_agreeing_sends_it_once(room: WindowRoom) -> None:
    room.settings.change(confirm_above=PRICE - 1)
    room.making.submit([REQUEST])
    box = question(room)
    assert box
    press(box, "Generate 1 for $0.03")
    await until(lambda: room.engine.questions("submit"))
    await settle()
    assert len(room.engine.questions("submit")) == 1


async def test_who_is_quicker_than_the_keychain_gets_the_picture_all_the_same(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: Future[ApiKey | None] = Future()
    with window_room(qapp, tmp_path, key=None, submit=[asked(1)]) as room:
        monkeypatch.setattr(room.work._keys, "read", lambda *_, **__: found)
        room.account.begin()
        room.panel.submitted.emit([REQUEST])
        await settle()
        assert room.engine.questions("submit") == []
        assert room.said() == []
        found.set_result(ApiKey(KEY, KeySource.KEYCHAIN))
        await until(lambda: room.engine.questions("submit"))
        await settle()
        assert [asked_for[0] for asked_for in room.engine.questions("submit")] == [[REQUEST]]


async def test_practice_is_free_and_never_asks(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=PRACTICE, submit=[]) as room:
        room.making.submit([REQUEST] * 12)
        await until(lambda: room.engine.questions("submit"))
        assert question(room) is None


async def test_what_could_not_be_queued_is_said(room: WindowRoom) -> None:
    room.engine.answers["submit"] = DiskFullError("no space")
    room.making.submit([REQUEST])
    await until(room.said)
    assert room.said() == [sentence_for(DiskFullError())]


async def test_varying_takes_everything_but_the_seed(room: WindowRoom) -> None:
    room.making.vary(replace(REQUEST, references=(REFERENCE,)))
    await until(lambda: room.engine.questions("submit"))
    ((varied,), _) = room.engine.questions("submit")[0][:2]
    assert varied == GenerationRequest("flux-2-pro", "a quiet fjord", {"width": 1024, "height": 1024}, (REFERENCE,))


async def test_a_model_that_is_gone_cannot_be_varied_and_that_is_said(room: WindowRoom) -> None:
    room.making.vary(replace(REQUEST, model_id="flux-of-yesterday"))
    await settle()
    assert room.engine.questions("submit") == []
    assert "is no longer offered" in room.said()[0]


def test_play_money_is_not_shown_as_a_balance(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=PRACTICE) as room:
        room.making.balance_changed(123_400)
        assert room.panel.footer._balance.text() == ""


def test_a_balance_is_shown_and_forgotten_with_the_account(room: WindowRoom) -> None:
    room.making.balance_changed(123_400)
    assert room.panel.footer._balance.text() == "Balance $12.34"
    room.account.changed.emit()
    assert room.panel.footer._balance.text() == ""


def test_without_a_key_the_panel_says_what_is_missing(room: WindowRoom) -> None:
    room.panel.use_prompt("a quiet fjord")
    room.account._key = None
    room.account.changed.emit()
    assert not room.panel.footer.generate.isEnabled()
    assert "key" in room.panel.footer.reason.text()


async def test_a_keychain_without_a_key_leaves_the_panel_saying_so(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, State.DONE, key=None) as room:
        room.panel.use_prompt("a quiet fjord")
        room.account.begin()
        await until(lambda: room.account.trouble)  # there is no keychain here
        assert not room.panel.footer.generate.isEnabled()
        assert "key" in room.panel.footer.reason.text()


async def test_a_click_before_the_keychain_has_answered_is_not_blamed_on_the_key(room: WindowRoom) -> None:
    room.engine.answers["submit"] = KeyMissingError("there is no key yet")
    room.making.submit([REQUEST])
    await until(room.said)
    assert room.said() == ["Add your BFL key in Settings to make pictures."]


def test_a_picture_that_is_done_leaves_its_seed_and_how_long_it_took(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, State.DONE) as room:
        room.making.generation_changed(GenerationChanged(running(asked(room.ids[0]))))
        assert room.panel.options._last_seed is None
        room.making.generation_changed(GenerationChanged(done(asked(room.ids[0]))))
        assert room.panel.options._last_seed == 4_294_967_295
        assert room.panel.picker._usual["flux-2-pro"] == pytest.approx(9, abs=0.1)


async def test_references_are_read_one_after_the_other_in_the_order_they_came(room: WindowRoom) -> None:
    files = [room.folder / f"{name}.png" for name in "cab"]
    room.making._read_references(list(files))
    await until(lambda: len(room.engine.questions("add_reference")) == 3)
    limits = room.catalogue[room.panel.draft.model_id].reference_limits
    assert room.engine.questions("add_reference") == [(file, file.name, limits) for file in files]


async def test_a_pasted_image_is_sent_as_a_file_of_the_usual_kind(room: WindowRoom) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("#7040c0"))
    room.making._read_references([ImageData("Pasted image.png", image), ImageData("Pasted image.jpg", b"as it came")])
    await until(lambda: len(room.engine.questions("add_reference")) == 2)
    (data, name, _), (other, _, _) = room.engine.questions("add_reference")
    assert (data[:8], name) == (b"\x89PNG\r\n\x1a\n", "Pasted image.png")
    assert other == b"as it came"
    await until(lambda: "Added as image 2" in room.said())
    (room.folder / "pasted.png").parent.mkdir(exist_ok=True)
    (room.folder / "pasted.png").write_bytes(data)
    assert QImageReader(str(room.folder / "pasted.png")).size().toTuple() == (20, 10)


async def test_a_reference_is_shown_small_and_not_distorted(room: WindowRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QImage] = []
    monkeypatch.setattr(room.panel, "add_reference", lambda _reference, image: shown.append(image))
    file = room.library.reference_path(REFERENCE)
    file.parent.mkdir(parents=True)
    large = QImage(600, 300, QImage.Format.Format_RGB32)
    large.fill(QColor("#7040c0"))
    assert large.save(str(file))
    room.making.add_references([file])
    await until(lambda: shown)
    assert (shown[0].width(), shown[0].height()) == (384, 192)
    assert shown[0].pixelColor(10, 10).name() == "#7040c0"


async def test_one_that_cannot_be_read_is_said_where_it_would_stand(
    room: WindowRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[tuple[str, str]] = []
    monkeypatch.setattr(room.panel, "reference_failed", lambda name, why: failed.append((name, why)))
    room.making._read_references([WebAddress("https://example.org/a/fjord.jpg?x=1")])
    await until(lambda: failed)
    room.engine.answers["add_reference"] = UnreadableImageError("")
    room.making._read_references([Path("/pictures/notes.txt")])
    await until(lambda: len(failed) == 2)
    assert failed[0][0] == "fjord.jpg"
    assert "Save this picture" in failed[0][1]
    assert failed[1] == ("notes.txt", sentence_for(UnreadableImageError()))


def test_practice_is_free_from_the_first_moment_on(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=PRACTICE) as room:
        assert room.panel.footer.generate.price() == "Free"


def test_a_key_that_bfl_turned_away_is_not_said_to_work(room: WindowRoom) -> None:
    room.account.balance_changed(100)
    assert room.account.state().verdict is Verdict.WORKS
    room.work.bridge.trouble_changed.emit(TroubleChanged(Cause.KEY_REFUSED))
    assert room.account.state().verdict is Verdict.REFUSED
    room.account.balance_changed(100)
    assert room.account.state().verdict is Verdict.WORKS
