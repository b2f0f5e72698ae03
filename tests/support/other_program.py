"""Another program on the same screen: a window that takes what is dropped on it, and looks at the clipboard.

``python -m tests.support.other_program FILE X Y``: every drop, and the clipboard whenever it changes, is written to
FILE as a line of JSON.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget

SIDE_PX = 200


class OtherProgram(QWidget):
    def __init__(self, told: Path) -> None:
        super().__init__()
        self._told = told
        self.setAcceptDrops(True)
        self.resize(SIDE_PX, SIDE_PX)
        self.setWindowTitle("Other program")
        clipboard = QApplication.clipboard()
        clipboard.dataChanged.connect(lambda: self._tell("clipboard", clipboard.mimeData()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  Qt calls it so
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._tell("drop", event.mimeData(), action=event.dropAction().name)
        event.acceptProposedAction()

    def say(self, what: str) -> None:
        with self._told.open("a") as file:
            file.write(json.dumps({"what": what}) + "\n")

    def _tell(self, what: str, data: QMimeData, **more: object) -> None:
        image = QImage(data.imageData()) if data.hasImage() else QImage()
        said = {
            "what": what,
            "files": [url.toLocalFile() for url in data.urls()],
            "text": data.text(),
            "pixels": [image.width(), image.height()],
            "colour": image.pixelColor(3, 3).name() if not image.isNull() else "",
            **more,
        }
        with self._told.open("a") as file:
            file.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    app = QApplication([])
    window = OtherProgram(Path(sys.argv[1]))
    window.move(int(sys.argv[2]), int(sys.argv[3]))
    window.show()
    QTimer.singleShot(0, lambda: window.say("ready"))
    app.exec()
