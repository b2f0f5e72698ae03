"""A library in memory with pictures that are made up, for the gallery's tests, benchmarks and screenshots."""

import io
import random
from array import array
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.picture import Picture
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.search_query import Field, SearchQuery
from flux_desktop.domain.sizes import Size
from flux_desktop.services.events import GenerationChanged
from flux_desktop.storage.found import Found
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.storage.search_facts import MonthCount, SavedSearch

SIZES = (Size(1248, 832), Size(1024, 1024), Size(832, 1248), Size(1536, 864), Size(1248, 832))
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class SampleLibrary:
    """Fits both protocols of ``library_access``. Rows are made when they are asked for, unless they were put in."""

    def __init__(self, ids: Sequence[ItemId] = (), folder: Path = Path("/nowhere")) -> None:
        self.ids = array("q", sorted(ids))
        self.folder = folder
        self.own: dict[ItemId, GalleryRow] = {}
        self.thumbnails: dict[tuple[ItemId, int], bytes] = {}
        self.rows_read = 0
        self.any_thumbnail: list[bytes] = []
        self.saved: list[SavedSearch] = []

    def put(self, row: GalleryRow) -> None:
        if row.id not in self.own and row.id not in self.ids:
            self.ids = array("q", sorted([*self.ids, row.id]))
        self.own[row.id] = row

    def item_ids(self) -> "array[int]":
        return self.ids[::-1]

    def aspect_ratios(self, ids: Sequence[ItemId]) -> "array[float]":
        return array("f", [self._size(i).ratio for i in ids])

    hides_practice = False

    def practice_ids(self) -> "array[int]":
        return array("q", [item_id for item_id in self.ids if self.rows([item_id])[item_id].practice])

    def rows(self, ids: Sequence[ItemId]) -> dict[ItemId, GalleryRow]:
        self.rows_read += len(ids)
        return {i: self.own.get(i) or picture_row(i, self._size(i)) for i in ids}

    def section_cost(self, first_id: ItemId, last_id: ItemId) -> tuple[int, Hundredths]:
        from bisect import bisect_left, bisect_right

        inside = self.ids[bisect_left(self.ids, first_id) : bisect_right(self.ids, last_id)]
        pictures = len(inside) - sum(
            row.state is not State.DONE for row in self.own.values() if first_id <= row.id <= last_id
        )
        return pictures, pictures * 450

    @property
    def searches(self) -> "SampleSearches":
        return SampleSearches(self)

    def search_reader(self) -> "SampleSearches":
        return SampleSearches(self)

    def thumbnail(self, item_id: ItemId, height_px: int) -> bytes | None:
        if self.any_thumbnail:
            return self.any_thumbnail[item_id % len(self.any_thumbnail)]
        return self.thumbnails.get((item_id, height_px))

    def store_thumbnail(self, item_id: ItemId, height_px: int, jpeg: bytes) -> None:
        self.thumbnails[item_id, height_px] = jpeg

    def absolute(self, relative_path: str) -> Path:
        return self.folder / relative_path

    def _size(self, item_id: ItemId) -> Size:
        row = self.own.get(item_id)
        return row.size if row else SIZES[item_id * 7 // 5 % len(SIZES)]


class SampleSearches:
    """Finds words anywhere in prompts, favourites and practice; the other fields leave nothing out."""

    def __init__(self, library: SampleLibrary) -> None:
        self._library = library

    def newest(self, query: SearchQuery, limit: int, _within_s: float) -> Found | None:
        found = self.all(query)
        return Found(found.ids[:limit], found.costs[:limit], len(found.ids) < limit)

    def all(self, query: SearchQuery) -> Found:
        rows = self._library.rows(self._library.ids)
        ids = [i for i in reversed(self._library.ids) if rows[i].state is State.DONE and _fits(query, rows[i])]
        return Found(array("q", ids), array("q", [450] * len(ids)))

    def interrupt(self) -> None: ...

    def close(self) -> None: ...

    def models(self) -> list[str]:
        return ["flux-2-pro"]

    def tags(self) -> dict[int, str]:
        return {1: "boats", 2: "old boats"}

    def albums(self) -> dict[int, str]:
        return {1: "Fjords"}

    def saved_searches(self) -> list[SavedSearch]:
        return list(self._library.saved)

    def month_counts(self) -> list[MonthCount]:
        return [MonthCount(2026, 11, 100), MonthCount(2026, 8, 20)]


def _fits(query: SearchQuery, row: GalleryRow) -> bool:
    for term in query.terms:
        match term.field:
            case Field.FAVOURITE:
                fits = row.favourite
            case Field.IS:
                fits = row.practice
            case _:
                fits = not term.is_word or term.value.lower() in row.prompt.lower()
        if fits == term.is_left_out:
            return False
    return True


def ids_over(days: float, count: int, now: datetime = NOW, seed: int = 1) -> list[ItemId]:
    """So many ids, spread over the days before ``now``."""
    chance = random.Random(seed)
    newest, span = first_id_at(now), round(days * 86_400_000) << 10
    return sorted({newest - chance.randrange(span) for _ in range(count)})


def picture_row(item_id: ItemId, size: Size = SIZES[0], **changes: object) -> GalleryRow:
    row = {
        "id": item_id,
        "state": State.DONE,
        "prompt": "A quiet fjord at blue hour",
        "model_id": "flux-2-pro",
        "size": size,
        "path": f"{item_id}.jpg",
        "file_format": "jpeg",
        "bytes": 1_900_000,
        "settled_cost": 450,
    }
    return GalleryRow(**{**row, **changes})  # type: ignore[arg-type]


def generation(item_id: ItemId, state: State = State.QUEUED, **changes: object) -> Generation:
    request = GenerationRequest("flux-2-pro", "A quiet fjord at blue hour", {"width": 1248, "height": 832})
    values = {
        "id": item_id,
        "batch_id": item_id,
        "request": request,
        "state": state,
        "estimate": 450,
        "server": "global",
        "practice": False,
    }
    return Generation(**{**values, **changes})  # type: ignore[arg-type]


def changed(item_id: ItemId, state: State, **changes: object) -> GenerationChanged:
    """What the engine says of a step; with a picture when it is done."""
    picture = None
    if state is State.DONE:
        picture = Picture(item_id, item_id, f"{item_id}.png", Size(1248, 832), "png", 1_900_000, "0" * 64)
    return GenerationChanged(generation(item_id, state, **changes), picture)


def expected_size(request: GenerationRequest) -> Size:
    return request.size or Size(1024, 1024)


def image_bytes(size: Size, colour: tuple[int, int, int] = (90, 120, 200), kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (size.width_px, size.height_px), colour).save(buffer, kind)
    return buffer.getvalue()


def minutes_ago(minutes: float, now: datetime = NOW) -> datetime:
    return now - timedelta(minutes=minutes)
