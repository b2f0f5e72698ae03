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
    highest: FloatArray  # for each (step, column) the highest row that land has reached so far
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

    def smooth_edges(self, picture: FloatArray) -> None:
        """Blend the pixels through which the rim of a crest runs, so that it shows no steps."""
        first = np.zeros(self.step.shape, dtype=bool)
        first[1:] = self.step[:-1] - self.step[1:] > 3  # a jump in depth: what is above lies farther away
        line, column = np.nonzero(first)
        rim = self.highest[self.step[line - 1, column] - 1, column]  # that of the last step before the gap
        line += self.top
        inside = line - rim  # how far the rim lies above this pixel; below 0, within it
        near, far = picture[line, column], picture[line - 1, column]
        picture[line, column] = near + np.clip(-inside, 0, 1)[:, None] * (far - near)
        picture[line - 1, column] = far + np.clip(inside, 0, 1)[:, None] * (near - far)

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
    highest = np.minimum.accumulate(_with_crests(row), axis=0)
    step = _first_steps(highest, rows)
    top = int(max(0, np.floor(highest[-1].min())))
    step = step[top:]
    between = _between(row, highest, step, top)
    return View(x, np.ascontiguousarray(depth), y, step, between, highest, top)


def _with_crests(row: FloatArray) -> FloatArray:
    """Rows raised at each crest to where it lies between the steps: else its rim would rise and fall in teeth.

    The slopes on both sides are drawn on until they meet, before the highest step or after it.
    """
    before2, before, here, after, after2 = (row[index : row.shape[0] - 4 + index] for index in range(5))
    up, up_before = before - here, before2 - before
    down, down_after = after - here, after2 - after
    share = np.clip((down_after - down) / np.maximum(up + down_after, 1e-4), 0, 1)
    beyond = up * share
    share = np.clip((up + down) / np.maximum(up_before + down, 1e-4), 0, 1)
    ahead = up_before * share - up
    rise = np.maximum(beyond, np.minimum(ahead, up_before))
    crest = (up >= 0) & (down >= 0)
    raised = row.copy()
    raised[2:-2] -= np.where(crest, np.clip(rise, 0, np.maximum(up, up_before)), 0).astype(np.float32)
    return raised


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
