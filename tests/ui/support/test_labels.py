"""Text of other people is never taken for markup."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from flux_desktop.ui.support.labels import ElidedLabel, LeadLabel, PlainLabel, plain_tool_tip
from flux_desktop.ui.theme.theme import Theme

NASTY = "<img src='file:///etc/passwd'><b>bold</b> & <h1>"


def test_markup_in_a_label_is_shown_and_not_obeyed(theme: Theme, qtbot: QtBot) -> None:
    label = PlainLabel(NASTY)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance("bold & file passwd img src")


def test_markup_in_a_paragraph_with_bold_words_is_shown_too(theme: Theme, qtbot: QtBot) -> None:
    label = LeadLabel()
    qtbot.addWidget(label)
    label.set_text(NASTY, NASTY)
    assert "<img" not in label.text()
    assert label.text().count("&lt;img") == 2
    assert label.accessibleName() == f"{NASTY} {NASTY}"


def test_markup_in_a_tool_tip_is_shown_too() -> None:
    assert "<img" not in plain_tool_tip(NASTY)
    assert plain_tool_tip("") == ""


def test_a_line_that_does_not_fit_ends_in_dots_and_says_all_in_its_tool_tip(theme: Theme, qtbot: QtBot) -> None:
    label = ElidedLabel("4 × $0.045, includes 1 reference image")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.full_text() in label.toolTip()
    assert label.accessibleName() == label.full_text()
    label.resize(600, 20)
    assert label.text() == label.full_text()
    assert label.toolTip() == ""


def test_a_tool_tip_without_markup_in_it_is_read_out_as_it_is() -> None:
    assert plain_tool_tip("Remove this reference (Delete)") == "Remove this reference (Delete)"
    assert plain_tool_tip("a < b").startswith("<p")
    assert plain_tool_tip("&lt;b&gt;").startswith("<p")
    assert plain_tool_tip("word " * 40).startswith("<p")
