"""Input images."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flux_desktop.domain.sizes import Size


class Frame(NamedTuple):
    """A part of an image, in its pixels, from its top left corner."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int

    @classmethod
    def around(cls, size: Size) -> "Frame":
        """All of it."""
        return cls(0, 0, size.width_px, size.height_px)

    @property
    def size(self) -> Size:
        return Size(self.width_px, self.height_px)


@dataclass(frozen=True, slots=True)
class Crop:
    """What a reference was cut out of, so that it can be cut otherwise."""

    source: "Reference"
    frame: Frame


@dataclass(frozen=True, slots=True)
class Reference:
    """An input image, already stored in the library under the hash of its bytes.

    ``file_format`` is ``png``, ``jpeg`` or ``webp``; ``name`` is what the person called the file. ``original_size`` is
    that of the person's file, where it was larger than is of use. ``crop`` is there when this is a part of another.
    """

    sha256: str
    file_format: str
    size: Size
    bytes: int
    name: str
    original_size: Size | None = None
    crop: Crop | None = None

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.{'jpg' if self.file_format == 'jpeg' else self.file_format}"

    @property
    def seen_size(self) -> Size:
        """The size of the picture as the person knows it, which may be more than is sent."""
        return self.original_size or self.size

    @property
    def whole(self) -> "Reference":
        """What it was cut out of; itself when it was not."""
        return self.crop.source if self.crop else self

    def to_dict(self) -> dict[str, Any]:
        """What ``from_dict`` reads back to an equal reference; plain values that JSON can hold."""
        entry: dict[str, Any] = {
            "sha256": self.sha256,
            "format": self.file_format,
            "width": self.size.width_px,
            "height": self.size.height_px,
            "bytes": self.bytes,
            "name": self.name,
        }
        if self.original_size:
            entry["original"] = list(self.original_size)
        if self.crop:
            entry["crop"] = {"source": self.crop.source.to_dict(), "frame": list(self.crop.frame)}
        return entry

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> "Reference":
        size = Size(int(entry["width"]), int(entry["height"]))
        original, crop = entry.get("original"), entry.get("crop")
        return cls(
            entry["sha256"],
            entry["format"],
            size,
            entry["bytes"],
            entry["name"],
            Size(*map(int, original)) if original else None,
            Crop(cls.from_dict(crop["source"]), Frame(*map(int, crop["frame"]))) if crop else None,
        )
