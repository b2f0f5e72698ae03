from collections.abc import Iterator

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QImage,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.images import scaled
from flux_desktop.ui.viewer.picture_canvas import PictureCanvas
from flux_desktop.ui.viewer.picture_painter import visible_part
from flux_desktop.ui.viewer.placement import Target
from flux_desktop.ui.viewer.stock import Shown
from tests.ui.viewer.sample_pictures import striped_image

SIZE = Size(240, 160)
WINDOW = (600, 400)
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def as_qimage(image: Image.Image) -> QImage:
    data = image.convert("RGBA").tobytes("raw", "BGRA")
    return QImage(data, image.width, image.height, QImage.Format.Format_ARGB32).convertToFormat(
        QImage.Format.Format_RGB32
    )


PICTURE = striped_image(SIZE)
LARGE = striped_image(Size(1500, 1000))


@pytest.fixture
def canvas(qtbot: QtBot, theme: Theme) -> Iterator[PictureCanvas]:
    made = PictureCanvas(theme)
    made.resize(*WINDOW)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def shown(image: Image.Image = PICTURE, item_id: int = 1, **more: object) -> Shown:
    return Shown(item_id, Size(image.width, image.height), picture=as_qimage(image), **more)  # type: ignore[arg-type]


def pixels(canvas: PictureCanvas) -> QImage:
    return canvas.grab().toImage()


def wheel(canvas: PictureCanvas, at: QPoint, turned: QPoint, held: Qt.KeyboardModifier = PLAIN) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(canvas.mapToGlobal(at)), QPoint(), turned, Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(canvas, event)


def test_at_100_percent_every_pixel_is_the_pictures(canvas: PictureCanvas) -> None:
    canvas.open(shown())
    canvas.zoom_to_pixels()
    x, y, *_ = canvas.placement.target
    found = pixels(canvas).copy(x, y, SIZE.width_px, SIZE.height_px).convertToFormat(QImage.Format.Format_RGB32)
    assert found == as_qimage(PICTURE)


@pytest.mark.parametrize("scale", [2, 3, 8])
def test_from_200_percent_on_every_pixel_is_a_sharp_square(canvas: PictureCanvas, scale: int) -> None:
    canvas.open(shown())
    while canvas.placement.scale < scale:
        canvas.zoom_in()
    assert canvas.placement.scale == scale
    found, (x, y, *_) = pixels(canvas), canvas.placement.target
    for column in range(0, WINDOW[0], 7):
        for row in range(0, WINDOW[1], 5):
            source = (column - x) // scale, (row - y) // scale
            if 0 <= source[0] < SIZE.width_px and 0 <= source[1] < SIZE.height_px:
                assert found.pixelColor(column, row) == QColor(*PICTURE.getpixel(source)), (column, row)  # type: ignore[misc]


def test_below_200_percent_it_is_smooth(canvas: PictureCanvas) -> None:
    canvas.open(shown())
    canvas.zoom_to_pixels()
    canvas.zoom_in()
    assert canvas.placement.scale == 1.25
    found, (x, y, width, height) = pixels(canvas), canvas.placement.target
    assert len({found.pixelColor(x + 50 + i, y + 50).blue() for i in range(40)} - {0, 255}) > 5
    assert (width, height) == (300, 200)


def test_the_sharp_copy_is_painted_as_it_is_when_it_has_the_right_size(canvas: PictureCanvas) -> None:
    exact = scaled(as_qimage(LARGE), 540, 360)
    canvas.open(shown(LARGE, exact=exact))
    x, y, width, height = canvas.placement.target
    assert (width, height) == (540, 360)
    assert pixels(canvas).copy(x, y, 540, 360).convertToFormat(QImage.Format.Format_RGB32) == exact
    canvas.zoom_in()
    assert pixels(canvas).width() == WINDOW[0]


def test_what_stands_in_for_a_picture_fills_its_place(canvas: PictureCanvas) -> None:
    preview = QImage(24, 16, QImage.Format.Format_RGB32)
    preview.fill(QColor(10, 200, 30))
    canvas.open(Shown(1, SIZE, preview=preview))
    target = QRect(*canvas.placement.target)
    found = pixels(canvas)
    assert found.pixelColor(target.center()) == QColor(10, 200, 30)
    assert found.pixelColor(target.topLeft() + QPoint(1, 1)) == QColor(10, 200, 30)
    canvas.update_shown(Shown(1, SIZE))
    assert pixels(canvas).pixelColor(target.center()) != pixels(canvas).pixelColor(2, 2)


