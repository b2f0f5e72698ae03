"""Colour: hand-picked palettes, mixing by eye (OKLab), palettes taken from a reference picture."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from flux_desktop.practice.art.noise import AnyFloats, FloatArray

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(srgb: FloatArray) -> FloatArray:
    """Light from sRGB values between 0 and 1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lab(light: FloatArray) -> FloatArray:
    """OKLab, where equal steps look equal, from light."""
    return np.asarray(np.cbrt(np.maximum(light, 0) @ _TO_LMS.T) @ _TO_LAB.T, dtype=np.float32)


def light(lab_values: FloatArray) -> FloatArray:
    """Light from OKLab; colours outside of sRGB are clipped."""
    lms = (lab_values.astype(np.float64) @ np.linalg.inv(_TO_LAB).T) ** 3
    return np.clip(lms @ np.linalg.inv(_TO_LMS).T, 0, None).astype(np.float32)


def colour(hexadecimal: str) -> FloatArray:
    """Light of a colour written as #rrggbb."""
    digits = bytes.fromhex(hexadecimal.lstrip("#"))
    return linear(np.array(list(digits), dtype=np.float32) / np.float32(255))


def mix(first: FloatArray, second: FloatArray, share: float) -> FloatArray:
    """A colour between two, by eye."""
    start, end = lab(first), lab(second)
    return light(start + np.float32(share) * (end - start))


def toned(base: FloatArray, *, lightness: float = 0.0, chroma: float = 1.0, turn: float = 0.0) -> FloatArray:
    """``base`` made lighter (or darker), more (or less) colourful, with its hue turned by radians."""
    value = lab(base)
    cosine, sine = np.cos(turn) * chroma, np.sin(turn) * chroma
    moved = [
        np.clip(value[0] + lightness, 0, 1),
        value[1] * cosine - value[2] * sine,
        value[1] * sine + value[2] * cosine,
    ]
    return light(np.array(moved, dtype=np.float32))


