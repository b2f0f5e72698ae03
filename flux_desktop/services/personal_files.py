"""What a person has beside the library, in a backup: prompts that were used, templates, settings. Never a key: it is in
none of these files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from flux_desktop.settings.json_file import DamagedFileError, read_object
from flux_desktop.storage import atomic_files
from flux_desktop.storage.file_names import path_inside
from flux_desktop.storage.image_files import PRIVATE_FOLDER

_FOLDER = f"{PRIVATE_FOLDER}/personal"
_NAMES = ("prompts.json", "templates.json", "settings.json")

Content = Mapping[str, Any]


class PersonalFiles(NamedTuple):
    """What the files hold; empty where there is none."""

    prompts: Content
    templates: Content
    settings: Content


NO_FILES = PersonalFiles({}, {}, {})


def keep_personal(profile: Path, backup: Path) -> None:
    """Put them into the backup as they are now; what is gone goes there, too.

    Raises:
        OSError: they cannot be written, or what is there not be removed.
    """
    for name in _NAMES:
        content, target = _read(profile / name), path_inside(backup, f"{_FOLDER}/{name}")
        if content:
            atomic_files.make_private_folder(target.parent, below=backup)
            atomic_files.replace(target, [json.dumps(content, indent=2).encode()])
        elif not (profile / name).exists():
            target.unlink(missing_ok=True)


def personal_in(backup: Path) -> PersonalFiles:
    """What a backup has of them; what cannot be read is left out."""
    return PersonalFiles(*(_read(path_inside(backup, f"{_FOLDER}/{name}")) for name in _NAMES))


def _read(file: Path) -> Content:
    try:
        return read_object(file) or {}
    except (DamagedFileError, OSError):
        return {}
