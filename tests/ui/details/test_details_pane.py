from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.generation import Cause, Failure, Generation, State
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.search_query import SearchQuery, parse
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails
from flux_desktop.ui.details.details_pane import DetailsPane
from flux_desktop.ui.details.preview import Preview, ReferencePicture
from flux_desktop.ui.theme.theme import Theme

PROMPT = "A quiet fjord <b>at blue hour</b> in the palette of image 1"
REFERENCE = Reference("0" * 64, "jpeg", Size(100, 100), 900, "silk.jpg")


class Items:
    """Items by id, and what was asked about them."""

    def __init__(self) -> None:
        self.rows_of: dict[int, GalleryRow] = {}
        self.asked: list[object] = []

    def add(self, item_id: int, **changes: object) -> GalleryRow:
        row = GalleryRow(item_id, State.DONE, PROMPT, "flux-2-pro", Size(1248, 832), path=f"2026/{item_id}.png")
        row = row._replace(settled_cost=450, file_format="png")
        self.rows_of[item_id] = row._replace(**changes)  # type: ignore[arg-type]
        return self.rows_of[item_id]

    def details(self, item_id: int) -> GenerationDetails | None:
        self.asked.append(item_id)
        row = self.rows_of.get(item_id)
        if row is None:
            return None
        request = GenerationRequest("flux-2-pro", PROMPT, {}, (REFERENCE,))
        generation = Generation(item_id, item_id, request, row.state, 450, "global", practice=False)
        return GenerationDetails(row, replace(generation, submitted_at=datetime(2026, 11, 20, tzinfo=UTC)), None)

    def rows(self, ids: Sequence[int]) -> dict[int, GalleryRow]:
        return {item_id: self.rows_of[item_id] for item_id in ids}

    def absolute(self, relative_path: str) -> Path:
        return Path.home() / "Pictures" / relative_path

    def reference_path(self, reference: Reference) -> Path:
        return Path("/library/references") / reference.file_name


class Decoder:
    """Hands over a pixmap when it is told to."""

    def __init__(self) -> None:
        self.pictures: list[tuple[int, int, int, Callable[[QPixmap | None], None]]] = []
        self.files: list[Path] = []

    def fetch_picture(
        self, item_id: int, path: str | None, width_px: int, height_px: int, done: Callable[[QPixmap | None], None]
    ) -> None:
        self.pictures.append((item_id, width_px, height_px, done))

    def fetch_file(self, file: Path, width_px: int, height_px: int, done: Callable[[QPixmap | None], None]) -> None:
        self.files.append(file)
        done(QPixmap(width_px, height_px))


@pytest.fixture
def items() -> Items:
    return Items()


@pytest.fixture
def decoder() -> Decoder:
    return Decoder()


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, items: Items, decoder: Decoder) -> DetailsPane:
    made = DetailsPane(theme, items, decoder, lambda _id: "FLUX.2 [pro]", lambda _id: "Today 14:05")
    qtbot.addWidget(made)
    made.resize(320, 900)
    made.show()
    return made


def texts(pane: DetailsPane) -> list[str]:
    return [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]


def button(pane: DetailsPane, text: str) -> QPushButton:
    return next(b for b in pane.findChildren(QPushButton) if b.text() == text and b.isVisible())


def test_nothing_selected_says_what_to_do(pane: DetailsPane) -> None:
    assert texts(pane) == ["Select a picture to see how it was made."]


