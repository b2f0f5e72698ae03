"""The prompt field and its helpers."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QFont, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop.domain.request import GenerationRequest
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.phrases import PHRASES
from flux_desktop.ui.compose.prompt_editor import LINES, MOST_LINES
from flux_desktop.ui.compose.prompt_grip import PromptGrip
from tests.ui.compose.conftest import add


def write(panel: ComposePanel, text: str, qtbot: QtBot) -> None:
    """Type, and wait until the words have been looked at."""
    panel.prompt.editor.setPlainText(text)
    qtbot.waitUntil(lambda: not panel.prompt._soon.isActive())


def marks(panel: ComposePanel, qtbot: QtBot, *pieces: str) -> dict[str, QTextCharFormat]:
    """How the words are marked, once these pieces are: Qt marks them at the next turn of the event loop."""
    qtbot.waitUntil(lambda: set(pieces) <= set(formats(panel)))
    return formats(panel)


def formats(panel: ComposePanel) -> dict[str, QTextCharFormat]:
    block = panel.prompt.editor.document().firstBlock()
    return {block.text()[f.start : f.start + f.length]: QTextCharFormat(f.format) for f in block.layout().formats()}


def test_tab_leaves_the_prompt(panel: ComposePanel) -> None:
    panel.focus_prompt()
    QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not panel.prompt.editor
    assert panel.prompt.text() == ""


def test_a_reference_that_is_there_is_marked_and_one_that_is_not_is_underlined(
    panel: ComposePanel, qtbot: QtBot
) -> None:
    add(panel, "silk.jpg")
    write(panel, "the person of image 1 in the dress of image 2, at dusk", qtbot)
    shown = marks(panel, qtbot, "image 1", "image 2")
    assert shown["image 1"].fontWeight() == QFont.Weight.DemiBold
    assert shown["image 2"].underlineStyle() is QTextCharFormat.UnderlineStyle.WaveUnderline
    assert panel.prompt.hint.text() == "There is no reference 2 yet. Add it below, or change the number."
    add(panel, "dress.jpg")
    qtbot.waitUntil(lambda: panel.prompt.hint.text() == "")
    qtbot.waitUntil(lambda: formats(panel)["image 2"].fontWeight() == QFont.Weight.DemiBold)


def test_quoted_words_and_colours_are_marked(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, 'A poster "SUMMER" on walls of #2C3E50 at noon', qtbot)
    shown = marks(panel, qtbot, '"SUMMER"', "#2C3E50")
    assert shown["#2C3E50"].underlineColor().name() == "#2c3e50"


def test_denied_words_get_a_hint_and_one_press_says_it_otherwise(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "A beach at sunrise with no people, two fishing boats", qtbot)
    assert panel.prompt.hint.text() == "FLUX reads “no people” as people. Try “deserted” instead."
    wavy = QTextCharFormat.UnderlineStyle.WaveUnderline
    assert marks(panel, qtbot, "no people")["no people"].underlineStyle() is wavy
    QTest.mouseClick(panel.prompt.hint._replace, Qt.MouseButton.LeftButton)
    assert panel.draft.prompt == "A beach at sunrise, deserted, two fishing boats"
    qtbot.waitUntil(lambda: panel.prompt.hint.text() == "")
    panel.prompt.editor.undo()
    assert panel.draft.prompt == "A beach at sunrise with no people, two fishing boats"


def test_denied_words_without_a_known_wording_get_a_hint_and_no_button(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "A wide lawn in the sun with no dogs", qtbot)
    assert panel.prompt.hint.text() == "FLUX reads “no dogs” as dogs. Say what is there instead."
    assert panel.prompt.hint._replace.isHidden()


def test_advice_on_length_comes_last(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "a red door", qtbot)
    assert panel.prompt.hint.text().startswith("Short prompts")
    write(panel, "", qtbot)
    assert panel.prompt.hint.text() == ""


@pytest.mark.parametrize("topic", list(PHRASES))
def test_every_chip_offers_about_eight_plain_phrases(panel: ComposePanel, topic: str) -> None:
    menu = panel.prompt.chips.menu_for((topic,))
    assert 8 <= len(menu.actions()) <= 9
    assert len({action.text() for action in menu.actions()}) == len(menu.actions())


def test_a_phrase_is_put_at_the_cursor_with_its_comma_and_can_be_undone(panel: ComposePanel, qtbot: QtBot) -> None:
    write(panel, "A quiet fjord, fine film grain", qtbot)
    cursor = panel.prompt.editor.textCursor()
    cursor.setPosition(len("A quiet fjord"))
    panel.prompt.editor.setTextCursor(cursor)
    menu = panel.prompt.chips.menu_for(("Light",))
    next(action for action in menu.actions() if action.text() == "golden hour").trigger()
    assert panel.draft.prompt == "A quiet fjord, golden hour, fine film grain"
    panel.prompt.editor.undo()
    assert panel.draft.prompt == "A quiet fjord, fine film grain"


def test_the_last_chip_holds_the_other_topics(panel: ComposePanel) -> None:
    chips = panel.prompt.chips.findChildren(QPushButton)
    assert [chip.text() for chip in chips] == ["+ Light", "+ Style", "+ Lens", "+ Colour", "…"]
    chips[-1].click()
    (menu,) = [m for m in panel.prompt.chips.findChildren(QMenu) if m.isVisible()]
    assert [a.text() for a in menu.actions()] == ["Text in the picture", "Mood", "Composition"]
    menu.close()


def test_at_lists_the_references_and_names_the_one_picked(panel: ComposePanel, qtbot: QtBot) -> None:
    add(panel, "silk.jpg", "R&D.jpg")
    write(panel, "in the palette of ", qtbot)
    panel.prompt.editor.moveCursor(panel.prompt.editor.textCursor().MoveOperation.End)
    QTest.keyClicks(panel.prompt.editor, "@")
    (menu,) = [m for m in panel.prompt.editor.findChildren(QMenu) if m.isVisible()]
    assert [a.text() for a in menu.actions() if a.text()] == ["image 1   silk.jpg", "image 2   R&&D.jpg", "Type @"]
    menu.actions()[1].trigger()
    menu.close()
    assert panel.draft.prompt == "in the palette of image 2"


def test_at_is_a_letter_while_there_are_no_references(panel: ComposePanel) -> None:
    QTest.keyClicks(panel.prompt.editor, "studio@home")
    assert panel.draft.prompt == "studio@home"


def test_the_field_grows_by_its_grip_and_by_keyboard(panel: ComposePanel) -> None:
    editor = panel.prompt.editor
    (grip,) = panel.findChildren(PromptGrip)
    low = editor.height()
    QTest.keyClick(grip, Qt.Key.Key_Down)
    assert editor.lines == LINES + 1
    start = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(grip, start + QPoint(0, 2 * editor.line_height()))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
    assert editor.lines == LINES + 3
    assert editor.height() > low
    QTest.mouseDClick(grip, Qt.MouseButton.LeftButton)
    assert editor.lines == LINES
    QTest.mouseDClick(grip, Qt.MouseButton.LeftButton)
    assert editor.lines == MOST_LINES


def test_markup_pasted_into_the_prompt_stays_text(panel: ComposePanel) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b>")
    mime.setText("<b>bold</b>")
    panel.prompt.editor.insertFromMimeData(mime)
    assert panel.draft.prompt == "<b>bold</b>"


def test_a_very_long_prompt_is_taken_whole(panel: ComposePanel) -> None:
    text = "word " * 20_000
    panel.prompt.editor.setPlainText(text)
    assert panel.draft.prompt == text


def test_after_edit_again_the_words_that_change_are_marked_and_named(panel: ComposePanel, qtbot: QtBot) -> None:
    panel.edit_request(GenerationRequest("flux-2-pro", "a quiet fjord at blue hour", {}, ()))
    editor = panel.prompt.editor
    line = panel.prompt.changed_words
    assert line
    assert line.isHidden()
    editor.setPlainText("a quiet fjord at dawn in fog")
    qtbot.waitUntil(line.isVisible)
    assert line.full_text() == "Changed: “dawn in fog”."
    (mark,) = editor.extraSelections()
    assert mark.cursor.selectedText() == "dawn in fog"
    editor.setPlainText("a quiet fjord")
    qtbot.waitUntil(lambda: editor.extraSelections() == [])
    assert line.full_text() == "Left out: “at blue hour”."
    panel.use_prompt("a dune")
    assert line.isHidden()
    editor.setPlainText("another dune")
    qtbot.waitUntil(lambda: not panel.prompt._soon.isActive())
    assert line.isHidden()


def test_a_template_after_edit_again_keeps_the_marks_of_its_fields(panel: ComposePanel, qtbot: QtBot) -> None:
    panel.edit_request(GenerationRequest("flux-2-pro", "a quiet fjord at blue hour", {}, ()))
    panel.set_prompt("a [red] boat")
    panel.prompt.fill_in_fields()
    qtbot.waitUntil(lambda: not panel.prompt._soon.isActive())
    assert len(panel.prompt.editor.extraSelections()) == 1
