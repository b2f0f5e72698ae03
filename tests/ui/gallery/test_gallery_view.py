from array import array
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.domain.sizes import Size
from flux_desktop.services.events import PictureArrived, QueueChanged, TroubleChanged
from flux_desktop.storage.found import Found
from flux_desktop.ui.gallery import picture_tile
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.picture_tile import TilePart
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.support.stop_question import StopQuestion
from flux_desktop.ui.theme.theme import Theme
from tests.ui.gallery.sample_library import NOW, SampleLibrary, changed, expected_size, ids_over, image_bytes

Left = Qt.MouseButton.LeftButton
Shift, Control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NEW = first_id_at(NOW)


def click(view: GalleryView, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    tile = view.tile_rect(row)
    assert tile
    QTest.mouseClick(view.viewport(), Left, modifiers, tile.center())


def places(view: GalleryView) -> dict[int, tuple[int, int]]:
    """Where the pictures in view are, by id."""
    return {view.gallery.id_at(row): (tile.x(), tile.y()) for row, tile in view.visible_tiles()}


def scroll(view: GalleryView, to: int) -> None:
    view.verticalScrollBar().setValue(to)


def hover(view: GalleryView, point: QPoint) -> None:
    """A move of the mouse; the one of QTest does nothing when the pointer happens to be there."""
    where = QPointF(point)
    glob = QPointF(view.viewport().mapToGlobal(point))
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, where, glob, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), move)


def pill_of(view: GalleryView) -> QPushButton:
    pill = view.findChild(QPushButton, "newPicturesPill")
    assert pill
    return pill


def part_centre(view: GalleryView, row: int, part: TilePart) -> QPoint:
    tile = view.tile_rect(row)
    assert tile
    return dict(picture_tile.buttons(tile, view.style_of_tiles))[part].center()


def press_part(view: GalleryView, row: int, part: TilePart) -> None:
    tile = view.tile_rect(row)
    assert tile
    hover(view, tile.center())
    QTest.mouseClick(view.viewport(), Left, pos=part_centre(view, row, part))


# Selecting


def test_a_click_selects_one_picture_and_tells_so(qtbot: QtBot, view: GalleryView) -> None:
    with qtbot.waitSignal(view.selection_changed):
        click(view, 3)
    click(view, 5)
    assert view.selected_rows() == [5]
    assert view.current_id() == view.gallery.id_at(5)


def test_shift_selects_in_reading_order_and_not_in_a_rectangle(view: GalleryView) -> None:
    click(view, 2)
    click(view, 9, Shift)
    assert view.selected_rows() == list(range(2, 10))
    click(view, 4, Shift)
    assert view.selected_rows() == [2, 3, 4]


def test_control_adds_and_takes_away(view: GalleryView) -> None:
    click(view, 2)
    click(view, 6, Control)
    click(view, 4, Control)
    click(view, 2, Control)
    assert view.selected_rows() == [4, 6]
    click(view, 8, Shift | Control)
    assert view.selected_rows() == [2, 3, 4, 5, 6, 7, 8]


def test_a_rubber_band_selects_what_it_touches(view: GalleryView) -> None:
    first, last = view.tile_rect(0), view.tile_rect(5)
    assert first
    assert last
    QTest.mousePress(view.viewport(), Left, pos=QPoint(first.x() - 8, first.y() + 4))
    QTest.mouseMove(view.viewport(), QPoint(last.x() + 8, last.y() + 8))
    touched = [row for row, tile in view.visible_tiles() if tile.x() <= last.x() + 8 and tile.y() <= last.y() + 8]
    assert view.selected_rows() == touched
    assert not view.grab().toImage().isNull()
    QTest.mouseRelease(view.viewport(), Left, pos=QPoint(last.x() + 8, last.y() + 8))
    assert view.selected_rows() == touched
    QTest.mouseClick(view.viewport(), Left, pos=QPoint(4, first.y() + 4))
    assert view.selected_rows() == []


def test_a_band_held_below_the_edge_scrolls_on(qtbot: QtBot, view: GalleryView) -> None:
    QTest.mousePress(view.viewport(), Left, pos=QPoint(6, 60))
    QTest.mouseMove(view.viewport(), QPoint(400, view.viewport().height() + 30))
    qtbot.waitUntil(lambda: view.top_px > 100)
    QTest.mouseRelease(view.viewport(), Left, pos=QPoint(400, view.viewport().height() + 30))
    last = view.tiles.rect(view.selected_rows()[-1])
    assert last.y > 800


