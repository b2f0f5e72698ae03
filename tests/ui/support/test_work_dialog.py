from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from flux_desktop.services.progress import Stage
from flux_desktop.ui.support.work_dialog import WorkDialog
from flux_desktop.ui.theme.theme import Theme


@pytest.fixture
def dialog(theme: Theme) -> Iterator[WorkDialog]:
    parent = QWidget()
    made = WorkDialog(theme, "Backing up your library", parent)
    made.show()
    yield made
    parent.close()
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def words(dialog: WorkDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def button(dialog: WorkDialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def test_it_says_how_far_the_work_is(dialog: WorkDialog) -> None:
    dialog.show_stage(Stage("Copying", 1_204, 12_345))
    assert "Copying: 1,204 of 12,345 pictures" in words(dialog)
    bar = dialog.findChild(QProgressBar)
    assert bar
    assert bar.value() / bar.maximum() == pytest.approx(1_204 / 12_345, abs=0.001)
    assert bar.accessibleName()


def test_work_of_unknown_length_keeps_moving(dialog: WorkDialog) -> None:
    dialog.show_stage(Stage("Copying"))
    assert "Copying…" in words(dialog)
    bar = dialog.findChild(QProgressBar)
    assert bar
    assert bar.maximum() == 0


def test_escape_leaves_the_work_going_on_and_cancel_ends_it(dialog: WorkDialog) -> None:
    heard: list[bool] = []
    dialog.cancelled.connect(lambda: heard.append(True))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert heard == []
    dialog.show()
    button(dialog, "Cancel").click()
    assert heard == [True]
    assert "Stopping…" in words(dialog)
    assert not button(dialog, "Cancel").isEnabled()


def test_the_end_is_said_with_what_failed_and_what_can_be_done(dialog: WorkDialog) -> None:
    heard: list[str] = []
    failures = [("A quiet fjord\nat " + "night " * 30, "The file was moved or deleted.")]
    actions = [("Show folder", lambda: heard.append("folder"))]
    dialog.show_end("warn", "Almost.", "One is missing.", failures, actions)
    assert dialog.message == "Almost. One is missing."
    (line,) = dialog.failures
    assert line.startswith("A quiet fjord at night")
    assert line.endswith("… – The file was moved or deleted.")
    button(dialog, "Show folder").click()
    assert heard == ["folder"]
    assert not button(dialog, "Cancel").isVisible()
    button(dialog, "Close").click()
    assert not dialog.isVisible()


def test_what_is_told_after_the_end_is_passed_over(dialog: WorkDialog) -> None:
    dialog.show_end("ok", "Done.")
    dialog.show_stage(Stage("Copying", 1, 2))
    assert not any("Copying" in text for text in words(dialog))