def test_a_picture_that_cannot_be_shown_is_dimmed_and_says_why(canvas: PictureCanvas, theme: Theme) -> None:
    preview = QImage(24, 16, QImage.Format.Format_RGB32)
    preview.fill(QColor(0, 0, 0))
    words = "This picture's file was moved or deleted."
    canvas.open(Shown(1, SIZE, preview=preview, trouble=words))
    x, y, *_ = canvas.placement.target
    canvas_grey = theme.colour("canvas").red()
    assert canvas_grey * 0.5 < pixels(canvas).pixelColor(x + 5, y + 5).red() < canvas_grey
    assert canvas.accessibleDescription() == words


def test_words_that_are_too_long_for_the_window_are_wrapped(canvas: PictureCanvas) -> None:
    canvas.resize(170, 220)
    canvas.open(Shown(1, SIZE, trouble="This picture's file was moved or deleted."))
    edge = {pixels(canvas).pixelColor(x, y).name() for x in (0, 169) for y in range(220)}
    assert len(edge) == 1


def test_ctrl_and_wheel_zoom_to_the_pointer(canvas: PictureCanvas) -> None:
    canvas.open(shown(LARGE))
    canvas.zoom_to_pixels()
    at = QPoint(150, 300)
    before = canvas.placement.point_at(150, 300)
    wheel(canvas, at, QPoint(0, 120), CTRL)
    assert canvas.placement.scale == 1.25
    assert canvas.placement.point_at(150, 300) == pytest.approx(before)
    wheel(canvas, at, QPoint(0, -120), CTRL)
    assert canvas.placement.scale == pytest.approx(1.0)


def test_a_pinch_zooms_to_the_pointer(canvas: PictureCanvas) -> None:
    canvas.open(shown(LARGE))
    canvas.zoom_to_pixels()
    before = canvas.placement.point_at(150, 300)
    at = QPointF(150, 300)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, at, at, at, 0.5, QPointF()
    )
    QCoreApplication.sendEvent(canvas, event)
    assert canvas.placement.scale == pytest.approx(1.5)
    assert canvas.placement.point_at(150, 300) == pytest.approx(before)


def test_the_wheel_alone_moves_a_large_picture(canvas: PictureCanvas, qtbot: QtBot) -> None:
    canvas.open(shown(LARGE))
    canvas.zoom_to_pixels()
    before = canvas.placement.target
    with qtbot.assertNotEmitted(canvas.stepped):
        wheel(canvas, QPoint(10, 10), QPoint(0, -120))
        assert canvas.placement.target.y < before.y
        wheel(canvas, QPoint(10, 10), QPoint(0, -120), SHIFT)
    assert canvas.placement.target.x < before.x


def test_the_wheel_goes_through_pictures_that_fit_a_notch_at_a_time(canvas: PictureCanvas) -> None:
    steps: list[int] = []
    canvas.stepped.connect(steps.append)
    canvas.open(shown())
    wheel(canvas, QPoint(10, 10), QPoint(0, -120))
    wheel(canvas, QPoint(10, 10), QPoint(0, 120))
    assert steps == [1, -1]
    for _ in range(5):
        wheel(canvas, QPoint(10, 10), QPoint(0, -30))
    assert steps == [1, -1, 1]


def test_dragging_takes_the_picture_along_and_not_out_of_sight(canvas: PictureCanvas) -> None:
    canvas.open(shown(LARGE))
    canvas.zoom_to_pixels()
    begin = canvas.placement.target
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, PLAIN, QPoint(300, 200))
    assert canvas.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    QTest.mouseMove(canvas, QPoint(340, 170))
    assert (canvas.placement.target.x, canvas.placement.target.y) == (begin.x + 40, begin.y - 30)
    QTest.mouseMove(canvas, QPoint(3000, 2000))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, PLAIN, QPoint(3000, 2000))
    assert (canvas.placement.target.x, canvas.placement.target.y) == (0, 0)
    assert canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor
    QTest.mouseMove(canvas, QPoint(10, 10))
    assert (canvas.placement.target.x, canvas.placement.target.y) == (0, 0)


