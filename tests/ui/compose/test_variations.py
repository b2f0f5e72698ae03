"""A prompt with alternatives: counted, priced, shown, and made as one batch."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from flux_desktop.domain import pricing
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.ui.compose.model_groups import is_offered
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.variations_preview import VariationsPreview, WrappedText
from tests.ui.compose.conftest import add
from tests.ui.compose.test_prompt import marks, write

BOATS = "# which hull?\na {red|blue|green} boat at {dawn|dusk}"


def line(panel: ComposePanel) -> str:
    shown = panel.prompt.variations
    return shown.text.full_text() if shown and not shown.isHidden() else ""


def preview_of(panel: ComposePanel) -> VariationsPreview:
    (preview,) = panel.window().findChildren(VariationsPreview)
    return preview


def test_the_line_says_what_the_alternatives_come_to(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "a red boat at dawn on calm water", qtbot)
    assert line(panel) == ""
    write(panel, BOATS, qtbot)
    assert line(panel) == "6 variations, $0.18"
    panel.footer.stepper.set_count(2)
    assert line(panel) == "6 variations × 2 = 12 pictures, $0.36"
    panel.set_practice(True)
    assert line(panel) == "6 variations × 2 = 12 pictures, free"
    write(panel, "a red boat", qtbot)
    assert line(panel) == ""


def test_one_click_makes_every_combination_and_the_panel_keeps_the_text(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, BOATS, qtbot)
    with qtbot.waitSignal(panel.submitted) as submitted:
        panel.footer.generate.click()
    assert [request.prompt for request in submitted.args[0]] == [
        f"a {colour} boat at {light}" for colour in ("red", "blue", "green") for light in ("dawn", "dusk")
    ]
    assert panel.draft.prompt == BOATS


@pytest.mark.parametrize("count", [1, 4])
def test_the_price_in_the_button_is_the_sum_of_all_combinations_for_every_model(
    panel: ComposePanel, catalogue: Catalogue, qtbot: QtBot, count: int
) -> None:
    write(panel, BOATS, qtbot)
    add(panel, "silk.jpg")
    panel.footer.stepper.set_count(count)
    for model in filter(is_offered, catalogue):
        panel.picker.setProperty("modelId", model.id)
        requests = panel.draft.requests(model)
        estimates = [pricing.estimate(model, request) for request in requests]
        assert len(requests) == 6 * count
        shown = panel.footer.generate.price()
        amounts = [estimate.amount for estimate in estimates]
        if None in amounts:
            assert shown == "price not published"
        else:
            assert shown == pricing.Estimate(sum(a or 0 for a in amounts), estimates[0].confidence).text(), model.id


def test_one_picture_means_one_picture_whatever_the_alternatives(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, BOATS, qtbot)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(panel.submitted) as submitted:
        QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Return, both)
    assert [request.prompt for request in submitted.args[0]] == ["a red boat at dawn"]


def test_a_fixed_seed_is_said_to_be_the_same_for_every_variation(panel: ComposePanel, qtbot: QtBot) -> None:
    panel.options.set_open(is_open=True)
    panel.options.seed_field.setText("42")
    panel.options.seed_field.editingFinished.emit()
    panel.footer.stepper.set_count(2)
    write(panel, BOATS, qtbot)
    notes = [label.text() for label in panel.options.findChildren(QLabel) if label.isVisible()]
    assert "The 2 pictures of each variation use the seeds 42 to 43." in notes
    assert panel.draft.seed == 42
    assert [request.seed for request in panel.draft.requests(panel.picker.model())[:4]] == [42, 43, 42, 43]


def test_more_than_forty_eight_pictures_are_refused_with_the_reason(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, BOATS, qtbot)
    panel.footer.stepper.set_count(9)
    assert not panel.footer.generate.isEnabled()
    reason = "With these alternatives it would be 54 pictures; 48 at a click is the most."
    assert panel.footer.reason.text() == reason
    panel.footer.stepper.set_count(8)
    assert panel.footer.generate.isEnabled()


def test_the_preview_lists_every_combination_as_plain_text(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "a {<b>bold</b>|quiet} boat", qtbot)
    panel.footer.stepper.set_count(2)
    assert panel.prompt.variations
    panel.prompt.variations.preview.click()
    preview = preview_of(panel)
    model = preview.list.model()
    rows = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert rows == ["1.  a <b>bold</b> boat", "2.  a quiet boat"]
    assert "4 pictures, $0.12" in [label.text() for label in preview.findChildren(QLabel)]
    qtbot.waitUntil(preview.list.hasFocus)
    QTest.keyClick(preview.list, Qt.Key.Key_Escape)
    assert preview.isHidden()


def test_every_word_of_every_combination_can_be_read(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "a {red|blue} boat " + "on the wide and quiet water " * 12 + "x" * 200, qtbot)
    panel.preview_variations()
    rows = preview_of(panel).list
    delegate = rows.itemDelegate()
    assert isinstance(delegate, WrappedText)
    for row in range(2):
        index = rows.model().index(row, 0)
        place = rows.visualRect(index)
        layout, height = delegate._lay_out(index.data(), place.width())
        lines = [layout.lineAt(at) for at in range(layout.lineCount())]
        assert len(lines) > 6
        assert sum(line.textLength() for line in lines) == len(index.data())
        assert max(line.naturalTextWidth() for line in lines) <= place.width()
        assert place.height() >= height


def test_too_many_combinations_are_not_written_out(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "{a|b|c|d}" * 500, qtbot)
    assert line(panel) == "More than 10,000 variations"
    panel.preview_variations()
    words = [label.text() for label in preview_of(panel).findChildren(QLabel)]
    assert "There are too many to list: 48 pictures at a click is the most." in words


def test_signs_are_marked_and_notes_get_no_advice(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "a {red|blue} boat on still water", qtbot)
    shown = marks(panel, qtbot, "{", "|", "}")
    assert {shown[sign].fontWeight() for sign in "{|}"} == {QFont.Weight.Bold}
    note = "# no people here, or without people"
    write(panel, f"{note}\na red boat on still water", qtbot)
    assert marks(panel, qtbot, note)[note].fontItalic()
    assert panel.prompt.hint.text() == ""


def test_alternatives_over_several_lines_are_marked_in_each_of_them(panel: ComposePanel, qtbot: QtBot) -> None:
    def signs_in(line: int) -> int:
        block = panel.prompt.editor.document().findBlockByNumber(line)
        return sum(block.text()[f.start : f.start + f.length] in "{|}" for f in block.layout().formats())

    write(panel, "{a red boat\n|a blue boat\nat dawn", qtbot)
    assert panel.draft.variations == 1
    assert signs_in(0) == 0
    panel.prompt.editor.moveCursor(panel.prompt.editor.textCursor().MoveOperation.End)
    QTest.keyClicks(panel.prompt.editor, "}")
    assert panel.draft.variations == 2
    qtbot.waitUntil(lambda: [signs_in(line) for line in range(3)] == [1, 1, 1])
    QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: [signs_in(line) for line in range(3)] == [0, 0, 0])


def test_words_of_a_picture_are_put_in_as_they_are(panel: ComposePanel) -> None:
    panel.use_prompt("a {red|blue} boat")
    assert panel.draft.requests(panel.picker.model())[0].prompt == "a {red|blue} boat"
    panel.set_prompt("a {red|blue} boat")
    assert panel.draft.picture_count == 2


def test_a_keystroke_finds_its_price_in_five_milliseconds_with_all_alternatives_in_use(
    panel: ComposePanel, qtbot: QtBot
) -> None:
    from time import perf_counter

    write(panel, "a {1|2|3|4} boat {5|6|7|8} at {x|y|z} " + "word " * 150, qtbot)
    took = []
    for letter in "abcdefgh":
        start = perf_counter()
        panel.prompt.editor.insertPlainText(letter)
        took.append(perf_counter() - start)
    assert min(took) < 0.005
