from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QWheelEvent
from PySide6.QtTest import QTest

from flux_desktop.domain.sizes import Size
from tests.ui.viewer.conftest import Viewer
from tests.ui.viewer.sample_pictures import picture_row, plain_image

PLAIN = Qt.KeyboardModifier.NoModifier


def many(viewer: Viewer, count: int = 300) -> None:
    for item_id in range(1000, 1000 + count):
        viewer.order.put(picture_row(item_id, path="106.png"))
    viewer.page.order_changed()


def click(viewer: Viewer, position: int) -> None:
    strip = viewer.page.strip
    frame = next(frame for frame in strip.frames if frame.position == position)
    at = strip.frame_rect(frame).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, PLAIN, at)


def turn(viewer: Viewer, turned: QPoint, exact: QPoint | None = None) -> None:
    view = viewer.page.strip.viewport()
    at = QPointF(50, 30)
    event = QWheelEvent(
        at, view.mapToGlobal(at), exact or QPoint(), turned, Qt.MouseButton.NoButton, PLAIN,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(view, event)


def test_a_click_opens_the_picture(viewer: Viewer) -> None:
    viewer.page.open(106)
    click(viewer, 3)
    assert viewer.page.current_id == 103


def test_the_open_picture_is_in_the_middle_and_ringed(viewer: Viewer) -> None:
    many(viewer)
    viewer.page.open(1150)
    viewer.settle()
    strip = viewer.page.strip
    frame = next(frame for frame in strip.frames if frame.position == viewer.page._walk.position)
    assert abs(frame.left_px + frame.width_px / 2 - strip.viewport().width() / 2) <= 1
    image = strip.grab().toImage()
    rect = strip.frame_rect(frame)
    above = QPoint(rect.center().x(), rect.top() - 3)
    assert image.pixelColor(above) == strip._theme.colour("focus")


def test_thumbnails_are_loaded_for_what_is_in_view_only(viewer: Viewer) -> None:
    many(viewer)
    viewer.folder.thumbnails.update({(i, 216): viewer.folder.thumbnails[106, 216] for i in range(1000, 1300)})
    viewer.page.open(1150)
    viewer.settle()
    small = viewer.page.stock.small
    loaded = [item_id for item_id in range(1000, 1300) if small.thumbnail(item_id)]
    assert 1150 in loaded
    assert len(loaded) < 40
    for frame in viewer.page.strip.frames:
        assert viewer.order.id_at(frame.position) in loaded


def test_they_are_loaded_too_when_the_picture_was_opened_before_the_viewer_was_seen(viewer: Viewer) -> None:
    viewer.page.hide()
    viewer.page.open(104)
    viewer.page.show()
    viewer.qtbot.waitUntil(lambda: viewer.page.stock.small.thumbnail(101) is not None)


def test_they_are_painted_with_round_corners(viewer: Viewer) -> None:
    viewer.page.open(106)
    viewer.settle()
    strip = viewer.page.strip
    image, rect = strip.grab().toImage(), strip.frame_rect(strip.frames[2])
    window = strip._theme.colour("window")
    middle = image.pixelColor(rect.center())
    assert abs(middle.red() - 120) < 8
    assert image.pixelColor(rect.topLeft()).lightness() > QColor(middle).lightness()
    assert image.pixelColor(rect.topLeft() - QPoint(3, 3)) == window


def test_the_wheel_scrolls_and_the_open_picture_stays_open(viewer: Viewer) -> None:
    many(viewer)
    viewer.page.open(1150)
    before = viewer.page.strip.frames[0]
    turn(viewer, QPoint(0, -120))
    after = viewer.page.strip.frames[0]
    assert after.position > before.position
    turn(viewer, QPoint(), QPoint(40, 0))
    assert viewer.page.strip.frames[0] != after
    assert viewer.page.current_id == 1150


def test_an_arrival_does_not_move_what_was_scrolled_to(viewer: Viewer) -> None:
    many(viewer)
    viewer.page.open(1150)
    turn(viewer, QPoint(0, -1200))
    strip = viewer.page.strip
    before = [(viewer.order.id_at(frame.position), frame.left_px) for frame in strip.frames]
    viewer.put(picture_row(5000, path="106.png"))
    after = [(viewer.order.id_at(frame.position), frame.left_px) for frame in strip.frames]
    assert before == after


def test_the_next_step_brings_the_open_picture_back_into_view(viewer: Viewer) -> None:
    many(viewer)
    viewer.page.open(1150)
    turn(viewer, QPoint(0, -6000))
    viewer.page.step(1)
    assert any(viewer.order.id_at(frame.position) == 1149 for frame in viewer.page.strip.frames)


def test_screen_readers_find_a_list_of_named_pictures(viewer: Viewer) -> None:
    viewer.page.open(105)
    strip = viewer.page.strip
    interface = QAccessible.queryAccessibleInterface(strip)
    assert interface.role() is QAccessible.Role.List
    assert interface.childCount() == 6
    names = [interface.child(number).text(QAccessible.Text.Name) for number in range(6)]
    assert names[1] == "A quiet fjord, number 105. 2 of 6"
    assert strip.currentIndex().row() == 1


def test_pictures_out_of_view_lie_beside_the_view(viewer: Viewer) -> None:
    many(viewer)
    viewer.page.open(1150)
    strip = viewer.page.strip
    assert strip.visualRect(strip.film.index(0)).right() < 0
    assert strip.visualRect(strip.film.index(299)).left() > strip.viewport().width()
    for frame in strip.frames:
        index = strip.film.index(frame.position)
        assert strip.visualRect(index) == strip.frame_rect(frame)
        assert strip.indexAt(strip.visualRect(index).center()) == index


def test_very_wide_and_very_tall_pictures_have_a_size_one_can_click(viewer: Viewer) -> None:
    viewer.order.put(viewer.folder.add(200, plain_image(Size(900, 20), (1, 1, 1))))
    viewer.order.put(viewer.folder.add(201, plain_image(Size(20, 900), (1, 1, 1))))
    viewer.page.order_changed()
    viewer.page.open(201)
    viewer.settle()
    widths = [frame.width_px for frame in viewer.page.strip.frames[:2]]
    assert widths == [26, 125]
    assert viewer.page.stock.small.thumbnail(200)
    assert viewer.page.stock.small.thumbnail(201)


def test_the_tool_tip_is_the_prompt_as_it_is(viewer: Viewer) -> None:
    viewer.put(picture_row(106, prompt="<img src=x> & more"))
    viewer.page.open(106)
    film = viewer.page.strip.film
    tip = film.data(film.index(0), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(tip, str)
    assert "&lt;img" in tip
    assert "<img" not in tip


def test_a_million_pictures_cost_no_more_than_what_is_in_view(viewer: Viewer) -> None:
    viewer.page.open(106)

    class Endless:
        def __init__(self) -> None:
            self.jobs: dict[int, object] = {}
            self.asked = 0

        def rowCount(self) -> int:  # noqa: N802
            return 1_000_000

        def id_at(self, row: int) -> int:
            return 1_000_000 - row

        def row_of(self, item_id: int) -> int:
            return 1_000_000 - item_id if 0 < item_id <= 1_000_000 else -1

        def row(self, number: int) -> object:
            self.asked += 1
            return picture_row(self.id_at(number), path="106.png")

    order = Endless()
    viewer.page.set_ids(order)  # type: ignore[arg-type]
    order.asked = 0
    viewer.page.open(500_000)
    viewer.page.step(1)
    viewer.settle()
    assert viewer.page.current_id == 499_999
    assert order.asked < 1500
