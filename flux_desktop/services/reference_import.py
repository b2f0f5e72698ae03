"""From a file of any origin to an image that may be sent: upright, without metadata, no larger than is of use."""

import math
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.image_model import ReferenceLimits
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Size
from flux_desktop.services.image_header import read_header
from flux_desktop.services.pixels import TRANSPARENT, read_pixels, refuse_monsters, shrunk

if TYPE_CHECKING:
    from PIL.Image import Image

USUAL_LIMITS = ReferenceLimits(useful_megapixels=4)
"""FLUX.2 shrinks a larger reference to four megapixels (image editing page, 2026-09)."""

MOST_BYTES = 100_000_000
_READ_ORDINARY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a link fails, and opening a pipe does not wait for somebody to write into it."""

_JPEG_QUALITIES = (95, 90, 80, 65)


@dataclass(frozen=True, slots=True)
class SendableImage:
    """Freshly encoded: nothing of the file it came from is in it but the picture. ``original`` is as it is seen."""

    data: bytes
    file_format: str
    size: Size
    original: Size


def read_image_file(path: Path) -> bytes:
    """The content of a regular file; links, devices and pipes are refused.

    Raises:
        UnreadableImageError
    """
    try:
        descriptor = os.open(path, _READ_ORDINARY)
        try:
            return _content(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnreadableImageError(f"The file cannot be read: {error.strerror}.") from error


def _content(descriptor: int) -> bytes:
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableImageError("This is no ordinary file.")
    if about.st_size > MOST_BYTES:
        raise UnreadableImageError(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        return file.read(MOST_BYTES)


def sendable(data: bytes, limits: ReferenceLimits = USUAL_LIMITS) -> SendableImage:
    """The picture in ``data``, made fit for sending. Takes up to a second or two: not for a thread that must answer.

    Raises:
        UnreadableImageError: with the reason in words.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableImageError(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    header = read_header(data)
    refuse_monsters(header.size)
    picture, original = _decoded(data, header.file_format, limits)
    _refuse_misfits(original, limits)
    data, file_format = encoded(picture, header.file_format, limits.max_bytes)
    return SendableImage(data, file_format, Size(*picture.size), original)


def _refuse_misfits(size: Size, limits: ReferenceLimits) -> None:
    if limits.min_side_px and min(size.width_px, size.height_px) < limits.min_side_px:
        raise UnreadableImageError(f"The picture is {size} pixels; each side must have at least {limits.min_side_px}.")
    if limits.max_aspect and max(size.ratio, 1 / size.ratio) > limits.max_aspect:
        raise UnreadableImageError(f"The picture is {size} pixels: too long and thin.")


def _decoded(data: bytes, file_format: str, limits: ReferenceLimits) -> "tuple[Image, Size]":
    """The picture, upright, in plain colours and of useful size; and its size before."""
    megapixels = min(limits.useful_megapixels or math.inf, limits.max_megapixels)
    picture = read_pixels(data, file_format)
    original = Size(*picture.size)
    return shrunk(picture, useful_size(original, megapixels)), original


def useful_size(size: Size, megapixels: float) -> tuple[int, int]:
    """``size`` in its own shape and with no more than these megapixels."""
    shrink = min(1.0, math.sqrt(megapixels * PIXELS_PER_MEGAPIXEL / size.pixels))
    return max(1, int(size.width_px * shrink)), max(1, int(size.height_px * shrink))


def encoded(picture: "Image", file_format: str, most_bytes: int) -> tuple[bytes, str]:
    """As PNG what was without loss, else as JPEG, and as a smaller JPEG when it is more than BFL takes.

    Raises:
        UnreadableImageError: it stays larger than ``most_bytes``.
    """
    if picture.mode == TRANSPARENT or file_format in ("png", "gif"):
        data = _saved(picture, format="PNG", compress_level=4)
        if len(data) <= most_bytes or picture.mode == TRANSPARENT:
            return _within(data, most_bytes), "png"
    for quality in _JPEG_QUALITIES:
        data = _saved(picture, format="JPEG", quality=quality, subsampling=0, optimize=True)
        if len(data) <= most_bytes:
            break
    return _within(data, most_bytes), "jpeg"


def _within(data: bytes, most_bytes: int) -> bytes:
    if len(data) > most_bytes:
        raise UnreadableImageError(f"The picture has more than {most_bytes // 1_000_000} MB, however it is packed.")
    return data


def _saved(picture: "Image", **options: Any) -> bytes:
    """Pillow lets other threads run while it packs into a file of the system, and only then."""
    picture.info = {}
    with tempfile.TemporaryFile(prefix="flux-desktop-") as file:
        picture.save(file, **options)
        file.seek(0)
        return file.read()