def test_all_of_a_hundred_thousand_are_selected_as_one_range(
    qtbot: QtBot, theme: Theme, loader: ThumbnailLoader
) -> None:
    model = GalleryModel(SampleLibrary(ids_over(700, 100_000)), str, expected_size)
    view = GalleryView(model, theme, loader)
    qtbot.addWidget(view)
    model.load()
    view.resize(900, 700)
    view.show()
    QTest.keySequence(view, "Ctrl+A")
    assert view.selected_ranges() == [(0, model.rowCount() - 1)]
    assert len(view.selected_ids()) == model.rowCount()


def test_a_picture_that_goes_leaves_the_selection_to_its_neighbour(view: GalleryView) -> None:
    click(view, 4)
    next_id = view.gallery.id_at(5)
    view.gallery.remove([view.gallery.id_at(4)])
    assert view.current_id() == next_id
    assert view.selected_rows() == [4]


def test_ids_can_be_selected_from_outside(view: GalleryView) -> None:
    wanted = [view.gallery.id_at(50), view.gallery.id_at(52)]
    view.select_ids(wanted)
    assert view.selected_ids() == wanted
    tile = view.tile_rect(50)
    assert tile
    assert view.viewport().rect().contains(tile)


# The keyboard


def test_arrows_follow_what_the_eye_sees(view: GalleryView) -> None:
    click(view, 0)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.selected_rows() == [1]
    before = view.tile_rect(1)
    QTest.keyClick(view, Qt.Key.Key_Down)
    row = view.selected_rows()[0]
    after = view.tile_rect(row)
    assert before
    assert after
    assert after.y() > before.y()
    assert after.left() - 8 <= before.center().x() <= after.right() + 8
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.selected_rows() == [1]


def test_down_and_up_again_come_back_through_short_rows(view: GalleryView) -> None:
    click(view, 2)
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Down)
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.selected_rows() == [2]


def test_home_and_end_go_to_the_first_and_the_last_picture(view: GalleryView) -> None:
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_End)
    last = view.gallery.rowCount() - 1
    tile = view.tile_rect(last)
    assert view.selected_rows() == [last]
    assert tile
    assert view.viewport().rect().contains(tile)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.selected_rows() == [0]
    assert view.top_px == 0


def test_page_down_goes_on_by_about_a_screen(view: GalleryView) -> None:
    click(view, 0)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    row = view.selected_rows()[0]
    first, after = view.tiles.rect(0), view.tiles.rect(row)
    assert 300 < after.y - first.y < 800
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view.selected_rows()[0] < 4


def test_shift_with_arrows_grows_and_shrinks_the_selection(view: GalleryView) -> None:
    click(view, 3)
    QTest.keyClick(view, Qt.Key.Key_Right, Shift)
    QTest.keyClick(view, Qt.Key.Key_Right, Shift)
    assert view.selected_rows() == [3, 4, 5]
    QTest.keyClick(view, Qt.Key.Key_Left, Shift)
    assert view.selected_rows() == [3, 4]


def test_control_moves_without_selecting_and_control_space_selects(view: GalleryView) -> None:
    click(view, 3)
    QTest.keyClick(view, Qt.Key.Key_Right, Control)
    QTest.keyClick(view, Qt.Key.Key_Right, Control)
    assert view.selected_rows() == [3]
    QTest.keyClick(view, Qt.Key.Key_Space, Control)
    assert view.selected_rows() == [3, 5]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter])
def test_return_and_space_open_the_picture(qtbot: QtBot, view: GalleryView, key: Qt.Key) -> None:
    click(view, 2)
    with qtbot.waitSignal(view.picture_activated) as opened:
        QTest.keyClick(view, key)
    assert opened.args == [view.gallery.id_at(2)]


def test_letters_begin_a_search_and_escape_ends_a_selection(qtbot: QtBot, view: GalleryView) -> None:
    click(view, 2)
    with qtbot.waitSignal(view.search_typed) as typed:
        QTest.keyClicks(view, "w")
    assert typed.args == ["w"]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_rows() == []


