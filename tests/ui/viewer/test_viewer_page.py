import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.generation import State
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.viewer_page import ViewerPage
from tests.ui.viewer.conftest import IDS, Viewer, colour_of
from tests.ui.viewer.sample_pictures import SMALL, SampleFolder, SampleOrder, picture_row, plain_image

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
MISSING = "This picture's file was moved or deleted."


def press(viewer: Viewer, key: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(viewer.page.canvas, key, held)


def middle_colour(viewer: Viewer) -> QColor:
    image = viewer.page.canvas.grab().toImage()
    return image.pixelColor(image.rect().center())


def test_it_is_found_by_its_name(viewer: Viewer) -> None:
    assert viewer.page.objectName() == "viewerPage"


def test_an_opened_picture_is_shown_in_full(viewer: Viewer) -> None:
    assert viewer.page.open(104)
    viewer.settle()
    assert middle_colour(viewer) == QColor(*colour_of(104))
    assert viewer.page.current_id == 104
    assert viewer.page.canvas.hasFocus()


def test_what_is_no_picture_is_not_opened(viewer: Viewer) -> None:
    viewer.order.put(picture_row(200, state=State.RUNNING))
    assert not viewer.page.open(200)
    assert not viewer.page.open(77)
    assert viewer.page.current_id is None


def test_the_thumbnail_is_there_at_once_and_the_picture_after_it(viewer: Viewer) -> None:
    preview = QPixmap(24, 16)
    preview.fill(QColor(1, 2, 3))
    viewer.page.open(104, preview)
    assert middle_colour(viewer) == QColor(1, 2, 3)
    viewer.settle()
    assert middle_colour(viewer) == QColor(*colour_of(104))


def test_without_a_thumbnail_at_hand_the_librarys_is_shown_until_the_picture_is_decoded(viewer: Viewer) -> None:
    (viewer.folder.folder / "104.png").unlink()
    viewer.page.open(104)
    viewer.qtbot.waitUntil(lambda: viewer.page.stock.small.preview(104) is not None)
    shown = viewer.page.canvas.shown
    assert shown is not None
    assert shown.preview is not None


# Going through the pictures


@pytest.mark.parametrize(
    ("key", "expected"),
    [(Qt.Key.Key_Right, 103), (Qt.Key.Key_Left, 105), (Qt.Key.Key_Home, 106), (Qt.Key.Key_End, 101)],
)
def test_keys_go_through_the_pictures(viewer: Viewer, key: Qt.Key, expected: int) -> None:
    viewer.page.open(104)
    told: list[int] = []
    viewer.page.current_changed.connect(told.append)
    press(viewer, key)
    viewer.settle()
    assert viewer.page.current_id == expected
    assert told == [expected]
    assert middle_colour(viewer) == QColor(*colour_of(expected))


def test_the_ends_are_ends(viewer: Viewer) -> None:
    viewer.page.open(106)
    press(viewer, Qt.Key.Key_Left)
    assert viewer.page.current_id == 106
    press(viewer, Qt.Key.Key_End)
    press(viewer, Qt.Key.Key_Right)
    assert viewer.page.current_id == 101


def test_the_neighbours_are_decoded_and_sharp_before_they_are_asked_for(viewer: Viewer) -> None:
    for item_id in range(201, 207):
        viewer.put(viewer.folder.add(item_id, plain_image(Size(1200, 800), (item_id, 0, 0)), "jpeg"))
    viewer.page.open(204)
    viewer.settle()
    decoder = viewer.page.stock.decoder
    for item_id in (202, 203, 205, 206):
        sheet = decoder.sheet(item_id)
        assert sheet is not None
        assert sheet.exact is not None
    assert decoder.sheet(201) is None
    painted: list[int] = []
    viewer.page.picture_painted.connect(painted.append)
    press(viewer, Qt.Key.Key_Right)
    viewer.page.canvas.repaint()
    assert painted == [203]


def test_every_step_has_the_next_pictures_decoded(viewer: Viewer) -> None:
    viewer.page.open(106)
    viewer.settle()
    assert viewer.page.stock.decoder.sheet(103) is None
    press(viewer, Qt.Key.Key_Right)
    viewer.qtbot.waitUntil(lambda: viewer.page.stock.decoder.sheet(103) is not None)


def test_stepping_keeps_the_zoom_so_that_a_detail_can_be_compared(viewer: Viewer) -> None:
    viewer.page.open(104)
    press(viewer, Qt.Key.Key_1, CTRL)
    press(viewer, Qt.Key.Key_Plus)
    press(viewer, Qt.Key.Key_Right)
    assert viewer.page.canvas.placement.scale == 1.25
    viewer.page.open(105)
    assert viewer.page.canvas.placement.is_fit


def test_pictures_of_other_sizes_fit_too(viewer: Viewer) -> None:
    viewer.put(viewer.folder.add(107, plain_image(Size(90, 300), (9, 9, 9)), "jpeg"))
    viewer.page.open(106)
    press(viewer, Qt.Key.Key_Left)
    viewer.settle()
    placement = viewer.page.canvas.placement
    assert placement.picture == Size(90, 300)
    assert placement.is_fit


def test_a_file_of_another_size_than_on_record_is_shown_in_its_own_shape(viewer: Viewer) -> None:
    plain_image(Size(100, 200), (9, 9, 9)).save(viewer.folder.folder / "104.png")
    viewer.page.open(104)
    viewer.settle()
    assert viewer.page.canvas.placement.picture == Size(100, 200)


# What comes and goes


def test_a_new_arrival_never_replaces_the_open_picture(viewer: Viewer) -> None:
    viewer.page.open(106)
    viewer.settle()
    viewer.put(viewer.folder.add(110, plain_image(SMALL, (0, 0, 0))))
    viewer.settle()
    assert viewer.page.current_id == 106
    assert middle_colour(viewer) == QColor(*colour_of(106))
    assert viewer.page.bar._position.text() == "2 of 7"
    press(viewer, Qt.Key.Key_Left)
    assert viewer.page.current_id == 110


def test_a_job_takes_no_place_until_it_is_a_picture(viewer: Viewer) -> None:
    job = picture_row(110, state=State.RUNNING, path=None)
    viewer.order.put(job)
    viewer.order.jobs_known[110] = job
    viewer.page.open(106)
    assert viewer.page.bar._position.text() == "1 of 6"
    viewer.put(viewer.folder.add(110, plain_image(SMALL, (0, 0, 0))))
    assert viewer.page.bar._position.text() == "2 of 7"


def test_when_the_picture_is_removed_its_neighbour_is_shown(viewer: Viewer) -> None:
    viewer.page.open(104)
    told: list[int] = []
    viewer.page.current_changed.connect(told.append)
    viewer.remove(104)
    viewer.settle()
    assert told == [103]
    assert middle_colour(viewer) == QColor(*colour_of(103))
    assert viewer.page.bar._position.text() == "3 of 5"


def test_when_the_last_picture_is_removed_the_viewer_closes(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.page.open(104)
    with qtbot.waitSignal(viewer.page.closed) as told:
        viewer.remove(*IDS)
    assert told.args == [None]
    assert viewer.page.current_id is None


def test_another_order_keeps_the_picture_if_it_has_it(viewer: Viewer) -> None:
    viewer.page.open(104)
    viewer.page.set_ids(SampleOrder([picture_row(104), picture_row(102)]))
    assert viewer.page.current_id == 104
    assert viewer.page.bar._position.text() == "1 of 2"
    viewer.page.set_ids(SampleOrder([picture_row(102)]))
    assert viewer.page.current_id == 102


# Troubles


def test_a_missing_file_says_so_over_its_dimmed_thumbnail(viewer: Viewer) -> None:
    (viewer.folder.folder / "104.png").unlink()
    viewer.page.open(104)
    viewer.settle()
    shown = viewer.page.canvas.shown
    assert shown is not None
    assert shown.trouble == MISSING
    assert shown.preview is not None
    press(viewer, Qt.Key.Key_Right)
    viewer.settle()
    assert middle_colour(viewer) == QColor(*colour_of(103))


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 60])
def test_a_damaged_file_says_so_and_nothing_else_happens(viewer: Viewer, content: bytes) -> None:
    (viewer.folder.folder / "104.png").write_bytes(content)
    viewer.page.open(104)
    viewer.settle()
    shown = viewer.page.canvas.shown
    assert shown is not None
    assert shown.trouble == "This picture's file is damaged and cannot be shown."
    assert viewer.page.canvas.accessibleDescription() == shown.trouble


