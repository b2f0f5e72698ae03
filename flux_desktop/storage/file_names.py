"""Names of picture files: when, what, and a few digits that tell twins apart."""

import re
import unicodedata
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId, created_at, first_id_at
from flux_desktop.domain.outside_path import OutsidePath

EXTENSIONS = {"png": "png", "jpeg": "jpg", "webp": "webp"}

_BETWEEN_SLASHES = frozenset("\\:\0")  # what other systems read as a way out
_MAX_WORDS = 6
_MAX_SLUG_CHARS = 40
_NO_WORDS = "picture"
_DIGITS = 6
_SPREAD = 0x9E3779B1  # odd, so that multiplying keeps different numbers different
_OWN_NAME = re.compile(
    r"(?P<practice>practice-)?(?P<time>\d{8}-\d{6})_(?P<words>[a-z0-9-]+)_(?P<digits>[0-9a-f]{6})(-\d+)?\.\w+"
)

_NOT_DECOMPOSED = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L"}
)


def picture_path(
    item_id: ItemId, prompt: str, file_format: str, *, practice: bool = False, zone: tzinfo | None = None
) -> str:
    """``2026/2026-11/20261120-141503_a-quiet-fjord_7f3a9c.png``: the path in the library, always the same for an id.

    The time is local time of its creation (in ``zone``, by default the computer's).
    """
    made = created_at(item_id).astimezone(zone)
    prefix = "practice-" if practice else ""
    name = f"{prefix}{made:%Y%m%d-%H%M%S}_{slug(prompt)}_{digits(item_id)}.{EXTENSIONS[file_format]}"
    return f"{made:%Y}/{made:%Y-%m}/{name}"


def file_of(library: Path, path: str) -> Path:
    """The file of a picture: in the library, or where it was left (``OutsidePath``).

    Raises:
        ValueError: the path leads out of the library, and may not.
    """
    return Path(path) if isinstance(path, OutsidePath) else path_inside(library, path)


def path_inside(library: Path, relative_path: str) -> Path:
    """The file of a path with forward slashes.

    Raises:
        ValueError: the path leads out of the library.
    """
    path = PurePosixPath(relative_path)
    if path.is_absolute() or ".." in path.parts or not path.parts or not _BETWEEN_SLASHES.isdisjoint(relative_path):
        raise ValueError(f"not a path inside the library: {relative_path!r}")
    return library.joinpath(*path.parts)


def slug(prompt: str) -> str:
    """The first words of a prompt in plain ASCII, 40 characters at the most: fit for every file system."""
    plain = unicodedata.normalize("NFKD", prompt[:1000].translate(_NOT_DECOMPOSED)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
    text = "-".join(words[:_MAX_WORDS])
    if len(text) > _MAX_SLUG_CHARS:
        text = text[: _MAX_SLUG_CHARS + 1]
        text = text.rpartition("-")[0] or text[:_MAX_SLUG_CHARS]
    return text or _NO_WORDS


def words_of(name: str) -> str:
    """The words in a name that ``picture_path`` has made, else the name."""
    found = _OWN_NAME.fullmatch(name)
    return found["words"] if found else name


class OwnName(NamedTuple):
    """What a name made by ``picture_path`` says."""

    id: ItemId
    practice: bool


def read_name(name: str, zone: tzinfo | None = None) -> OwnName | None:
    """Who a file was named for, when ``picture_path`` has named it, in this time zone.

    Ids of one second differ in their last 24 bits, and the digits are those bits, mixed: so they lead back to the id.
    """
    found = _OWN_NAME.fullmatch(name)
    if found is None:
        return None
    low = _unmixed(int(found["digits"], 16))
    for fold in (0, 1):  # the hour that comes twice when summer time ends
        try:
            local = datetime.strptime(found["time"], "%Y%m%d-%H%M%S").replace(fold=fold)  # noqa: DTZ007
            first = first_id_at(local.replace(tzinfo=zone) if zone else local.astimezone())
        except (ValueError, OverflowError, OSError):
            return None
        item_id = first + (low - first) % (1 << 4 * _DIGITS)
        if item_id > 0 and created_at(item_id).replace(microsecond=0) == created_at(first):
            return OwnName(item_id, bool(found["practice"]))
    return None


def _unmixed(mixed: int) -> int:
    """The last 24 bits of the id that ``digits`` has made this of."""
    modulus = 1 << 4 * _DIGITS
    inverse: int = pow(_SPREAD, -1, modulus)
    return (mixed ^ mixed >> 11 ^ mixed >> 22) * inverse % modulus


def digits(item_id: ItemId) -> str:
    """Six hexadecimal digits: different for any two ids of one second, and unlike for neighbours."""
    modulus = 16**_DIGITS
    mixed = item_id * _SPREAD % modulus
    return f"{mixed ^ mixed >> 11:0{_DIGITS}x}"
