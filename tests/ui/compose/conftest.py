from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.card_desk import Done
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 372, 772


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.from_json(resources.text("model_catalogue.json"))


@contextmanager
def shown_panel(theme: Theme, catalogue: Catalogue, qtbot: QtBot) -> Iterator[ComposePanel]:
    """A panel in an active window, as wide as the program shows it."""
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    panel = ComposePanel(catalogue, theme, Random(7), window)
    column.addWidget(panel)
    qtbot.addWidget(window)
    window.resize(theme.px(WIDTH), theme.px(HEIGHT))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield panel
    window.hide()


@pytest.fixture
def panel(theme: Theme, catalogue: Catalogue, qtbot: QtBot) -> Iterator[ComposePanel]:
    with shown_panel(theme, catalogue, qtbot) as made:
        yield made


def reference(name: str = "silk.jpg", width: int = 1024, height: int = 1024) -> Reference:
    return Reference(f"{hash(name) & 0xFFFFFFFF:064x}", "jpeg", Size(width, height), 900_000, name)


def thumbnail() -> QImage:
    image = QImage(160, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("#7040c0"))
    return image


def add(panel: ComposePanel, *names: str) -> None:
    """Add references as the engine does: they are asked for, read, and given back."""
    panel.references.addFiles([f"/pictures/{name}" for name in names])
    for name in names:
        panel.add_reference(reference(name), thumbnail())


class ColourFetcher:
    """Hands over a pixmap at once, and remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, int, int]] = []

    def fetch_picture(self, item_id: ItemId, path: str | None, width_px: int, height_px: int, done: Done) -> None:
        self._hand_over(item_id, width_px, height_px, done)

    def fetch_file(self, file: Path, width_px: int, height_px: int, done: Done) -> None:
        self._hand_over(file, width_px, height_px, done)

    def _hand_over(self, what: object, width_px: int, height_px: int, done: Done) -> None:
        self.asked.append((what, width_px, height_px))
        pixmap = QPixmap(width_px, height_px)
        pixmap.fill("#7040c0")
        done(pixmap)
