"""Random lives of pictures: marked, labelled, thrown away, put back, deleted, their files taken by other hands, and the
program killed at any call in between. Rows and files always agree, and nothing vanishes that was not deleted for ever.
"""

import asyncio
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from flux_desktop.domain.edits import Column, Edit, Label, SetLabel, SetValues
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.clock import Bell, Clock
from flux_desktop.services.file_follower import FileFollower
from flux_desktop.services.keeping_desk import KeepingDesk
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.workers import Workers
from flux_desktop.storage.bin_files import BIN_FOLDER
from flux_desktop.storage.database import check, connect_writer, prepare
from flux_desktop.storage.library_writer import LibraryWriter
from tests.storage.making import FIRST_ID, insert_picture

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_NAMES = st.sampled_from(["fjord", "Winter", "blue hour"])
_CALLS = ("link", "unlink", "rename", "fsync", "mkdir")


@dataclass(frozen=True)
class Picture:
    """What is to be on record of a picture."""

    is_binned: bool = False
    has_file: bool = True
    favourite: int = 0
    rating: int = 0
    tags: frozenset[str] = frozenset()
    albums: frozenset[str] = frozenset()


@dataclass
class Killed(BaseException):
    """The process ends here."""


@dataclass
class Fuse:
    """Kills at the call to the file system with this number."""

    left: int
    blown: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def lit(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in _CALLS:
                patch.setattr(os, name, self._counted(getattr(os, name)))
            yield

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if self.left == 0 or self.blown.is_set():
                self.blown.set()
                raise Killed
            self.left -= 1
            return real(*args, **options)

        return call


class Program:
    """The part of the engine that keeps and throws away, started anew for each thing that is done."""

    def __init__(self, folder: Path) -> None:
        self.library, self.database = folder / "library", folder / "library.sqlite3"
        self.library.mkdir()
        (self.library / "readme.txt").write_text("so that the drive is there")
        prepare(self.database)

    def do(self, act: Callable[[KeepingDesk], Awaitable[Any]], fuse: Fuse | None = None) -> Any:
        """Start, do it, and wait for the files, unless the fuse blows before."""
        return asyncio.run(self._do(act, fuse))

    async def _do(self, act: Callable[[KeepingDesk], Awaitable[Any]], fuse: Fuse | None) -> Any:
        bugs: list[BaseException] = []
        tasks, workers, writer = TaskSet(bugs.append), Workers(1, "machine"), LibraryWriter(self.database)
        clock = Clock(lambda: NOW)
        follower = FileFollower(
            writer.keeping, writer.pictures, lambda: self.library, workers=workers, bell=Bell(clock), tasks=tasks
        )
        desk = KeepingDesk(writer.keeping, follower, clock.now, lambda: None)
        try:
            await follower.look_for_strays()
            await follower.settled()
            if fuse is None:
                answer = await act(desk)
                await follower.settled()
            else:
                with fuse.lit():
                    answer = await act(desk)
                    await self._until_killed(follower, fuse)
        finally:
            await tasks.cancel_all()
            workers.shutdown()
            writer.close()
        assert not bugs, bugs
        return answer

    @staticmethod
    async def _until_killed(follower: FileFollower, fuse: Fuse) -> None:
        settled = asyncio.ensure_future(follower.settled())
        killed = asyncio.ensure_future(asyncio.to_thread(_wait_for, fuse.blown, settled.done))
        await asyncio.wait([settled, killed], return_when=asyncio.FIRST_COMPLETED)
        settled.cancel()
        await asyncio.gather(settled, killed, return_exceptions=True)


def _wait_for(blown: threading.Event, is_over: Callable[[], bool]) -> None:
    while not blown.wait(0.002) and not is_over():
        pass


class LivesOfPictures(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        memory = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(prefix="pytest-bin-", dir=memory if memory.is_dir() else None)
        self.root = Path(self.folder.name)
        self.program = Program(self.root)
        self.known: dict[ItemId, Picture] = {}
        self.others: dict[Path, bytes] = {self.program.library / "readme.txt": b"so that the drive is there"}
        self.done: list[tuple[Edit, dict[ItemId, Picture]]] = []
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(count=st.integers(1, 4))
    def add(self, count: int) -> None:
        connection = connect_writer(self.program.database)
        for _ in range(count):
            item_id = FIRST_ID + self.count
            self.count += 1
            path = _path(item_id)
            sha256 = hashlib.sha256(_data(item_id)).hexdigest()
            insert_picture(connection, item_id, path=path, bytes=len(_data(item_id)), sha256=sha256)
            file = self.program.library / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_data(item_id))
            self.known[item_id] = Picture()
        connection.close()

    @precondition(lambda self: self.known)
    @rule(data=st.data(), value=st.integers(0, 1))
    def favourite(self, data: st.DataObject, value: int) -> None:
        ids = self._some(data)
        self._make(SetValues.all(Column.FAVOURITE, value, ids), {i: {"favourite": value} for i in ids})

    @precondition(lambda self: self.known)
    @rule(data=st.data(), value=st.integers(0, 5))
    def rate(self, data: st.DataObject, value: int) -> None:
        ids = self._some(data)
        self._make(SetValues.all(Column.RATING, value, ids), {i: {"rating": value} for i in ids})

    @precondition(lambda self: self.known)
    @rule(data=st.data(), name=_NAMES, is_on=st.booleans(), kind=st.sampled_from(list(Label)))
    def label(self, data: st.DataObject, name: str, is_on: bool, kind: Label) -> None:
        ids, what = self._some(data), f"{kind}s"
        changes = {}
        for item_id in ids:
            labels = getattr(self.known[item_id], what)
            changes[item_id] = {what: labels | {name} if is_on else labels - {name}}
        self._make(SetLabel(kind, name, ids, is_on), changes)

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def throw_away(self, data: st.DataObject) -> None:
        ids = self._some(data)
        before = dict(self.known)
        reverse = self.program.do(lambda desk: desk.bin(ids, but_favourites=False))
        self._binned(ids)
        self.done.append((reverse, before))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), calls=st.integers(0, 12))
    def throw_away_and_be_killed(self, data: st.DataObject, calls: int) -> None:
        ids = self._some(data)
        before = dict(self.known)
        reverse = self.program.do(lambda desk: desk.bin(ids, but_favourites=False), Fuse(calls))
        self._binned(ids)
        self.done.append((reverse, before))
        self._restart()

    @precondition(lambda self: self.done)
    @rule()
    def take_back(self) -> None:
        reverse, before = self.done.pop()
        self.program.do(lambda desk: desk.make(reverse))
        self._as_before(before)

    @precondition(lambda self: self.done)
    @rule(calls=st.integers(0, 12))
    def take_back_and_be_killed(self, calls: int) -> None:
        reverse, before = self.done.pop()
        self.program.do(lambda desk: desk.make(reverse), Fuse(calls))
        self._as_before(before)
        self._restart()

    @precondition(lambda self: self.known)
    @rule(data=st.data(), calls=st.none() | st.integers(0, 12))
    def delete_for_ever(self, data: st.DataObject, calls: int | None) -> None:
        ids = self._some(data)
        self.program.do(lambda desk: desk.delete_for_ever(ids), None if calls is None else Fuse(calls))
        for item_id in ids:
            del self.known[item_id]
        self.done.clear()
        self._restart()

    @rule()
    def empty_the_bin(self) -> None:
        async def empty(desk: KeepingDesk) -> None:
            await desk.delete_for_ever((await desk.bin_contents()).ids)

        self.program.do(empty)
        self.known = {item_id: picture for item_id, picture in self.known.items() if not picture.is_binned}
        self.done.clear()

    @precondition(lambda self: any(picture.has_file for picture in self.known.values()))
    @rule(data=st.data(), is_kept=st.booleans())
    def file_taken_by_other_hands(self, data: st.DataObject, is_kept: bool) -> None:
        item_id = data.draw(st.sampled_from([item_id for item_id, known in self.known.items() if known.has_file]))
        file = self._file(item_id)
        if is_kept:
            elsewhere = self.root / f"elsewhere-{item_id}.png"
            shutil.move(file, elsewhere)
            self.others[elsewhere] = _data(item_id)
        else:
            file.unlink()
        self.known[item_id] = replace(self.known[item_id], has_file=False)

    @precondition(lambda self: any(picture.is_binned for picture in self.known.values()))
    @rule(data=st.data())
    def another_file_takes_the_name(self, data: st.DataObject) -> None:
        item_id = data.draw(st.sampled_from([item_id for item_id, known in self.known.items() if known.is_binned]))
        if not self.known[item_id].has_file:
            return  # nobody could tell it from the picture's own
        path = self.program.library / str(self._row(item_id)["path"])
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"somebody else's")
            self.others[path] = b"somebody else's"

    @invariant()
    def rows_and_files_agree(self) -> None:
        if not hasattr(self, "program"):
            return
        assert check(self.program.database) == []
        connection = connect_writer(self.program.database)
        ids = [row[0] for row in connection.execute("SELECT id FROM picture ORDER BY id")]
        tags = _labels(connection.execute("SELECT picture_id, name FROM picture_tag JOIN tag ON tag.id = tag_id"))
        albums = _labels(
            connection.execute("SELECT picture_id, name FROM picture_album JOIN album ON album.id = album_id")
        )
        connection.close()
        assert ids == sorted(self.known)
        expected = dict(self.others)
        for item_id, picture in self.known.items():
            row = self._row(item_id)
            assert (row["favourite"], row["rating"]) == (picture.favourite, picture.rating)
            assert (row["binned_at"] is not None) == picture.is_binned
            assert _folded(tags.get(item_id, [])) == _folded(picture.tags)
            assert _folded(albums.get(item_id, [])) == _folded(picture.albums)
            if picture.has_file:
                expected[self._file(item_id)] = _data(item_id)
        assert {
            file: file.read_bytes() for file in self.root.rglob("*") if file.is_file() and _counts(file)
        } == expected

    # Parts

    def _restart(self) -> None:
        async def nothing(_desk: KeepingDesk) -> None:
            pass

        self.program.do(nothing)

    def _make(self, edit: Edit, changes: dict[ItemId, dict[str, Any]]) -> None:
        before = dict(self.known)
        reverse = self.program.do(lambda desk: desk.make(edit))
        for item_id, change in changes.items():
            self.known[item_id] = replace(self.known[item_id], **change)
        self.done.append((reverse, before))

    def _binned(self, ids: Sequence[ItemId]) -> None:
        for item_id in ids:
            self.known[item_id] = replace(self.known[item_id], is_binned=True)

    def _as_before(self, before: dict[ItemId, Picture]) -> None:
        """But for the files, which others may have taken since, and for what has come since."""
        for item_id, picture in before.items():
            self.known[item_id] = replace(picture, has_file=self.known[item_id].has_file)

    def _some(self, data: st.DataObject) -> list[ItemId]:
        return data.draw(st.lists(st.sampled_from(sorted(self.known)), min_size=1, max_size=5, unique=True))

    def _row(self, item_id: ItemId) -> dict[str, Any]:
        connection = connect_writer(self.program.database)
        cursor = connection.execute("SELECT * FROM picture WHERE id = ?", (item_id,))
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
        connection.close()
        return row

    def _file(self, item_id: ItemId) -> Path:
        row = self._row(item_id)
        path = f"{BIN_FOLDER}/{item_id}.png" if row["binned_at"] is not None else row["path"]
        return self.program.library / path


