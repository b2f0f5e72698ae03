from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.viewer.small_pictures import SmallPictures, ThumbnailWish
from tests.ui.viewer.sample_pictures import SampleFolder, plain_image

SIZE = Size(600, 400)


@pytest.fixture
def small(folder: SampleFolder, qtbot: QtBot) -> Iterator[SmallPictures]:
    made = SmallPictures(folder)
    yield made
    made.stop()


def wish(folder: SampleFolder, item_id: int, height_px: int = 52, dpr: float = 1.0) -> ThumbnailWish:
    file = folder.folder / f"{item_id}.png"
    if not file.exists():
        folder.add(item_id, plain_image(SIZE, (200, 30, 30)))
    return ThumbnailWish(item_id, height_px * 3 // 2, height_px, 6, file, "png", dpr)


def test_a_thumbnail_comes_in_device_pixels(small: SmallPictures, folder: SampleFolder, qtbot: QtBot) -> None:
    small.want_thumbnails([wish(folder, 1, 104, 2.0)])
    qtbot.waitUntil(lambda: small.thumbnail(1) is not None)
    pixmap = small.thumbnail(1)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (156, 104)
    assert pixmap.deviceIndependentSize().toSize().width() == 78
    assert small.has_thumbnail(1, 156, 104)


def test_a_picture_without_a_thumbnail_is_read_from_its_file(
    small: SmallPictures, folder: SampleFolder, qtbot: QtBot
) -> None:
    wanted = wish(folder, 1)
    folder.thumbnails.clear()
    small.want_thumbnails([wanted])
    qtbot.waitUntil(lambda: small.thumbnail(1) is not None)
    pixmap = small.thumbnail(1)
    assert pixmap is not None
    assert pixmap.toImage().pixelColor(39, 26) == QColor(200, 30, 30)


def test_what_has_neither_thumbnail_nor_file_is_asked_for_once(
    small: SmallPictures, folder: SampleFolder, qtbot: QtBot
) -> None:
    wanted = wish(folder, 1)
    folder.thumbnails.clear()
    assert wanted.path
    wanted.path.unlink()
    small.want_thumbnails([wanted])
    qtbot.waitUntil(lambda: small.is_caught_up)
    assert small.thumbnail(1) is None
    folder.add(1, plain_image(SIZE, (1, 1, 1)))
    small.forget(1)
    small.want_thumbnails([wanted])
    qtbot.waitUntil(lambda: small.thumbnail(1) is not None)


def test_a_preview_is_the_largest_that_is_always_stored(
    small: SmallPictures, folder: SampleFolder, qtbot: QtBot
) -> None:
    wish(folder, 1)
    with qtbot.waitSignal(small.preview_changed) as told:
        small.want_previews([1])
    assert told.args == [1]
    preview = small.preview(1)
    assert preview is not None
    assert preview.height() == 400


def test_spoilt_thumbnails_are_no_thumbnails(small: SmallPictures, folder: SampleFolder, qtbot: QtBot) -> None:
    wanted = wish(folder, 1)
    for key in folder.thumbnails:
        folder.thumbnails[key] = b"\xff\xd8\xff spoilt"
    small.want_previews([1])
    small.want_thumbnails([wanted])
    qtbot.waitUntil(lambda: small.is_caught_up)
    assert small.preview(1) is None
    assert small.thumbnail(1) is not None


def test_few_previews_and_a_few_hundred_thumbnails_are_kept(
    small: SmallPictures, folder: SampleFolder, qtbot: QtBot
) -> None:
    folder.add(1, plain_image(Size(30, 20), (1, 2, 3)))
    jpeg = folder.thumbnail(1, 216)
    assert jpeg
    folder.thumbnails.update({(item_id, 216): jpeg for item_id in range(1, 600)})
    for first in range(1, 600, 100):
        wishes = [ThumbnailWish(i, 30, 20, 2, None, "png") for i in range(first, min(600, first + 100))]
        small.want_thumbnails(wishes)
        small.want_previews(range(first, first + 7))
        qtbot.waitUntil(lambda: small.is_caught_up)
    assert sum(small.thumbnail(item_id) is not None for item_id in range(600)) == 400
    assert sum(small.preview(item_id) is not None for item_id in range(600)) == 12
