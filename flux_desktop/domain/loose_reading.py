"""Reading values out of stored data that may be old, incomplete or damaged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flux_desktop.domain.image_model import ParameterValue
from flux_desktop.domain.references import Reference


@dataclass(frozen=True, slots=True)
class Loose:
    """A mapping whose values are what they should be, or ``None``."""

    data: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        value = self.data.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def switch(self, name: str) -> bool | None:
        value = self.data.get(name)
        return value if isinstance(value, bool) else None

    def pair(self, name: str) -> tuple[int, int] | None:
        match self.data.get(name):
            case [int(first), int(second)]:
                return first, second
            case _:
                return None

    def numbers(self, name: str) -> tuple[int, ...]:
        """Those of a list that are some."""
        value = self.data.get(name)
        items = value if isinstance(value, list) else []
        return tuple(item for item in items if isinstance(item, int) and not isinstance(item, bool))

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self.data.get(name)
        return value if isinstance(value, Mapping) else {}

    def settings(self, name: str) -> dict[str, ParameterValue]:
        return {str(key): item for key, item in self.mapping(name).items() if isinstance(item, (str, int, float, bool))}

    def references(self, name: str) -> tuple[Reference, ...]:
        value = self.data.get(name)
        if not isinstance(value, list):
            return ()
        read = (_reference(entry) for entry in value)
        return tuple(reference for reference in read if reference)


def _reference(entry: Any) -> Reference | None:
    try:
        return Reference.from_dict(entry)
    except (KeyError, TypeError, ValueError):
        return None
