import io
import threading
from pathlib import Path
from random import Random

from PIL import Image
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.gallery.pixmap_cache import PixmapCache
from flux_desktop.ui.gallery.thumbnail_crew import ThumbnailCrew
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader, Wish, reader_count
from tests.ui.gallery.sample_library import SampleLibrary, image_bytes


class WatchedLibrary(SampleLibrary):
    """Notes in which threads it was used, and can hold up what it gives."""

    def __init__(self, folder: Path) -> None:
        super().__init__((), folder)
        self.threads: set[str] = set()
        self.asked: list[int] = []
        self.gate = threading.Event()
        self.gate.set()

    def thumbnail(self, item_id: int, height_px: int) -> bytes | None:
        self.threads.add(threading.current_thread().name)
        self.asked.append(item_id)
        self.gate.wait(5)
        return self.thumbnails.get((item_id, height_px))

    def store_thumbnail(self, item_id: int, height_px: int, jpeg: bytes) -> None:
        self.threads.add(threading.current_thread().name)
        super().store_thumbnail(item_id, height_px, jpeg)


def test_a_stored_thumbnail_comes_in_the_size_of_its_tile(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    library.thumbnails[1, 216] = image_bytes(Size(384, 256), kind="JPEG")
    loader = ThumbnailLoader(library)
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(1, 282, 188)])
    pixmap = loader.pixmap(1)
    loader.stop()
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (282, 188)
    assert threading.current_thread().name not in library.threads


def test_a_picture_without_a_thumbnail_gets_one_for_the_next_time(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    (tmp_path / "a.png").write_bytes(image_bytes(Size(1248, 832)))
    loader = ThumbnailLoader(library)
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(1, 282, 188, path="a.png")])
    assert loader.pixmap(1) is not None
    qtbot.waitUntil(lambda: set(library.thumbnails) == {(1, 216), (1, 432)})
    loader.stop()


def test_a_damaged_thumbnail_is_made_anew(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    library.thumbnails[1, 216] = b"\xff\xd8 not a picture"
    (tmp_path / "a.png").write_bytes(image_bytes(Size(1248, 832)))
    loader = ThumbnailLoader(library)
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(1, 282, 188, path="a.png")])
    qtbot.waitUntil(lambda: library.thumbnails[1, 216].startswith(b"\xff\xd8\xff"))
    loader.stop()


def test_a_picture_whose_file_is_gone_keeps_what_thumbnail_there_is(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    library.thumbnails[1, 432] = image_bytes(Size(768, 512), kind="JPEG")
    loader = ThumbnailLoader(library)
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(1, 282, 188, path="gone.png")])
    pixmap = loader.pixmap(1)
    loader.stop()
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (282, 188)


def test_what_cannot_be_read_is_asked_for_once(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    loader = ThumbnailLoader(library)
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(1, 282, 188, path="gone.png")])
    assert loader.is_unreadable(1)
    asked = len(library.asked)
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(1, 282, 188, path="gone.png")])
    assert len(library.asked) == asked
    loader.forget([1])
    assert not loader.is_unreadable(1)
    loader.stop()


def test_scrolling_on_cancels_what_has_left_the_view(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    library.gate.clear()
    for item in range(40):
        library.thumbnails[item, 216] = image_bytes(Size(384, 256), kind="JPEG")
    loader = ThumbnailLoader(library)
    loader.want([Wish(item, 282, 188) for item in range(20)])
    qtbot.waitUntil(lambda: len(library.asked) == reader_count())
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(item, 282, 188) for item in range(30, 40)])
        library.gate.set()
    loader.stop()
    assert set(library.asked) <= {*range(reader_count()), *range(30, 40)}
    assert all(loader.pixmap(item) is not None for item in range(30, 40))


