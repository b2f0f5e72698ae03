"""Run by ``test_dense_screen`` with ``QT_SCALE_FACTOR`` set: is a pixel of the picture one of the screen at 100 %?"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.images import scaled
from flux_desktop.ui.viewer.viewer_page import ViewerPage
from tests.ui.viewer.sample_pictures import SampleFolder, SampleOrder, striped_image


def wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline
        QCoreApplication.processEvents()


def on_screen(page: ViewerPage) -> QImage:
    """What the canvas shows of the picture, in pixels of the screen."""
    image = page.canvas.grab().toImage()
    image.setDevicePixelRatio(1)
    return image.copy(QRect(*page.canvas.placement.target)).convertToFormat(QImage.Format.Format_RGB32)


def main(folder: Path) -> None:
    app = QApplication([])
    theme = Theme(app)
    theme.apply("dark")
    pictures = SampleFolder(folder)
    page = ViewerPage(theme, pictures)
    page.set_ids(SampleOrder([pictures.add(1, striped_image(Size(900, 600)))]))
    page.resize(800, 700)
    page.show()
    page.open(1)
    wait(lambda: page.stock.is_caught_up)
    sheet = page.stock.decoder.sheet(1)
    assert sheet is not None
    dpr = page.canvas.devicePixelRatioF()
    assert dpr == float(os.environ["QT_SCALE_FACTOR"])
    assert page.canvas.placement.window.width_px == round(page.canvas.width() * dpr)
    target = page.canvas.placement.target
    assert on_screen(page) == scaled(sheet.image, target.width, target.height), "the fit is not sharp"
    page.canvas.zoom_to_pixels()
    assert on_screen(page) == sheet.image, "100 % is not exact"
    page.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
