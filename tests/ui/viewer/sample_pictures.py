"""Pictures for the viewer's tests, benchmarks and screenshots: real files, and an order that can be changed."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from PIL import Image

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.gallery_row import GalleryRow

SMALL = Size(240, 160)


class SampleOrder:
    """Rows, the one with the highest id first. Fits ``sources.Order``."""

    def __init__(self, rows: Iterable[GalleryRow] = ()) -> None:
        self._rows = sorted(rows, key=lambda row: -row.id)
        self.jobs_known: dict[ItemId, GalleryRow] = {}
        self.rows_asked = 0

    @property
    def jobs(self) -> Mapping[ItemId, GalleryRow]:
        return self.jobs_known

    def rowCount(self) -> int:  # noqa: N802 - as Qt has it
        return len(self._rows)

    def id_at(self, row: int) -> ItemId:
        return self._rows[row].id

    def row_of(self, item_id: ItemId) -> int:
        return next((number for number, row in enumerate(self._rows) if row.id == item_id), -1)

    def row(self, number: int) -> GalleryRow | None:
        self.rows_asked += 1
        row = self._rows[number]
        if row.state is not State.DONE:
            self.jobs_known[row.id] = row
        return row

    def put(self, row: GalleryRow) -> None:
        self.jobs_known.pop(row.id, None)
        self._rows = sorted([*(one for one in self._rows if one.id != row.id), row], key=lambda one: -one.id)

    def remove(self, *ids: ItemId) -> None:
        self._rows = [row for row in self._rows if row.id not in ids]


class SampleFolder:
    """Picture files in a folder, and thumbnails of them in memory. Fits ``sources.PictureSource``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.thumbnails: dict[tuple[ItemId, int], bytes] = {}

    def thumbnail(self, item_id: ItemId, height_px: int) -> bytes | None:
        return self.thumbnails.get((item_id, height_px))

    def absolute(self, relative_path: str) -> Path:
        if ".." in relative_path:
            raise ValueError(relative_path)
        return self.folder / relative_path

    def add(self, item_id: ItemId, image: Image.Image, file_format: str = "png", **changes: object) -> GalleryRow:
        """Write the picture and its thumbnails; answers its row."""
        name = f"{item_id}.{file_format}"
        image.save(self.folder / name, file_format.upper())
        for height in (216, 432):
            self.thumbnails[item_id, height] = thumbnail_of(image, height)
        return picture_row(item_id, Size(image.width, image.height), path=name, file_format=file_format, **changes)


def picture_row(item_id: ItemId, size: Size = SMALL, **changes: object) -> GalleryRow:
    values = {
        "id": item_id,
        "state": State.DONE,
        "prompt": f"A quiet fjord, number {item_id}",
        "model_id": "flux-2-pro",
        "size": size,
        "path": f"{item_id}.png",
        "file_format": "png",
    }
    return GalleryRow(**{**values, **changes})  # type: ignore[arg-type]


def plain_image(size: Size, colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (size.width_px, size.height_px), colour)


def striped_image(size: Size) -> Image.Image:
    """Every pixel differs from those beside it: red tells the column, green the row."""
    image = Image.new("RGB", (size.width_px, size.height_px))
    image.putdata(
        [(x * 37 % 256, y * 59 % 256, (x + y) % 2 * 255) for y in range(image.height) for x in range(image.width)]
    )
    return image


def thumbnail_of(image: Image.Image, height_px: int) -> bytes:
    height = min(height_px, image.height)
    buffer = io.BytesIO()
    image.convert("RGB").resize((max(1, image.width * height // image.height), height)).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
