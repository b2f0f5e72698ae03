"""How settings of earlier versions become settings of this one.

Each step turns a dict into the next version's dict: step 0 makes version 2 of version 1. A step that was released is
never edited; a change of a key's name or meaning is a new step at the end.
"""

from collections.abc import Callable, Sequence
from typing import Any

Step = Callable[[dict[str, Any]], dict[str, Any]]

VERSION_KEY = "schema_version"

STEPS: tuple[Step, ...] = ()


class NewerSettingsError(ValueError):
    """The settings were written by a later version of the program."""


def current_version(steps: Sequence[Step] = STEPS) -> int:
    return len(steps) + 1


def migrated(data: dict[str, Any], steps: Sequence[Step] = STEPS) -> dict[str, Any]:
    """``data`` in the form of this version.

    Raises:
        NewerSettingsError: when there is no way back.
        ValueError: when the version is no number, or a step does not find what it needs.
    """
    version = data.get(VERSION_KEY, 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ValueError(f"{VERSION_KEY} is {version!r}")
    if version > current_version(steps):
        raise NewerSettingsError(f"settings of version {version}, this program knows {current_version(steps)}")
    for step in steps[version - 1 :]:
        try:
            data = step(data)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"the settings lack {error}") from error
    return {**data, VERSION_KEY: current_version(steps)}
