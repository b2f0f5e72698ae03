"""The files that references were made of, while the program runs: a part is cut out of the whole file, not out of the
copy that is kept for sending, which is smaller."""

from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.references import Reference
from flux_desktop.services.reference_import import read_image_file

_MOST_KNOWN = 200


class _Origin(NamedTuple):
    path: Path
    mark: tuple[int, int]
    """When it was changed last, and how many bytes it has: another file in its place differs in one of them."""


class ReferenceOrigins:
    """Never written down: where a person's files are is nobody else's business. Any thread may ask."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Origin] = OrderedDict()

    def remember(self, reference: Reference, path: Path) -> None:
        """``reference`` was just made of this file."""
        mark = _mark(path)
        if mark:
            self._known[reference.sha256] = _Origin(path, mark)
            self._known.move_to_end(reference.sha256)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def content(self, reference: Reference) -> bytes | None:
        """The file as it was then; ``None`` when it is not known, gone or another one now."""
        origin = self._known.get(reference.sha256)
        if origin is None or _mark(origin.path) != origin.mark:
            return None
        try:
            return read_image_file(origin.path)
        except UnreadableImageError:
            return None


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
