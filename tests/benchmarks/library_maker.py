"""Libraries of any size, made of real rows, real thumbnails and, when asked for, real picture files.

The same count makes the same library, save that it ends today. 100,000 pictures with thumbnails take about 20 seconds.
"""

import argparse
import hashlib
import os
import sqlite3
import time
from array import array
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import accumulate, islice
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.database import connect_writer, prepare, transaction
from flux_desktop.storage.file_names import picture_path
from flux_desktop.storage.generation_rows import ANSWERED, ASKED, answered, asked
from flux_desktop.storage.thumbnail_store import ThumbnailStore
from flux_desktop.ui.gallery.thumbnail_images import STORED_HEIGHTS_PX

PATTERNS = 64
SPAN = timedelta(days=730)

_SIZES = (Size(1024, 1024), Size(1248, 832), Size(832, 1248), Size(1360, 768), Size(768, 1360), Size(1152, 896))
_MODELS = (("flux-2-pro", 300), ("flux-2-klein-9b", 150), ("flux-2-max", 700), ("flux-kontext-pro", 400))
_ROWS_AT_ONCE = 10_000

_SUBJECTS = (
    "a quiet fjord", "an old lighthouse", "a red fox", "a glass teapot", "two dancers", "a paper boat",
    "a mountain hut", "an astronaut", "a market stall", "a grey cat", "a rose garden", "a steam train", "a violin",
    "an empty theatre",
    "a bowl of lemons", "a harbour", "a snow leopard", "an orchard", "a clockmaker", "a lone cyclist",
)  # fmt: skip
_PLACES = (
    "at blue hour", "in heavy rain", "under northern lights", "on a winter morning", "in a narrow alley", "by the sea",
    "in a sunlit kitchen", "above the clouds", "at the edge of a forest", "in a dusty workshop", "beside a still lake",
)  # fmt: skip
_MANNERS = (
    "soft window light", "35mm film grain", "shallow depth of field", "muted colours", "wide angle", "golden rim light",
    "watercolour on rough paper", "studio photograph", "long exposure", "linocut print", "pastel palette", "macro lens",
    "overcast sky", "low camera angle", "high contrast black and white", "hand-drawn ink lines",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeLibrary:
    """``ids`` are those of the pictures, oldest first."""

    profile: Path
    library: Path
    ids: "array[int]"

    @property
    def database(self) -> Path:
        return self.profile / "library.sqlite3"

    @property
    def thumbnails(self) -> Path:
        return self.profile / "thumbnails.sqlite3"


def make_library(
    folder: Path,
    count: int,
    *,
    thumbnails: bool,
    pictures: bool = False,
    heights_px: Sequence[int] = STORED_HEIGHTS_PX[:1],
    ends: datetime | None = None,
) -> MadeLibrary:
    """A profile and a library of ``count`` pictures in ``folder``, made over the two years before ``ends`` (now).

    ``thumbnails`` fills the thumbnail database in each of ``heights_px``; ``pictures`` makes the picture files too, as
    links to 64 of about a megapixel.
    """
    made = MadeLibrary(folder / "profile", folder / "library", _ids(count, ends or datetime.now(UTC)))
    made.profile.mkdir(parents=True)
    made.library.mkdir()
    prepare(made.database)
    drawn, random = _Patterns(pictures), Random(count)
    prompts = Prompts(random)
    connection = connect_writer(made.database)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        for some in _in_parts(made.ids):
            with transaction(connection):
                _insert(connection, drawn, prompts, random, some)
        if pictures:
            _link_pictures(connection, made.library, drawn)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
    if thumbnails:
        _fill_thumbnails(made.thumbnails, drawn, made.ids, heights_px)
    return made


class _Patterns:
    """64 drawn pictures; an id tells which of them it shows."""

    def __init__(self, encoded: bool) -> None:
        self.sizes = [_SIZES[number % len(_SIZES)] for number in range(PATTERNS)]
        self._images = [_draw(number, self.sizes[number]) for number in range(PATTERNS)]
        self.files = [_jpeg(image, 85) if encoded else b"" for image in self._images]

    def thumbnails(self, height_px: int) -> list[bytes]:
        made = []
        for image in self._images:
            width_px = round(image.width * height_px / image.height)
            made.append(_jpeg(image.resize((width_px, height_px), Image.Resampling.BICUBIC), 80))
        return made

    def number(self, item_id: ItemId) -> int:
        # Mixed well: ids lie at even distances, and a plain remainder gave all of them one and the same picture.
        return (item_id * 0x9E3779B97F4A7C15 >> 40) % PATTERNS


class Prompts:
    """Prompts of a dozen to sixty words, whose words are as unequally frequent as those of people."""

    def __init__(self, random: Random) -> None:
        self._random = random
        syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
        self._rare = ["".join(random.choices(syllables, k=random.randint(2, 4))) for _ in range(20_000)]
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._rare))))

    def next(self) -> str:
        random = self._random
        manner = ", ".join(random.sample(_MANNERS, random.randint(2, 6)))
        rare = " ".join(self._rare_word() for _ in range(random.randint(2, 25)))
        return f"{random.choice(_SUBJECTS)} {random.choice(_PLACES)}, {manner}, {rare}"

    def _rare_word(self) -> str:
        return self._rare[bisect(self._weights, self._random.random() * self._weights[-1])]


