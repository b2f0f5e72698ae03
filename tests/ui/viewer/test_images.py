import random
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.viewer import images
from flux_desktop.ui.viewer.images import Decoded, Trouble, read_picture, read_small, rounded_thumbnail, scaled
from tests.ui.viewer.sample_pictures import plain_image, striped_image, thumbnail_of

SIZE = Size(96, 64)


def saved(folder: Path, image: Image.Image, kind: str, **options: object) -> Path:
    path = folder / f"picture.{kind}"
    image.save(path, kind.upper(), **options)
    return path


def decoded(path: Path, kind: str) -> Decoded:
    found = read_picture(path, kind)
    assert isinstance(found, Decoded)
    return found


def test_a_decoded_png_is_the_picture_pixel_for_pixel(tmp_path: Path) -> None:
    image = striped_image(SIZE)
    found = decoded(saved(tmp_path, image, "png"), "png")
    assert found.size == SIZE
    for x, y in ((0, 0), (95, 63), (17, 40), (50, 1)):
        assert found.image.pixelColor(x, y) == QColor(*image.getpixel((x, y)))  # type: ignore[misc]


@pytest.mark.parametrize("kind", ["jpeg", "webp", "gif"])
def test_every_format_of_the_library_is_read(tmp_path: Path, kind: str) -> None:
    found = decoded(saved(tmp_path, plain_image(SIZE, (200, 40, 40)), kind), kind)
    assert found.size == SIZE
    assert abs(found.image.pixelColor(48, 32).red() - 200) < 6


def test_a_picture_that_was_taken_sideways_is_upright(tmp_path: Path) -> None:
    image = plain_image(SIZE, (0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    found = decoded(saved(tmp_path, image, "jpeg", exif=exif), "jpeg")
    assert found.size == Size(64, 96)
    assert (found.image.width(), found.image.height()) == (64, 96)


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    found = decoded(saved(tmp_path, Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "png"), "png")
    assert found.image.pixelColor(4, 4) == QColor("white")
    assert not found.image.hasAlphaChannel()


def test_a_picture_with_a_palette_has_its_colours(tmp_path: Path) -> None:
    image = plain_image(SIZE, (12, 200, 99)).convert("P", palette=Image.Palette.ADAPTIVE)
    found = decoded(saved(tmp_path, image, "png"), "png")
    assert found.image.pixelColor(3, 3) == QColor(12, 200, 99)


def test_a_missing_file_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    assert read_picture(tmp_path / "nothing.png", "png") is Trouble.MISSING
    assert read_picture(tmp_path, "png") is Trouble.MISSING
    assert read_picture(tmp_path / ("long" * 100), "png") is Trouble.MISSING
    assert read_small(tmp_path / ("long" * 100), "png", 52) is None
    (tmp_path / "words.png").write_text("these are words")
    assert read_picture(tmp_path / "words.png", "png") is Trouble.DAMAGED
    (tmp_path / "empty.png").touch()
    assert read_picture(tmp_path / "empty.png", "png") is Trouble.DAMAGED


def test_only_the_format_that_is_on_record_is_tried(tmp_path: Path) -> None:
    path = saved(tmp_path, plain_image(SIZE, (1, 2, 3)), "png")
    assert read_picture(path, "jpeg") is Trouble.DAMAGED
    assert read_picture(path, "svg") is Trouble.DAMAGED
    assert read_picture(path, "") is Trouble.DAMAGED


def test_a_file_that_claims_to_be_enormous_is_not_decoded(tmp_path: Path) -> None:
    data = bytearray(saved(tmp_path, plain_image(SIZE, (1, 2, 3)), "png").read_bytes())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    (tmp_path / "bomb.png").write_bytes(data)
    assert read_picture(tmp_path / "bomb.png", "png") is Trouble.DAMAGED


def test_a_very_large_picture_is_decoded_smaller_and_keeps_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MOST_DECODED_PIXELS", 1000)
    found = decoded(saved(tmp_path, plain_image(SIZE, (1, 2, 3)), "jpeg"), "jpeg")
    assert found.size == SIZE
    assert found.image.width() * found.image.height() <= 1100


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
def test_no_spoilt_file_does_more_than_fail(tmp_path: Path, kind: str) -> None:
    chance = random.Random(7)
    whole = saved(tmp_path, striped_image(SIZE), kind).read_bytes()
    spoilt = tmp_path / "spoilt"
    answers = set()
    for _ in range(120):
        data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.4 else whole)
        for _ in range(chance.randrange(6)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        spoilt.write_bytes(data)
        answers.add(type(read_picture(spoilt, kind)))
        read_small(spoilt, kind, 52)
    assert answers <= {Decoded, Trouble}
    assert Trouble in answers


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_thumbnail_of_spoilt_bytes_is_none_or_a_picture(kind: str) -> None:
    whole = thumbnail_of(striped_image(SIZE), 256)
    assert images.read_thumbnail(whole) is not None
    assert images.read_thumbnail(whole[:40]) is None
    assert images.read_thumbnail(b"") is None


def test_a_fine_chequer_becomes_an_even_grey_when_it_is_halved() -> None:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    for x in range(64):
        for y in range(64):
            image.setPixelColor(x, y, QColor("white" if (x + y) % 2 else "black"))
    for factor in (2, 4, 8):
        half = scaled(image, 64 // factor, 64 // factor)
        greys = {half.pixelColor(x, y).red() for x in range(half.width()) for y in range(half.height())}
        assert greys <= {126, 127, 128, 129}


def test_scaling_in_bands_leaves_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    for y in range(200):
        for x in range(300):
            image.setPixelColor(x, y, QColor(x * 255 // 300, y * 255 // 200, (x * y) % 256))
    whole = scaled(image, 211, 137)
    monkeypatch.setattr(images, "_BAND_PIXELS", 211 * 5)
    assert scaled(image, 211, 137) == whole
    assert (whole.width(), whole.height()) == (211, 137)


def test_an_image_of_the_right_size_is_left_alone() -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    assert scaled(image, 20, 10) is image


@pytest.mark.parametrize("size", [(200, 50), (50, 200), (100, 100)])
def test_a_rounded_thumbnail_shows_the_middle_and_no_corners(size: tuple[int, int]) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    made = rounded_thumbnail(image, 78, 52, 6)
    assert (made.width(), made.height()) == (78, 52)
    assert made.pixelColor(39, 26) == QColor("red")
    assert made.pixelColor(0, 0).alpha() == 0
    assert made.pixelColor(77, 51).alpha() == 0
    assert made.pixelColor(0, 26).alpha() == 255


def test_a_small_reading_is_no_larger_than_is_of_use(tmp_path: Path) -> None:
    path = saved(tmp_path, plain_image(Size(1200, 800), (5, 5, 5)), "png")
    small = read_small(path, "png", 52)
    assert small is not None
    assert small.height() == 104
    assert read_small(tmp_path / "nothing.png", "png", 52) is None
