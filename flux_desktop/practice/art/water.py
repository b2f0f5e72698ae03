"""Still water that mirrors what stands behind it."""

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, repeated, smoothstep, tile
from flux_desktop.practice.art.palette import mix


def waves(brief: Brief, shore_px: int) -> FloatArray:
    """Height of small waves seen in perspective, for the rows below the shore; spread of about 1."""
    height, width = brief.shape
    rows = height - shore_px
    sheet = tile(brief.chance("waves"), 512, 12, octaves=5, gain=0.5)
    depth = (np.arange(rows, dtype=np.float32) + 0.5) / rows
    distance = 1 / (depth + 0.045)
    across = (np.arange(width, dtype=np.float32) / width - 0.5) * np.float32(brief.width_px / brief.short_px)
    x = across[None, :] * (distance * np.float32(34))[:, None] + 192
    y = np.broadcast_to((distance * np.float32(150))[:, None], x.shape)
    field = repeated(sheet, x, y)
    # What is finer than a pixel can only be seen as its mean.
    return field * smoothstep(0.0, 0.12, depth)[:, None]


def mirror(picture: FloatArray, brief: Brief, shore_px: int, *, roughness: float = 1.0) -> None:
    """Fill ``picture`` below the shore with its mirror image, rippled and deepened."""
    height, width = brief.shape
    rows = height - shore_px
    if rows < 2 or shore_px < 2:
        return
    depth = (np.arange(rows, dtype=np.float32) + 0.5)[:, None]
    near = depth / rows
    swell = waves(brief, shore_px)
    shift = swell * (near * np.float32(0.05 * roughness * brief.short_px) + np.float32(brief.short_px * 0.002))
    source = np.clip(
        shore_px - 1 - depth * np.float32(min(1.0, (shore_px - 1) / rows)) - np.abs(shift), 0, shore_px - 1
    )
    columns = np.arange(width, dtype=np.int32)[None, :]
    image = picture[source.astype(np.int32), columns]
    palette = brief.palette
    deep = mix(palette.near, palette.middle, 0.35)
    share = np.clip(0.16 + 0.5 * near**1.4 + 0.06 * swell, 0, 0.85)[:, :, None]
    image += share * (deep - image)
    shine = 0.1 * np.clip(swell - 0.9, 0, 1.5) * (1 - near) * near * 4
    image += shine[:, :, None] * palette.glow
    picture[shore_px:] = image