def _ids(count: int, ends: datetime) -> "array[int]":
    """Evenly spread, in batches of four."""
    step_ms = SPAN / timedelta(milliseconds=1) / max(1, count)
    start = first_id_at(ends - SPAN) >> 10
    return array("q", [(start + int(place // 4 * 4 * step_ms) << 10) + place % 4 for place in range(count)])


def _insert(
    connection: sqlite3.Connection, drawn: _Patterns, prompts: Prompts, random: Random, ids: Sequence[ItemId]
) -> None:
    generations = [_generation(item_id, prompts.next(), drawn, random) for item_id in ids]
    columns = (*ASKED, "state", *ANSWERED)
    connection.executemany(
        f"INSERT INTO generation ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        [(*asked(generation), "done", *answered(generation)) for generation in generations],
    )
    connection.executemany(
        """
        INSERT INTO picture (id, generation_id, path, sha256, bytes, width, height, format, favourite, rating,
                             model, prompt, prompt_used, seed, cost)
        VALUES (?1, ?1, ?, ?, ?, ?, ?, 'jpeg', ?, ?, ?, ?, ?, ?, ?)
        """,
        [_picture(generation, drawn, random) for generation in generations],
    )
    connection.executemany(
        "INSERT INTO generation_event (generation_id, at, from_state, to_state) VALUES (?, ?, 'fetching', 'done')",
        [(generation.id, (generation.id >> 10) * 1000) for generation in generations],
    )


def _generation(item_id: ItemId, prompt: str, drawn: _Patterns, random: Random) -> Generation:
    size = drawn.sizes[drawn.number(item_id)]
    model, cost = random.choice(_MODELS)
    settings: dict[str, str | int | float | bool] = {"width": size.width_px, "height": size.height_px}
    submitted = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=item_id >> 10)
    ready = submitted + timedelta(seconds=random.lognormvariate(2.3, 0.2))
    return Generation(
        id=item_id,
        batch_id=item_id - item_id % 4,
        request=GenerationRequest(model, prompt, settings),
        state=State.DONE,
        estimate=cost,
        server="global",
        practice=False,
        task_id=f"{item_id:032x}",
        polling_url=f"https://api.us1.bfl.ai/v1/get_result?id={item_id:032x}",
        submitted_at=submitted,
        ready_at=ready,
        finished_at=ready + timedelta(seconds=1),
        submitted_cost=cost,
        settled_cost=cost,
        prompt_used=f"{prompt}, highly detailed" if random.random() < 0.3 else None,
        seed_used=random.getrandbits(32),
    )


def _picture(generation: Generation, drawn: _Patterns, random: Random) -> tuple[object, ...]:
    number = drawn.number(generation.id)
    data, size = drawn.files[number], drawn.sizes[number]
    return (
        generation.id,
        picture_path(generation.id, generation.request.prompt, "jpeg", zone=UTC),
        hashlib.sha256(data).hexdigest(),
        len(data),
        size.width_px,
        size.height_px,
        random.random() < 0.05,
        random.choice((0, 0, 0, 0, 0, 0, 0, 3, 4, 5)),
        generation.request.model_id,
        generation.request.prompt,
        generation.prompt_used,
        generation.seed_used,
        generation.settled_cost,
    )


def _link_pictures(connection: sqlite3.Connection, library: Path, drawn: _Patterns) -> None:
    originals = library / ".flux-desktop" / "drawn"
    originals.mkdir(parents=True)
    for number, data in enumerate(drawn.files):
        (originals / f"{number}.jpg").write_bytes(data)
    folders = set()
    for item_id, path in connection.execute("SELECT id, path FROM picture"):
        target = library / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        os.link(originals / f"{drawn.number(item_id)}.jpg", target)


def _fill_thumbnails(path: Path, drawn: _Patterns, ids: Sequence[ItemId], heights_px: Sequence[int]) -> None:
    store = ThumbnailStore(path)
    for height_px in heights_px:
        jpegs = drawn.thumbnails(height_px)
        for some in _in_parts(ids, 1000):
            if not store.put_all((item_id, height_px, jpegs[drawn.number(item_id)]) for item_id in some):
                raise OSError(f"{path} cannot be written")
    store.close()


def _draw(number: int, size: Size) -> Image.Image:
    """Soft hills of colour with a little grain, about as hard to compress as a photograph."""
    random = np.random.default_rng(number)
    y, x = np.mgrid[0 : size.height_px, 0 : size.width_px].astype(np.float32)
    canvas = np.zeros((size.height_px, size.width_px, 3), np.float32)
    for _ in range(6):
        angle, wave, phase = random.uniform(0, np.pi), random.uniform(40, 400), random.uniform(0, 6)
        hill = np.sin((x * np.cos(angle) + y * np.sin(angle)) / wave + phase)
        canvas += hill[..., None] * random.uniform(-40, 60, 3).astype(np.float32)
    grain = random.normal(0, 9, canvas.shape[:2]).astype(np.float32)
    return Image.fromarray(np.clip(canvas + grain[..., None] + 128, 0, 255).astype(np.uint8))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _in_parts(ids: Sequence[ItemId], size: int = _ROWS_AT_ONCE) -> Iterator[list[ItemId]]:
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--no-thumbnails", dest="thumbnails", action="store_false")
    parser.add_argument("--pictures", action="store_true", help="make the picture files too")
    options = parser.parse_args()
    begun = time.perf_counter()
    made = make_library(options.folder, options.count, thumbnails=options.thumbnails, pictures=options.pictures)
    print(f"{len(made.ids)} pictures in {time.perf_counter() - begun:.1f} s")
    print(f"flux-desktop --profile {made.profile} --library {made.library}")


if __name__ == "__main__":
    main()
