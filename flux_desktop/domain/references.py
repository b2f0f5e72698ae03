"""Input images."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flux_desktop.domain.sizes import Size


@dataclass(frozen=True, slots=True)
class Reference:
    """An input image, already stored in the library under the hash of its bytes.

    ``file_format`` is ``png``, ``jpeg`` or ``webp``; ``name`` is what the person called the file.
    """

    sha256: str
    file_format: str
    size: Size
    bytes: int
    name: str

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.{'jpg' if self.file_format == 'jpeg' else self.file_format}"

    def to_dict(self) -> dict[str, Any]:
        """What ``from_dict`` reads back to an equal reference; plain values that JSON can hold."""
        return {
            "sha256": self.sha256,
            "format": self.file_format,
            "width": self.size.width_px,
            "height": self.size.height_px,
            "bytes": self.bytes,
            "name": self.name,
        }

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> "Reference":
        size = Size(int(entry["width"]), int(entry["height"]))
        return cls(entry["sha256"], entry["format"], size, entry["bytes"], entry["name"])
