from typing import Literal

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from flux_desktop.ui.gallery.job_tile import JobTileArt
from flux_desktop.ui.gallery.tile_style import TileStyle
from flux_desktop.ui.job_words import TileAction, TileButton, TileWords
from flux_desktop.ui.theme.theme import Theme

TILE = QRect(10, 6, 282, 188)
BUSY = TileWords("", "busy", "Making your picture", "6 s", (TileButton(TileAction.CANCEL, "Cancel"),))


def canvas(style: TileStyle) -> QImage:
    image = QImage(QSize(300, 200) * style.dpr, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(style.dpr)
    image.fill(style.canvas)
    return image


@pytest.mark.parametrize("dpr", [1.0, 2.0])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_ring_alone_is_painted_as_it_is_with_the_whole_tile(
    qapp: QApplication, scheme: Literal["dark", "light"], dpr: float
) -> None:
    theme = Theme(qapp)
    theme.apply(scheme)
    style = TileStyle(theme, dpr)
    art = JobTileArt(style)
    whole, turned = canvas(style), canvas(style)
    for image, turning_s in ((whole, 0.5), (turned, 0.1)):
        painter = QPainter(image)
        art.paint(painter, TILE, BUSY, turning_s=turning_s)
        painter.end()
    assert turned != whole
    painter = QPainter(turned)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    art.paint_ring(painter, TILE, BUSY, 0.5)
    painter.end()
    assert turned == whole
