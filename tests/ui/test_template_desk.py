"""Templates in use: chosen, filled in field by field, one's own kept, and exchanged as files."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImageReader
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.sizes import Shape
from flux_desktop.domain.templates import PromptTemplate, Templates
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.compose.cards import Card
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.templates_popover import TemplatesPopover
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.template_desk import TemplateDesk
from flux_desktop.ui.theme.theme import Theme
from tests.ui.compose.conftest import ColourFetcher, add, shown_panel

CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))
BOAT = PromptTemplate("Boat", "a [red] boat at [dawn] on [still water]", "flux-2-flex", Shape.WIDE)


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> Iterator[ComposePanel]:
    with shown_panel(theme, CATALOGUE, qtbot) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "templates.json"


@pytest.fixture
def desk(panel: ComposePanel, theme: Theme, file: Path) -> Iterator[TemplateDesk]:
    made = desk_of(panel, theme, file)
    yield made
    made.keep()


def desk_of(panel: ComposePanel, theme: Theme, file: Path) -> TemplateDesk:
    toasts = Toasts(theme, panel.window())
    return TemplateDesk(panel, theme, JsonFile(file), catalogue=CATALOGUE, toasts=toasts, fetcher=ColourFetcher())


def opened(panel: ComposePanel) -> TemplatesPopover:
    panel.prompt.templates_link.click()
    (popover,) = panel.window().findChildren(TemplatesPopover)
    return popover


def cards(popover: TemplatesPopover) -> list[Card]:
    shown = popover.list.cards
    return [card for row in range(shown.rowCount()) if (card := shown.card(row))]


def names(popover: TemplatesPopover) -> list[str]:
    return [card.title for card in cards(popover)]


def keep(desk: TemplateDesk, *templates: PromptTemplate) -> None:
    desk._known = Templates().with_imported(templates)


def said(desk: TemplateDesk) -> list[str]:
    return [toast.accessibleName() for toast in desk._toasts.shown]


def use_boat(panel: ComposePanel, desk: TemplateDesk) -> None:
    keep(desk, BOAT)
    popover = opened(panel)
    QTest.keyClicks(popover.search, "still boat")
    QTest.keyClick(popover.search, Qt.Key.Key_Return)


def selected(panel: ComposePanel) -> str:
    return panel.prompt.editor.textCursor().selectedText()


def test_twelve_are_offered_with_model_shape_and_price(panel: ComposePanel, desk: TemplateDesk) -> None:
    shown = {card.title: card for card in cards(opened(panel))}
    assert len(shown) == 12
    assert shown["Landscape"].caption == "FLUX.2 [pro], 16:9"
    assert shown["Landscape"].right == "$0.03"
    assert shown["Poster with text"].caption == "FLUX.2 [flex], 2:3"
    desk.open()
    add(panel, "silk.jpg")
    assert {card.title: card.right for card in cards(opened(panel))}["Landscape"] == "$0.045"


def test_a_template_sets_the_panel_and_undo_brings_the_old_set_up_back(panel: ComposePanel, desk: TemplateDesk) -> None:
    panel.set_prompt("what I had")
    use_boat(panel, desk)
    assert panel.draft.prompt == BOAT.prompt
    assert (panel.draft.model_id, panel.draft.size.shape) == ("flux-2-flex", Shape.WIDE)
    panel.undo()
    assert panel.draft.prompt == "what I had"
    assert panel.draft.model_id == "flux-2-pro"


def test_tab_walks_the_fields_and_typing_fills_them_in(panel: ComposePanel, desk: TemplateDesk, qtbot: QtBot) -> None:
    use_boat(panel, desk)
    editor = panel.prompt.editor
    assert QApplication.focusWidget() is editor
    assert selected(panel) == "[red]"
    qtbot.waitUntil(lambda: "[red] and 2 more" in panel.prompt.hint.text())
    QTest.keyClicks(editor, "blue")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert selected(panel) == "[dawn]"
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert selected(panel) == "[still water]"
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert selected(panel) == "[dawn]"
    QTest.keyClicks(editor, "noon")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    QTest.keyClicks(editor, "ice")
    assert panel.draft.prompt == "a blue boat at noon on ice"
    assert editor.fields_left() == []
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not editor


def test_escape_ends_the_walk_and_what_is_left_is_still_named(
    panel: ComposePanel, desk: TemplateDesk, qtbot: QtBot
) -> None:
    use_boat(panel, desk)
    editor = panel.prompt.editor
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert selected(panel) == ""
    assert panel.draft.prompt == BOAT.prompt
    qtbot.waitUntil(lambda: panel.prompt.hint.text().startswith("Fill in [red] and 2 more."))
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not editor


def test_examples_can_be_kept_and_that_can_be_undone(panel: ComposePanel, desk: TemplateDesk, qtbot: QtBot) -> None:
    use_boat(panel, desk)
    QTest.keyClicks(panel.prompt.editor, "blue")
    qtbot.waitUntil(lambda: "[dawn] and 1 more" in panel.prompt.hint.text())
    panel.prompt.hint._keep.click()
    assert panel.draft.prompt == "a blue boat at dawn on still water"
    qtbot.waitUntil(lambda: panel.prompt.hint.text() == "")
    panel.prompt.editor.undo()
    assert panel.draft.prompt == "a blue boat at [dawn] on [still water]"


def test_brackets_that_are_typed_are_no_fields(panel: ComposePanel, desk: TemplateDesk) -> None:
    panel.focus_prompt()
    QTest.keyClicks(panel.prompt.editor, "a sign with [open] on it")
    QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not panel.prompt.editor
    assert panel.prompt.editor.fields_left() == []


def test_what_is_set_up_becomes_a_template_with_a_name(panel: ComposePanel, desk: TemplateDesk, file: Path) -> None:
    panel.set_prompt("a [red] boat")
    popover = opened(panel)
    popover.save_as.click()
    assert QApplication.focusWidget() is popover.name_field
    QTest.keyClick(popover.name_field, Qt.Key.Key_Return)
    assert popover.problem.text() == "Give it a name."
    QTest.keyClicks(popover.name_field, "My boat")
    QTest.keyClick(popover.name_field, Qt.Key.Key_Return)
    assert names(popover)[0] == "My boat"
    assert popover.current() == cards(popover)[0]
    assert cards(popover)[0].caption == "Yours, FLUX.2 [pro], 3:2"
    desk.keep()
    assert json.loads(file.read_text())["templates"] == [
        {"name": "My boat", "prompt": "a [red] boat", "model": "flux-2-pro", "shape": "3:2"}
    ]


def test_a_name_that_is_taken_is_refused_and_the_old_template_stays(panel: ComposePanel, desk: TemplateDesk) -> None:
    keep(desk, BOAT)
    panel.set_prompt("another boat")
    popover = opened(panel)
    popover.save_as.click()
    QTest.keyClicks(popover.name_field, " boat ")
    QTest.keyClick(popover.name_field, Qt.Key.Key_Return)
    assert popover.problem.text() == "Another template has this name."
    assert desk.templates.get("boat") == BOAT
    QTest.keyClick(popover.name_field, Qt.Key.Key_Escape)
    assert not popover.name_field.isVisible()
    assert popover.isVisible()


def test_without_a_prompt_there_is_nothing_to_save(panel: ComposePanel, desk: TemplateDesk) -> None:
    popover = opened(panel)
    assert not popover.save_as.isEnabled()
    assert not popover.give_out.isEnabled()


def test_own_templates_are_renamed_and_deleted_and_both_can_be_undone(panel: ComposePanel, desk: TemplateDesk) -> None:
    keep(desk, BOAT)
    popover = opened(panel)
    QTest.keyClick(popover.search, Qt.Key.Key_Down)
    QTest.keyClick(popover.list, Qt.Key.Key_F2)
    QTest.keyClicks(popover.name_field, "Ship")
    QTest.keyClick(popover.name_field, Qt.Key.Key_Return)
    assert names(popover)[0] == "Ship"
    QTest.keyClick(popover.list, Qt.Key.Key_Delete)
    assert "Ship" not in names(popover)
    assert said(desk) == ["Template renamed to Ship", "Template Ship deleted"]
    QTest.keyClick(popover.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(popover)[0] == "Ship"
    assert desk.templates.own[0].prompt == BOAT.prompt


def test_those_that_come_along_stay(panel: ComposePanel, desk: TemplateDesk) -> None:
    popover = opened(panel)
    assert not popover.delete.isEnabled()
    assert not popover.rename.isEnabled()
    QTest.keyClick(popover.search, Qt.Key.Key_Down)
    QTest.keyClick(popover.list, Qt.Key.Key_Delete)
    assert len(names(popover)) == 12


def test_what_is_exported_can_be_imported_by_somebody_else(
    panel: ComposePanel, desk: TemplateDesk, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    keep(desk, BOAT)
    shared = tmp_path / "shared.txt"
    desk.files().write(shared, desk.templates.own)
    qtbot.waitUntil(lambda: said(desk) == ["1 template exported to shared.txt"])
    other = desk_of(panel, theme, tmp_path / "other.json")
    other.files().read(shared)
    qtbot.waitUntil(lambda: said(other) == ["1 template imported"])
    assert other.templates.own == (BOAT,)
    other.files().read(shared)
    qtbot.waitUntil(lambda: said(other)[-1] == "You have these templates already.")
    other.keep()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file holds no templates of Flux Desktop."),
        (b"\xff\xfe\x00\x01" * 50, "This file holds no templates of Flux Desktop."),
        (b"[" * 100_000, "This file holds no templates of Flux Desktop."),
        (b'{"flux_desktop_templates": 1, "templates": [{"name": "Boat"}]}', "Template 1 of this file has no prompt."),
    ],
)
def test_a_bad_file_gets_a_sentence_and_changes_nothing(
    desk: TemplateDesk, tmp_path: Path, content: bytes, sentence: str, qtbot: QtBot
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)
    desk.files().read(bad)
    qtbot.waitUntil(lambda: said(desk) == [sentence])
    assert desk.templates == Templates()


def test_a_place_that_cannot_be_written_gets_a_sentence(desk: TemplateDesk, tmp_path: Path, qtbot: QtBot) -> None:
    desk.files().write(tmp_path / "nowhere" / "out.json", (BOAT,))
    qtbot.waitUntil(lambda: said(desk) == ["The file cannot be written there. Choose another place."])


def test_the_file_dialogs_do_not_block(panel: ComposePanel, desk: TemplateDesk, tmp_path: Path, qtbot: QtBot) -> None:
    keep(desk, BOAT)
    popover = opened(panel)
    popover.give_out.click()
    (dialog,) = panel.window().findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.json"))
    dialog.close()
    qtbot.waitUntil(lambda: said(desk) == ["1 template exported to out.json"])
    popover.take_in.click()
    chosen = [one for one in panel.window().findChildren(QFileDialog) if one.isVisible()]
    chosen[0].close()


def test_own_templates_are_there_again_at_the_next_start(
    panel: ComposePanel, desk: TemplateDesk, theme: Theme, file: Path
) -> None:
    desk._change(Templates().put(BOAT))
    desk.keep()
    assert desk_of(panel, theme, file).templates.own == (BOAT,)


def test_a_template_for_a_model_that_is_gone_keeps_the_one_that_is_set(panel: ComposePanel, desk: TemplateDesk) -> None:
    keep(desk, PromptTemplate("Old", "a boat in oil", "flux-pro", None))
    popover = opened(panel)
    assert cards(popover)[0].caption == "Yours"
    popover.use_current()
    assert panel.draft.model_id == "flux-2-pro"


def test_the_model_keeps_the_rules_of_qt(panel: ComposePanel, desk: TemplateDesk) -> None:
    keep(desk, BOAT)
    popover = opened(panel)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(popover.list.cards, mode, popover)
    popover.search.setText("poster")
    popover.search.clear()
    assert tester.model().rowCount() == 13


def test_every_template_that_comes_along_has_a_sample_picture(panel: ComposePanel, desk: TemplateDesk) -> None:
    keep(desk, BOAT)
    shown = cards(opened(panel))
    assert shown[0].pictures == ()
    for card in shown[1:]:
        (sample,) = card.pictures
        assert isinstance(sample, Path)
        assert QImageReader(str(sample)).size() == QSize(160, 160), sample
    total = sum(sample.stat().st_size for card in shown[1:] for sample in card.pictures if isinstance(sample, Path))
    assert total < 100_000


def test_a_sample_is_fetched_when_it_is_painted(panel: ComposePanel, desk: TemplateDesk) -> None:
    popover = opened(panel)
    popover.grab()
    fetcher = desk._fetcher
    assert isinstance(fetcher, ColourFetcher)
    assert fetcher.asked
    assert len(fetcher.asked) < 12, "those below the fold are not"