def test_a_file_that_was_found_again_is_shown(viewer: Viewer) -> None:
    lost = viewer.folder.folder / "104.png"
    lost.rename(viewer.folder.folder / "elsewhere.png")
    viewer.page.open(104)
    viewer.settle()
    viewer.order.put(picture_row(104, path="elsewhere.png"))
    viewer.page.row_changed(104)
    viewer.settle()
    assert middle_colour(viewer) == QColor(*colour_of(104))


def test_a_path_out_of_the_library_is_not_read(viewer: Viewer) -> None:
    viewer.put(picture_row(104, path="../104.png"))
    viewer.page.open(104)
    viewer.settle()
    shown = viewer.page.canvas.shown
    assert shown is not None
    assert shown.trouble == MISSING


# What a person asks for


@pytest.mark.parametrize(
    ("signal", "key", "held", "args"),
    [
        ("vary_requested", Qt.Key.Key_V, PLAIN, [104]),
        ("reference_requested", Qt.Key.Key_R, PLAIN, [[104]]),
        ("edit_again_requested", Qt.Key.Key_E, PLAIN, [104]),
        ("favourite_toggled", Qt.Key.Key_F, PLAIN, [[104], True]),
        ("copy_requested", Qt.Key.Key_C, CTRL, [[104]]),
        ("save_copy_requested", Qt.Key.Key_S, CTRL | SHIFT, [104]),
        ("full_screen_requested", Qt.Key.Key_F11, PLAIN, [True]),
        ("closed", Qt.Key.Key_Escape, PLAIN, [104]),
        ("closed", Qt.Key.Key_Space, PLAIN, [104]),
    ],
)
def test_every_command_has_a_key(
    viewer: Viewer, signal: str, key: Qt.Key, held: Qt.KeyboardModifier, args: "list[object]"
) -> None:
    viewer.page.open(104)
    with viewer.qtbot.waitSignal(getattr(viewer.page, signal)) as told:
        press(viewer, key, held)
    assert told.args == args


