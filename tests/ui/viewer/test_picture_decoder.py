import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.viewer import picture_decoder
from flux_desktop.ui.viewer.images import Decoded, Trouble, read_picture
from flux_desktop.ui.viewer.picture_decoder import PictureDecoder, Wish
from tests.ui.viewer.sample_pictures import SampleFolder, plain_image

SIZE = Size(100, 80)
BYTES = 4 * SIZE.pixels


@pytest.fixture
def decoder(qtbot: QtBot) -> Iterator[PictureDecoder]:
    made = PictureDecoder(budget_bytes=4 * BYTES)
    yield made
    made.stop()


def wish(folder: SampleFolder, item_id: int, exact: Size | None = None) -> Wish:
    file = folder.folder / f"{item_id}.png"
    if not file.exists():
        folder.add(item_id, plain_image(SIZE, (item_id, 0, 0)))
    return Wish(item_id, file, "png", SIZE, exact)


def test_the_picture_comes_first_and_its_sharp_copy_after_it(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot
) -> None:
    seen: list[bool] = []

    def note(item_id: int) -> None:
        sheet = decoder.sheet(item_id)
        assert sheet is not None
        seen.append(sheet.exact is not None)

    decoder.changed.connect(note)
    decoder.want([wish(folder, 1, Size(50, 40))])
    qtbot.waitUntil(lambda: decoder.is_caught_up)
    assert seen == [False, True]
    sheet = decoder.sheet(1)
    assert sheet is not None
    assert sheet.has_exact(Size(50, 40))
    assert sheet.image.pixelColor(3, 3).red() == 1


def test_another_size_makes_another_sharp_copy_without_decoding_again(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot
) -> None:
    decoder.want([wish(folder, 1, Size(50, 40))])
    qtbot.waitUntil(lambda: decoder.is_caught_up)
    before = decoder.sheet(1)
    decoder.want([wish(folder, 1, Size(25, 20))])
    qtbot.waitUntil(lambda: decoder.is_caught_up)
    after = decoder.sheet(1)
    assert after is before
    assert after is not None
    assert after.has_exact(Size(25, 20))


def test_the_open_picture_is_decoded_before_its_neighbours(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot
) -> None:
    came: list[int] = []
    decoder.changed.connect(came.append)
    decoder.want([wish(folder, item_id) for item_id in (3, 4, 2)])
    qtbot.waitUntil(lambda: decoder.is_caught_up)
    assert came == [3, 4, 2]


def test_a_neighbour_that_nobody_waits_for_any_more_gives_way(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    read: list[str] = []

    def slow_read(path: object, file_format: str) -> Decoded | Trouble:
        read.append(str(path)[-5:])
        begun.set()
        go_on.wait(5)
        return read_picture(path, file_format)  # type: ignore[arg-type]

    monkeypatch.setattr(picture_decoder, "read_picture", slow_read)
    decoder.want([wish(folder, 1), wish(folder, 2), wish(folder, 3)])
    assert begun.wait(5)
    decoder.want([wish(folder, 8), wish(folder, 9)])
    go_on.set()
    qtbot.waitUntil(lambda: decoder.is_caught_up)
    assert read == ["1.png", "8.png", "9.png"]


def test_memory_stays_in_its_bounds_and_the_oldest_go_first(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot
) -> None:
    for first in range(1, 12):
        decoder.want([wish(folder, first), wish(folder, first + 1)])
        qtbot.waitUntil(lambda: decoder.is_caught_up)
        assert decoder.bytes <= 4 * BYTES
    assert [item_id for item_id in range(1, 13) if decoder.sheet(item_id)] == [9, 10, 11, 12]


def test_only_as_many_neighbours_are_decoded_as_memory_allows(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot
) -> None:
    decoder.want([wish(folder, item_id) for item_id in range(1, 9)])
    qtbot.waitUntil(lambda: decoder.is_caught_up)
    assert [item_id for item_id in range(1, 9) if decoder.sheet(item_id)] == [1, 2, 3, 4]


def test_the_open_picture_is_decoded_however_large_it_is(folder: SampleFolder, qtbot: QtBot) -> None:
    decoder = PictureDecoder(budget_bytes=100)
    decoder.want([wish(folder, 1), wish(folder, 2)])
    qtbot.waitUntil(lambda: decoder.is_caught_up)
    assert decoder.sheet(1)
    assert not decoder.sheet(2)
    decoder.stop()


def test_a_file_that_is_gone_is_a_trouble_until_it_is_looked_for_again(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot
) -> None:
    lost = wish(folder, 1)
    assert lost.path
    lost.path.unlink()
    decoder.want([lost])
    qtbot.waitUntil(lambda: decoder.trouble(1) is Trouble.MISSING)
    folder.add(1, plain_image(SIZE, (9, 9, 9)))
    decoder.forget([1])
    decoder.want([lost])
    qtbot.waitUntil(lambda: decoder.sheet(1) is not None)
    assert decoder.trouble(1) is None


def test_a_picture_without_a_path_is_missing(decoder: PictureDecoder, qtbot: QtBot) -> None:
    decoder.want([Wish(1, None, "png", SIZE)])
    qtbot.waitUntil(lambda: decoder.trouble(1) is Trouble.MISSING)


def test_what_comes_after_everything_was_cleared_is_not_kept(
    decoder: PictureDecoder, folder: SampleFolder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow_read(path: object, file_format: str) -> Decoded | Trouble:
        begun.set()
        go_on.wait(5)
        return read_picture(path, file_format)  # type: ignore[arg-type]

    monkeypatch.setattr(picture_decoder, "read_picture", slow_read)
    decoder.want([wish(folder, 1)])
    assert begun.wait(5)
    decoder.clear()
    with qtbot.waitSignal(decoder._bench.handed_over):
        go_on.set()
    assert decoder.bytes == 0
    assert decoder.sheet(1) is None
