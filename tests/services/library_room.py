"""A library of small real files with all that belongs to one, for what copies and moves whole libraries."""

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from PIL import Image

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.storage.database import connect_writer, prepare
from flux_desktop.storage.kept_files import KeptFile, kept_files
from flux_desktop.storage.library_writer import LibraryWriter
from tests.storage.making import FIRST_ID, asked, picture_of, way_to

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_A_MINUTE = 60_000 << 10


class LibraryRoom:
    """``profile`` and ``library`` below ``root``, with so many pictures and one reference."""

    def __init__(self, root: Path, count: int = 3) -> None:
        self.root = root
        self.profile, self.library = root / "profile", root / "library"
        self.database = self.profile / "library.sqlite3"
        self.profile.mkdir(parents=True, exist_ok=True)
        references = self.library / ".flux-desktop" / "references"
        references.mkdir(parents=True, exist_ok=True)
        (references / f"{'ab' * 32}.jpg").write_bytes(b"a reference")
        prepare(self.database)
        self.ids = [self.add(number) for number in range(count)]

    def add(self, number: int) -> ItemId:
        """One more picture, of the colour of its number."""
        item_id = FIRST_ID + number * _A_MINUTE
        buffer = io.BytesIO()
        Image.new("RGB", (8, 8), (number % 256, number // 256, 7)).save(buffer, "PNG")
        request = GenerationRequest("flux-2-pro", f"prompt {number}", {"width": 8, "height": 8})
        steps = way_to(State.DONE, asked(item_id, request=request))
        path = f"2026/2026-{11 + number % 2}/{item_id}.png"
        file = self.library / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(buffer.getvalue())
        with closing(LibraryWriter(self.database)) as writer:
            writer.generations.add(steps[:1])
            for before, after in pairwise(steps):
                if after.state is State.DONE:
                    writer.generations.finish(before, after, picture_of(after, path, buffer.getvalue()))
                else:
                    writer.generations.move(before, after)
        return item_id

    def change(self, sql: str, *values: object) -> None:
        """What other rooms do to the database."""
        with closing(connect_writer(self.database)) as connection:
            connection.execute(sql, values)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with closing(connect_writer(self.database)) as connection:
            return connection.execute(sql, values).fetchall()

    def kept(self, item_id: ItemId) -> KeptFile:
        return next(kept for kept in kept_files(self.database) if kept.id == item_id)

    def file(self, item_id: ItemId) -> Path:
        return self.library / self.kept(item_id).path

    def bin(self, item_id: ItemId) -> Path:
        """Throw it away: the row, and then the file."""
        file = self.file(item_id)
        self.change("UPDATE picture SET binned_at = 5 WHERE id = ?", item_id)
        target = self.library / self.kept(item_id).places[0]
        target.parent.mkdir(exist_ok=True)
        return file.rename(target)


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but the database's copy and the lock."""
    others = (".sqlite3", ".json")
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in others and path.name != "lock"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@contextmanager
def without_links() -> Iterator[None]:
    """As on a disk of its own, where no file can have a second name."""
    import errno
    import os

    import pytest

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", refuse)
        yield