def test_one_picture_is_told_in_full(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    items.add(7, seed=2203418774)
    pane.show_items([7])
    qtbot.waitUntil(lambda: PROMPT in texts(pane))
    shown = texts(pane)
    for expected in ("FLUX.2 [pro]", "1248 × 832 px", "2203418774", "Today 14:05", "$0.045 (4.5 credits)", "silk.jpg"):
        assert expected in shown
    assert "Pictures/2026/7.png" in shown
    assert "Prompt as FLUX used it" not in shown
    assert pane.findChild(ReferencePicture) is not None


def test_other_peoples_words_are_shown_as_they_are(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    items.add(7, prompt_used="<img src=http://example.com/x> tidied words")
    pane.show_items([7])
    qtbot.waitUntil(lambda: PROMPT in texts(pane))
    assert "Prompt as FLUX used it" in texts(pane)
    for label in pane.findChildren(QLabel):
        if "<" in label.text():
            assert label.textFormat() is Qt.TextFormat.PlainText


def test_buttons_say_which_picture_they_mean(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    items.add(7)
    pane.show_items([7])
    qtbot.waitUntil(lambda: PROMPT in texts(pane))
    for text, signal, args in (
        ("Vary", pane.vary_requested, [7]),
        ("Use as reference", pane.reference_requested, [[7]]),
        ("Use this prompt", pane.use_prompt_requested, [7]),
        ("Show in folder", pane.show_in_folder_requested, [7]),
    ):
        with qtbot.waitSignal(signal) as pressed:
            button(pane, text).click()
        assert pressed.args == args


def test_more_opens_below_its_button(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    items.add(7)
    pane.show_items([7])
    qtbot.waitUntil(lambda: PROMPT in texts(pane))
    more = next(b for b in pane.findChildren(QPushButton) if b.accessibleName() == "More" and b.isVisible())
    with qtbot.waitSignal(pane.more_requested) as asked:
        more.click()
    assert asked.args
    assert asked.args[0] == [7]
    assert asked.args[1] == more.mapToGlobal(more.rect().bottomLeft()) + more.rect().topLeft().__class__(0, 1)


def test_a_failed_job_shows_what_the_service_said_and_no_picture(
    qtbot: QtBot, pane: DetailsPane, items: Items, decoder: Decoder
) -> None:
    failure = Failure(Cause.SERVICE_TROUBLE, "internal error 17, task 5f2a")
    items.add(7, state=State.FAILED, path=None, settled_cost=None, estimate=450, failure=failure)
    pane.show_items([7])
    qtbot.waitUntil(lambda: "Something went wrong" in texts(pane))
    assert "The service had a problem.\n\ninternal error 17, task 5f2a" in texts(pane)
    assert not any(b.text() == "Vary" and b.isVisible() for b in pane.findChildren(QPushButton))
    assert decoder.pictures == []


def test_a_file_that_is_gone_is_said_to_be(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    items.add(7, missing=True)
    pane.show_items([7])
    qtbot.waitUntil(lambda: PROMPT in texts(pane))
    assert "Pictures/2026/7.png\nThe file was moved or deleted." in texts(pane)
    assert not any(b.text() == "Show in folder" and b.isVisible() for b in pane.findChildren(QPushButton))


def test_long_names_and_words_do_not_make_it_wider_than_the_pane(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    name = f"20261120_110745_{'holiday_' * 8}748e90.png"
    items.add(7, prompt="https://example.com/" + "a" * 80, path=f"2026/2026-11/{name}")
    pane.show_items([7])
    qtbot.waitUntil(lambda: any("2026-11" in text for text in texts(pane)))
    file = next(label for label in pane.findChildren(QLabel) if "2026-11" in label.text())
    folder, shown = file.text().split("\n")
    assert folder == "Pictures/2026/2026-11/"
    assert shown.endswith("90.png")
    assert name in file.toolTip()
    for widget in pane.findChildren(QWidget):
        if widget.isVisible():
            assert widget.mapTo(pane, widget.rect().topRight()).x() < pane.width()


def test_several_pictures_are_summed_up(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    for number in range(3):
        items.add(number, favourite=number == 1)
    pane.show_items([0, 1, 2])
    qtbot.waitUntil(lambda: "3 selected" in texts(pane))
    assert "3 pictures, $0.135 in all\n1 favourite" in texts(pane)
    with qtbot.waitSignal(pane.reference_requested) as asked:
        button(pane, "Use as references").click()
    assert asked.args == [[0, 1, 2]]


def test_a_huge_selection_is_counted_and_not_read(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    pane.show_items(range(100_000))
    qtbot.waitUntil(lambda: "100,000 selected" in texts(pane))
    assert items.asked == []


def test_only_the_last_of_many_quick_selections_is_read(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    for number in range(20):
        items.add(number)
        pane.show_items([number])
    qtbot.waitUntil(lambda: PROMPT in texts(pane))
    assert items.asked == [19]


def test_a_hidden_pane_reads_nothing_until_it_is_shown(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    items.add(7)
    pane.hide()
    pane.show_items([7])
    pane._later.stop()
    pane._fill()
    assert items.asked == []
    pane.show()
    qtbot.waitUntil(lambda: PROMPT in texts(pane))


def test_a_change_of_what_is_shown_is_shown(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    items.add(7, state=State.RUNNING, path=None)
    pane.show_items([7])
    qtbot.waitUntil(lambda: "Making your picture" in texts(pane))
    items.add(7)
    pane.refresh(8)
    pane.refresh(7)
    qtbot.waitUntil(lambda: "Making your picture" not in texts(pane))
    assert items.asked == [7, 7]


def test_an_item_that_has_vanished_leaves_the_pane_empty(qtbot: QtBot, pane: DetailsPane, items: Items) -> None:
    pane.show_items([99])
    qtbot.waitUntil(lambda: items.asked == [99])
    assert texts(pane) == ["Select a picture to see how it was made."]


def test_a_picture_that_comes_too_late_is_not_shown_for_another(
    qtbot: QtBot, pane: DetailsPane, items: Items, decoder: Decoder
) -> None:
    items.add(7)
    items.add(8, size=Size(832, 1248))
    for number in (7, 8):
        pane.show_items([number])
        qtbot.waitUntil(lambda number=number: number in items.asked)  # type: ignore[misc]
    (first, _w, _h, done_first), (second, width, height, done_second) = decoder.pictures
    done_second(QPixmap(width, height))
    preview = pane.findChild(Preview)
    assert preview
    shown = preview._pixmap
    done_first(QPixmap(5, 5))
    assert (first, second) == (7, 8)
    assert preview._pixmap is shown
    assert height == 340
    assert abs(width / height - 832 / 1248) < 0.01
    assert not preview.grab().isNull()


def test_the_words_of_a_search_are_lit_in_the_prompts_they_are_found_in(
    pane: DetailsPane, items: Items, qtbot: QtBot
) -> None:
    items.add(1, prompt_used="Mist over a <i>fjord</i>")
    pane.show_items([1])
    asked, used = pane._item._prompt, pane._item._used
    qtbot.waitUntil(lambda: "fjord" in used.text())
    pane.light(parse("fjo used:mist"))
    assert asked.text().count("<u ") == 1
    assert ">fjo</u>rd &lt;b&gt;at blue hour" in asked.text()
    assert ">Mist</u> over a &lt;i&gt;<u" in used.text()
    assert asked.textFormat() is Qt.TextFormat.RichText
    pane.light(SearchQuery())
    assert asked.text() == PROMPT
    assert asked.textFormat() is Qt.TextFormat.PlainText