def test_the_keyboard_shows_where_it_is_and_the_mouse_hides_it(view: GalleryView) -> None:
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.attention.is_by_key
    click(view, 4)
    assert not view.attention.is_by_key


# Buttons on tiles


def test_a_double_click_opens_the_picture(qtbot: QtBot, view: GalleryView) -> None:
    tile = view.tile_rect(1)
    assert tile
    with qtbot.waitSignal(view.picture_activated) as opened:
        QTest.mouseDClick(view.viewport(), Left, pos=tile.center())
    assert opened.args == [view.gallery.id_at(1)]


def test_the_heart_the_reference_and_vary_say_which_picture(qtbot: QtBot, view: GalleryView) -> None:
    wide = next(row for row, tile in view.visible_tiles() if tile.width() > 200)
    item = view.gallery.id_at(wide)
    with qtbot.waitSignal(view.favourite_toggled) as favourite:
        press_part(view, wide, TilePart.FAVOURITE)
    with qtbot.waitSignal(view.reference_requested) as reference:
        press_part(view, wide, TilePart.REFERENCE)
    with qtbot.waitSignal(view.vary_requested) as vary:
        press_part(view, wide, TilePart.VARY)
    assert favourite.args == [[item], True]
    assert reference.args == [[item]]
    assert vary.args == [item]
    assert view.selected_rows() == []


def test_a_button_is_not_pressed_when_the_pointer_leaves_it(qtbot: QtBot, view: GalleryView) -> None:
    tile = view.tile_rect(0)
    assert tile
    hover(view, tile.center())
    with qtbot.assertNotEmitted(view.favourite_toggled):
        QTest.mousePress(view.viewport(), Left, pos=part_centre(view, 0, TilePart.FAVOURITE))
        QTest.mouseRelease(view.viewport(), Left, pos=tile.center())


def test_more_and_a_right_click_ask_for_the_menu_of_what_is_meant(qtbot: QtBot, view: GalleryView) -> None:
    with qtbot.waitSignal(view.menu_requested) as asked:
        press_part(view, 0, TilePart.MORE)
    assert asked.args
    assert asked.args[0] == [view.gallery.id_at(0)]
    click(view, 1)
    click(view, 2, Control)
    tile = view.tile_rect(2)
    assert tile
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, tile.center(), view.viewport().mapToGlobal(tile.center()))
    with qtbot.waitSignal(view.menu_requested) as asked:
        view.contextMenuEvent(menu)
    assert asked.args
    assert asked.args[0] == [view.gallery.id_at(1), view.gallery.id_at(2)]


def test_the_menu_key_opens_the_menu_at_the_current_picture(qtbot: QtBot, view: GalleryView) -> None:
    click(view, 3)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(view.menu_requested) as asked:
        view.contextMenuEvent(event)
    tile = view.tile_rect(3)
    assert asked.args
    assert tile
    assert asked.args[0] == [view.gallery.id_at(3)]
    assert tile.contains(view.viewport().mapFromGlobal(asked.args[1]))


def test_buttons_that_have_no_room_are_left_out(view: GalleryView) -> None:
    from PySide6.QtCore import QRect

    style = view.style_of_tiles
    assert [part for part, _ in picture_tile.buttons(QRect(0, 0, 90, 120), style)] == [
        TilePart.FAVOURITE,
        TilePart.MORE,
    ]
    assert [part for part, _ in picture_tile.buttons(QRect(0, 0, 50, 120), style)] == [TilePart.MORE]
    assert picture_tile.buttons(QRect(0, 0, 40, 40), style) == []


# Jobs


def job_button(view: GalleryView, row: int, number: int = 0) -> QPoint:
    item, tile = view.gallery.row(row), view.tile_rect(row)
    assert item
    assert tile
    layout = view.job_art.layout(view.jobs.words(item), tile.width(), tile.height())
    return tile.topLeft() + layout.buttons[number][1].center()


def test_a_waiting_job_is_cancelled_at_once(qtbot: QtBot, view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.QUEUED))
    with qtbot.waitSignal(view.cancel_requested) as cancelled:
        QTest.mouseClick(view.viewport(), Left, pos=job_button(view, 0))
    assert cancelled.args == [NEW]


