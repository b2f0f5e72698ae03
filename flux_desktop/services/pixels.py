"""The pixels of a picture file, for those who make another file of them. Pillow is loaded when it is first needed.

Decoding and resizing let other threads run; packing does too, where ``packed`` gives it a file of the system.
"""

import tempfile
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.sizes import Size

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 64 * 1024 * 1024
LONGEST_SIDE_PX = 16_384

OPAQUE, TRANSPARENT = "RGB", "RGBA"


def refuse_monsters(size: Size) -> None:
    """
    Raises:
        UnreadableImageError: more pixels than can be held in memory.
    """
    if size.pixels > MOST_PIXELS or max(size.width_px, size.height_px) > LONGEST_SIDE_PX:
        most = f"{MOST_PIXELS // 1_000_000} million pixels and {LONGEST_SIDE_PX:,} a side"
        raise UnreadableImageError(f"The picture is {size} pixels; the most that can be read is {most}.")


def read_pixels(data: bytes, file_format: str) -> "Image":
    """The picture in ``data``, upright, in RGB or RGBA of eight bits, in the colours of the screen, and nothing else
    that was in the file.

    Raises:
        UnreadableImageError: with the reason in words.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=[file_format.upper()]) as image:
            warnings.simplefilter("ignore")
            refuse_monsters(Size(*image.size))
            image.load()
            picture = _in_plain_colours(ImageOps.exif_transpose(image))
            picture.info = {}
            return picture
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableImageError("The picture is damaged. Open it in another program and save it anew.") from error
    except (MemoryError, Image.DecompressionBombError) as error:
        raise UnreadableImageError("The picture needs too much memory.") from error


def shrunk(picture: "Image", within_px: tuple[int, int]) -> "Image":
    """The picture no larger than this, in its own shape; never larger than it is."""
    from PIL import Image

    picture.thumbnail(within_px, Image.Resampling.LANCZOS)
    return picture


def packed(picture: "Image", file_format: str, quality: int) -> bytes:
    """A file of the picture; ``quality`` is for JPEG and WebP. What is transparent becomes white in a JPEG."""
    options: dict[str, Any] = {
        "png": {"compress_level": 6},
        "jpeg": {"quality": quality, "subsampling": 0 if quality >= 90 else 2, "optimize": True},
        "webp": {"quality": quality, "method": 4},
    }[file_format]
    if file_format == "jpeg" and picture.mode == TRANSPARENT:
        picture = _on_white(picture)
    with tempfile.TemporaryFile(prefix="flux-desktop-") as file:
        picture.save(file, format=file_format.upper(), **options)
        file.seek(0)
        return file.read()


def _on_white(picture: "Image") -> "Image":
    from PIL import Image

    white = Image.new(OPAQUE, picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _in_plain_colours(image: "Image") -> "Image":
    """RGB or RGBA of eight bits, in the colours of the screen."""
    see_through = "A" in image.getbands() or "transparency" in image.info
    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.point(lambda value: value / 256).convert("L") if image.mode == "I;16" else image.convert("L")
    image = _in_standard_colours(image)
    return image.convert(TRANSPARENT if see_through else OPAQUE)


def _in_standard_colours(image: "Image") -> "Image":
    """A wide-gamut photo keeps its look when its colour profile is taken away."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=OPAQUE)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image
