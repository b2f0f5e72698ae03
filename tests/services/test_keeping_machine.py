"""Random lives of pictures: marked, labelled, thrown away, put back, deleted, their files taken by other hands, the
list lost and made anew, and the program killed at any call in between. Rows and files always agree, every edit is whole
or not there, and nothing vanishes that was not deleted for ever.

A life that is killed by the clock is another one when it is tried again; Hypothesis then calls what it has found flaky,
and it is a find all the same.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
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
from flux_desktop.services.keeping_desk import KeepingDesk
from flux_desktop.storage.bin_files import BIN_FOLDER
from flux_desktop.storage.database import check, connect_reader, connect_writer
from flux_desktop.storage.file_names import picture_path
from tests.services.keeping_program import Act, ChildProgram, Program
from tests.storage.making import FIRST_ID, insert_picture
from tests.support.picture_files import picture_bytes

_NAMES = st.sampled_from(["fjord", "Winter", "blue hour"])
_KILLS = st.lists(st.integers(0, 60), max_size=2)
"""At which calls: the first while something is done, the second while the next start puts it right."""


@dataclass(frozen=True)
class Picture:
    """What is to be on record of a picture, and the ``number`` of its content."""

    number: int
    is_binned: bool = False
    has_file: bool = True
    favourite: int = 0
    rating: int = 0
    tags: frozenset[str] = frozenset()
    albums: frozenset[str] = frozenset()

    @property
    def recorded(self) -> tuple[object, ...]:
        return self.is_binned, self.favourite, self.rating, _folded(self.tags), _folded(self.albums)


class LivesOfPictures(RuleBasedStateMachine):
    make_program: Callable[[Path], Program] = Program

    @initialize()
    def begin(self) -> None:
        memory = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(prefix="pytest-bin-", dir=memory if memory.is_dir() else None)
        self.root = Path(self.folder.name)
        self.program = type(self).make_program(self.root)
        self.known: dict[ItemId, Picture] = {}
        self.others: dict[Path, bytes] = {self.program.library / "readme.txt": b"so that the drive is there"}
        self.done: list[tuple[Edit, dict[ItemId, Picture]]] = []
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(count=st.integers(1, 4))
    def add(self, count: int) -> None:
        with closing(connect_writer(self.program.database)) as connection:
            for _ in range(count):
                item_id, data = FIRST_ID + self.count, _data(self.count)
                path = picture_path(item_id, f"picture {self.count}", "png")
                sha256 = hashlib.sha256(data).hexdigest()
                insert_picture(connection, item_id, path=path, bytes=len(data), sha256=sha256, width=48, height=32)
                file = self.program.library / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
                self.known[item_id] = Picture(self.count)
                self.count += 1

    @precondition(lambda self: self.known)
    @rule(data=st.data(), value=st.integers(0, 1), kills=_KILLS)
    def favourite(self, data: st.DataObject, value: int, kills: Sequence[int] = ()) -> None:
        ids = self._some(data)
        self._make(SetValues.all(Column.FAVOURITE, value, ids), {i: {"favourite": value} for i in ids}, kills)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), value=st.integers(0, 5), kills=_KILLS)
    def rate(self, data: st.DataObject, value: int, kills: Sequence[int] = ()) -> None:
        ids = self._some(data)
        self._make(SetValues.all(Column.RATING, value, ids), {i: {"rating": value} for i in ids}, kills)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), name=_NAMES, is_on=st.booleans(), kind=st.sampled_from(list(Label)), kills=_KILLS)
    def label(self, data: st.DataObject, name: str, is_on: bool, kind: Label, kills: Sequence[int] = ()) -> None:
        ids, what = self._some(data), f"{kind}s"
        changes = {}
        for item_id in ids:
            labels = getattr(self.known[item_id], what)
            changes[item_id] = {what: labels | {name} if is_on else labels - {name}}
        self._make(SetLabel(kind, name, ids, is_on), changes, kills)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), kills=_KILLS)
    def throw_away(self, data: st.DataObject, kills: Sequence[int] = ()) -> None:
        ids = self._some(data)
        self._do(lambda desk: desk.bin(ids, but_favourites=False), self._binned(ids), kills)

    @precondition(lambda self: self.done)
    @rule(kills=_KILLS)
    def take_back(self, kills: Sequence[int] = ()) -> None:
        reverse, before = self.done.pop()
        after = dict(self.known)
        for item_id, picture in before.items():  # others may have taken the file since
            after[item_id] = replace(picture, has_file=self.known[item_id].has_file)
        older = self.done.copy()
        self._do(lambda desk: desk.make(reverse), after, kills)
        self.done = older if self.done else []

    @precondition(lambda self: self.known)
    @rule(data=st.data(), kills=_KILLS)
    def delete_for_ever(self, data: st.DataObject, kills: Sequence[int]) -> None:
        ids = self._some(data)
        after = {item_id: picture for item_id, picture in self.known.items() if item_id not in ids}
        self._do(lambda desk: desk.delete_for_ever(ids), after, kills)

    @rule()
    def empty_the_bin(self) -> None:
        async def empty(desk: KeepingDesk) -> None:
            await desk.delete_for_ever((await desk.bin_contents()).ids)

        self._do(empty, {item_id: picture for item_id, picture in self.known.items() if not picture.is_binned})

    @precondition(lambda self: any(picture.has_file for picture in self.known.values()))
    @rule(data=st.data(), is_kept=st.booleans())
    def file_taken_by_other_hands(self, data: st.DataObject, is_kept: bool) -> None:
        item_id = data.draw(st.sampled_from([item_id for item_id, known in self.known.items() if known.has_file]))
        file = self._file(item_id)
        if is_kept:
            elsewhere = self.root / f"elsewhere-{item_id}.png"
            shutil.move(file, elsewhere)
            self.others[elsewhere] = _data(self.known[item_id].number)
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

    @rule()
    def lose_the_list_and_make_it_anew(self) -> None:
        """From the files alone: each is a picture again, in the bin or not, and under its number."""
        self.program.rebuild()
        self.known = {
            item_id: Picture(picture.number, picture.is_binned)
            for item_id, picture in self.known.items()
            if picture.has_file
        }
        self.done.clear()

    @invariant()
    def rows_and_files_agree(self) -> None:
        if not hasattr(self, "program"):
            return
        assert self._rows("SELECT id FROM picture WHERE binned_at = 0") == []
        self.rows_agree()
        expected = dict(self.others)
        for item_id, picture in self.known.items():
            if picture.has_file:
                expected[self._file(item_id)] = _data(picture.number)
        assert {
            file: file.read_bytes() for file in self.root.rglob("*") if file.is_file() and _counts(file)
        } == expected

    # Parts

    def rows_agree(self) -> None:
        assert check(self.program.database) == []
        assert self._is_recorded(self.known)

    def _make(self, edit: Edit, changes: dict[ItemId, dict[str, Any]], kills: Sequence[int]) -> None:
        after = {item_id: replace(picture, **changes.get(item_id, {})) for item_id, picture in self.known.items()}
        self._do(lambda desk: desk.make(edit), after, kills)

    def _do(self, act: Act, after: dict[ItemId, Picture], kills: Sequence[int] = ()) -> None:
        """Do it; when it is killed, what was done is whole or not there."""
        reverse = self.program.do(act, *kills[:1])
        before = self.known
        if not kills or reverse is not None or self._is_recorded(after):
            self.known = after
        if reverse is None:  # what takes it back, and all that was done before, was in the memory of the one killed
            self.done.clear()
        else:
            self.done.append((reverse, before))
        if kills:
            self._restart(*kills[1:])
            self._restart()

    def _is_recorded(self, pictures: dict[ItemId, Picture]) -> bool:
        return self._recorded() == {item_id: picture.recorded for item_id, picture in pictures.items()}

    def _restart(self, kill_at: int | None = None) -> None:
        async def nothing(_desk: KeepingDesk) -> None:
            pass

        self.program.do(nothing, kill_at)

    def _binned(self, ids: Iterable[ItemId]) -> dict[ItemId, Picture]:
        return self.known | {item_id: replace(self.known[item_id], is_binned=True) for item_id in ids}

    def _some(self, data: st.DataObject) -> list[ItemId]:
        return data.draw(st.lists(st.sampled_from(sorted(self.known)), min_size=1, max_size=5, unique=True))

    def _recorded(self) -> dict[ItemId, tuple[object, ...]]:
        """What the rows say of each picture that is not about to go for ever."""
        tags = _labels(self._rows("SELECT picture_id, name FROM picture_tag JOIN tag ON tag.id = tag_id"))
        albums = _labels(self._rows("SELECT picture_id, name FROM picture_album JOIN album ON album.id = album_id"))
        select = "SELECT id, binned_at IS NOT NULL, favourite, rating FROM picture WHERE binned_at IS NOT 0 ORDER BY id"
        return {
            item_id: (bool(binned), favourite, rating, _folded(tags.get(item_id, [])), _folded(albums.get(item_id, [])))
            for item_id, binned, favourite, rating in self._rows(select)
        }

    def _rows(self, select: str) -> list[Any]:
        with closing(connect_reader(self.program.database)) as connection:
            return connection.execute(select).fetchall()

    def _row(self, item_id: ItemId) -> dict[str, Any]:
        ((path, binned_at),) = self._rows(f"SELECT path, binned_at FROM picture WHERE id = {item_id}")
        return {"path": path, "binned_at": binned_at}

    def _file(self, item_id: ItemId) -> Path:
        row = self._row(item_id)
        path = f"{BIN_FOLDER}/{item_id}.png" if row["binned_at"] is not None else row["path"]
        return self.program.library / path


class LivesOfProcesses(LivesOfPictures):
    """The same with a program that is a process of its own, ended by the system."""

    make_program = ChildProgram

    @precondition(lambda self: self.known)
    @rule(data=st.data(), moment_us=st.integers(0, 30_000))
    def throw_away_and_be_killed_at_any_moment(self, data: st.DataObject, moment_us: int) -> None:
        """It is done again if it was not done, so that how fast the computer is decides nothing of what is to come."""
        ids = self._some(data)
        after = self._binned(ids)
        assert isinstance(self.program, ChildProgram)
        self.program.do_for(lambda desk: desk.bin(ids, but_favourites=False), moment_us / 1e6)
        if not self._is_recorded(after):
            self.rows_agree()
        self._restart()
        self._do(lambda desk: desk.bin(ids, but_favourites=False), after)
        self.done.clear()


@lru_cache
def _data(number: int) -> bytes:
    return picture_bytes(number)


def _labels(rows: Any) -> dict[ItemId, list[str]]:
    found: dict[ItemId, list[str]] = {}
    for item_id, name in rows:
        found.setdefault(item_id, []).append(name)
    return found


def _folded(names: Iterable[str]) -> set[str]:
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


def test_the_process_is_really_killed_in_the_middle(tmp_path: Path) -> None:
    program = ChildProgram(tmp_path)
    told = [program.do(_seven, kill_at) for kill_at in (0, 10_000)]
    assert told == [None, 7]


async def _seven(_desk: KeepingDesk) -> int:
    return 7


_LIVES = pytest.mark.parametrize("lives", [LivesOfPictures, LivesOfProcesses])


@_LIVES
def test_rows_and_files_agree_through_random_lives(lives: type[LivesOfPictures]) -> None:
    run_state_machine_as_test(lives, settings=settings(max_examples=10, stateful_step_count=16, deadline=None))


@_LIVES
@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_rows_and_files_agree_through_many_random_lives(lives: type[LivesOfPictures]) -> None:
    run_state_machine_as_test(lives, settings=settings(max_examples=400, stateful_step_count=40, deadline=None))
