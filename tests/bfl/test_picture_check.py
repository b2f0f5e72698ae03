"""A picture that is not whole, not a picture, or a trap is found out before anything decodes it."""

import io
import struct
import time
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from flux_desktop.bfl.picture_check import CheckedPicture, check_picture
from flux_desktop.domain.errors import DamagedDownloadError
from flux_desktop.domain.sizes import Size


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    bands = [Image.effect_noise((width, height), 90 + 10 * number) for number in range(len(mode))]
    return Image.merge(mode, bands) if len(bands) > 1 else bands[0]


def picture(file_format: str, width: int = 48, height: int = 32, mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    noise(width, height, mode).save(file, file_format, **options)
    return file.getvalue()


WHOLE = {
    "png": picture("png"),
    "png with transparency": picture("png", mode="RGBA"),
    "jpeg": picture("jpeg", quality=90),
    "progressive jpeg": picture("jpeg", progressive=True),
    "jpeg with a preview inside": picture("jpeg", exif=b"Exif\0\0" + picture("jpeg", 8, 8)),
    "jpeg with restarts": picture("jpeg", restart_marker_blocks=1),
    "webp": picture("webp", quality=80),
    "lossless webp": picture("webp", lossless=True),
    "webp with transparency": picture("webp", mode="RGBA"),
    "webp with metadata": picture("webp", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0"),
}


def png_chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks or (png_chunk(b"IDAT", b"x"), png_chunk(b"IEND")))


def refused(data: bytes) -> str:
    with pytest.raises(DamagedDownloadError) as caught:
        check_picture(data)
    return str(caught.value)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_picture_passes_with_its_format_and_size(kind: str) -> None:
    file_format = next(name for name in ("png", "jpeg", "webp") if name in kind)
    assert check_picture(WHOLE[kind]) == CheckedPicture(file_format, Size(48, 32))


@pytest.mark.parametrize("kind", WHOLE)
def test_a_picture_that_is_cut_anywhere_is_refused(kind: str) -> None:
    data = WHOLE[kind]
    for length in {*range(0, len(data), 7), *range(len(data) - 12, len(data))}:
        assert refused(data[:length])


@pytest.mark.parametrize("kind", ["png", "png with transparency"])
def test_one_wrong_bit_anywhere_in_a_png_is_found(kind: str) -> None:
    data = WHOLE[kind]
    for position in range(len(data) - 4):
        assert refused(data[:position] + bytes([data[position] ^ 0x10]) + data[position + 1 :])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><html><body>Sign in to our network</body></html>",
        b'{"detail":"expired"}',
        b"<?xml version='1.0'?><Error><Code>AuthenticationFailed</Code></Error>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(100),
        b"BM" + bytes(100),
        b"II*\0" + bytes(100),
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\r",
        bytes(1000),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert "no picture" in refused(data)


@pytest.mark.parametrize(
    ("width", "height"),
    [(30_000, 30_000), (16_385, 1), (1, 16_385), (16_000, 16_000), (0, 10), (10, 0), (2**31, 2**31)],
)
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(width: int, height: int) -> None:
    assert "pixels" in refused(png(width, height))


def test_the_largest_picture_that_is_shown_passes() -> None:
    assert check_picture(png(8192, 8192)).size == Size(8192, 8192)
    assert check_picture(png(16_384, 4096)).size == Size(16_384, 4096)


def test_a_jpeg_of_enormous_size_is_refused() -> None:
    data = bytearray(WHOLE["jpeg"])
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 65_535, 65_535)
    assert "pixels" in refused(bytes(data))


def test_a_png_without_pixels_or_without_a_header_is_refused() -> None:
    assert refused(png(8, 8, png_chunk(b"IEND")))
    assert "begin with its size" in refused(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IDAT", b"x") + png_chunk(b"IEND"))


def test_a_jpeg_without_pixels_is_refused_even_if_it_ends_well() -> None:
    assert refused(b"\xff\xd8\xff\xd9")
    assert refused(b"\xff\xd8\xff\xe0\x00\x10" + bytes(14) + b"\xff\xd9")


def test_the_end_of_a_preview_inside_a_jpeg_is_not_taken_for_the_end_of_the_picture() -> None:
    data = WHOLE["jpeg with a preview inside"]
    end_of_preview = data.index(b"\xff\xd9") + 2
    assert end_of_preview < len(data)
    assert refused(data[:end_of_preview])


def test_blank_bytes_after_the_end_do_no_harm() -> None:
    assert check_picture(WHOLE["jpeg"] + b"\0\0\n").file_format == "jpeg"
    assert check_picture(WHOLE["png"] + b"\n").file_format == "png"
    assert check_picture(WHOLE["webp"] + b"\0").file_format == "webp"


def test_a_webp_that_gives_two_sizes_is_refused() -> None:
    data = bytearray(WHOLE["webp with transparency"])
    assert data[12:16] == b"VP8X"
    data[24] ^= 1
    assert "two sizes" in refused(bytes(data))


def test_a_picture_of_millions_of_parts_is_refused_in_bounded_time() -> None:
    began = time.monotonic()
    assert "too many parts" in refused(png(8, 8, png_chunk(b"IDAT") * 200_000))
    assert "too many parts" in refused(b"\xff\xd8\xff\xe0\x00\x02" + b"\xff\xe0\x00\x02" * 200_000)
    assert time.monotonic() - began < 5


def mended(data: bytearray) -> bytes:
    """``data`` as a PNG whose chunks carry the right checksums, as far as its lengths make sense."""
    position = 8
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 8 + length
        if end + 4 > len(data):
            break
        struct.pack_into(">I", data, end, zlib.crc32(bytes(data[position + 4 : end])))
        position = end + 4
    return bytes(data)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    st.floats(0, 1),
    st.booleans(),
)
def test_no_mutated_picture_ends_in_anything_but_a_verdict(
    kind: str, changes: list[tuple[float, int]], kept: float, mend: bool
) -> None:
    data = bytearray(WHOLE[kind])
    for place, value in changes:
        data[int(place * len(data))] = value
    if kept < 0.5:
        del data[int(2 * kept * len(data)) :]
    mutant = mended(data) if mend and kind.startswith("png") else bytes(data)
    try:
        found = check_picture(mutant)
    except DamagedDownloadError:
        return
    assert 1 <= found.size.width_px <= 16_384
    assert found.size.pixels <= 64 * 1024 * 1024


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\xff\0\0\0WEBP", b""]), st.binary(max_size=200))
def test_no_bytes_after_a_known_beginning_end_in_anything_but_a_verdict(beginning: bytes, rest: bytes) -> None:
    try:
        found = check_picture(beginning + rest)
    except DamagedDownloadError:
        return
    assert found.size.pixels >= 1


def test_a_picture_of_two_megabytes_is_checked_within_two_milliseconds() -> None:
    data = picture("png", 860, 860, compress_level=1)
    assert len(data) > 2_000_000
    best_s = min(_time_to_check(data) for _ in range(20))
    assert best_s < 0.002


def _time_to_check(data: bytes) -> float:
    began = time.perf_counter()
    check_picture(data)
    return time.perf_counter() - began
