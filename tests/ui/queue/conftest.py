from collections.abc import Iterator

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.queue.queue_pane import QueuePane
from flux_desktop.ui.queue.queue_view import QueueView
from flux_desktop.ui.theme.theme import Theme
from tests.ui.queue.making import NOW, ColourPictures, SmallLibrary


@pytest.fixture
def library() -> SmallLibrary:
    return SmallLibrary()


@pytest.fixture
def model(qapp: object, library: SmallLibrary) -> Iterator[QueueModel]:
    """Watched by Qt's own tester of models, which fails the test at the first wrong signal."""
    made = QueueModel(library, lambda _: 10.0, lambda: NOW)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    tester.deleteLater()
    made.deleteLater()


@pytest.fixture
def pictures() -> ColourPictures:
    return ColourPictures()


@pytest.fixture
def pane(theme: Theme, model: QueueModel, pictures: ColourPictures, qtbot: QtBot) -> QueuePane:
    made = QueuePane(theme, model, pictures)
    qtbot.addWidget(made)
    made.set_at_most(8)
    made.resize(320, 900)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def view(pane: QueuePane) -> QueueView:
    return pane.view
