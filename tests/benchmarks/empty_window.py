"""The floor that start-up is measured against: it shows an empty window and prints when that was painted.

It prints the moment on the system's monotonic clock, and the processor time until then, both in seconds.
"""

import sys
import time

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class EmptyWindow(QMainWindow):
    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint:
            print(time.clock_gettime(time.CLOCK_MONOTONIC), time.process_time())
            QApplication.quit()
        return handled


if __name__ == "__main__":
    app = QApplication([])
    window = EmptyWindow()
    window.resize(1280, 800)
    window.show()
    sys.exit(app.exec())
