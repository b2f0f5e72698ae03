"""What an exported picture tells when it was to tell nothing."""

import io
import random
import struct
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from flux_desktop.storage.embedded import stripped

SECRET = "SecretWords"
FORMATS = ["png", "jpeg", "webp"]


def picture(file_format: str, *, side_up: int = 1, **options: Any) -> bytes:
    """A file with everything in it that a file can tell."""
    image = Image.radial_gradient("L").resize((96, 64)).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = SECRET
    exif[0x0112] = side_up
    told: dict[str, Any] = {"exif": exif, "icc_profile": profile(), "xmp": f"<x>{SECRET}</x>".encode()}
    if file_format == "png":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("parameters", SECRET)
        texts.add_itxt("XML:com.adobe.xmp", SECRET)
        texts.add_text("zipped", SECRET * 99, zip=True)
        told = {"exif": exif, "icc_profile": profile(), "pnginfo": texts, "dpi": (300, 300)}
    if file_format == "jpeg":
        told["comment"] = SECRET
    out = io.BytesIO()
    image.save(out, file_format, **{**told, **options})
    return out.getvalue()


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("file_format", FORMATS)
def test_nothing_is_left_but_the_pixels_and_their_colours(file_format: str) -> None:
    told = picture(file_format)
    assert SECRET.encode() in told
    bare = stripped(told + b"hung on at the end: " + SECRET.encode(), file_format)
    assert SECRET.encode() not in bare
    assert b"hung on" not in bare
    before, after = opened(told), opened(bare)
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == profile()
    assert not after.getexif()
    allowed = {"icc_profile", "jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background", "timestamp"}
    assert set(after.info) - allowed <= {"duration", "dpi"}
    assert after.info.get("dpi") in (None, (1, 1), (72, 72))


@pytest.mark.parametrize("side_up", range(1, 9))
def test_a_photo_held_sideways_stays_upright(side_up: int) -> None:
    bare = stripped(picture("jpeg", side_up=side_up), "jpeg")
    assert dict(opened(bare).getexif()) == ({} if side_up == 1 else {0x0112: side_up})
    assert SECRET.encode() not in bare


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_blocks": 1}, {"optimize": True}])
def test_every_way_of_packing_a_jpeg_keeps_its_pixels(options: dict[str, Any]) -> None:
    told = picture("jpeg", **options)
    assert opened(stripped(told, "jpeg")).tobytes() == opened(told).tobytes()


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False, "quality": 60}])
def test_every_way_of_packing_a_webp_keeps_its_pixels(options: dict[str, Any]) -> None:
    told = picture("webp", **options)
    bare = stripped(told, "webp")
    assert opened(bare).tobytes() == opened(told).tobytes()
    assert struct.unpack_from("<I", bare, 4)[0] == len(bare) - 8


def test_transparency_stays() -> None:
    out = io.BytesIO()
    image = Image.new("RGBA", (8, 8), (10, 20, 30, 128))
    image.save(out, "png")
    assert opened(stripped(out.getvalue(), "png")).tobytes() == image.tobytes()


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_bare_picture_is_left_alone(file_format: str) -> None:
    bare = stripped(picture(file_format), file_format)
    assert stripped(bare, file_format) == bare


@pytest.mark.parametrize("file_format", [*FORMATS, "gif"])
def test_what_is_no_whole_file_is_refused_and_nothing_else_happens(file_format: str) -> None:
    whole = picture(file_format) if file_format != "gif" else b"GIF89a" + bytes(99)
    chance = random.Random(7)
    for _ in range(400):
        data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.5 else whole)
        for _ in range(chance.randrange(4)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert len(stripped(bytes(data), file_format)) <= len(data) + 64
        except ValueError:
            continue
    with pytest.raises(ValueError, match=r"\w"):
        stripped(whole[: len(whole) // 3], file_format)
