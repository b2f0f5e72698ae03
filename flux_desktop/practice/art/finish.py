"""From light to a picture: vignette, film response, grain, and no banding."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm

_BAND_ROWS = 128
"""Rows are finished in bands, so that the working copies stay in the processor's cache."""


def developed(light: FloatArray, brief: Brief, *, vignette: float = 0.2) -> Image.Image:
    """The picture of a field of light (rows, columns, 3). ``light`` is used up."""
    height_px, width_px = light.shape[:2]
    result = np.empty((height_px, width_px, 3), dtype=np.uint8)
    table = _film_response()
    chance = brief.chance("dither")
    across = (((np.arange(width_px, dtype=np.float32) + 0.5) / width_px - 0.5) * 2) ** 2
    for top in range(0, height_px, _BAND_ROWS):
        rows = np.arange(top, min(top + _BAND_ROWS, height_px))
        down = (((rows.astype(np.float32) + 0.5) / height_px - 0.5) * 2) ** 2
        shade = 1 - np.float32(vignette) * ((across[None, :] + down[:, None]) * 0.5) ** 1.5
        band = light[rows[0] : rows[-1] + 1]
        band *= shade[:, :, None]
        np.clip(band, 0, 4, out=band)
        np.sqrt(band, out=band)
        band *= np.float32((len(table) - 1) / 2)
        values = table.take(band.astype(np.int32))
        # A different fraction is added to each value before it is cut: gradients dissolve instead of stepping.
        values += chance.random((rows.size, width_px, 1), dtype=np.float32)
        np.clip(values, 0, 255, out=values)
        result[rows[0] : rows[-1] + 1] = values
    return Image.fromarray(result)


def grained(picture: Image.Image, brief: Brief, strength: float = 1.1) -> Image.Image:
    """``picture`` with the grain of a film; it also breaks what steps remain in slow gradients."""
    values = np.array(picture)
    chance = brief.chance("grain")
    tile = np.rint(_grain_tile(chance) * strength).astype(np.int16)
    for top in range(0, picture.height, _BAND_ROWS):
        band = values[top : top + _BAND_ROWS]
        piece = _tiled(tile, chance, band.shape[0], band.shape[1])
        band[:] = np.clip(band + piece[:, :, None], 0, 255)
    return Image.fromarray(values)


def _film_response() -> FloatArray:
    """0..255 for the square root of light between 0 and 2: sRGB, with a soft shoulder in place of clipping."""
    light = np.linspace(0, 2, 8192) ** 2
    knee = 0.72
    over = np.maximum(light - knee, 0)
    rolled = np.where(light > knee, knee + (1 - knee) * (1 - np.exp(-over / (1 - knee) * 0.9)), light)
    srgb = np.where(rolled <= 0.0031308, rolled * 12.92, 1.055 * np.maximum(rolled, 1e-9) ** (1 / 2.4) - 0.055)
    return (srgb * 255).astype(np.float32)


def _grain_tile(chance: np.random.Generator) -> FloatArray:
    """Film grain: white noise with a little clumping."""
    white = chance.standard_normal((512, 512), dtype=np.float32)
    return np.asarray(0.9 * white + 0.3 * fbm(chance, (512, 512), 220, octaves=1), dtype=np.float32)


def _tiled(tile: npt.NDArray[np.int16], chance: np.random.Generator, rows: int, columns: int) -> npt.NDArray[np.int16]:
    """A piece of grain; each band starts elsewhere in the tile, so that no repetition shows."""
    top, left = (int(each) for each in chance.integers(0, 512 - _BAND_ROWS, 2))
    across = (np.arange(columns) + left) % 512
    return tile[top : top + rows][:, across]
