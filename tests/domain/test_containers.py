"""The parts of files, walked through as far as they make sense."""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from flux_desktop.domain.containers import format_of, jpeg, png, webp
from flux_desktop.domain.containers.source import MOST_PARTS, MemorySource
from flux_desktop.domain.containers.tiff import Tiff
from flux_desktop.domain.sizes import Size


def picture(file_format: str, **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGBA" if options.pop("transparent", False) else "RGB", (37, 53), "teal").save(
        out, file_format, **options
    )
    return out.getvalue()


PICTURES: dict[str, bytes] = {
    "png": picture("png"),
    "jpeg": picture("jpeg"),
    "jpeg, progressive": picture("jpeg", progressive=True, comment=b"x" * 60_000),
    "webp": picture("webp"),
    "webp, lossless": picture("webp", lossless=True, transparent=True),
    "webp, extended": picture("webp", exif=b"Exif\0\0MM\0*"),
}
SIZES: dict[str, Callable[[MemorySource], Size | None]] = {
    "png": png.size_of,
    "jpeg": jpeg.size_of,
    "webp": webp.size_of,
}


@pytest.mark.parametrize("name", PICTURES)
def test_format_and_size_are_seen_from_outside(name: str) -> None:
    data, file_format = PICTURES[name], name.partition(",")[0]
    assert format_of(data[:12]) == file_format
    assert SIZES[file_format](MemorySource(data)) == Size(37, 53)


def test_the_parts_of_a_png_are_all_of_it() -> None:
    data = PICTURES["png"]
    chunks = list(png.chunks(MemorySource(data)))
    assert (chunks[0].kind, chunks[0].length, chunks[-1].kind) == (png.HEADER, png.HEADER_BYTES, png.END)
    assert b"".join(data[chunk.begin : chunk.end] for chunk in chunks) == data[len(png.SIGNATURE) :]


def test_the_parts_of_a_jpeg_go_up_to_its_first_scan() -> None:
    data = PICTURES["jpeg, progressive"]
    segments = list(jpeg.segments(MemorySource(data)))
    assert (segments[0].marker, segments[-1].marker) == (jpeg.APP0, jpeg.SCAN)
    assert b"".join(data[segment.begin : segment.end] for segment in segments) == data[2 : segments[-1].end]


def test_the_parts_of_a_webp_are_all_of_it() -> None:
    data = PICTURES["webp, extended"]
    source = MemorySource(data)
    chunks = list(webp.chunks(source))
    assert chunks[0].kind == webp.EXTENDED
    assert b"".join(data[chunk.begin : chunk.end] for chunk in chunks) == data[12:]
    assert webp.file_end(source) == len(data)


def test_parts_without_end_are_walked_only_so_far() -> None:
    many = 2 * MOST_PARTS
    assert len(list(png.chunks(MemorySource(png.SIGNATURE + b"\0\0\0\0IDAT\0\0\0\0" * many)))) == MOST_PARTS
    assert len(list(jpeg.segments(MemorySource(b"\xff\xd8" + b"\xff\xe0\0\2" * many)))) == MOST_PARTS
    assert len(list(webp.chunks(MemorySource(b"RIFF\xff\xff\xff\x7fWEBP" + b"ALPH\0\0\0\0" * many)))) == MOST_PARTS


@given(st.sampled_from(list(PICTURES.values())), st.integers(0, 400), st.binary(max_size=40))
def test_no_damage_makes_a_walk_fail(whole: bytes, place: int, damage: bytes) -> None:
    data = whole[:place] + damage + whole[place + len(damage) :]
    source = MemorySource(data)
    assert all(chunk.begin < len(data) for chunk in png.chunks(source))
    assert all(chunk.begin < len(data) for chunk in webp.chunks(source))
    for segment in jpeg.segments(source):
        assert segment.begin < len(data)
        jpeg.frame_size(source, segment)
    for size_of in SIZES.values():
        size_of(source)
    jpeg.exif_of(source)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_tiff_is_read_in_either_byte_order(order: str) -> None:
    head = {">": b"MM\0*", "<": b"II*\0"}[order]
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack(f"{order}HHII", 0x010E, 2, 6, 38)
    data = head + struct.pack(f"{order}IH", 8, 2) + entries + struct.pack(f"{order}I", 0) + b"fjord\0"
    tiff = Tiff.of(data)
    assert tiff
    first = tiff.first()
    assert tiff.short(first.entries[0x0112]) == 6
    assert tiff.short(first.entries[0x010E]) is None
    assert tiff.text(first.entries[0x010E], 100) == b"fjord\0"
    assert tiff.text(first.entries[0x010E], 5) == b""
    assert tiff.deeper(first).entries == {}
    with pytest.raises(struct.error):
        Tiff(data[:9], order).first()
