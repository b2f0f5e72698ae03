import io
import threading
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from flux_desktop.ui.gallery import thumbnail_images
from flux_desktop.ui.gallery.png_inflating import inflated, read_png

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


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png_looks_as_it_always_does(mode: str, qapp: object) -> None:
    data = png(NOISE.convert("I;16" if mode == "I;16" else mode))
    image = read_png(data)
    assert image is not None
    assert image == read_plainly(data)


def test_the_same_file_comes_out_with_its_pixels_stored(qapp: object) -> None:
    again = Image.open(io.BytesIO(b"".join(inflated(png(NOISE)))))
    assert again.tobytes() == NOISE.tobytes()


def test_a_damaged_file_is_no_picture_and_leaves_no_thread(qapp: object) -> None:
    whole = png(NOISE)
    for damaged in (whole[:-2000], whole[:20_000] + b"\0" * 40 + whole[20_040:], whole[:60]):
        assert read_png(damaged) is None
    assert "inflating" not in {thread.name for thread in threading.enumerate()}


SMALL = png(NOISE.crop((0, 0, 60, 40)))


@given(st.integers(8, len(SMALL)), st.binary(max_size=12), st.integers(0, len(SMALL)))
def test_no_damage_does_harm(at: int, bytes_: bytes, cut: int) -> None:
    damaged = SMALL[:at] + bytes_ + SMALL[at + len(bytes_) :]
    image = read_png(damaged[: len(damaged) - cut])
    assert image is None or image.width() * image.height() < 1_000_000


def test_a_picture_that_has_just_come_is_read_in_the_same_way(qapp: object) -> None:
    data = png(LARGE)
    assert thumbnail_images.read_arrival(data, 512) == thumbnail_images.read_picture(data, 512)
    assert thumbnail_images.read_arrival(data[: len(data) // 2], 512) is None


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
    assert thumbnail_images.read_arrival(bytes(data), 512) is None
