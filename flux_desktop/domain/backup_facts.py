"""What is known of a backup without looking through it, and what came of making one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flux_desktop.domain.loose_reading import Loose

_VERSION = 1


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """``made_at`` is aware."""

    made_at: datetime
    pictures: int
    size_bytes: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "version": _VERSION,
            "made_at": self.made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "pictures": self.pictures,
            "bytes": self.size_bytes,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "BackupFacts | None":
        """``None`` when it is something else."""
        loose = Loose(data)
        try:
            made_at = datetime.fromisoformat(loose.text("made_at") or "")
        except ValueError:
            return None
        pictures, size_bytes = loose.number("pictures"), loose.number("bytes")
        if made_at.tzinfo is None or pictures is None or size_bytes is None:
            return None
        return cls(made_at, pictures, size_bytes)


@dataclass(slots=True)
class BackupReport:
    """``missing`` names pictures whose files are not in the library, ``changed`` those that another program has
    changed since the library stored them: they are in the backup as they are now. ``problems`` is what the check of the
    finished backup has found, empty when all is well."""

    folder: Path
    facts: BackupFacts
    linked: int = 0
    copied: int = 0
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_on_same_disk(self) -> bool:
        """Files have a second name there in place of a copy: they are safe from being deleted, not from a broken
        disk."""
        return self.linked > 0
