"""Noise fields made by resampling small random grids: smooth, fast, and the same at every size of picture."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

FloatArray = npt.NDArray[np.float32]
AnyFloats = npt.NDArray[np.floating[Any]]


def resized(field: FloatArray, height_px: int, width_px: int) -> FloatArray:
    """``field`` resampled with a cubic kernel."""
    if field.shape == (height_px, width_px):
        return field
    picture = Image.fromarray(field).resize((width_px, height_px), Image.Resampling.BICUBIC)
    return np.asarray(picture, dtype=np.float32)


def resized_light(field: FloatArray, height_px: int, width_px: int) -> FloatArray:
    """Three channels (rows, columns, 3) resampled; none falls below 0."""
    result = np.empty((height_px, width_px, 3), dtype=np.float32)
    for channel in range(3):
        plane = np.ascontiguousarray(field[:, :, channel])
        np.maximum(resized(plane, height_px, width_px), 0, out=result[:, :, channel])
    return result


def fbm(
    chance: np.random.Generator,
    shape: tuple[int, int],
    cells: float,
    *,
    octaves: int = 5,
    gain: float = 0.5,
    stretch: float = 1.0,
) -> FloatArray:
    """Cloudy noise of mean 0 and a spread of about 1.

    ``cells`` features fit the short side; ``stretch`` > 1 draws them out sideways. The octaves are laid on one another
    while the grid is still small and grow together, so that a field costs little more than its last two octaves.
    """
    height_px, width_px = shape
    short = min(height_px, width_px)
    rows = max(2.0, cells * height_px / short)
    columns = max(2.0, cells * width_px / short / stretch)
    margin = 2
    grid_rows, grid_columns = math.ceil(rows) + 2 * margin, math.ceil(columns) + 2 * margin
    field = chance.standard_normal((grid_rows, grid_columns), dtype=np.float32)
    amplitude, power, scale = 1.0, 1.0, 1
    for _ in range(octaves - 1):
        if scale * rows > height_px and scale * columns > width_px:
            break  # finer than a pixel
        scale *= 2
        amplitude *= gain
        field = resized(field, grid_rows * scale, grid_columns * scale)
        field = field + amplitude * chance.standard_normal(field.shape, dtype=np.float32)
        power += amplitude * amplitude
    inner = (margin * scale, margin * scale, (margin + columns) * scale, (margin + rows) * scale)
    image = Image.fromarray(field).resize((width_px, height_px), Image.Resampling.BICUBIC, box=inner)
    # Cubic resampling of white noise keeps about 0.6 of its spread.
    return np.asarray(image, dtype=np.float32) * np.float32(1.0 / (0.62 * math.sqrt(power)))


def tile(chance: np.random.Generator, side_px: int, cells: int, *, octaves: int = 5, gain: float = 0.5) -> FloatArray:
    """Cloudy noise in a square whose opposite edges meet, of mean 0 and a spread of about 1."""
    total = np.zeros((side_px, side_px), dtype=np.float32)
    amplitude, power = 1.0, 0.0
    for _ in range(octaves):
        if cells > side_px:
            break
        grid = np.pad(chance.standard_normal((cells, cells), dtype=np.float32), 3, mode="wrap")
        box = (3, 3, 3 + cells, 3 + cells)
        layer = Image.fromarray(grid).resize((side_px, side_px), Image.Resampling.BICUBIC, box=box)
        total += np.float32(amplitude) * np.asarray(layer, dtype=np.float32)
        power += amplitude * amplitude
        amplitude *= gain
        cells *= 2
    return total * np.float32(1 / (0.62 * math.sqrt(power)))


def repeated(field: FloatArray, x: AnyFloats, y: AnyFloats) -> FloatArray:
    """A ``tile`` laid edge to edge without end, read between its pixels at (x, y)."""
    side = np.int32(field.shape[0])
    left, top = np.floor(x), np.floor(y)
    across, down = x - left, y - top
    left_index, top_index = left.astype(np.int32) % side, top.astype(np.int32) % side
    right_index, bottom_index = (left_index + 1) % side, (top_index + 1) % side * side
    top_index *= side
    flat = field.ravel()
    upper = flat.take(top_index + left_index)
    upper += across * (flat.take(top_index + right_index) - upper)
    lower = flat.take(bottom_index + left_index)
    lower += across * (flat.take(bottom_index + right_index) - lower)
    return np.asarray(upper + down * (lower - upper), dtype=np.float32)


def curve(
    chance: np.random.Generator, length_px: int, cells: float, *, octaves: int = 6, gain: float = 0.5
) -> FloatArray:
    """Cloudy noise along one line, of mean 0 and a spread of about 1."""
    total = np.zeros(length_px, dtype=np.float64)
    amplitude, power = 1.0, 0.0
    along = (np.arange(length_px) + 0.5) / length_px
    for _ in range(octaves):
        knots = chance.standard_normal(math.ceil(cells) + 5)
        if cells < length_px:
            total += amplitude * _smooth_through(knots, along * cells + 1 + chance.random())
            power += amplitude * amplitude
        amplitude *= gain
        cells *= 2.03
    return (total / (0.72 * math.sqrt(max(power, 1e-9)))).astype(np.float32)


def _smooth_through(knots: npt.NDArray[np.float64], at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Catmull-Rom through ``knots``; ``at`` counts from the first one."""
    index = at.astype(np.intp)
    t = at - index
    before, here, after, beyond = knots[index - 1], knots[index], knots[index + 1], knots[index + 2]
    slope, next_slope = (after - before) * 0.5, (beyond - here) * 0.5
    square = t * t
    cube = square * t
    return np.asarray(
        (2 * cube - 3 * square + 1) * here
        + (cube - 2 * square + t) * slope
        + (3 * square - 2 * cube) * after
        + (cube - square) * next_slope
    )


def sample(field: FloatArray, x: AnyFloats, y: AnyFloats) -> FloatArray:
    """``field`` read between its pixels at (x, y) in pixels; beyond its edges lies its mirror image."""
    rows, columns = field.shape
    x, y = _mirrored(x, columns - 1), _mirrored(y, rows - 1)
    left, top = np.minimum(x.astype(np.int32), columns - 2), np.minimum(y.astype(np.int32), rows - 2)
    across, down = x - left, y - top
    flat = field.ravel()
    index = top * np.int32(columns) + left
    upper = flat.take(index)
    upper += across * (flat.take(index + 1) - upper)
    index += columns
    lower = flat.take(index)
    lower += across * (flat.take(index + 1) - lower)
    upper += down * (lower - upper)
    return np.asarray(upper, dtype=np.float32)


def _mirrored(place: AnyFloats, last: int) -> FloatArray:
    """Places folded back into 0..last, as between two mirrors."""
    folded = np.mod(place, np.float32(2 * last))
    return np.asarray(last - np.abs(last - folded), dtype=np.float32)


def smoothstep(low: float, high: float, value: AnyFloats) -> FloatArray:
    """0 below ``low``, 1 above ``high`` and an easy slope between; ``low`` may be the greater one."""
    t = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)
