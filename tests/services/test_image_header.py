import struct
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.sizes import Size
from flux_desktop.services.image_header import ImageHeader, read_header


def encoded(file_format: str, size: tuple[int, int] = (37, 53), **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 90)).save(out, format=file_format, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("file_format", "options"),
    [("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True, "comment": b"x" * 60_000}), ("GIF", {}),
     ("WEBP", {}), ("WEBP", {"lossless": True}), ("WEBP", {"exif": b"Exif\0\0" + b"x" * 40})],
)  # fmt: skip
def test_format_and_size_are_read_without_decoding(file_format: str, options: dict[str, Any]) -> None:
    header = read_header(encoded(file_format, **options))
    assert header == ImageHeader(file_format.lower(), Size(37, 53))


def test_a_monster_of_a_few_bytes_says_how_large_it_claims_to_be() -> None:
    claim = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 60_000, 60_000) + b"\x08\x02\0\0\0"
    assert read_header(claim).size == Size(60_000, 60_000)


def test_a_webp_canvas_counts_and_not_what_lies_on_it() -> None:
    canvas = (16_777_215).to_bytes(3, "little") * 2
    claim = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + canvas
    assert read_header(claim).size == Size(16_777_216, 16_777_216)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\xff\xd9", b"RIFF\0\0\0\0WEBP", b"GIF89a\0",
     b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"GIF89a\0\0\0\0", b"II*\0", b"MZ",
     b"\xff\xd8\xff\xc0\x00\x08\x08\x00\x10"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UnreadableImageError, match=r"\.$"):
        read_header(data)


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"GIF89a"]),
)
def test_no_bytes_make_it_fail_in_any_other_way(data: bytes, beginning: bytes) -> None:
    try:
        header = read_header(beginning + data)
    except UnreadableImageError:
        return
    assert header.size.pixels > 0


def test_segments_of_no_length_do_not_make_it_run_for_ever() -> None:
    with pytest.raises(UnreadableImageError):
        read_header(b"\xff\xd8" + b"\xff\xe0\x00\x00" * 200_000)
