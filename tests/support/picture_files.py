"""Small picture files of all kinds, each with content of its own."""

import io
import struct
from datetime import datetime
from pathlib import Path

from PIL import Image

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import embed


def picture_bytes(number: int = 0, file_format: str = "PNG", size: tuple[int, int] = (48, 32), **save: object) -> bytes:
    """A picture of one colour; another ``number`` is another colour."""
    buffer = io.BytesIO()
    colour = (number * 5 % 251, number // 50 % 251, 90)
    Image.new("RGB", size, colour).save(buffer, file_format, **save)
    return buffer.getvalue()


def photo_bytes(number: int = 0, *, taken: datetime | None = None, turn: int = 1) -> bytes:
    """A JPEG as a camera writes it."""
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010E] = f"photo {number}"
    if taken:
        exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
        if taken.tzinfo:
            offset = f"{taken:%z}"
            exif.get_ifd(0x8769)[0x9011] = f"{offset[:3]}:{offset[3:]}"
    return picture_bytes(number, "JPEG", exif=exif)


def made_by_us(settings: FileSettings, number: int = 0) -> bytes:
    """A PNG as this program writes it."""
    return embed(picture_bytes(number), "png", settings)


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of that size."""
    data = picture_bytes()
    return data[:16] + struct.pack(">II", width, height) + data[24:]


def put(folder: Path, **files: bytes) -> list[Path]:
    """Files by their names, ``a_png`` for ``a.png``, in a folder that is made for them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in files.items():
        path = folder / ".".join(name.rsplit("_", 1))
        path.write_bytes(data)
        paths.append(path)
    return paths
