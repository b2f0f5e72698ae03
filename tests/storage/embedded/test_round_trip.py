import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from PySide6.QtGui import QImage, QImageReader

from flux_desktop.bfl.picture_check import check_picture
from flux_desktop.domain.containers import jpeg, png, webp
from flux_desktop.domain.containers.source import MemorySource
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import embed, png_texts, read_settings, xmp
from tests.storage.embedded.pictures import FORMATS, SETTINGS, picture

USER_COMMENT, IMAGE_DESCRIPTION = 0x9286, 0x010E
LONG = FileSettings(prompt="a fjord, ein Fjord, 峡湾. " * 3000, seed=1, model="flux-2-pro", tool="Flux Desktop 1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "picture"


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        return image.tobytes()


def compressed(data: bytes, file_format: str) -> bytes:
    """What the picture itself is, without anything around it."""
    source = MemorySource(data)
    if file_format == "png":
        others = [chunk for chunk in png.chunks(source) if chunk.kind not in png_texts.TEXTS]
        return b"".join(data[chunk.start - 8 : chunk.end] for chunk in others)
    if file_format == "jpeg":
        segments = list(jpeg.segments(source))
        kept = [data[segment.start - 4 : segment.end] for segment in segments if segment.marker != 0xE1]
        return b"".join(kept) + data[segments[-1].end :]
    around = (b"VP8X", webp.EXIF, webp.XMP)
    return b"".join(data[chunk.start - 8 : chunk.end] for chunk in webp.chunks(source) if chunk.kind not in around)


def read(data: bytes, file: Path) -> FileSettings | None:
    file.write_bytes(data)
    return read_settings(file)


PICTURES = {
    "png": picture("png"),
    "png, transparent": picture("png", mode="RGBA"),
    "png, grey": picture("png", mode="L"),
    "jpeg": picture("jpeg"),
    "jpeg, progressive": picture("jpeg", progressive=True, quality=40),
    "jpeg, with a comment": picture("jpeg", comment=b"by hand"),
    "webp": picture("webp"),
    "webp, lossless": picture("webp", lossless=True),
    "webp, lossless and transparent": picture("webp", lossless=True, mode="RGBA"),
    "webp, lossy and transparent": picture("webp", mode="RGBA", exact=True),
}


@pytest.mark.parametrize("settings", [SETTINGS, FileSettings(), LONG], ids=["usual", "empty", "long"])
@pytest.mark.parametrize("name", PICTURES)
def test_settings_come_back_and_the_picture_stays(name: str, settings: FileSettings, file: Path) -> None:
    data, file_format = PICTURES[name], name.partition(",")[0]
    written = embed(data, file_format, settings)
    assert read(written, file) == settings
    assert compressed(written, file_format) == compressed(data, file_format)
    assert pixels(written) == pixels(data)
    assert check_picture(written).size == check_picture(data).size
    image = QImageReader(str(file)).read()
    assert image == QImage.fromData(data)
    assert not image.isNull()


@pytest.mark.parametrize("file_format", FORMATS)
def test_writing_twice_replaces_what_was_there(file_format: str, file: Path) -> None:
    once = embed(picture(file_format), file_format, SETTINGS)
    other = FileSettings(prompt="something else", seed=2, tool="Flux Desktop 2", rating=3, tags=("sea",))
    assert embed(once, file_format, SETTINGS) == once
    assert embed(embed(once, file_format, other), file_format, SETTINGS) == once
    assert embed(once, file_format, other) == embed(picture(file_format), file_format, other)
    long = embed(once, file_format, LONG)
    assert read(long, file) == LONG
    assert embed(long, file_format, SETTINGS) == once


def test_a_png_says_it_in_the_words_of_other_programs() -> None:
    with Image.open(BytesIO(embed(picture("png"), "png", SETTINGS))) as image:
        texts = image.info
    assert texts["parameters"] == (
        f"{SETTINGS.prompt}\nSteps: 28, Seed: 7, Size: 24x16, Model: flux-2-pro, Version: Flux Desktop 0.1.0"
    )
    assert texts["Description"] == SETTINGS.prompt
    assert texts["Software"] == "Flux Desktop 0.1.0"


@pytest.mark.parametrize("file_format", ["jpeg", "webp"])
def test_exif_says_it_in_the_words_of_other_programs(file_format: str) -> None:
    with Image.open(BytesIO(embed(picture(file_format), file_format, SETTINGS))) as image:
        exif = image.getexif()
        comment = exif.get_ifd(0x8769)[USER_COMMENT]
    assert comment.startswith(b"UNICODE\0")
    assert comment[8:].decode("utf-16-be").startswith(f"{SETTINGS.prompt}\nSteps: 28, Seed: 7")
    assert exif[IMAGE_DESCRIPTION].encode("latin-1").decode() == SETTINGS.prompt


@pytest.mark.parametrize("file_format", FORMATS)
def test_xmp_says_what_the_picture_shows(file_format: str) -> None:
    with Image.open(BytesIO(embed(picture(file_format), file_format, SETTINGS))) as image:
        packet = image.info["xmp"] if "xmp" in image.info else image.info[png_texts.XMP_KEYWORD].encode()
    assert "a quiet fjord &amp; a &lt;boat&gt;, 峡湾".encode() in packet
    assert b"<xmp:CreateDate>2026-11-20T14:15:03.250+00:00</xmp:CreateDate>" in packet


def test_what_another_program_has_written_into_a_png_stays(file: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "theirs")
    info.add_itxt(png_texts.XMP_KEYWORD, xmp.packet(FileSettings(prompt="theirs too")).replace("flux", "other"))
    written = embed(picture("png", pnginfo=info), "png", SETTINGS)
    again = embed(written, "png", FileSettings(prompt="something else", tool="Flux Desktop 2"))
    for each in (written, again):
        with Image.open(BytesIO(each)) as image:
            assert image.info["parameters"] == "theirs"
            assert "theirs too" in image.info[png_texts.XMP_KEYWORD]
            assert image.info[png_texts.XMP_KEYWORD].count("<flux:settings>") == 1
    assert read(written, file) == SETTINGS
    assert embed(again, "png", SETTINGS) == written


@pytest.mark.parametrize("file_format", ["jpeg", "webp"])
def test_what_another_program_has_written_into_exif_and_xmp_stays(file_format: str, file: Path) -> None:
    theirs = Image.Exif()
    theirs[0x010F] = "Lens & Sons"
    theirs[IMAGE_DESCRIPTION] = "their words"
    theirs.get_ifd(0x8769)[0x829A] = 0.5
    packet = xmp.packet(FileSettings(prompt="their description")).replace("flux", "other").encode()
    written = embed(picture(file_format, exif=theirs, xmp=packet), file_format, SETTINGS)
    other = FileSettings(prompt="something else", tool="Flux Desktop 2")
    again = embed(written, file_format, other)
    for each, words in ((written, SETTINGS.prompt), (again, "something else")):
        with Image.open(BytesIO(each)) as image:
            exif = image.getexif()
            assert (exif[0x010F], exif[IMAGE_DESCRIPTION]) == ("Lens & Sons", "their words")
            assert exif.get_ifd(0x8769)[0x829A] == 0.5
            assert exif.get_ifd(0x8769)[USER_COMMENT][8:].decode("utf-16-be").startswith(words)
            assert b"their description" in image.info["xmp"]
    assert read(written, file) == SETTINGS
    assert read(again, file) == other


def test_a_signed_record_of_origin_stays() -> None:
    data = picture("png")
    record = b"\0\0\0\x04caBXsign" + zlib.crc32(b"caBXsign").to_bytes(4, "big")
    with_record = data[:33] + record + data[33:]
    assert record in embed(with_record, "png", SETTINGS)
    jpeg_record = b"\xff\xeb\0\x06sign"
    data = picture("jpeg")
    assert jpeg_record in embed(data[:20] + jpeg_record + data[20:], "jpeg", SETTINGS)


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("data", [b"", b"no picture", b"RIFF", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused(file_format: str, data: bytes) -> None:
    with pytest.raises(ValueError, match="no "):
        embed(data, file_format, SETTINGS)
