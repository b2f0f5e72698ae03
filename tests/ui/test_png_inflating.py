import io
import struct
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from flux_desktop.ui.gallery import thumbnail_images
from flux_desktop.ui.png_inflating import inflated, open_png

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
LARGE = Image.frombytes("RGB", (800, 600), Random(4).randbytes(800 * 600 * 3))
NOISE = Image.frombytes("RGB", (320, 240), Random(3).randbytes(320 * 240 * 3))


def png(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    return buffer.getvalue()


def read_plainly(data: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return QImageReader(buffer, QByteArray(b"png")).read()


def read_quickly(data: bytes) -> QImage:
    buffer = open_png(data)
    return QImageReader(buffer, QByteArray(b"png")).read()


def pixels_of(data: QByteArray | None) -> bytes:
    assert data is not None
    return Image.open(io.BytesIO(data.data())).tobytes()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def interlaced(width: int, height: int) -> bytes:
    """Noise in seven passes, each row without a filter."""
    noise, rows = Random(5), []
    for left, top, right, down in ADAM7:
        columns, lines = -(-(width - left) // right), -(-(height - top) // down)
        rows += [b"\0" + noise.randbytes(3 * columns) for _ in range(lines)]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png_looks_as_it_always_does(mode: str, qapp: object) -> None:
    data = png(NOISE.convert("I;16" if mode == "I;16" else mode))
    assert inflated(data) is not None
    assert read_quickly(data) == read_plainly(data)


def test_an_interlaced_png_too(qapp: object) -> None:
    data = interlaced(61, 43)
    assert inflated(data) is not None
    assert read_quickly(data) == read_plainly(data)


def test_the_same_file_comes_out_with_its_pixels_stored() -> None:
    data = png(LARGE)
    stored = inflated(data)
    assert pixels_of(stored) == LARGE.tobytes()
    assert stored is not None
    assert stored.size() > LARGE.width * LARGE.height * 3


def test_a_damaged_file_is_no_picture(qapp: object) -> None:
    whole = png(NOISE)
    for damaged in (whole[:-2000], whole[:20_000] + b"\0" * 40 + whole[20_040:], whole[:60], b"no picture"):
        assert inflated(damaged) is None
        assert read_quickly(damaged).isNull()


def test_pixels_that_are_not_what_they_were_are_told_by_their_checksum() -> None:
    data = png(NOISE, compress_level=0)
    at = data.index(b"IDAT") + 5_000
    assert inflated(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]) is None


def test_a_small_file_that_inflates_to_any_size_is_cut_at_the_size_it_claims() -> None:
    header = struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)
    bomb = SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(300_000_000), 9))
    result = inflated(bomb + chunk(b"IEND", b""))
    assert result is None or result.size() < 20_000


def test_what_claims_to_be_enormous_is_left_to_the_reader() -> None:
    data = bytearray(png(NOISE))
    data[16:24] = b"\x00\x00\xff\xff" * 2
    assert inflated(bytes(data)) is None


SMALL = png(NOISE.crop((0, 0, 60, 40)))


@given(st.integers(8, len(SMALL)), st.binary(max_size=12), st.integers(0, len(SMALL)))
def test_no_damage_does_harm(at: int, bytes_: bytes, cut: int) -> None:
    damaged = SMALL[:at] + bytes_ + SMALL[at + len(bytes_) :]
    image = thumbnail_images.read_picture(damaged[: len(damaged) - cut], 512)
    assert image is None or image.width() * image.height() < 1_000_000


def test_a_picture_is_halved_before_it_is_made_small(qapp: object) -> None:
    """A chequerboard of single pixels becomes grey: no pixel is passed over."""
    board = Image.frombytes("L", (256, 256), bytes(255 * ((x ^ y) & 1) for y in range(256) for x in range(256)))
    image = thumbnail_images.read_picture(png(board.convert("RGB")), 64)
    assert image is not None
    assert (image.width(), image.height()) == (64, 64)
    assert {abs(image.pixelColor(x, x).red() - 127) <= 2 for x in range(64)} == {True}


def test_the_size_a_file_claims_is_believed_only_where_it_can_be_borne(qapp: object) -> None:
    data = bytearray(png(LARGE))
    data[16:24] = b"\x7f\xff\xff\xff" * 2
    assert thumbnail_images.read_picture(bytes(data), 512) is None
