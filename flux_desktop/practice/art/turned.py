"""Things turned on a wheel (bottles, vases, bowls, fruit): their outlines and what they are made of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flux_desktop.practice.art.noise import FloatArray

STEPS = 512
"""How many radii describe an outline."""

# Pairs of (height, radius) in hundredths of the whole height, from the foot up.
_PROFILES = {
    "wine bottle": "0 12.5, 1.5 14, 55 14.2, 63 12.5, 72 5.8, 78 4.6, 94.5 4.3, 95 5.4, 100 5.4",
    "flask": "0 20, 2 22.5, 48 23, 58 20, 67 8.5, 72 7.5, 92 7.5, 92.5 10, 100 10",
    "carafe": "0 20, 3 24, 20 25, 45 20, 68 8.5, 85 7, 96 9, 100 10.5",
    "bulb vase": "0 12, 4 15, 25 26, 40 28.5, 56 22, 70 10, 84 6.8, 95 9, 100 10.8",
    "amphora": "0 10, 3 12, 35 22, 60 29, 75 25, 85 12, 92 10, 100 14.5",
    "gourd": "0 18, 4 23, 22 29, 40 23, 52 13, 68 16.5, 80 13, 93 7, 100 8.5",
    "cylinder": "0 19, 2 20.5, 50 21, 97 20, 100 20.5",
    "bottle vase": "0 18, 3 22, 20 28, 36 27, 50 12, 62 6, 95 4.5, 100 5.8",
    "bowl": "0 42, 6 44, 12 50, 40 86, 75 108, 100 116",
    "egg": "0 0, 2 14, 10 27, 25 37, 42 40, 60 36.5, 80 26, 93 14, 99 4, 100 0",
    "ball": "0 0, 50 50, 100 0",
    "pear": "0 5, 3 20, 14 33, 30 37.5, 46 32, 62 20, 80 14.5, 93 9, 99 3, 100 0",
    "cork": "0 40, 60 42, 100 45",
    "cap": "0 50, 4 52, 96 52, 100 50",
}

CLOSED = frozenset({"egg", "ball", "pear"})
SOLID = frozenset({"cork", "cap"})


@dataclass(frozen=True, slots=True)
class Finish:
    """What a thing is made of."""

    light: FloatArray  # its own colour
    gloss: float = 0.5  # 0 for chalk, 1 for glaze
    clear: float = 0.0  # 1 for glass
    second: FloatArray | None = None  # the colour below ``seam``
    seam: float = 0.0  # as a share of the height
    speckles: float = 0.0
    label: FloatArray | None = None  # paper round the front


@dataclass(frozen=True, slots=True)
class Turned:
    """A thing turned on a wheel, standing on the table."""

    profile: str
    x: float  # of its axis, in pixels
    foot: float  # the row of its foot's middle
    height: float
    finish: Finish

    def radii(self) -> FloatArray:
        """Radii in pixels for heights from the foot to the top, corners rounded."""
        along = np.linspace(0, 1, STEPS)
        if self.profile == "ball":
            return np.asarray(np.sqrt(along * (1 - along)) * self.height, dtype=np.float32)
        radius = _smooth(_points(self.profile), along)
        window = np.hanning(23)[1:-1]
        inner = np.convolve(np.pad(radius, 10, mode="reflect", reflect_type="odd"), window / window.sum(), "valid")
        blend = np.clip(np.minimum(along, 1 - along) * 40, 0, 1)
        return np.asarray((radius + blend * (inner - radius)) * self.height, dtype=np.float32)

    @property
    def widest(self) -> float:
        """The greatest radius."""
        return widest(self.profile) * self.height


def widest(profile: str) -> float:
    """The greatest radius of a profile, as a share of its height."""
    return float(_points(profile)[:, 1].max())


def _points(profile: str) -> npt.NDArray[np.float64]:
    return np.array([each.split() for each in _PROFILES[profile].split(",")], dtype=np.float64) / 100


def _smooth(points: npt.NDArray[np.float64], along: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A curve through ``points`` that never swings beyond them."""
    x, y = points[:, 0], points[:, 1]
    gap, rise = np.diff(x), np.diff(y) / np.diff(x)
    slope = np.zeros_like(y)
    same = rise[:-1] * rise[1:] > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        slope[1:-1] = np.where(same, 2 * rise[:-1] * rise[1:] / (rise[:-1] + rise[1:]), 0)
    slope[0], slope[-1] = rise[0], rise[-1]
    part = np.clip(np.searchsorted(x, along, side="right") - 1, 0, len(gap) - 1)
    t = (along - x[part]) / gap[part]
    return np.asarray(
        y[part] * (1 + 2 * t) * (1 - t) ** 2
        + slope[part] * gap[part] * t * (1 - t) ** 2
        + y[part + 1] * t * t * (3 - 2 * t)
        + slope[part + 1] * gap[part] * t * t * (t - 1)
    )