def test_a_running_job_is_stopped_only_after_a_question(qtbot: QtBot, view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.RUNNING, task_id="t", submitted_at=datetime.now(UTC)))
    with qtbot.assertNotEmitted(view.cancel_requested):
        QTest.mouseClick(view.viewport(), Left, pos=job_button(view, 0))
    question = view.findChild(StopQuestion)
    assert question
    keep, stop = (
        next(b for b in question.findChildren(QPushButton) if b.text() == words)
        for words in ("Keep waiting", "Stop waiting")
    )
    assert question.isVisible()
    assert keep.isVisible()
    with qtbot.waitSignal(view.cancel_requested) as cancelled:
        stop.click()
    assert cancelled.args == [NEW]


@pytest.mark.parametrize(
    ("state", "failure", "signal"),
    [
        (State.REFUSED, Failure(Cause.REQUEST_MODERATED), "edit_prompt_requested"),
        (State.FAILED, Failure(Cause.SERVICE_TROUBLE), "make_again_requested"),
        (State.EXPIRED, Failure(Cause.LINK_EXPIRED), "retry_requested"),
        (State.UNCONFIRMED, Failure(Cause.OUTCOME_UNKNOWN), "retry_requested"),
        (State.FETCHING, Failure(Cause.DISK_FULL), "retry_requested"),
    ],
)
def test_return_on_a_job_presses_its_first_button(
    qtbot: QtBot, view: GalleryView, state: State, failure: Failure, signal: str
) -> None:
    view.gallery.put(changed(NEW, state, failure=failure, task_id="t"))
    view.selector.only(0)
    with qtbot.waitSignal(getattr(view, signal)) as pressed:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert pressed.args == [NEW]


def test_the_cross_takes_a_failed_job_away(qtbot: QtBot, view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.FAILED, failure=Failure(Cause.SERVICE_TROUBLE)))
    tile = view.tile_rect(0)
    assert tile
    with qtbot.waitSignal(view.dismiss_requested) as dismissed:
        QTest.mouseClick(view.viewport(), Left, pos=QPoint(tile.right() - 16, tile.top() + 16))
    assert dismissed.args == [NEW]


def test_the_menu_of_a_job_has_all_its_buttons(qtbot: QtBot, view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.EXPIRED, failure=Failure(Cause.LINK_EXPIRED)))
    view.selector.only(0)
    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    menu = view.findChild(QMenu)
    assert menu
    labels = [action.text() for action in menu.actions()]
    assert labels == ["Check again (free)", "Make again ($0.045)", "Remove", "Use this prompt"]
    with qtbot.waitSignal(view.dismiss_requested):
        menu.actions()[2].trigger()
    menu.close()


def test_a_job_that_waits_for_credits_says_so_and_leads_there(qtbot: QtBot, view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.QUEUED))
    view.jobs.set_trouble(TroubleChanged(Cause.OUT_OF_CREDITS))
    with qtbot.waitSignal(view.action_requested) as asked:
        QTest.mouseClick(view.viewport(), Left, pos=job_button(view, 0))
    assert asked.args == [NEW, "add_credits"]


def test_a_job_says_its_place_as_the_queue_knows_it(view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.QUEUED))
    view.gallery.put(changed(NEW + 1, State.QUEUED))
    view.jobs.set_queue(QueueChanged(0, 2, paused=False, order=(NEW + 1, NEW)))
    row = view.gallery.row(view.gallery.row_of(NEW))
    assert row
    assert view.jobs.words(row).text == "2nd in line"


def test_the_ring_turns_only_while_a_job_is_in_view(qtbot: QtBot, view: GalleryView) -> None:
    assert not view.jobs.is_running
    view.gallery.put(changed(NEW, State.RUNNING, task_id="t", submitted_at=datetime.now(UTC)))
    qtbot.waitUntil(lambda: view.jobs.is_running)
    scroll(view, view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: not view.jobs.is_running)
    scroll(view, 0)
    qtbot.waitUntil(lambda: view.jobs.is_running)
    view.gallery.put(changed(NEW, State.DONE))
    qtbot.waitUntil(lambda: not view.jobs.is_running)