def _path(item_id: ItemId) -> str:
    return f"2026/2026-11/{item_id}.png"


def _data(item_id: ItemId) -> bytes:
    return f"the picture {item_id}".encode()


def _labels(rows: Any) -> dict[ItemId, list[str]]:
    found: dict[ItemId, list[str]] = {}
    for item_id, name in rows:
        found.setdefault(item_id, []).append(name)
    return found


def _folded(names: Any) -> set[str]:
    return {name.lower() for name in names}


def _counts(file: Path) -> bool:
    """The database and its journal are no pictures."""
    return not file.name.startswith(("library.sqlite3", "journal"))


class Replay:
    """Draws what a random life that went wrong once has drawn."""

    def __init__(self, drawn: Any) -> None:
        self.drawn = drawn

    def draw(self, _strategy: st.SearchStrategy[Any]) -> Any:
        return self.drawn


def test_what_others_put_in_the_place_of_a_lost_picture_is_never_taken_for_it() -> None:
    life: Any = LivesOfPictures()
    life.begin()
    life.add(count=1)
    life.throw_away(data=Replay([FIRST_ID]))
    life.another_file_takes_the_name(data=Replay(FIRST_ID))
    life.file_taken_by_other_hands(data=Replay(FIRST_ID), is_kept=False)
    life.take_back()
    life.rows_and_files_agree()
    life.throw_away(data=Replay([FIRST_ID]))
    life.rows_and_files_agree()
    life.teardown()


def test_rows_and_files_agree_through_random_lives() -> None:
    run_state_machine_as_test(
        LivesOfPictures, settings=settings(max_examples=12, stateful_step_count=20, deadline=None)
    )


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_rows_and_files_agree_through_many_random_lives() -> None:
    run_state_machine_as_test(
        LivesOfPictures, settings=settings(max_examples=400, stateful_step_count=40, deadline=None)
    )
