"""Land seen in perspective: which point of a height field each pixel looks at."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray

Height = Callable[[FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Camera:
    """An eye above the land, looking level along z; the land's own unit is the unit of length."""

    height: float
    horizon: float  # its row, as a share of the picture's height
    lens: float  # the short side seen at distance 1 is 1 / lens
    nearest: float
    farthest: float
    steps: int = 520


@dataclass(frozen=True, slots=True)
class View:
    """What a camera sees. ``x``, ``z`` and ``y`` are grids of (step, column); the others are of the picture."""

    x: FloatArray
    z: FloatArray
    y: FloatArray
    step: npt.NDArray[np.int32]  # the first step that a pixel meets; the number of steps for sky
    between: FloatArray  # how far before that step, from 0 to 1
    top: int  # the first row with land

    def seen(self, grid: FloatArray) -> FloatArray:
        """A grid of (step, column) as the pixels below ``top`` see it; sky pixels see the last step."""
        last = grid.shape[0] - 1
        columns = np.arange(grid.shape[1], dtype=np.int32)[None, :]
        index = np.minimum(self.step, last) * np.int32(grid.shape[1]) + columns
        flat = grid.ravel()
        here = flat.take(index)
        before = flat.take(np.maximum(index - grid.shape[1], columns))
        return np.asarray(here + self.between * (before - here), dtype=np.float32)

    @property
    def land(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.step < self.x.shape[0])


def look(brief: Brief, camera: Camera, height: Height) -> View:
    """Follow a ray for every column, from near to far, and note where it first rises over each row."""
    rows, columns = brief.shape
    focal = camera.lens * brief.short_px
    z = np.geomspace(camera.nearest, camera.farthest, camera.steps).astype(np.float32)[:, None]
    x = ((np.arange(columns, dtype=np.float32) + 0.5 - columns / 2) / focal)[None, :] * z
    depth = np.broadcast_to(z, x.shape)
    y = height(x, depth)
    row = np.float32(camera.horizon * rows) + (camera.height - y) * (np.float32(focal) / z)
    highest = np.minimum.accumulate(row, axis=0)
    step = _first_steps(highest, rows)
    top = int(max(0, np.floor(highest[-1].min())))
    step = step[top:]
    return View(x, np.ascontiguousarray(depth), y, step, _between(row, highest, step, top), top)


def _first_steps(highest: FloatArray, rows: int) -> npt.NDArray[np.int32]:
    """For each pixel the first step whose highest row so far lies above it."""
    steps, columns = highest.shape
    met = np.full((rows, columns), steps, dtype=np.int32)
    reached = np.clip(np.ceil(highest - 0.5), 0, rows).astype(np.int32)
    every = np.arange(columns)
    for index in range(steps - 1, -1, -1):  # from far to near, so that the nearest step stays
        within = reached[index] < rows
        met[reached[index][within], every[within]] = index
    return np.asarray(np.minimum.accumulate(met, axis=0))


def _between(row: FloatArray, highest: FloatArray, step: npt.NDArray[np.int32], top: int) -> FloatArray:
    """Where between the step before and this one a pixel looks; 0 where the step before is hidden."""
    steps, columns = row.shape
    every = np.arange(columns, dtype=np.int32)[None, :]
    index = np.minimum(step, steps - 1) * np.int32(columns) + every
    before = np.maximum(index - columns, every)
    here, previous = row.ravel().take(index), row.ravel().take(before)
    hidden = previous > highest.ravel().take(before) + 0.01
    pixel = np.arange(top, top + step.shape[0], dtype=np.float32)[:, None] + 0.5
    share = np.clip((pixel - here) / np.maximum(previous - here, 1e-4), 0, 1)
    return np.where(hidden, 0, share).astype(np.float32)
