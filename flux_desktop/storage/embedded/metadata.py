"""What the containers hold, before anybody has made sense of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flux_desktop.storage.embedded import exif


@dataclass(frozen=True, slots=True)
class Metadata:
    """``texts`` are those of a PNG by their keywords; ``tags`` are those of EXIF; ``settings`` is our own JSON."""

    texts: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)
    settings: str | None = None

    @property
    def parameters(self) -> str:
        """The text in which most programs say everything, in the place that the file format has for it."""
        in_exif = self.tags.get(exif.USER_COMMENT) or self.tags.get(exif.IMAGE_DESCRIPTION)
        return self.texts.get("parameters") or in_exif or ""
