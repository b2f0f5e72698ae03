"""The database, its journal and the thumbnails, at 100,000 pictures."""

import gc
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import cycle, pairwise
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from flux_desktop.domain.edits import Column, Ids, SetValues
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import created_at
from flux_desktop.storage.database import connect_reader, prepare
from flux_desktop.storage.image_files import ImageFiles
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.library_writer import LibraryWriter
from flux_desktop.storage.thumbnail_store import ThumbnailStore
from tests.benchmarks.library_maker import MadeLibrary, make_library
from tests.storage.making import asked, fetching, picture_of, running, submitting

PAGE = "SELECT p.*, g.estimate, g.submitted_cost FROM picture p JOIN generation g USING (id) WHERE id BETWEEN ? AND ?"

Result = dict[str, object]

COUNT = 100_000
STEPS = 300


def run() -> list[Result]:
    with TemporaryDirectory(prefix="flux-bench-") as folder, _without_collector():
        made = make_library(Path(folder), COUNT, thumbnails=False)
        return [
            *_opening(made),
            *_reading(made),
            *_writing(made),
            *_publishing(Path(folder)),
            *_thumbnails(Path(folder)),
        ]


def _opening(made: MadeLibrary) -> list[Result]:
    def first_page() -> None:
        with closing(LibraryReader(made.database)) as reader:
            reader.rows(reader.item_ids(60))

    return [
        _result("database ready when nothing is to do", _times(lambda: prepare(made.database), 50), 3.0),
        _result("database opened and the newest 60 rows read", _times(first_page, 50), 3.0),
    ]


def _reading(made: MadeLibrary) -> list[Result]:
    random, ids = Random(1), made.ids
    with closing(LibraryReader(made.database)) as reader, closing(connect_reader(made.database)) as connection:

        def page() -> None:
            start = random.randrange(COUNT - 60)
            reader.rows(ids[start : start + 60])

        def bare_query() -> None:
            start = random.randrange(COUNT - 60)
            connection.execute(PAGE, (ids[start], ids[start + 59])).fetchall()

        month = (ids[-1], ids[-1 - COUNT // 24])
        begin = created_at(month[1])

        def fetch() -> None:
            array("q", [row[0] for row in connection.execute("SELECT id FROM picture ORDER BY id DESC").fetchall()])

        both = [(_time(reader.item_ids), _time(fetch)) for _ in range(20)]  # in turn, so that a busy machine slows both
        all_ids, fetched = [ours for ours, _ in both], [plain for _, plain in both]
        pages, bare = _times(page, 2000), _times(bare_query, 2000)
        return [
            _result("a page of 60 rows anywhere", pages, 0.5),
            _result("a page of 60 rows, times its bare query", [median(pages) / median(bare)], 4.0, unit="x"),
            _result("100,000 ids, newest first", all_ids, 50.0),
            _result("100,000 ids, times fetching them row by row", [min(all_ids) / min(fetched)], 1.2, unit="x"),
            _result("100,000 ids with their shapes", _times(reader.layout, 20), 80.0),
            _result("count and cost of a month", _times(lambda: reader.section_cost(*month), 200), 1.0),
            _result("spent in a month", _times(lambda: reader.committed_since(begin), 200), 1.0),
            _result("details of a picture", _times(lambda: reader.details(random.choice(ids)), 500), 0.1),
        ]


def _writing(made: MadeLibrary) -> list[Result]:
    batches, steps, finished = [], [], []
    with closing(LibraryWriter(made.database)) as library:
        for number in range(STEPS):
            batch, moves, finish = _life(library, number)
            batches.append(batch)
            steps += moves
            finished.append(finish)
        turns = cycle([1, 0])

        def mark(ids: Ids) -> None:
            library.keeping.make(SetValues.all(Column.FAVOURITE, next(turns), ids))

        plain = _times(lambda: mark(made.ids[-1:]), STEPS)
        many = _times(lambda: mark(made.ids), 4)
    return [
        _result("one commit", plain, 10.0),
        _result("a step on record, in database and journal", steps, 20.0),
        _result("a picture on record, with its words in the index", finished, 20.0),
        _result("a batch of 12 on record", batches, 20.0),
        _result("100,000 favourites", many, 1000.0),
    ]


def _life(library: LibraryWriter, number: int) -> tuple[float, list[float], float]:
    """A batch is asked for and one of it is made: the times of recording the batch, its moves, and its end."""
    store = library.generations
    first = store.last_id() + 1
    batch = [asked(first + place, f"number {number}.{place} of {'many words ' * 20}") for place in range(12)]
    moves = []
    added = _time(lambda: store.add(batch))
    way = [batch[0], submitting(batch[0]), running(batch[0]), fetching(batch[0])]
    for before, after in pairwise(way):
        moves.append(_time(partial(store.move, before, after)))
    done = way[-1].moved(State.DONE)
    return added, moves, _time(lambda: store.finish(way[-1], done, picture_of(done)))


def _publishing(folder: Path) -> list[Result]:
    files, data = ImageFiles(folder / "published", folder / "held"), Random(1).randbytes(1_800_000)
    files.create_library()
    names = iter(range(1000))
    return [
        _result(
            "a picture of 1.8 MB published",
            _times(lambda: files.publish(f"2026/2026-11/{next(names)}.png", data), 50),
            50.0,
        )
    ]


def _thumbnails(folder: Path) -> list[Result]:
    random = Random(1)
    ids, jpeg = list(range(1, 5001)), random.randbytes(12 * 1024)
    with closing(ThumbnailStore(folder / "thumbnails.sqlite3")) as store:
        store.put_all((number, 256, jpeg) for number in ids)
        reads = [1000 * one for one in _times(lambda: store.get(random.choice(ids), 256), 5000)]
        writes = _times(lambda: store.put(random.choice(ids), 512, jpeg), 500)
    return [
        _result("a thumbnail of 12 KiB read", reads, 20.0, unit="µs"),
        _result("a thumbnail of 12 KiB read, 99th percentile", reads, 60.0, _p99, unit="µs"),
        _result("a thumbnail kept", writes, 1.0),
    ]


def _result(
    name: str, times_ms: list[float], goal: float, figure: Callable[[list[float]], float] = median, unit: str = "ms"
) -> Result:
    value = figure(times_ms)
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": value <= goal}


def _p99(times_ms: list[float]) -> float:
    return quantiles(times_ms, n=100)[98]


def _times(call: Callable[[], object], count: int) -> list[float]:
    call()
    return [_time(call) for _ in range(count)]


def _time(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _without_collector() -> Iterator[None]:
    """As in the program, which collects cycles when it has nothing else to do."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