def test_no_ring_turns_for_a_person_who_wants_none(qtbot: QtBot, view: GalleryView) -> None:
    view.set_motion(reduced=True)
    view.gallery.put(changed(NEW, State.RUNNING, task_id="t", submitted_at=datetime.now(UTC)))
    assert not view.grab().toImage().isNull()
    assert not view.jobs.is_running


def test_a_job_says_how_long_it_runs_and_usually_takes(view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.RUNNING, submitted_at=datetime.now(UTC) - timedelta(seconds=6), task_id="t"))
    row = view.gallery.row(0)
    assert row
    assert view.jobs.words(row).text == "6 s, usually about 10 s"


# Pictures that arrive


def test_a_picture_is_painted_before_it_is_on_disk(qtbot: QtBot, view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.FETCHING, task_id="t"))
    with qtbot.waitSignal(view.picture_painted) as painted:
        view.take_arrival(PictureArrived(NEW, image_bytes(Size(1248, 832), (10, 200, 30)), "png"))
    assert painted.args == [NEW]
    row = view.gallery.row(0)
    assert row
    assert row.state is State.FETCHING
    assert view.is_picture(row)
    tile = view.tile_rect(0)
    assert tile

    def is_green() -> bool:
        colour = view.grab().toImage().pixelColor(tile.center())
        return colour.green() > 180 and colour.red() < 60

    qtbot.waitUntil(is_green)
    with qtbot.assertNotEmitted(view.picture_painted):
        view.gallery.put(changed(NEW, State.DONE))
        view.grab()


def test_what_arrives_does_not_move_what_one_looks_at(qtbot: QtBot, view: GalleryView) -> None:
    scroll(view, 900)
    before = places(view)
    for number in range(3):
        view.gallery.put(changed(NEW + number, State.QUEUED))
    view.gallery.put(changed(NEW, State.RUNNING, task_id="t"))
    view.gallery.put(changed(NEW, State.DONE))
    assert places(view) == before


def test_a_pill_tells_of_new_pictures_above_and_leads_to_them(qtbot: QtBot, view: GalleryView) -> None:
    scroll(view, 900)
    assert view.findChild(QPushButton, "newPicturesPill") is None
    for number in range(2):
        view.gallery.put(changed(NEW + number, State.QUEUED))
    pill = pill_of(view)
    assert pill.text() == "2 being made"
    view.gallery.put(changed(NEW, State.DONE))
    view.gallery.put(changed(NEW + 1, State.DONE))
    assert pill.isVisible()
    assert pill.text() == "2 new pictures"
    pill.click()
    assert view.top_px == 0
    assert not pill.isVisible()


def test_a_job_that_began_in_view_counts_when_it_ends_out_of_view(view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.RUNNING, task_id="t"))
    scroll(view, 900)
    view.gallery.put(changed(NEW, State.DONE))
    assert pill_of(view).text() == "1 new picture"


def test_at_the_top_new_pictures_are_shown_at_once(view: GalleryView) -> None:
    view.gallery.put(changed(NEW, State.QUEUED))
    assert view.top_px == 0
    assert NEW in places(view)


# Geometry


def test_another_size_keeps_the_current_picture_where_it_is(view: GalleryView) -> None:
    scroll(view, 900)
    row = next(row for row, tile in view.visible_tiles() if tile.y() > 100)
    click(view, row)
    before = view.tile_rect(row)
    view.set_row_height(260)
    after = view.tile_rect(row)
    assert before
    assert after
    assert after.y() == before.y()
    assert after.height() > before.height()


def test_another_width_keeps_the_topmost_picture_where_it_is(qtbot: QtBot, view: GalleryView) -> None:
    scroll(view, 900)
    anchor = view.tiles.anchor_at(view.top_px)
    view.resize(640, 700)
    assert anchor
    tile = view.tile_rect(anchor.index)
    assert tile
    assert tile.y() == anchor.below_top_px


def test_the_size_is_limited_and_told(qtbot: QtBot, view: GalleryView) -> None:
    with qtbot.waitSignal(view.row_height_changed) as told:
        view.zoom(99)
    assert told.args == [320]
    view.set_row_height(1)
    assert view.row_height == 120