def test_a_double_click_shows_the_pixels_under_it_and_another_one_fits(canvas: PictureCanvas) -> None:
    canvas.open(shown(LARGE))
    before = canvas.placement.point_at(500, 100)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, PLAIN, QPoint(500, 100))
    assert canvas.placement.scale == 1.0
    assert canvas.placement.point_at(500, 100) == pytest.approx(before)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, PLAIN, QPoint(500, 100))
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, PLAIN, QPoint(500, 100))
    assert canvas.placement.is_fit


def test_the_pointer_is_a_hand_only_where_there_is_something_to_drag(canvas: PictureCanvas) -> None:
    canvas.open(shown())
    assert canvas.cursor().shape() is Qt.CursorShape.ArrowCursor
    canvas.open(shown(LARGE))
    assert canvas.cursor().shape() is Qt.CursorShape.ArrowCursor
    canvas.zoom_to_pixels()
    assert canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor


def test_another_picture_keeps_the_zoom_and_opening_one_does_not(canvas: PictureCanvas) -> None:
    canvas.open(shown(LARGE))
    canvas.zoom_to_pixels()
    canvas.pan(1, 1)
    place = canvas.placement.target
    canvas.show_next(shown(LARGE, item_id=2))
    assert canvas.placement.target == place
    canvas.open(shown(LARGE, item_id=3))
    assert canvas.placement.is_fit


def test_the_fit_follows_the_window(canvas: PictureCanvas, qtbot: QtBot) -> None:
    canvas.open(shown(LARGE))
    with qtbot.waitSignal(canvas.placement_changed):
        canvas.resize(900, 700)
    assert canvas.placement.window == Size(900, 700)
    assert canvas.placement.target.width == 860


def test_the_first_whole_painting_is_told_once(canvas: PictureCanvas) -> None:
    painted: list[int] = []
    canvas.picture_painted.connect(painted.append)
    canvas.open(Shown(1, SIZE))
    canvas.repaint()
    assert painted == []
    canvas.update_shown(shown())
    canvas.repaint()
    canvas.repaint()
    assert painted == [1]
    canvas.show_next(shown(item_id=2))
    canvas.repaint()
    assert painted == [1, 2]


def test_nothing_is_painted_of_a_viewer_that_is_closed(canvas: PictureCanvas, theme: Theme) -> None:
    canvas.open(shown())
    canvas.update_shown(None)
    found = pixels(canvas)
    assert {found.pixelColor(x, 200).name() for x in range(WINDOW[0])} == {theme.colour("canvas").name()}


def test_screen_readers_take_it_for_a_graphic_with_its_name(canvas: PictureCanvas) -> None:
    canvas.setAccessibleName("A quiet fjord. 2 of 66")
    interface = QAccessible.queryAccessibleInterface(canvas)
    assert interface.role() is QAccessible.Role.Graphic
    assert interface.text(QAccessible.Text.Name) == "A quiet fjord. 2 of 66"


def test_the_focus_is_seen_when_it_comes_by_the_keyboard(canvas: PictureCanvas, theme: Theme) -> None:
    canvas.open(shown())
    x, y, width, _ = canvas.placement.target
    above = QPoint(x + width // 2, y - 3)
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert pixels(canvas).pixelColor(above) == theme.colour("canvas")
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert pixels(canvas).pixelColor(above) == theme.colour("focus")
    canvas.zoom_in()
    canvas.zoom_in()
    canvas.zoom_in()
    canvas.zoom_in()
    assert pixels(canvas).pixelColor(WINDOW[0] // 2, 3) == theme.colour("focus")


def test_the_menu_opens_at_the_pointer_or_in_the_middle(canvas: PictureCanvas) -> None:
    asked: list[QPoint] = []
    canvas.menu_wanted.connect(asked.append)
    canvas.open(shown())
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        QCoreApplication.sendEvent(canvas, QContextMenuEvent(reason, QPoint(5, 5), canvas.mapToGlobal(QPoint(5, 5))))
    assert asked == [canvas.mapToGlobal(QPoint(5, 5)), canvas.mapToGlobal(canvas.rect().center())]


def test_only_the_part_in_the_window_is_drawn() -> None:
    part = visible_part(1000, 1000, Target(-16_000, -8000, 32_000, 32_000), QRect(0, 0, 640, 480))
    assert part is not None
    assert part.source.getRect() == (500, 250, 20, 15)
    assert part.target.getRect() == (0, 0, 640, 480)
    assert visible_part(10, 10, Target(700, 0, 100, 100), QRect(0, 0, 640, 480)) is None
