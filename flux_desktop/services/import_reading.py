"""One file on its way into the library: read, checked without being decoded, and what it says of itself."""

import errno
import hashlib
import os
import stat
from datetime import UTC, datetime
from typing import NamedTuple

from flux_desktop.bfl.picture_check import check_picture
from flux_desktop.domain.errors import DamagedDownloadError, UnreadableImageError
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.imports import FoundFile, RefusedFile
from flux_desktop.domain.sizes import Size
from flux_desktop.services.image_header import read_header
from flux_desktop.services.photo_facts import read_facts
from flux_desktop.services.pixels import LONGEST_SIDE_PX, MOST_PIXELS
from flux_desktop.services.reference_import import MOST_BYTES
from flux_desktop.storage.embedded import settings_in
from flux_desktop.storage.folder_walk import reason_of

FORMATS = ("png", "jpeg", "webp")

_READ_ORDINARY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a link fails, and opening a pipe does not wait for somebody to write into it."""

_JPEG_END = b"\xff\xd9"
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_NOT_WHOLE = "The file is damaged, or not all of it is there."


class PictureFile(NamedTuple):
    """A file that is a whole picture. ``size`` is that of the picture as it is seen."""

    found: FoundFile
    data: bytes
    sha256: str
    size: Size
    file_format: str
    made_at: datetime
    settings: FileSettings | None


def read_picture_file(found: FoundFile) -> PictureFile | RefusedFile:
    """The picture in a file, or why there is none. Takes about as long as reading does; never decodes pixels."""
    try:
        data, modified_ns = _content(found.path)
        header = read_header(data)
        _refuse_unfit(header.file_format, header.size)
        if not is_whole(data, header.file_format):
            return RefusedFile(found.path, _NOT_WHOLE)
    except UnreadableImageError as error:
        return RefusedFile(found.path, str(error))
    except OSError as error:
        return RefusedFile(found.path, _words_for(error))
    settings = settings_in(data)
    facts = read_facts(data, header.file_format)
    made_at = (settings.made_at if settings else None) or facts.made_at or _date_of(modified_ns)
    return PictureFile(
        found=FoundFile(found.path, len(data), modified_ns),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        size=header.size.turned() if facts.is_turned else header.size,
        file_format=header.file_format,
        made_at=max(_EARLIEST, made_at),
        settings=settings,
    )


def is_whole(data: bytes, file_format: str) -> bool:
    """Whether the structure of a picture is there up to its end. Cameras append things to a JPEG; they do not count."""
    if file_format == "jpeg":
        data = data[: data.rfind(_JPEG_END) + len(_JPEG_END)]
    try:
        check_picture(data)
    except DamagedDownloadError:
        return False
    return True


def _content(path: str) -> tuple[bytes, int]:
    """All bytes of an ordinary file, and when it was changed."""
    descriptor = os.open(path, _READ_ORDINARY)
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableImageError("This is no ordinary file.")
        if about.st_size > MOST_BYTES:
            raise UnreadableImageError(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
        with os.fdopen(descriptor, "rb", closefd=False, buffering=0) as file:
            return file.read(about.st_size + 1) or b"", about.st_mtime_ns
    finally:
        os.close(descriptor)


def _refuse_unfit(file_format: str, size: Size) -> None:
    if file_format not in FORMATS:
        raise UnreadableImageError(f"{file_format.upper()} pictures cannot be kept here: only PNG, JPEG and WebP.")
    if size.pixels > MOST_PIXELS or max(size) > LONGEST_SIDE_PX:
        most = f"{MOST_PIXELS // 1_000_000} million pixels and {LONGEST_SIDE_PX:,} a side"
        raise UnreadableImageError(f"The picture has {size} pixels; the most that can be shown is {most}.")


def _words_for(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "This is a link to another file. Add the file itself."
    if isinstance(error, FileNotFoundError):
        return "The file is not there any more."
    return reason_of(error)


def _date_of(modified_ns: int) -> datetime:
    try:
        return datetime.fromtimestamp(modified_ns / 1e9, UTC)
    except (OverflowError, ValueError, OSError):
        return _EARLIEST
