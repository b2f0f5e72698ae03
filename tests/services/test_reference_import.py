import os
import resource
import struct
import subprocess
import sys
import time
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.image_model import ReferenceLimits
from flux_desktop.domain.sizes import Size
from flux_desktop.services.reference_import import read_image_file, sendable


def encoded(image: Image.Image, file_format: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format=file_format, **options)
    return out.getvalue()


def photo(size: tuple[int, int] = (320, 200)) -> Image.Image:
    return Image.radial_gradient("L").resize(size).convert("RGB")


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def png_of(width: int, height: int, body: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_photo_held_sideways_is_sent_upright_and_without_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (48.0, 12.0, 30.0)
    image = sendable(encoded(photo(), "JPEG", exif=exif))
    assert image.size == image.original == Size(200, 320)
    assert image.file_format == "jpeg"
    assert b"SecretCamera" not in image.data
    assert not opened(image.data).getexif()


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP"])
def test_comments_and_profiles_stay_at_home(file_format: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"comment": "SecretWords"} if file_format == "JPEG" else {}
    image = sendable(encoded(photo(), file_format, icc_profile=profile, **options))
    assert b"SecretWords" not in image.data
    assert "icc_profile" not in opened(image.data).info


def test_more_than_is_of_use_is_made_smaller_and_the_shape_kept() -> None:
    image = sendable(encoded(photo((4000, 2500)), "JPEG"))
    assert image.original == Size(4000, 2500)
    assert 3.9 * 1_048_576 < image.size.pixels <= 4 * 1_048_576
    assert image.size.ratio == pytest.approx(1.6, rel=0.002)


def test_a_small_picture_keeps_every_pixel() -> None:
    original = photo()
    image = sendable(encoded(original, "PNG"))
    assert image.file_format == "png"
    assert opened(image.data).tobytes() == original.tobytes()


def test_what_one_can_see_through_stays_so() -> None:
    glass = Image.new("RGBA", (64, 64), (10, 200, 30, 80))
    image = sendable(encoded(glass, "WEBP", lossless=True))
    assert image.file_format == "png"
    assert opened(image.data).mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_way_of_writing_colours_comes_out_as_plain_ones(mode: str) -> None:
    level = 255 if mode == "1" else 128
    grey = Image.new("L", (40, 40), level)
    image = Image.new("I;16", (40, 40), 128 * 256) if mode == "I;16" else grey.convert(mode)
    out = opened(sendable(encoded(image, "JPEG" if mode == "CMYK" else "PNG")).data)
    assert out.mode in ("RGB", "RGBA")
    red = out.convert("RGB").getpixel((20, 20))
    assert isinstance(red, tuple)
    assert abs(red[0] - level) <= 2


def test_of_an_animation_the_first_picture_is_taken() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert opened(sendable(data).data).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_a_picture_that_would_be_too_many_bytes_is_packed_tighter() -> None:
    noise = Image.effect_noise((900, 900), 90).convert("RGB")
    limits = ReferenceLimits(max_bytes=600_000)
    image = sendable(encoded(noise, "PNG"), limits)
    assert image.file_format == "jpeg"
    assert len(image.data) <= 600_000


@pytest.mark.parametrize(
    ("size", "limits"),
    [((200, 400), ReferenceLimits(min_side_px=256)), ((2000, 20), ReferenceLimits(max_aspect=64))],
)
def test_what_a_model_cannot_take_is_refused_before_it_costs_anything(
    size: tuple[int, int], limits: ReferenceLimits
) -> None:
    with pytest.raises(UnreadableImageError, match="pixels"):
        sendable(encoded(photo(size), "PNG"), limits)


@pytest.mark.parametrize("keep", [60, 400, 1500])
def test_half_a_picture_is_refused(keep: int) -> None:
    with pytest.raises(UnreadableImageError):
        sendable(encoded(photo(), "JPEG")[:keep])


@pytest.mark.parametrize("data", [b"", b"not a picture", b"<svg/>", b"%!PS-Adobe"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableImageError):
        sendable(data)


def test_a_picture_bomb_is_refused_at_once_and_in_little_memory(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    piece = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = piece + piece[2:] * 99
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png_of(60_000, 60_000, body))
    assert 900_000 < bomb.stat().st_size < 1_100_000
    before_s = time.perf_counter()
    with pytest.raises(UnreadableImageError, match="60000 × 60000"):
        sendable(read_image_file(bomb))
    assert time.perf_counter() - before_s < 1


def test_a_bomb_that_fits_the_limits_stays_within_bounded_memory(tmp_path: Path) -> None:
    row = bytes(1 + 8192 * 3)
    packer = zlib.compressobj(9)
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png_of(8192, 8192, b"".join(packer.compress(row) for _ in range(8192)) + packer.flush()))
    code = (
        "import sys; from pathlib import Path; from flux_desktop.services.reference_import import *\n"
        "print(sendable(read_image_file(Path(sys.argv[1]))).size)"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))

    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, bomb],
        check=False,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert done.stdout.strip() == "2048 × 2048", done.stderr


def test_only_ordinary_files_are_read(tmp_path: Path) -> None:
    real = tmp_path / "real.png"
    real.write_bytes(encoded(photo(), "PNG"))
    link, pipe = tmp_path / "link.png", tmp_path / "pipe.png"
    link.symlink_to(real)
    os.mkfifo(pipe)
    assert read_image_file(real) == real.read_bytes()
    for path in (link, pipe, tmp_path, Path("/dev/zero"), tmp_path / "missing.png"):
        with pytest.raises(UnreadableImageError):
            read_image_file(path)


def test_a_file_of_gigabytes_is_not_even_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(10_000_000_000)
    with pytest.raises(UnreadableImageError, match="100 MB"):
        read_image_file(huge)
