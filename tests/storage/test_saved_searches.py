import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.storage.saved_searches import SavedSearches
from flux_desktop.storage.search_reader import SearchReader


@pytest.fixture
def saved(writer: sqlite3.Connection) -> SavedSearches:
    return SavedSearches(writer)


@pytest.fixture
def reader(database: Path) -> Iterator[SearchReader]:
    with closing(SearchReader(database)) as made:
        yield made


def named(reader: SearchReader) -> list[tuple[str, str]]:
    return [(search.name, search.text) for search in reader.saved_searches()]


def test_searches_are_kept_by_name(saved: SavedSearches, reader: SearchReader) -> None:
    saved.save("Öl", "oil")
    saved.save("boats", "tag:boats")
    assert named(reader) == [("boats", "tag:boats"), ("Öl", "oil")]


def test_a_name_that_is_taken_takes_the_place_of_the_other(saved: SavedSearches, reader: SearchReader) -> None:
    saved.save("boats", "tag:boats")
    saved.save("Boats", "boat")
    assert named(reader) == [("Boats", "boat")]
    saved.save("ships", "ship")
    boats, _ = reader.saved_searches()
    saved.rename(boats.id, "SHIPS")
    assert named(reader) == [("SHIPS", "boat")]


def test_a_search_can_change_the_capitals_of_its_name_and_go(saved: SavedSearches, reader: SearchReader) -> None:
    saved.save("boats", "tag:boats")
    (boats,) = reader.saved_searches()
    saved.rename(boats.id, "Boats")
    assert named(reader) == [("Boats", "tag:boats")]
    saved.remove(boats.id)
    saved.remove(boats.id)
    assert named(reader) == []
