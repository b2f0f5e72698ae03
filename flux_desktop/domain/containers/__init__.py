"""How PNG, JPEG and WebP files are put together: their parts and the sizes they claim. Nothing is decoded.

The walks go as far as a file is whole and sensible, and no further; they never raise. Who needs all of it to be whole
looks at where the last part ends.
"""

from flux_desktop.domain.containers import jpeg, png, webp

__all__ = ["format_of"]


def format_of(head: bytes) -> str | None:
    """``png``, ``jpeg`` or ``webp`` by the first twelve bytes of a file, or ``None``."""
    if head.startswith(png.SIGNATURE):
        return "png"
    if head.startswith(jpeg.SIGNATURE):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == webp.SIGNATURE:
        return "webp"
    return None
