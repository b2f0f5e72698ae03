"""Draw the program's icon as PNG files: ``draw_icons.py FOLDER`` writes FOLDER/16.png … FOLDER/512.png.

Run by build.py with the Python that has PySide6; needs no screen.
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parent.parent / "resources" / "icons" / "flux-desktop.svg"
SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def draw(renderer: QSvgRenderer, size_px: int) -> QImage:
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return image


def main(folder: Path) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication([])
    renderer = QSvgRenderer(str(DRAWING))
    folder.mkdir(parents=True, exist_ok=True)
    written = [draw(renderer, size_px).save(str(folder / f"{size_px}.png")) for size_px in SIZES_PX]
    del app
    return 0 if renderer.isValid() and all(written) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