def ramp(colours: Sequence[FloatArray], length: int = 1024, at: Sequence[float] | None = None) -> FloatArray:
    """A table of ``length`` colours that runs smoothly through ``colours`` (at the given places between 0 and 1)."""
    places = np.linspace(0, 1, len(colours)) if at is None else np.asarray(at, dtype=np.float64)
    values = np.stack([lab(each) for each in colours])
    where = np.linspace(0, 1, length)
    table = np.stack([np.interp(where, places, values[:, channel]) for channel in range(3)], axis=1)
    # Rounding the corners keeps the eye from seeing a line where two gradients meet.
    width = max(3, length // 16) | 1
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(table, ((width // 2, width // 2), (0, 0)), mode="edge")
    eased = [np.convolve(padded[:, channel], window / window.sum(), "valid") for channel in range(3)]
    return light(np.stack(eased, axis=1).astype(np.float32))


def looked_up(table: FloatArray, value: AnyFloats) -> FloatArray:
    """Colours of ``table`` for values between 0 and 1."""
    last = len(table) - 1
    index = np.clip(value * last, 0, last).astype(np.int32)
    return table[index]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by the part they play. All are light (linear), not sRGB."""

    sky: tuple[FloatArray, ...]  # from the top to the horizon
    glow: FloatArray  # sun, moon, lamps
    haze: FloatArray  # the lightest distance
    far: FloatArray
    middle: FloatArray
    near: FloatArray  # the darkest foreground
    accent: FloatArray
    pop: FloatArray  # a second accent, of another hue
    signature: FloatArray  # the colour that people call it by

    def depth(self, share: float) -> FloatArray:
        """From the far (0) to the near (1)."""
        steps = (self.far, self.middle, self.near)
        place = min(max(share, 0.0), 1.0) * 2
        index = min(int(place), 1)
        return mix(steps[index], steps[index + 1], place - index)

    def is_dark(self) -> bool:
        """Whether this is a night palette."""
        return bool(lab(self.sky[0])[0] < 0.42)


def _palette(sky: str, rest: str) -> Palette:
    glow, haze, far, middle, near, accent, pop, signature = (colour(each) for each in rest.split())
    return Palette(tuple(colour(each) for each in sky.split()), glow, haze, far, middle, near, accent, pop, signature)


# Sky from the top down; then glow, haze, far, middle, near, accent, pop, signature.
_PALETTES = {
    "blue": ("0d1b3e 2a4478 7d8fc0 f0b9a0", "ffd9b8 b9c4dd 8fa3cb 4a5f94 101a38 f2a65a 6f8fe0 4a74d8"),
    "teal": ("0e2f4a 1f6579 5fb0b6 bfe6df", "f2fff2 b8d2cc 8fb8b5 2f6a74 071c28 e98b5a 38b6a8 2fa59b"),
    "sunset": ("2a1b4a 5f2f6f c45577 f79a7e", "ffd0a0 d59aa8 b4778f 6d3b6c 1d0f2c ff7d6b 8a5ad6 f2695c"),
    "golden": ("4a5a86 b58a86 f1b678 ffe3ac", "fff3cf f2d7a8 d3a774 93623f 2c1a16 e9862f 3d7c8c e8a52c"),
    "night": ("050b1f 0d1d47 27437f 6f8cc2", "f4f3ea 9fb4d8 6782b4 2c4378 060c1e ffc46b 8fb1ff 4f78d6"),
    "winter": ("7f9bb5 a8c0d2 d4e1ea f3efe9", "fff8ec e6eef3 b4c7d4 6f8b9f 22323f c8553d 5b8fb0 9fc0d8"),
    "autumn": ("5b6a86 a8937f e0a868 f6d59a", "fff0c8 e8c694 c78b55 8a4326 2a1410 d9481c e3a21a cc4a1f"),
    "pastel": ("b9c8ee dcc9ee f7cfdc ffe9d6", "fffaf0 f6e3e6 d9bfd9 a18fbf 5a4f80 ff9aa2 8fd6c8 f2a3b8"),
    "neon": ("0a0620 2a0b54 7a12a0 ff3fa4", "ff9ff0 b05ae0 7030c0 3a1380 0a0420 19e3ff ff2f92 ff2f92"),
    "mono": ("2b2b2d 5d5d60 a5a5a7 e2e2e0", "ffffff d6d6d4 a0a0a2 555558 0e0e10 e8e8e6 8a8a8c c4c4c4"),
    "red": ("1d0710 5a0f1f b3242f f26b4b", "ffd3a8 e39a86 b9534e 6f1626 17050c e0263c ffb067 c81f36"),
    "green": ("0c2a26 2c6152 8fb892 e5e6b8", "fffbd8 c9d9b4 8fb08c 3f6a50 0b1d18 d9b23a 5fb56b 4f9d5d"),
    "pink": ("c77a94 e9a6ae f9cdc8 ffe8dc", "fff5ec f8d9d4 e0a3ab b05a74 4a1a32 e85a80 f2b04f ee7d9e"),
    "violet": ("120a33 3a1f7a 8556c8 d9a6ea", "ffe6ff cdb2ea 9a7ad0 53359a 120832 f08cc8 5f7dff 8b55d6"),
    "earth": ("8fa9b8 c9c3b4 ecd3b5 f8e6cf", "fff4e0 ecd8c0 cfa183 9c5a3c 3b1e17 d0683a 4f8c85 c8623a"),
    "amber": ("120b0a 3a2010 8a4d18 e89a3c", "ffe2a8 e0b070 b5763a 6a3a16 160c08 f0a030 5f8a94 e08e22"),
}

NAMES = tuple(_PALETTES)


def named(name: str) -> Palette:
    """One of the palettes of ``NAMES``."""
    return _palette(*_PALETTES[name])


def from_picture(data: bytes) -> Palette | None:
    """The palette of a picture, or None when it cannot be read."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            small = opened.convert("RGB").resize((96, 96), Image.Resampling.BOX)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    values = _dominant(small)
    order = values[np.argsort(values[:, 0])]
    chroma = np.hypot(order[:, 1], order[:, 2])
    accent = order[int(np.argmax(chroma))]
    distance = np.hypot(order[:, 1] - accent[1], order[:, 2] - accent[2]) + 0.3 * chroma
    pop = order[int(np.argmax(distance))]
    return _by_lightness(order, accent, pop)


def _dominant(small: Image.Image, count: int = 8) -> FloatArray:
    """OKLab of the main colours."""
    reduced = small.quantize(count, method=Image.Quantize.MEDIANCUT)
    raw = np.array(reduced.getpalette(), dtype=np.float32)[: count * 3].reshape(-1, 3)
    used = np.unique(np.asarray(reduced))
    return lab(linear(raw[used[used < len(raw)]] / np.float32(255)))


def _by_lightness(order: FloatArray, accent: FloatArray, pop: FloatArray) -> Palette:
    """Parts dealt to colours sorted from dark to light; each is brought to the lightness that its part needs."""

    def part(place: float, lightness: float, chroma: float = 1.0) -> FloatArray:
        base = order[round(place * (len(order) - 1))]
        eased = lightness + 0.25 * (float(base[0]) - lightness)
        return light(np.array([eased, base[1] * chroma, base[2] * chroma], dtype=np.float32))

    def bright(base: FloatArray) -> FloatArray:
        return light(np.array([np.clip(base[0], 0.55, 0.8), base[1], base[2]], dtype=np.float32))

    return Palette(
        sky=(part(0.1, 0.3), part(0.35, 0.45), part(0.6, 0.64), part(0.85, 0.82)),
        glow=part(1.0, 0.96, 0.5),
        haze=part(0.9, 0.82, 0.8),
        far=part(0.7, 0.68),
        middle=part(0.4, 0.44),
        near=part(0.0, 0.17),
        accent=bright(accent),
        pop=bright(pop),
        signature=bright(accent),
    )
