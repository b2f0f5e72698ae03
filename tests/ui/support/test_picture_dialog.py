"""Where the dialog for pictures begins."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.ui.support.picture_dialog import PictureDialog


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "Pictures"
    folder.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(folder))
    monkeypatch.setattr(PictureDialog, "_last", None)
    return folder


def dialog(qtbot: QtBot) -> PictureDialog:
    window = QWidget()
    qtbot.addWidget(window)
    made = PictureDialog(window, "Import pictures")
    made.window_of_test = window  # type: ignore[attr-defined]  # it would go with this function
    return made


def test_it_begins_among_the_persons_pictures(pictures: Path, qtbot: QtBot) -> None:
    assert Path(dialog(qtbot).directory().absolutePath()) == pictures


def test_it_goes_on_where_the_last_ones_were(pictures: Path, tmp_path: Path, qtbot: QtBot) -> None:
    dialog(qtbot).filesSelected.emit([str(tmp_path / "a.png"), str(tmp_path / "b.png")])
    assert Path(dialog(qtbot).directory().absolutePath()) == tmp_path


def test_a_folder_that_is_gone_is_left_for_pictures(pictures: Path, tmp_path: Path, qtbot: QtBot) -> None:
    dialog(qtbot).fileSelected.emit(str(tmp_path / "gone" / "a.png"))
    assert PictureDialog.first_folder() == pictures


def test_without_a_folder_for_pictures_it_begins_at_home(pictures: Path) -> None:
    pictures.rmdir()
    assert PictureDialog.first_folder() == Path.home()
