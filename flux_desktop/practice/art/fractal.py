"""Julia sets, lit like reliefs."""

import math

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, resized, smoothstep
from flux_desktop.practice.art.palette import Palette, looked_up, mix, ramp, toned

_CHUNK = 16_384
"""So many points are followed at a time: they stay in the processor's cache."""

_FAR = 100.0
_BETWEEN_LOOKS = 3

# Constants whose sets are all filigree: almost every point escapes, and soon.
_CONSTANTS = (
    (-0.8, 0.156),
    (-0.7269, 0.1889),
    (-0.70176, -0.3842),
    (-0.835, -0.2321),
    (0.285, 0.0126),
    (0.355, 0.355),
    (-0.4, 0.605),
    (-0.54, 0.545),
    (0.3, -0.49),
    (-0.162, 1.035),
    (-0.765, 0.12),
    (0.37, -0.165),
    (-0.1, 0.8385),
    (0.33, 0.433),
)


def paint(brief: Brief) -> FloatArray:
    """Light of a Julia set."""
    chance = brief.chance("fractal")
    constant = _constant(chance)
    x, y = _plane(brief, chance, constant)
    limit = 190
    count, nearest = _escape(x, y, constant, limit)
    return _coloured(brief, chance, count, nearest, limit)


def _constant(chance: np.random.Generator) -> tuple[float, float]:
    real, imaginary = _CONSTANTS[int(chance.integers(0, len(_CONSTANTS)))]
    sign = float(chance.choice([-1, 1]))
    return real + float(chance.normal(0, 0.0015)), sign * (imaginary + float(chance.normal(0, 0.0015)))


