from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from flux_desktop.ui.theme.theme import BASE_PX, Theme


@contextmanager
def themed(app: QApplication, text_px: int) -> Iterator[Theme]:
    usual = QFont(app.font())
    font = QFont(usual)
    font.setPixelSize(text_px)
    app.setFont(font)
    made = Theme(app)
    made.apply("light")
    yield made
    app.setStyleSheet("")
    app.setFont(usual)
    made.setParent(None)
    made.deleteLater()
    # No event loop runs between tests, and without one Qt keeps what is to be deleted: each test would style it all.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme, at the usual text size."""
    with themed(qapp, BASE_PX) as made:
        yield made


@pytest.fixture
def large_theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme for a person whose system has text at twice the size."""
    with themed(qapp, 2 * BASE_PX) as made:
        yield made
