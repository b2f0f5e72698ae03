import random

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from flux_desktop.domain.generation import State
from flux_desktop.storage.gallery_row import GalleryRow
from tests.ui.viewer.conftest import IDS, Viewer
from tests.ui.viewer.sample_pictures import picture_row


class Commotion:
    """A person at the viewer, and a library in which things happen meanwhile."""

    def __init__(self, viewer: Viewer, seed: int) -> None:
        self.viewer = viewer
        self.page = viewer.page
        self.chance = random.Random(seed)
        self.newest = max(IDS)

    def rows(self) -> list[GalleryRow]:
        order = self.viewer.order
        return [row for row in map(order.row, range(order.rowCount())) if row]

    def step(self) -> None:
        self.page.step(self.chance.choice((-3, -1, 1, 1, 2)))

    def jump(self) -> None:
        self.page.go_to(self.chance.randrange(12))

    def zoom(self) -> None:
        key = self.chance.choice((Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Z))
        QTest.keyClick(self.page.canvas, key)

    def scroll(self) -> None:
        self.page.strip.scroll_film(self.chance.randrange(-500, 500))

    def wait(self) -> None:
        QCoreApplication.processEvents()

    def arrive(self) -> None:
        self.newest += 1
        self.viewer.put(picture_row(self.newest, path="104.png"))

    def begin_job(self) -> None:
        self.newest += 1
        self.viewer.order.put(picture_row(self.newest, state=State.RUNNING, path=None))
        self.page.order_changed()

    def finish_job(self) -> None:
        jobs = [row.id for row in self.rows() if row.state is not State.DONE]
        if jobs:
            self.viewer.put(picture_row(self.chance.choice(jobs), path="103.png"))

    def remove_some(self) -> None:
        self.viewer.remove(*[row.id for row in self.rows() if self.chance.random() < 0.2])

    def anything(self) -> None:
        self.chance.choice(
            (self.step, self.jump, self.zoom, self.scroll, self.wait, self.arrive, self.begin_job, self.finish_job,
             self.remove_some)
        )()  # fmt: skip
        if self.page.current_id is None:  # none were left, and so it closed
            self.arrive()
            assert self.page.open(self.newest)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_comes_and_goes_a_picture_of_the_library_is_on_view(viewer: Viewer, seed: int) -> None:
    viewer.page.open(104)
    commotion = Commotion(viewer, seed)
    for _ in range(150):
        commotion.anything()
        pictures = [row.id for row in commotion.rows() if row.state is State.DONE]
        assert viewer.page.current_id in pictures
        shown = viewer.page.canvas.shown
        assert shown is not None
        assert shown.item_id == viewer.page.current_id
    viewer.page.order_changed()
    viewer.settle()
    shown = viewer.page.canvas.shown
    assert shown is not None
    assert shown.picture is not None
    assert viewer.page.bar._position.text() == f"{pictures.index(shown.item_id) + 1} of {len(pictures)}"