def _plane(brief: Brief, chance: np.random.Generator, constant: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """The place in the plane of each pixel: the set whole, or a part of it that is rich in detail."""
    turn = float(chance.uniform(0, 2 * math.pi))
    reach = float(chance.uniform(1.15, 1.45))
    middle = (0.0, 0.0)
    if chance.random() < 0.55:
        reach = float(chance.uniform(0.3, 0.75))
        middle = _rich_place(chance, constant)
    rows, columns = brief.shape
    step = 2 * reach / min(brief.short_px, max(brief.shape) * 0.8)
    across = (np.arange(columns, dtype=np.float32) + 0.5 - columns / 2) * np.float32(step)
    down = (np.arange(rows, dtype=np.float32) + 0.5 - rows / 2) * np.float32(step)
    cosine, sine = np.float32(math.cos(turn)), np.float32(math.sin(turn))
    x = across[None, :] * cosine - down[:, None] * sine + np.float32(middle[0])
    y = across[None, :] * sine + down[:, None] * cosine + np.float32(middle[1])
    return x, y


def _rich_place(chance: np.random.Generator, constant: tuple[float, float]) -> tuple[float, float]:
    """A point near the edge of the set: one of those that take longest to escape."""
    x = chance.uniform(-1.3, 1.3, 4000).astype(np.float32)
    y = chance.uniform(-1.1, 1.1, 4000).astype(np.float32)
    count, _ = _escape(x, y, constant, 120)
    best = np.argsort(np.where(count < 120, count, 0))[-60:]
    index = best[int(chance.integers(0, best.size))]
    return float(x[index]) * 0.85, float(y[index]) * 0.85


def _escape(x: FloatArray, y: FloatArray, constant: tuple[float, float], limit: int) -> tuple[FloatArray, FloatArray]:
    """How many steps each point takes to escape, without stairs, and how near to 0 it came on its way."""
    count = np.empty(x.size, dtype=np.float32)
    nearest = np.empty(x.size, dtype=np.float32)
    flat_x, flat_y = x.ravel(), y.ravel()
    for start in range(0, x.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        count[part], nearest[part] = _escape_chunk(flat_x[part].copy(), flat_y[part].copy(), constant, limit)
    return count.reshape(x.shape), nearest.reshape(x.shape)


def _escape_chunk(
    x: FloatArray, y: FloatArray, constant: tuple[float, float], limit: int
) -> tuple[FloatArray, FloatArray]:
    count = np.full(x.size, limit, dtype=np.float32)
    nearest = np.zeros(x.size, dtype=np.float32)
    left = np.arange(x.size)
    trap = np.full(x.size, 4, dtype=np.float32)
    real, imaginary = np.float32(constant[0]), np.float32(constant[1])
    for done in range(0, limit, _BETWEEN_LOOKS):
        for _ in range(_BETWEEN_LOOKS):
            square_x, square_y = x * x, y * y
            y *= x
            y += y
            y += imaginary
            np.subtract(square_x, square_y, out=x)
            x += real
        size = x * x + y * y
        out = size > _FAR
        gone = left[out]
        count[gone] = done + _BETWEEN_LOOKS - np.log2(0.5 * np.log(size[out]) / math.log(2))
        nearest[gone] = trap[out]
        stay = ~out
        x, y, left, trap = x[stay], y[stay], left[stay], np.minimum(trap[stay], size[stay])
        if not left.size:
            break
    nearest[left] = trap
    return count, nearest


def _coloured(
    brief: Brief, chance: np.random.Generator, count: FloatArray, nearest: FloatArray, limit: int
) -> FloatArray:
    """From counts to colours: dark where points escape at once, glowing near the set."""
    depth = np.log2(np.maximum(count, 0.5) + 1)
    low, high = (float(each) for each in np.percentile(depth[::7, ::7], (1.5, 99.2)))
    value = np.clip((depth - low) / max(high - low, 1e-3), 0, 1)
    field = looked_up(_colours(brief.palette, chance, coloured=brief.coloured), value)
    field *= _relief(depth, brief)[:, :, None]
    inside = count >= limit
    if inside.any():
        heart = mix(brief.palette.near, brief.palette.signature, 0.25)
        pale = mix(brief.palette.signature, brief.palette.glow, 0.4)
        inner = heart + smoothstep(0.25, 0.0, nearest)[:, :, None] * (pale - heart)
        np.copyto(field, inner, where=inside[:, :, None])
    _halo(field, brief, value)
    return field


def _colours(palette: Palette, chance: np.random.Generator, *, coloured: bool) -> FloatArray:
    """From the ground to the brightest filigree."""
    main, other = (
        (palette.signature, palette.accent) if coloured or chance.random() < 0.5 else (palette.accent, palette.pop)
    )
    ground = toned(palette.near, lightness=-0.03)
    steps = (
        ground,
        mix(palette.near, palette.middle, 0.7),
        mix(palette.middle, main, 0.5),
        main,
        mix(main, palette.glow, 0.55),
        palette.glow,
        mix(other, palette.glow, 0.2),
        toned(other, lightness=-0.2),
    )
    return ramp(steps, at=(0, 0.18, 0.36, 0.5, 0.64, 0.76, 0.88, 1))


def _relief(depth: FloatArray, brief: Brief) -> FloatArray:
    """Slopes of the counts, lit from the upper left."""
    down, across = np.gradient(depth * np.float32(brief.short_px / 26))
    lean = np.clip((across + down) * np.float32(-0.5), -1.2, 1.2)
    return np.asarray(1 + 0.38 * np.tanh(lean), dtype=np.float32)


def _halo(field: FloatArray, brief: Brief, value: FloatArray) -> None:
    """A glow in the air around the set."""
    rows, columns = max(6, brief.height_px // 28), max(6, brief.width_px // 28)
    cloud = np.clip(resized(resized(value, rows * 2, columns * 2), rows, columns), 0, 1)
    glow = np.clip(resized(cloud, *brief.shape), 0, 1) * np.float32(0.3)
    tint = mix(brief.palette.middle, brief.palette.signature, 0.4)
    field += (glow * (1 - value))[:, :, None] * tint
