"""A database of its own for every test."""

import sqlite3
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from flux_desktop.domain.generation import Generation, State
from flux_desktop.storage.database import connect_writer, prepare
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.library_reader import LibraryReader
from tests.storage.making import picture_of, way_to

BringTo = Callable[[State, Generation], Generation]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "library.sqlite3"
    prepare(path)
    return path


@pytest.fixture
def writer(database: Path) -> Iterator[sqlite3.Connection]:
    connection = connect_writer(database)
    yield connection
    connection.close()


@pytest.fixture
def store(writer: sqlite3.Connection) -> GenerationStore:
    return GenerationStore(writer)


@pytest.fixture
def reader(database: Path) -> Iterator[LibraryReader]:
    reader = LibraryReader(database)
    yield reader
    reader.close()


@pytest.fixture
def bring_to(store: GenerationStore) -> BringTo:
    """Records a new generation and all its steps until it is in a state."""

    def bring(state: State, generation: Generation) -> Generation:
        return bring_in(store, state, generation)

    return bring


def bring_in(store: GenerationStore, state: State, generation: Generation) -> Generation:
    steps = way_to(state, generation)
    store.add(steps[:1])
    for before, after in pairwise(steps):
        if after.state is State.DONE:
            store.finish(before, after, picture_of(after))
        else:
            store.move(before, after)
    return steps[-1]
