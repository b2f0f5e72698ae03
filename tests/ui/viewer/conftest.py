from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.viewer_page import ViewerPage
from tests.ui.viewer.sample_pictures import SampleFolder, SampleOrder, plain_image

IDS = tuple(range(106, 100, -1))
"""Six pictures, the newest first."""


@pytest.fixture
def folder(tmp_path: Path) -> SampleFolder:
    return SampleFolder(tmp_path)


@pytest.fixture
def order(folder: SampleFolder) -> SampleOrder:
    """Six pictures in files, each of a colour of its own."""
    return SampleOrder(folder.add(item_id, plain_image(Size(240, 160), colour_of(item_id))) for item_id in IDS)


def colour_of(item_id: ItemId) -> tuple[int, int, int]:
    number = item_id - IDS[-1]
    return 40 * number, 255 - 40 * number, 90


@dataclass
class Viewer:
    """A page on the screen, and what it said to screen readers."""

    page: ViewerPage
    order: SampleOrder
    folder: SampleFolder
    qtbot: QtBot
    said: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Until everything that was asked for is there and painted."""
        self.qtbot.waitUntil(lambda: self.page.stock.is_caught_up)
        QCoreApplication.processEvents()

    def put(self, row: GalleryRow) -> None:
        """A picture has come, or is different: what the gallery's model does and tells."""
        self.order.put(row)
        self.page.order_changed()
        self.page.row_changed(row.id)

    def remove(self, *ids: ItemId) -> None:
        self.order.remove(*ids)
        self.page.order_changed()


@pytest.fixture
def viewer(qtbot: QtBot, theme: Theme, folder: SampleFolder, order: SampleOrder) -> Iterator[Viewer]:
    said: list[str] = []

    def say(_widget: QWidget, text: str) -> None:
        said.append(text)

    page = ViewerPage(theme, folder, lambda item_id: f"$0.0{item_id % 10}", say)
    page.set_ids(order)
    page.resize(800, 600)
    page.show()
    qtbot.waitExposed(page)
    yield Viewer(page, order, folder, qtbot, said)
    page.stop()
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
