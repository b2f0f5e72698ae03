"""Random lives of a library: pictures come in, are kept, thrown away and put back; files are moved and deleted behind
the program's back; it is started anew, loses its list, and makes it again.

After every look at the files, rows and files agree, nothing has vanished, and no file outside has been touched.
"""

import hashlib
import sqlite3
import tempfile
import threading
from array import array
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from flux_desktop.domain.edits import Column, SetValues
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.importing import Importing
from flux_desktop.services.keeping import Keeping
from tests.support.engines import EngineRoom, Folders
from tests.support.picture_files import picture_bytes

_PATIENCE_S = 30.0
_CHOICE = st.integers(0, 1_000)


@dataclass
class Kept:
    """What the library should know of a picture."""

    sha256: str
    is_outside: bool
    is_favourite: bool = False
    is_binned: bool = False


class LivesOfLibraries(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.root = tempfile.TemporaryDirectory(prefix="pytest-library-")
        self.photos = Path(self.root.name, "photos")
        self.photos.mkdir()
        self.folders = Folders(Path(self.root.name))
        self.known: dict[int, Kept] = {}
        self.gone: set[int] = set()
        self.unowned: set[str] = set()
        self.outside: dict[Path, bytes] = {}
        self.made = 0
        self._start()

    def teardown(self) -> None:
        if hasattr(self, "room"):
            try:
                self.look()
            finally:
                self._stop()
                self.root.cleanup()

    # What people do

    @rule(in_place=st.booleans())
    def bring(self, in_place: bool) -> None:
        self.made += 1
        data = picture_bytes(self.made, size=(40 + self.made, 30))
        file = self.photos / f"picture {self.made}.png"
        file.write_bytes(data)
        if in_place:
            self.outside[file] = data
        (item_id,) = self._import(file, in_place=in_place).added
        self.known[item_id] = Kept(hashlib.sha256(data).hexdigest(), in_place)

    @precondition(lambda self: self.made)
    @rule()
    def bring_all_again(self) -> None:
        """What was deleted for ever comes back; everything else is there."""
        report = self._import(self.photos)
        again = {sha256: item_id for item_id, sha256 in self._rows("SELECT id, sha256 FROM picture")}
        assert not set(report.added) & self.known.keys()
        for item_id in report.added:
            self.known[item_id] = Kept(next(sha for sha, found in again.items() if found == item_id), False)
        for item_id in report.found_again:
            self.gone.discard(item_id)
            self.known[item_id].is_outside = False

    @precondition(lambda self: self.known)
    @rule(choice=_CHOICE)
    def favour(self, choice: int) -> None:
        item_id = self._choose(choice)
        self.known[item_id].is_favourite = not self.known[item_id].is_favourite
        value = int(self.known[item_id].is_favourite)
        self._make(SetValues.all(Column.FAVOURITE, value, array("q", [item_id])))

    @precondition(lambda self: self.known)
    @rule(choice=_CHOICE)
    def throw_away_or_put_back(self, choice: int) -> None:
        item_id = self._choose(choice)
        kept = self.known[item_id]
        ids = array("q", [item_id])
        if kept.is_binned:
            self._make(SetValues.all(Column.BINNED_AT, None, ids))
        else:
            self.keeping.bin(ids).result(_PATIENCE_S)
        self.keeping.settled().result(_PATIENCE_S)
        kept.is_binned = not kept.is_binned

    @precondition(lambda self: any(kept.is_binned for kept in self.known.values()))
    @rule()
    def empty_the_bin(self) -> None:
        """A file that others have moved unseen is not found then, and is a picture of its own later."""
        binned = [item_id for item_id, kept in self.known.items() if kept.is_binned]
        moved = {_sha256(file) for file in self.files()}
        self.unowned |= {self.known[item_id].sha256 for item_id in binned} & moved
        self.keeping.delete_for_ever(array("q", binned)).result(_PATIENCE_S)
        self.keeping.settled().result(_PATIENCE_S)
        for item_id in binned:
            del self.known[item_id]
            self.gone.discard(item_id)

    # What other programs do

    @precondition(lambda self: self.files())
    @rule(choice=_CHOICE)
    def move_a_file(self, choice: int) -> None:
        file = self.files()[choice % len(self.files())]
        (self.folders.library / "sorted").mkdir(exist_ok=True)
        self.made += 1
        file.rename(self.folders.library / "sorted" / f"moved {self.made}.png")

    @precondition(lambda self: self.files())
    @rule(choice=_CHOICE)
    def delete_a_file(self, choice: int) -> None:
        self.files()[choice % len(self.files())].unlink()

    # What the program does

    @rule()
    def start_anew(self) -> None:
        self._stop()
        self._start()

    @rule()
    def look(self) -> None:
        """Look at the files: rows and files agree."""
        report = self._run(purpose=Purpose.REBUILD)
        assert (report.trouble, report.refused) == (None, [])
        self._take_unowned(report.added)
        there = {_sha256(file) for file in self.files()}
        rows = self._rows("SELECT id, path, sha256, favourite, binned_at IS NOT NULL, missing, is_outside FROM picture")
        assert {row[0] for row in rows} == self.known.keys()
        self.gone = {item_id for item_id, *_, missing, _ in rows if missing}
        for item_id, path, sha256, favourite, binned, missing, outside in rows:
            kept = self.known[item_id]
            assert (sha256, bool(favourite), bool(binned)) == (kept.sha256, kept.is_favourite, kept.is_binned)
            file = Path(path) if outside else self.folders.library / path
            if not binned:
                assert bool(missing) is (not outside and sha256 not in there)
                assert missing or _sha256(file) == sha256
        assert {file: file.read_bytes() for file in self.outside} == self.outside

    @rule()
    def find_what_is_missing(self) -> None:
        self.look()
        wanted = {item_id for item_id in self.gone if not self.known[item_id].is_binned}
        report = self._import(self.photos, purpose=Purpose.FIND)
        assert (set(report.found_again), report.added) == (wanted, [])

    @rule()
    def lose_the_list(self) -> None:
        """Only the files are left: every one of them is listed again, in the bin or not."""
        self.look()
        self._stop()
        for file in self.folders.profile.iterdir():
            if file.is_file():
                file.unlink()
        binned = {_sha256(file) for file in self.folders.library.glob(".flux-desktop/bin/*")}
        self._start()
        report = self._run(purpose=Purpose.REBUILD)
        rows = self._rows("SELECT id, sha256, binned_at IS NOT NULL, path FROM picture")
        assert {sha for _, sha, in_bin, _ in rows if not in_bin} == {_sha256(file) for file in self.files()}
        assert {sha for _, sha, in_bin, _ in rows if in_bin} == binned
        assert len(report.added) == len(rows)
        self.known = {item_id: Kept(sha, False, is_binned=bool(in_bin)) for item_id, sha, in_bin, _ in rows}
        self.gone = set()

    # Helpers

    def files(self) -> list[Path]:
        """The picture files of the library that are not in the bin."""
        found = self.folders.library.rglob("*.png")
        return sorted(file for file in found if ".flux-desktop" not in file.parts)

    def _start(self) -> None:
        self.room = EngineRoom(self.folders, None)
        self.room.__enter__()
        self.importing, self.keeping = Importing(self.room.engine), Keeping(self.room.engine)

    def _stop(self) -> None:
        """As a process does that ends: the last copy of the list, which a busy engine does not wait for, ends too."""
        self.room.__exit__(None, None, None)
        for thread in threading.enumerate():
            if thread.name.startswith("flux-"):
                thread.join(_PATIENCE_S)

    def _import(self, *sources: Path, **options: Any) -> Any:
        return self._run(*sources, **options)

    def _run(self, *sources: Path, **options: Any) -> Any:
        return self.importing.start(ImportJob(sources, **options)).result(_PATIENCE_S)

    def _take_unowned(self, added: Sequence[int]) -> None:
        found = {
            item_id: sha256 for item_id, sha256 in self._rows("SELECT id, sha256 FROM picture") if item_id in added
        }
        assert set(found.values()) <= self.unowned
        self.known |= {item_id: Kept(sha256, is_outside=False) for item_id, sha256 in found.items()}
        self.unowned -= set(found.values())

    def _make(self, edit: SetValues) -> None:
        self.keeping.make(edit).result(_PATIENCE_S)

    def _choose(self, choice: int) -> int:
        return sorted(self.known)[choice % len(self.known)]

    def _rows(self, sql: str) -> Sequence[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.folders.database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_rows_and_files_always_agree_and_nothing_vanishes() -> None:
    _run(max_examples=10, stateful_step_count=12)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_rows_and_files_always_agree_through_many_lives() -> None:
    _run(max_examples=300, stateful_step_count=30)


def _run(*, max_examples: int, stateful_step_count: int) -> None:
    few = settings(
        max_examples=max_examples,
        stateful_step_count=stateful_step_count,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.generate],  # a life takes a second: looking for a shorter one would take minutes
    )
    run_state_machine_as_test(LivesOfLibraries, settings=few)
