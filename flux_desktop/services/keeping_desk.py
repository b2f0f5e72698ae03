"""What people keep and throw away, in the engine's thread."""

import asyncio
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from flux_desktop.domain.edit_parts import MOST, joined, parts_of
from flux_desktop.domain.edits import Column, Edit, Ids, Label, RemoveAlbum, SetValues, ids_of
from flux_desktop.domain.errors import LibraryError
from flux_desktop.services.file_follower import FileFollower, Progress
from flux_desktop.storage.columns import microseconds
from flux_desktop.storage.keeping_store import KeepingStore, LabelCount


class BinContents(NamedTuple):
    """``ids`` are newest first."""

    ids: "array[int]"
    bytes: int


class Weight(NamedTuple):
    """What is asked about before pictures are deleted for ever. ``outside`` files stay; ``bytes`` are of the others."""

    pictures: int
    bytes: int
    outside: int


class Labels(NamedTuple):
    """Tags and albums, by name."""

    tags: list[LabelCount]
    albums: list[LabelCount]


class KeepingDesk:
    """Each method is one wish of a person, and raises ``LibraryError`` when the database cannot be changed.

    Wishes are fulfilled one after the other. A large one is made in parts, each of them a transaction, and pictures
    under way come in between: a crash may leave it half made, which is as if less had been wished for.
    """

    def __init__(
        self, store: KeepingStore, follower: FileFollower, now: Callable[[], datetime], on_edit: Callable[[], None]
    ) -> None:
        self._store = store
        self._follower = follower
        self._now = now
        self._on_edit = on_edit
        self._turns = asyncio.Lock()

    async def make(self, edit: Edit) -> Edit:
        return await self._make(edit)

    async def are_favourites(self, ids: Ids) -> bool:
        return len(self._store.favourites_among(ids)) == len(ids)

    async def bin(self, ids: Ids, *, but_favourites: bool) -> Edit:
        spared = set(self._store.favourites_among(ids)) if but_favourites else set()
        chosen = array("q", [item_id for item_id in ids if item_id not in spared]) if spared else ids
        return await self._bin(chosen)

    async def bin_practice(self) -> Edit:
        return await self._bin(self._store.practice_ids())

    async def bin_contents(self) -> BinContents:
        ids = self._store.bin_ids()
        return BinContents(ids, self._store.bytes_of(ids))

    async def weigh(self, ids: Ids) -> Weight:
        return Weight(len(ids), self._store.bytes_of(ids), len(self._store.outside_among(ids)))

    async def delete_for_ever(self, ids: Ids) -> None:
        async with self._turns:
            for start in range(0, len(ids), MOST):
                self._store.condemn(ids[start : start + MOST])
                self._follower.purge()
                await asyncio.sleep(0)
        self._on_edit()

    async def expire(self, days: int) -> "array[int]":
        expired = self._store.binned_before(self._moment_us(timedelta(days=days)))
        if expired:
            await self.delete_for_ever(expired)
        return expired

    async def labels(self) -> Labels:
        return Labels(self._store.labels(Label.TAG), self._store.labels(Label.ALBUM))

    async def labels_of(self, ids: Ids) -> Labels:
        return Labels(self._store.labels_of(Label.TAG, ids), self._store.labels_of(Label.ALBUM, ids))

    async def settled(self) -> None:
        await self._follower.settled()

    async def watch_files(self, on_progress: Progress) -> None:
        self._follower.on_progress = on_progress

    async def _bin(self, ids: Ids) -> Edit:
        return await self._make(SetValues.all(Column.BINNED_AT, self._moment_us(), ids))

    def _moment_us(self, ago: timedelta = timedelta()) -> int:
        moment = microseconds(self._now() - ago)
        assert moment is not None
        return moment

    async def _make(self, edit: Edit) -> Edit:
        reverses: list[Edit] = []
        async with self._turns:
            try:
                album = self._store.album_ids(edit.name) if isinstance(edit, RemoveAlbum) else ()
                for part in parts_of(edit, album):
                    if reverses:
                        await asyncio.sleep(0)
                    reverses.append(self._make_part(part))
            except BaseException:
                self._take_back(reverses)
                raise
        self._on_edit()
        return joined(reverses)

    def _make_part(self, part: Edit) -> Edit:
        reverse = self._store.make(part)
        if isinstance(reverse, SetValues) and reverse.column is Column.BINNED_AT:
            self._follower.follow(ids_of(reverse))
        return reverse

    def _take_back(self, reverses: Sequence[Edit]) -> None:
        """The rest of an edit could not be made, so nothing of it is; without the disk that is left as it is."""
        with suppress(LibraryError):
            for reverse in reversed(reverses):
                self._make_part(reverse)
