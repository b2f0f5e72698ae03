import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.gallery import thumbnail_images
from tests.ui.gallery.sample_library import image_bytes


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(("needed_px", "stored_px"), [(100, 216), (228, 216), (230, 432), (600, 864), (2000, 864)])
def test_the_smallest_thumbnail_that_is_sharp_enough_is_taken(needed_px: int, stored_px: int) -> None:
    assert thumbnail_images.stored_height_px(needed_px) == stored_px


def test_the_largest_thumbnail_is_made_only_when_it_is_needed() -> None:
    assert thumbnail_images.heights_to_store(188) == (216, 432)
    assert thumbnail_images.heights_to_store(700) == (216, 432, 864)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_of_every_format_are_read_whatever_the_file_is_called(tmp_path: Path, kind: str, qapp: object) -> None:
    file = tmp_path / "misnamed.txt"
    file.write_bytes(image_bytes(Size(1248, 832), kind=kind))
    image = thumbnail_images.read_picture(file, 512)
    assert image is not None
    assert (image.width(), image.height()) == (768, 512)
    colour = image.pixelColor(100, 100)
    assert abs(colour.blue() - 200) < 6


def test_a_small_picture_is_not_enlarged(qapp: object) -> None:
    image = thumbnail_images.read_picture(image_bytes(Size(64, 48)), 512)
    assert image is not None
    assert (image.width(), image.height()) == (64, 48)


def test_what_is_transparent_becomes_white(qapp: object) -> None:
    image = thumbnail_images.read_picture(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"), 512)
    assert image is not None
    assert image.pixelColor(5, 5).name() == "#ffffff"


def test_a_photograph_that_lies_on_its_side_is_turned(qapp: object) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = thumbnail_images.read_picture(encoded(Image.new("RGB", (1200, 800)), "JPEG", exif=exif), 300)
    assert image is not None
    assert (image.width(), image.height()) == (200, 300)


def test_a_picture_is_read_higher_than_its_thumbnails() -> None:
    assert [thumbnail_images.height_to_read(height) for height in thumbnail_images.STORED_HEIGHTS_PX] == [
        256,
        512,
        1024,
    ]


def test_thumbnails_are_jpegs_of_the_stored_heights(qapp: object) -> None:
    whole = thumbnail_images.read_picture(image_bytes(Size(1536, 1024)), 512)
    assert whole is not None
    made = dict(thumbnail_images.thumbnails_of(whole, (256, 512)))
    sizes = {height: Image.open(io.BytesIO(jpeg)).size for height, jpeg in made.items()}
    assert sizes == {256: (384, 256), 512: (768, 512)}
    assert all(Image.open(io.BytesIO(jpeg)).format == "JPEG" for jpeg in made.values())


def test_a_thumbnail_is_decoded_at_its_own_size_or_half_of_it(qapp: object) -> None:
    jpeg = image_bytes(Size(384, 256), kind="JPEG")
    for needed, height in ((250, 256), (129, 256), (128, 128), (60, 128)):
        image = thumbnail_images.decode(jpeg, needed)
        assert image is not None
        assert image.height() == height


def test_fitting_cuts_evenly_where_the_shapes_differ(qapp: object) -> None:
    picture = Image.new("RGB", (300, 100), (255, 0, 0))
    picture.paste((0, 255, 0), (100, 0, 200, 100))
    whole = thumbnail_images.read_picture(encoded(picture, "PNG"), 100)
    assert whole is not None
    square = thumbnail_images.fitted(whole, 50, 50)
    assert (square.width(), square.height()) == (50, 50)
    assert square.pixelColor(3, 25).green() > 200
    assert square.pixelColor(46, 25).green() > 200


def test_a_file_that_claims_to_be_immense_is_not_decoded(qapp: object) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert thumbnail_images.read_picture(data, 512) is None


def test_a_missing_file_is_no_picture(tmp_path: Path, qapp: object) -> None:
    assert thumbnail_images.read_picture(tmp_path / "gone.png", 512) is None


WHOLE = {kind: image_bytes(Size(96, 64), kind=kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")}


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 400), st.binary(max_size=40), st.integers(0, 400))
def test_damaged_files_never_do_harm(kind: str, at: int, bytes_: bytes, cut: int) -> None:
    whole = WHOLE[kind]
    damaged = whole[:at] + bytes_ + whole[at + len(bytes_) :]
    image = thumbnail_images.read_picture(damaged[: max(0, len(damaged) - cut)], 32)
    assert image is None or image.height() <= 32


def test_the_words_in_a_file_do_not_get_into_its_thumbnail(qapp: object) -> None:
    words = PngInfo()
    words.add_text("parameters", "a prompt of somebody's own")
    image = thumbnail_images.read_picture(encoded(Image.new("RGB", (64, 48)), "PNG", pnginfo=words), 256)
    assert image is not None
    ((_, jpeg),) = thumbnail_images.thumbnails_of(image, [256])
    assert b"somebody" not in jpeg
