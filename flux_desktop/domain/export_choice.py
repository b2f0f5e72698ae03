"""How pictures leave the library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flux_desktop.domain.export_names import USUAL_PATTERN
from flux_desktop.domain.loose_reading import Loose

FORMATS = ("png", "jpeg", "webp")
USUAL_QUALITY = 90
SMALLEST_SIDE_PX, LARGEST_SIDE_PX = 16, 16_384


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """``file_format`` is ``None`` for the one each picture has. ``longest_side_px`` never makes a picture larger;
    ``None`` leaves its size alone. ``quality`` (1 to 100) is for JPEG and WebP."""

    file_format: str | None = None
    quality: int = USUAL_QUALITY
    longest_side_px: int | None = None
    pattern: str = USUAL_PATTERN
    with_settings: bool = True
    as_zip: bool = False

    @property
    def keeps_pixels(self) -> bool:
        """Whether every picture is left as it is, whatever lies around its pixels."""
        return self.file_format is None and self.longest_side_px is None

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ExportChoice":
        """What ``to_dict`` wrote; a value of the wrong kind counts as missing."""
        loose, usual = Loose(data), cls()
        file_format, side_px = loose.text("file_format"), loose.number("longest_side_px")
        with_settings, as_zip = loose.switch("with_settings"), loose.switch("as_zip")
        return cls(
            file_format=file_format if file_format in FORMATS else None,
            quality=min(100, max(1, loose.number("quality") or USUAL_QUALITY)),
            longest_side_px=side_px and min(LARGEST_SIDE_PX, max(SMALLEST_SIDE_PX, side_px)),
            pattern=loose.text("pattern") or usual.pattern,
            with_settings=usual.with_settings if with_settings is None else with_settings,
            as_zip=usual.as_zip if as_zip is None else as_zip,
        )