@pytest.mark.parametrize(
    ("signal", "button", "args"),
    [
        ("closed", "bar.back", [104]),
        ("favourite_toggled", "bar.favourite", [[104], True]),
        ("copy_requested", "bar.copy", [[104]]),
        ("save_copy_requested", "bar.save", [104]),
        ("details_toggled", "bar.details", [True]),
        ("vary_requested", "actions_row.vary", [104]),
        ("reference_requested", "actions_row.reference", [[104]]),
        ("edit_again_requested", "actions_row.edit_again", [104]),
    ],
)
def test_every_command_has_a_button(viewer: Viewer, signal: str, button: str, args: "list[object]") -> None:
    viewer.page.open(104)
    place, name = button.split(".")
    with viewer.qtbot.waitSignal(getattr(viewer.page, signal)) as told:
        QTest.mouseClick(getattr(getattr(viewer.page, place), name), Qt.MouseButton.LeftButton)
    assert told.args == args
    assert viewer.page.canvas.hasFocus() or signal == "closed"


def test_letters_with_ctrl_are_left_to_the_program(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.page.open(104)
    with qtbot.assertNotEmitted(viewer.page.vary_requested), qtbot.assertNotEmitted(viewer.page.favourite_toggled):
        press(viewer, Qt.Key.Key_V, CTRL)
        press(viewer, Qt.Key.Key_F, CTRL)
        press(viewer, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)


def test_keys_do_nothing_while_the_viewer_is_closed(viewer: Viewer, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(viewer.page.closed), qtbot.assertNotEmitted(viewer.page.vary_requested):
        press(viewer, Qt.Key.Key_V)
        press(viewer, Qt.Key.Key_Escape)


def test_zoom_by_keys(viewer: Viewer) -> None:
    viewer.page.open(104)
    page, canvas = viewer.page, viewer.page.canvas
    press(viewer, Qt.Key.Key_1, CTRL)
    assert canvas.placement.scale == 1.0
    assert page.bar.zoom.text() == "100%"
    press(viewer, Qt.Key.Key_Plus)
    press(viewer, Qt.Key.Key_Plus, SHIFT)
    assert canvas.placement.scale == 1.5
    press(viewer, Qt.Key.Key_Minus)
    assert canvas.placement.scale == 1.25
    press(viewer, Qt.Key.Key_0, CTRL)
    assert canvas.placement.is_fit
    assert page.bar.zoom.text() == "Fit"
    press(viewer, Qt.Key.Key_Z)
    assert canvas.placement.scale == 1.0
    press(viewer, Qt.Key.Key_Z)
    assert canvas.placement.is_fit


def test_shift_and_arrows_look_at_other_parts(viewer: Viewer) -> None:
    viewer.put(viewer.folder.add(107, plain_image(Size(2000, 1600), (9, 9, 9)), "jpeg"))
    viewer.page.open(107)
    press(viewer, Qt.Key.Key_1, CTRL)
    begin = viewer.page.canvas.placement.target
    press(viewer, Qt.Key.Key_Right, SHIFT)
    press(viewer, Qt.Key.Key_Down, SHIFT)
    moved = viewer.page.canvas.placement.target
    assert (moved.x, moved.y) == (begin.x - 96, begin.y - 96)
    press(viewer, Qt.Key.Key_Left, SHIFT)
    press(viewer, Qt.Key.Key_Up, SHIFT)
    assert viewer.page.canvas.placement.target == begin
    assert viewer.page.current_id == 107


def test_a_zoom_that_came_to_rest_is_made_sharp(viewer: Viewer) -> None:
    viewer.put(viewer.folder.add(107, plain_image(Size(2000, 1600), (9, 9, 9)), "jpeg"))
    viewer.page.open(107)
    press(viewer, Qt.Key.Key_1, CTRL)
    press(viewer, Qt.Key.Key_Minus)
    size = viewer.page.canvas.placement.exact_size
    assert size == Size(1600, 1280)

    def is_sharp() -> bool:
        sheet = viewer.page.stock.decoder.sheet(107)
        return sheet is not None and sheet.has_exact(Size(1600, 1280))

    viewer.qtbot.waitUntil(is_sharp)


def test_the_heart_follows_the_library(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.page.open(104)
    assert viewer.page.bar.favourite.accessibleName() == "Favourite (F)"
    viewer.put(picture_row(104, favourite=True))
    assert viewer.page.bar.favourite.accessibleName() == "Not a favourite any more (F)"
    with qtbot.waitSignal(viewer.page.favourite_toggled) as told:
        press(viewer, Qt.Key.Key_F)
    assert told.args == [[104], False]


def test_vary_carries_its_price(viewer: Viewer) -> None:
    viewer.page.open(104)
    vary = viewer.page.actions_row.vary
    assert vary.text().strip() == "Vary, $0.04"
    assert vary.accessibleName() == "Vary with a new seed, $0.04 (V)"
    press(viewer, Qt.Key.Key_Right)
    assert vary.text().strip() == "Vary, $0.03"


def test_details_show_whether_the_pane_is_open(viewer: Viewer) -> None:
    viewer.page.set_details(shown=True)
    assert viewer.page.bar.details.isChecked()


def test_the_menu_is_for_the_open_picture(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.page.open(104)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(50, 60))
    with qtbot.waitSignal(viewer.page.menu_requested) as told:
        QCoreApplication.sendEvent(viewer.page.canvas, event)
    assert told.args == [[104], QPoint(50, 60)]


def test_full_screen_leaves_nothing_but_the_picture_and_escape_ends_it(viewer: Viewer, qtbot: QtBot) -> None:
    page = viewer.page
    page.full_screen_requested.connect(page.set_full_screen)
    page.open(104)
    press(viewer, Qt.Key.Key_F11)
    assert page.is_full_screen
    qtbot.waitUntil(lambda: page.canvas.size() == page.size())
    with qtbot.assertNotEmitted(page.closed):
        press(viewer, Qt.Key.Key_Escape)
    assert not page.is_full_screen
    assert page.bar.isVisible()
    assert page.strip.isVisible()
    with qtbot.waitSignal(page.closed):
        press(viewer, Qt.Key.Key_Escape)


# Screen readers and the keyboard


def test_the_graphic_is_named_by_its_prompt_and_place(viewer: Viewer) -> None:
    viewer.page.open(105)
    interface = QAccessible.queryAccessibleInterface(viewer.page.canvas)
    assert interface.role() is QAccessible.Role.Graphic
    assert interface.text(QAccessible.Text.Name) == "A quiet fjord, number 105. 2 of 6"
    press(viewer, Qt.Key.Key_Right)
    assert interface.text(QAccessible.Text.Name) == "A quiet fjord, number 104. 3 of 6"


def test_a_step_is_announced_and_a_held_key_only_at_its_end(viewer: Viewer) -> None:
    viewer.page.open(106)
    for _ in range(4):
        press(viewer, Qt.Key.Key_Right)
    viewer.qtbot.waitUntil(lambda: bool(viewer.said))
    assert viewer.said == ["Picture 5 of 6. A quiet fjord, number 102"]


def test_a_long_prompt_is_not_read_to_its_end(viewer: Viewer) -> None:
    viewer.put(picture_row(106, prompt="many words " * 60))
    viewer.page.open(106)
    viewer.qtbot.waitUntil(lambda: bool(viewer.said))
    assert len(viewer.said[0]) < 150
    assert viewer.said[0].endswith("…")


def test_every_button_has_a_name_with_its_key_and_a_tool_tip(viewer: Viewer) -> None:
    viewer.page.open(104)
    bar, row = viewer.page.bar, viewer.page.actions_row
    for button in (
        bar.back, bar.zoom_out, bar.zoom, bar.zoom_in, bar.favourite, bar.copy, bar.save, bar.details, row.vary,
        row.reference, row.edit_again,
    ):  # fmt: skip
        assert "(" in button.accessibleName(), button.text()
        assert button.toolTip()


def test_tab_goes_through_everything_and_comes_back(viewer: Viewer) -> None:
    viewer.page.open(104)
    seen: list[QWidget | None] = []
    for _ in range(14):
        QTest.keyClick(QApplication.focusWidget() or viewer.page, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    page = viewer.page
    order = [page.actions_row.vary, page.actions_row.reference, page.actions_row.edit_again, page.strip, page.bar.back]
    assert seen[:5] == order
    assert page.canvas in seen
    assert page.bar.details in seen


def test_keys_work_while_a_button_or_the_strip_has_the_keyboard(viewer: Viewer) -> None:
    viewer.page.open(104)
    viewer.page.strip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(viewer.page.strip, Qt.Key.Key_Right)
    assert viewer.page.current_id == 103
    viewer.page.bar.favourite.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(viewer.page.bar.favourite, Qt.Key.Key_End)
    assert viewer.page.current_id == 101


# Room and threads


@pytest.mark.parametrize("width", [588, 400, 300])
def test_words_give_way_where_there_is_no_room(viewer: Viewer, width: int) -> None:
    viewer.page.resize(width, 500)
    viewer.page.open(104)
    assert viewer.page.width() == width
    bar = viewer.page.bar
    shown = [part for part in bar.children() if isinstance(part, QWidget) and part.isVisible()]
    assert max(part.geometry().right() for part in shown) < width
    assert bool(viewer.page.actions_row.vary.text()) is (width >= 420)
    assert bar.favourite.isVisible()


def test_twice_the_text_size_makes_everything_twice_as_large(
    qtbot: QtBot, large_theme: Theme, folder: SampleFolder, order: SampleOrder
) -> None:
    page = ViewerPage(large_theme, folder)
    page.set_ids(order)
    page.resize(640, 700)
    page.show()
    qtbot.waitExposed(page)
    page.open(104)
    assert page.strip.height() == 152
    assert page.bar.height() == 102
    assert page.width() == 640
    page.stop()
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_closing_gives_the_memory_back_and_opening_again_works(viewer: Viewer) -> None:
    viewer.page.open(104)
    viewer.settle()
    assert viewer.page.stock.decoder.bytes > 0
    press(viewer, Qt.Key.Key_Escape)
    assert viewer.page.stock.decoder.bytes == 0
    assert viewer.page.open(103)
    viewer.settle()
    assert middle_colour(viewer) == QColor(*colour_of(103))


def test_stopping_ends_all_threads(viewer: Viewer) -> None:
    viewer.page.open(104)
    names = {thread.name for thread in threading.enumerate()}
    assert {"viewer pictures", "viewer thumbnails"} <= names
    viewer.page.stop()
    assert not {"viewer pictures", "viewer thumbnails"} & {thread.name for thread in threading.enumerate()}


def test_nothing_is_started_before_a_picture_is_opened(viewer: Viewer) -> None:
    assert not {thread.name for thread in threading.enumerate() if thread.name.startswith("viewer")}


def test_the_theme_can_change_while_a_picture_is_open(viewer: Viewer, theme: Theme) -> None:
    viewer.page.open(104)
    viewer.settle()
    theme.apply("dark")
    image: QImage = viewer.page.canvas.grab().toImage()
    assert image.pixelColor(2, 2) == theme.colour("canvas")
    assert theme.colour("canvas").lightness() < 40
