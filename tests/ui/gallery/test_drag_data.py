from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.gallery import drag_data
from flux_desktop.ui.gallery.drag_data import DragData
from tests.ui.gallery.sample_library import image_bytes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a quiet fjord.png"
    file.write_bytes(image_bytes(Size(12, 8)))
    return file


def test_one_picture_is_its_file_its_words_and_its_pixels(qapp: QApplication, file: Path) -> None:
    data = DragData([str(file)], "a quiet fjord")
    assert [url.toLocalFile() for url in data.urls()] == [str(file)]
    assert data.text() == "a quiet fjord"
    assert data.hasImage()
    assert QImage(data.imageData()).size().toTuple() == (12, 8)


def test_several_pictures_are_files_and_words(qapp: QApplication, file: Path) -> None:
    data = DragData([str(file), str(file)], "two")
    assert len(data.urls()) == 2
    assert not data.hasImage()


def test_pixels_that_are_not_there_in_time_are_not_waited_for(
    qapp: QApplication, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drag_data, "_PATIENCE_S", 0.01)
    monkeypatch.setattr(drag_data, "run_apart", lambda *_: Future())
    data = DragData([str(file)], "slow")
    assert data.imageData() is None
    assert data.hasUrls()