def test_what_is_in_view_comes_before_what_is_ahead(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    for item in range(12):
        library.thumbnails[item, 216] = image_bytes(Size(384, 256), kind="JPEG")
    loader = ThumbnailLoader(library)
    with qtbot.waitSignal(loader.caught_up):
        loader.want([Wish(item, 282, 188, is_ahead=item >= 8) for item in range(12)])
    loader.stop()
    assert library.asked[:8] == list(range(8)) or reader_count() > 1
    assert set(library.asked) == set(range(12))


def test_a_new_picture_is_shown_from_its_bytes_and_its_thumbnails_kept(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    loader = ThumbnailLoader(library)
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.take_arrival(Wish(7, 282, 188), image_bytes(Size(1248, 832)))
    assert loaded.args == [[7]]
    assert loader.pixmap(7) is not None
    qtbot.waitUntil(lambda: (7, 432) in library.thumbnails)
    loader.stop()
    assert not list(tmp_path.iterdir())


def test_a_new_picture_is_decoded_before_the_window_has_looked_up_its_tile(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    loader = ThumbnailLoader(library)
    data = image_bytes(Size(1536, 1024))
    loader.begin_arrival(7, data)
    loader.begin_arrival(8, data)
    with qtbot.waitSignal(loader.loaded):
        loader.take_arrival(Wish(8, 150, 100), data)
    with qtbot.waitSignal(loader.loaded):
        loader.take_arrival(Wish(7, 900, 600), data)
    small, large = loader.pixmap(8), loader.pixmap(7)
    loader.stop()
    assert small is not None
    assert large is not None
    assert (small.width(), large.width()) == (150, 900)
    assert set(library.thumbnails) == {(8, 216), (8, 432), (7, 216), (7, 432), (7, 864)}
    assert Image.open(io.BytesIO(library.thumbnails[7, 864])).height == 864


def test_a_picture_is_handed_over_without_being_kept(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    file = tmp_path / "reference.webp"
    file.write_bytes(image_bytes(Size(400, 300), kind="WEBP"))
    library.thumbnails[3, 432] = image_bytes(Size(768, 512), kind="JPEG")
    loader = ThumbnailLoader(library)
    got: list[QPixmap | None] = []
    loader.fetch_file(file, 44, 44, got.append)
    loader.fetch_picture(3, None, 432, 288, got.append)
    loader.fetch_file(tmp_path / "gone.png", 44, 44, got.append)
    qtbot.waitUntil(lambda: len(got) == 3)
    loader.stop()
    assert sorted((p.width(), p.height()) for p in got if p) == [(44, 44), (432, 288)]
    assert loader.pixmap(3) is None
    assert 0 not in {item for item, _height in library.thumbnails}


def test_memory_is_bounded_by_bytes(qapp: object) -> None:
    cache = PixmapCache(10 * 100 * 100 * 4)
    for item in range(50):
        cache.put(item, QPixmap(100, 100))
    assert len(cache) == 10
    assert cache.bytes == 400_000
    assert cache.get(49) is not None
    assert cache.get(0) is None
    cache.put(49, QPixmap(200, 100))
    assert cache.bytes <= 400_000
    cache.clear()
    assert cache.bytes == 0


def test_a_loader_that_was_stopped_starts_no_thread(qtbot: QtBot, tmp_path: Path) -> None:
    loader = ThumbnailLoader(WatchedLibrary(tmp_path))
    loader.stop()
    loader.want([Wish(1, 10, 10)])
    assert not any(thread.name.startswith("thumbnails") for thread in threading.enumerate())


def test_wishes_that_come_faster_than_thumbnails_are_all_granted_in_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    library = WatchedLibrary(tmp_path)
    jpeg = image_bytes(Size(384, 256), kind="JPEG")
    library.thumbnails = {(item, 216): jpeg for item in range(120)}
    loader = ThumbnailLoader(library)
    chance = Random(3)
    for _ in range(400):
        first, size = chance.randrange(100), chance.choice(((282, 188), (282, 188), (300, 200)))
        loader.want([Wish(item, *size, is_ahead=item > first + 12) for item in range(first, first + 18)])
        QApplication.processEvents()
    loader.want([Wish(item, 282, 188) for item in range(40, 70)])
    qtbot.waitUntil(lambda: loader.is_caught_up)
    loader.stop()
    for item in range(40, 70):
        pixmap = loader.pixmap(item)
        assert pixmap is not None
        assert (pixmap.width(), pixmap.height()) == (282, 188)


def test_a_thumbnail_that_is_wished_for_again_meanwhile_is_read_once_and_comes_exact(tmp_path: Path) -> None:
    library, told = WatchedLibrary(tmp_path), threading.Event()
    library.thumbnails[1, 216] = image_bytes(Size(384, 256), kind="JPEG")
    crew = ThumbnailCrew(library, 1, told.set)
    crew.want([Wish(1, 282, 188)])
    assert told.wait(5)
    crew.want([Wish(1, 282, 188)])
    told.clear()
    rough = crew.results.popleft()[1]
    assert told.wait(5)
    exact = crew.results.popleft()[1]
    crew.stop()
    assert library.asked == [1]
    assert rough is not None
    assert (rough.width(), rough.height()) == (384, 256)
    assert exact is not None
    assert (exact.width(), exact.height()) == (282, 188)


def test_what_is_ahead_comes_in_its_exact_size_at_once(qapp: object, tmp_path: Path) -> None:
    library, told = WatchedLibrary(tmp_path), threading.Event()
    library.thumbnails[1, 216] = image_bytes(Size(384, 256), kind="JPEG")
    crew = ThumbnailCrew(library, 1, told.set)
    crew.want([Wish(1, 282, 188, is_ahead=True)])
    assert told.wait(5)
    crew.stop()
    ((_, image),) = crew.results
    assert image is not None
    assert (image.width(), image.height()) == (282, 188)
