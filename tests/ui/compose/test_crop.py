"""Choosing the part of a reference that is sent: by mouse, by keyboard and by numbers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.references import Crop, Frame
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.compose.crop_dialog import CropDialog
from flux_desktop.ui.theme.theme import Theme
from tests.ui.compose.conftest import reference

WHOLE = reference("silk.jpg", 1200, 800)


def picture() -> QImage:
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("#7040c0"))
    return image


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(theme: Theme, window: QWidget, qtbot: QtBot) -> Iterator[CropDialog]:
    made = CropDialog(theme, WHOLE, picture(), window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    with qtbot.waitExposed(made):
        made.open_beside()
    yield made
    made.close()


def numbers(dialog: CropDialog) -> list[int]:
    return [field.value() for field in dialog.fields.values()]


def drag(dialog: CropDialog, start: QPointF, way: QPointF) -> None:
    canvas = dialog.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
    QTest.mouseMove(canvas, (start + way).toPoint())
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=(start + way).toPoint())


def test_it_begins_with_the_whole_picture_and_stops_nothing(dialog: CropDialog) -> None:
    assert numbers(dialog) == [0, 0, 1200, 800]
    assert not dialog.isModal()
    assert dialog.canvas.hasFocus()
    assert not dialog.reset.isEnabled()


def test_a_corner_is_dragged_with_the_mouse(dialog: CropDialog) -> None:
    place = dialog.canvas.place_of(dialog.frame)
    drag(dialog, place.bottomRight(), QPointF(-place.width() / 2, -place.height() / 4))
    left, top, width, height = numbers(dialog)
    assert (left, top) == (0, 0)
    assert width == pytest.approx(600, abs=6)
    assert height == pytest.approx(600, abs=6)
    inside = dialog.canvas.place_of(dialog.frame).center()
    drag(dialog, inside, QPointF(place.width() / 4, 0))
    assert numbers(dialog)[0] == pytest.approx(300, abs=6)
    assert numbers(dialog)[2] == width


def test_arrows_move_and_resize_the_part(dialog: CropDialog) -> None:
    canvas = dialog.canvas
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.frame == Frame(0, 0, 1136, 800)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert dialog.frame == Frame(17, 0, 1136, 800)
    assert canvas.accessibleName() == "The part that is used: 1136 by 800 pixels, 17 from the left, 0 down"


def test_numbers_are_typed_and_stay_inside_the_picture(dialog: CropDialog) -> None:
    fields = dialog.fields
    fields["Width"].setValue(500)
    fields["Left"].setValue(1000)
    assert dialog.frame == Frame(700, 0, 500, 800)
    assert fields["Left"].value() == 700
    fields["Height"].setValue(1)
    assert dialog.frame.height_px == 64


def test_a_shape_is_kept_whatever_changes(dialog: CropDialog) -> None:
    dialog.ratios.buttons()[2].click()
    assert dialog.frame == Frame(200, 0, 800, 800)
    dialog.fields["Width"].setValue(400)
    assert dialog.frame == Frame(200, 0, 400, 400)
    dialog.fields["Height"].setValue(300)
    assert dialog.frame.size == Size(300, 300)
    dialog.reset.click()
    assert dialog.frame == Frame.around(WHOLE.size)
    assert dialog.ratios.buttons()[0].isChecked()


def test_return_takes_the_part_and_escape_takes_none(dialog: CropDialog, qtbot: QtBot) -> None:
    dialog.fields["Width"].setValue(500)
    with qtbot.assertNotEmitted(dialog.chosen):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.show()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.keyClick(dialog.canvas, Qt.Key.Key_Return)
    assert chosen.args == [Frame(0, 0, 500, 800)]


def test_a_part_is_shown_within_the_whole(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    part = replace(reference("silk.jpg", 300, 200), crop=Crop(WHOLE, Frame(100, 50, 300, 200)))
    dialog = CropDialog(theme, part, picture(), window)
    qtbot.addWidget(dialog)
    assert numbers(dialog) == [100, 50, 300, 200]
    assert dialog.reset.isEnabled()


def test_it_is_no_larger_than_its_window(large_theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    dialog = CropDialog(large_theme, WHOLE, picture(), window)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open_beside()
    assert dialog.height() <= 800
    assert dialog.width() <= 1280
    assert dialog.canvas.height() >= large_theme.px(100)
    assert dialog.use.geometry().bottom() < dialog.height()


def test_beside_the_frame_nothing_is_taken_hold_of(dialog: CropDialog) -> None:
    dialog.fields["Width"].setValue(300)
    before = dialog.frame
    drag(dialog, QPointF(dialog.canvas.rect().topRight() - QPoint(3, -3)), QPointF(-50, 50))
    assert dialog.frame == before
