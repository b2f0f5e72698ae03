from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from flux_desktop.domain.export_choice import ExportChoice
from flux_desktop.ui.export.export_dialog import ExportDialog
from flux_desktop.ui.theme.theme import Theme


@pytest.fixture
def dialog(theme: Theme) -> Iterator[ExportDialog]:
    parent = QWidget()
    made = ExportDialog(
        theme,
        count=12,
        choice=ExportChoice(),
        folder=None,
        example=lambda choice: f"{choice.pattern}.{choice.file_format or 'png'}",
        parent=parent,
    )
    made.show()
    yield made
    parent.close()
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_name_is_shown_as_it_will_be_while_one_types(dialog: ExportDialog) -> None:
    dialog._pattern.clear()
    QTest.keyClicks(dialog._pattern, "boat {number}")
    assert dialog._example.full_text() == "For example: boat {number}.png"
    dialog._format.setCurrentIndex(3)
    assert dialog._example.full_text() == "For example: boat {number}.webp"


def test_a_place_that_means_nothing_is_told(dialog: ExportDialog) -> None:
    dialog._pattern.setText("{title} {number}")
    assert dialog._unknown.text.startswith("{title} stands for nothing.")
    dialog._pattern.setText("{number}")
    assert dialog._unknown.text == ""


def test_places_are_put_in_where_the_cursor_is(dialog: ExportDialog) -> None:
    dialog._pattern.setText("a-b")
    dialog._pattern.setCursorPosition(2)
    actions = dialog._insert.menu().actions()
    next(action for action in actions if "{seed}" in action.text()).trigger()
    assert dialog._pattern.text() == "a-{seed}b"


def test_quality_is_asked_for_where_it_matters(dialog: ExportDialog) -> None:
    shown = []
    for index in range(4):
        dialog._format.setCurrentIndex(index)
        shown.append(dialog._quality.isVisible())
    assert shown == [False, False, True, True]


def test_the_choice_is_what_is_shown(dialog: ExportDialog) -> None:
    dialog._format.setCurrentIndex(2)
    dialog._quality.setValue(70)
    dialog._is_smaller.setChecked(True)
    dialog._side.setValue(1600)
    dialog._pattern.setText("  {date} ")
    dialog._settings.setChecked(False)
    dialog._target.setCurrentIndex(1)
    assert dialog.choice == ExportChoice("jpeg", 70, 1600, "{date}", with_settings=False, as_zip=True)


def test_without_a_name_files_keep_theirs(dialog: ExportDialog) -> None:
    dialog._pattern.setText(" ")
    assert dialog.choice.pattern == "{name}"


def test_everything_has_a_name_and_the_keyboard_gets_everywhere(dialog: ExportDialog) -> None:
    dialog._format.setCurrentIndex(2)
    dialog._is_smaller.setChecked(True)
    controls = [
        *(dialog._format, dialog._quality, dialog._is_smaller, dialog._side, dialog._pattern, dialog._insert),
        *(dialog._settings, dialog._target, dialog._choose, dialog._cancel, dialog._go),
    ]
    assert all(control.accessibleName() or isinstance(control, QAbstractButton) for control in controls)
    dialog.activateWindow()
    controls[0].setFocus()
    reached = []
    for _ in controls:
        reached.append(dialog.focusWidget())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert [widget for widget in controls if widget not in reached] == []


def test_return_exports_and_a_place_is_asked_for_first(dialog: ExportDialog, tmp_path: Path) -> None:
    heard: list[tuple[ExportChoice, Path]] = []
    dialog.export_requested.connect(lambda choice, place: heard.append((choice, place)))
    dialog.set_place(tmp_path)
    dialog._pattern.setFocus()
    QTest.keyClick(dialog._pattern, Qt.Key.Key_Return)
    assert heard == [(ExportChoice(), tmp_path)]