def test_control_and_the_wheel_change_the_size(view: GalleryView) -> None:
    def wheel(modifiers: Qt.KeyboardModifier) -> None:
        event = QWheelEvent(
            QPointF(200, 200),
            QPointF(view.mapToGlobal(QPoint(200, 200))),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)

    wheel(Control)
    assert view.row_height == 168
    assert view.top_px == 0
    wheel(Qt.KeyboardModifier.NoModifier)
    assert view.top_px > 0


def test_a_place_can_be_left_and_found_again(view: GalleryView) -> None:
    scroll(view, 900)
    item = view.top_id()
    assert item is not None
    scroll(view, 0)
    assert view.top_id() is None
    view.scroll_to_id(item)
    tile = view.tile_rect(view.gallery.row_of(item))
    assert tile
    assert 0 <= tile.y() < 60


def test_scrolling_by_pixels_paints_what_a_whole_paint_would(qtbot: QtBot, view: GalleryView) -> None:
    for step in (37, 250, -90, 610, -300):
        scroll(view, view.verticalScrollBar().value() + step)
        qtbot.waitUntil(lambda: view.loader.is_caught_up)
        QApplication.processEvents()
        blitted = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
        view.viewport().render(blitted)
        view.viewport().repaint()
        whole = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
        view.viewport().render(whole)
        assert blitted == whole


def test_at_midnight_today_becomes_yesterday(view: GalleryView) -> None:
    from datetime import date

    scroll(view, 500)
    before = places(view)
    labels = [header.section.label for header in view.tiles.headers(0, 10**6)]
    view.gallery._today = lambda: date(2026, 11, 21)
    view.new_day()
    assert labels[0] == "Today"
    assert next(header.section.label for header in view.tiles.headers(0, 10**6)) == "Yesterday"
    assert places(view).keys() == before.keys()


def test_the_theme_and_the_size_of_text_are_followed(view: GalleryView, theme: Theme) -> None:
    light = view.grab().toImage().pixelColor(3, 300)
    theme.apply("dark", 200)
    dark = view.grab().toImage().pixelColor(3, 300)
    theme.apply("light")
    assert light.lightness() > 200
    assert dark.lightness() < 60


def test_section_headers_say_how_many_and_what_they_cost(view: GalleryView) -> None:
    header = next(iter(view.tiles.headers(0, 10**6)))
    sums = view.gallery.sum_of(header.section)
    assert sums
    count = sums[0]
    assert view._artist._sum_words(header) == f"{count} pictures · ${count * 0.045:.3f}".rstrip("0")
    view.gallery.show_only(Found(array("q", view.gallery.ids_between(0, 2)), array("q", [450] * 3)))
    header = next(iter(view.tiles.headers(0, 10**6)))
    assert view._artist._sum_words(header) == f"{header.count} pictures · ${header.count * 0.045:.3f}".rstrip("0")


# For everybody


def test_to_a_screen_reader_it_is_a_list_of_named_pictures(view: GalleryView) -> None:
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() is QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Your pictures"
    assert interface.childCount() == view.gallery.rowCount()
    child = interface.child(0)
    assert child.role() is QAccessible.Role.ListItem
    assert child.text(QAccessible.Text.Name).startswith("A quiet fjord at blue hour. FLUX.2 [pro]. ")
    tile = view.tile_rect(0)
    assert tile
    assert child.rect().size() == tile.size()


def test_tool_tips_show_prompts_as_they_are(view: GalleryView, library: SampleLibrary) -> None:
    from flux_desktop.ui.support.labels import plain_tool_tip

    assert plain_tool_tip("<img src=x>").count("<img") == 0
    row = view.gallery.row(0)
    assert row
    assert picture_tile.tip_for(TilePart.FAVOURITE, row) == "Favourite (F)"


def test_a_view_that_is_not_seen_wishes_for_nothing(qtbot: QtBot, view: GalleryView) -> None:
    qtbot.waitUntil(lambda: view.loader.is_caught_up)
    view.hide()
    view.loader.clear()
    scroll(view, 600)
    assert view.loader.is_caught_up
    view.show()
    qtbot.waitUntil(lambda: view.loader.pixmap(next(iter(places(view)))) is not None)


def test_hovering_away_takes_the_buttons_away(view: GalleryView) -> None:
    tile = view.tile_rect(0)
    assert tile
    hover(view, tile.center())
    assert view.attention.row == 0
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert view.attention.row == -1
