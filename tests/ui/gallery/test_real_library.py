"""The gallery on the real thing: rows and thumbnails in SQLite, pictures in files."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from flux_desktop.domain.edits import Column, SetValues
from flux_desktop.domain.generation import State
from flux_desktop.domain.search_query import parse
from flux_desktop.services.library import Library
from flux_desktop.storage.database import connect_writer, transaction
from flux_desktop.storage.keeping_store import KeepingStore
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme
from tests.benchmarks import library_maker
from tests.benchmarks.library_maker import MadeLibrary
from tests.ui.gallery.sample_library import expected_size


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> MadeLibrary:
    """Three hundred pictures, of six kinds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library_maker, "PATTERNS", 6)
        folder = tmp_path_factory.mktemp("drawn") / "made"
        return library_maker.make_library(folder, 300, thumbnails=False, pictures=True)


@pytest.fixture
def made(drawn: MadeLibrary, tmp_path: Path) -> MadeLibrary:
    """The drawn library, with a profile of its own to write to."""
    return replace(drawn, profile=Path(shutil.copytree(drawn.profile, tmp_path / "profile")))


@pytest.fixture
def library(made: MadeLibrary) -> Iterator[Library]:
    opened = Library(made.database, made.thumbnails, made.library)
    yield opened
    opened.close()


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, library: Library) -> Iterator[GalleryPage]:
    loader = ThumbnailLoader(library)
    shown = GalleryPage(theme, GalleryModel(library, str, expected_size), loader)
    qtbot.addWidget(shown)
    shown.resize(1000, 800)
    shown.view.gallery.load_newest(library.item_ids(40))
    with qtbot.waitSignal(shown.view.all_painted):
        shown.show()
    yield shown
    loader.stop()


def test_the_first_screen_the_rest_and_the_thumbnails_come_from_the_library(
    qtbot: QtBot, page: GalleryPage, library: Library, made: MadeLibrary
) -> None:
    tester = QAbstractItemModelTester(page.view.gallery, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.view.gallery.load_rest()
    assert page.view.gallery.rowCount() == 300
    assert tester.model() is page.view.gallery
    page.view.verticalScrollBar().setValue(page.view.verticalScrollBar().maximum())
    oldest = int(made.ids[0])
    qtbot.waitUntil(lambda: page.view.loader.pixmap(oldest) is not None)
    qtbot.waitUntil(lambda: library.thumbnail(oldest, 216) is not None)
    row = page.view.gallery.row(299)
    assert row
    assert row.state is State.DONE
    pixmap, tile = page.view.loader.pixmap(oldest), page.view.tile_rect(299)
    assert pixmap
    assert tile
    assert abs(pixmap.width() / pixmap.height() - row.size.ratio) < 0.03


def test_a_word_of_a_prompt_finds_its_pictures(page: GalleryPage, library: Library) -> None:
    page.view.gallery.load_rest()
    word = "lighthouse"
    expected = library.searches.newest(parse(word), 1000, 5)
    assert expected
    page.bar.search.setText(word)
    assert 0 < page.view.gallery.rowCount() <= len(expected.ids)
    first = page.view.gallery.row(0)
    assert first
    assert word in first.prompt
    page.bar.search.clear()
    assert page.view.gallery.rowCount() == 300


def test_the_headers_sum_up_what_the_library_says(page: GalleryPage, library: Library) -> None:
    page.view.gallery.load_rest()
    header = next(iter(page.view.tiles.headers(0, 10**7)))
    sums = page.view.gallery.sum_of(header.section)
    assert sums
    count, cost = sums
    assert count == header.count
    assert cost > 0


def test_what_the_engine_writes_is_shown_when_it_is_read_again(
    page: GalleryPage, made: MadeLibrary, library: Library
) -> None:
    page.view.gallery.load_rest()
    item = page.view.gallery.id_at(3)
    before = page.view.gallery.row(3)
    assert before
    connection = connect_writer(made.database)
    KeepingStore(connection).make(SetValues.all(Column.FAVOURITE, int(not before.favourite), [item]))
    with transaction(connection):
        connection.execute("UPDATE picture SET binned_at = 1 WHERE id = ?", (page.view.gallery.id_at(5),))
    connection.close()
    page.view.gallery.refresh([item])
    after = page.view.gallery.row(3)
    assert after
    assert after.favourite is not before.favourite
    page.view.gallery.load()
    assert page.view.gallery.rowCount() == 299
