"""A process that works in a library like the engine and is killed with SIGKILL, again and again.

    python -m tests.storage.crash_loop points FOLDER         once at every point, each in a fresh folder FOLDER/<number>
    python -m tests.storage.crash_loop storm FOLDER SEED N   N times at random moments, always in FOLDER/storm

The processes are forked from this one, which opens nothing itself, so a kill costs milliseconds.
"""

import os
import random
import select
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.database import prepare
from flux_desktop.storage.image_files import ImageFiles
from flux_desktop.storage.library_writer import LibraryWriter
from tests.storage.making import FIRST_ID, asked, fetching, picture_of, running, submitting

_CALLS = ("open", "write", "fsync", "link", "unlink", "mkdir", "rename", "replace", "close")
_GENERATIONS_A_POINT = 2


@dataclass(frozen=True)
class Place:
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "profile" / "library.sqlite3"

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def charges(self) -> Path:
        """What a service would have charged, one id a line, written before its answer is recorded."""
        return self.folder / "charges"

    def make(self) -> "Place":
        for folder in (self.database.parent, self.library):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def picture_bytes(generation: Generation) -> bytes:
    return random.Random(generation.id).randbytes(30_000)


def work(place: Place, count: int, on_sql: Callable[[str], None] | None = None) -> None:
    """Finish what is open, then make ``count`` new pictures."""
    prepare(place.database)
    with closing(LibraryWriter(place.database)) as library:
        library._connection.set_trace_callback(on_sql)
        files = ImageFiles(place.library, place.folder / "held", UTC)
        files.sweep_parts()
        for generation in library.generations.open_generations():
            _resume(place, library, files, generation)
        for _ in range(count):
            generation = asked(max(FIRST_ID, library.generations.last_id() + 1))
            library.generations.add([generation])
            _resume(place, library, files, generation)


def _resume(place: Place, library: LibraryWriter, files: ImageFiles, generation: Generation) -> None:
    store = library.generations
    if generation.state is State.SUBMITTING:
        store.move(generation, generation.moved(State.UNCONFIRMED))
        return
    if generation.state is State.QUEUED:
        store.move(generation, submitting(generation))
        with place.charges.open("a") as ledger:
            ledger.write(f"{generation.id}\n")
        store.move(submitting(generation), running(generation))
        generation = running(generation)
    if generation.state is State.RUNNING:
        generation = fetching(asked(generation.id))
        store.move(running(asked(generation.id)), generation)
    _collect(library, files, generation)


def _collect(library: LibraryWriter, files: ImageFiles, generation: Generation) -> None:
    store, data = library.generations, picture_bytes(generation)
    planned = store.planned(generation.id)
    if planned and files.holds(*planned):
        path = planned[0]
    else:
        picture = picture_of(generation, files.planned_path(generation, "png"), data)
        store.plan(generation.id, picture.path, picture.sha256)
        path = files.relative(files.publish(picture.path, data))
    finished = generation.moved(State.DONE)
    store.finish(generation, finished, picture_of(finished, path, data, size=Size(64, 64)))


class _Fuse:
    """Kills this process at the call with the given number."""

    def __init__(self, place: int) -> None:
        self.left = place

    def step(self, *_: object) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def light(self) -> None:
        for name in _CALLS:
            setattr(os, name, self._counted(getattr(os, name)))

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            self.step()
            answer = real(*args, **options)
            self.step()
            return answer

        return call


def _forked(job: Callable[[], None]) -> int:
    if process := os.fork():
        return process
    job()
    os._exit(0)


def _at_every_point(folder: Path) -> int:
    """How many points there are."""
    number = 0
    while True:
        place, fuse = Place(folder / f"{number:04}").make(), _Fuse(number)

        def until_killed(place: Place = place, fuse: _Fuse = fuse) -> None:
            fuse.light()
            work(place, _GENERATIONS_A_POINT, fuse.step)

        _, status = os.waitpid(_forked(until_killed), 0)
        if not os.WIFSIGNALED(status):
            return number
        number += 1


def _at_random(folder: Path, seed: int, kills: int) -> int:
    chance, place = random.Random(seed), Place(folder / "storm").make()
    for _ in range(kills):
        process = _forked(lambda: work(place, 1_000_000))
        select.select([], [], [], chance.uniform(0.001, 0.06))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    return kills


if __name__ == "__main__":
    kind, target = sys.argv[1], Path(sys.argv[2])
    done = _at_every_point(target) if kind == "points" else _at_random(target, int(sys.argv[3]), int(sys.argv[4]))
    sys.stdout.write(f"{done}\n")
