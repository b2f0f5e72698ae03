"""How a picture stands in a window: fit, zoomed to a point, panned. Arithmetic in device pixels, nothing else."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from flux_desktop.domain.sizes import Size

FIT_AT_MOST = 2.0
"""Fit enlarges a small picture this far and no farther: beyond it, single pixels show."""
EXACT_FROM = 2.0
"""From this scale on pixels are shown as they are, as sharp squares."""
LARGEST = 32.0

_LADDER = (
    0.1,
    0.15,
    0.2,
    0.25,
    1 / 3,
    0.5,
    2 / 3,
    0.8,
    1.0,
    1.25,
    1.5,
    2.0,
    3.0,
    4.0,
    6.0,
    8.0,
    12.0,
    16.0,
    24.0,
    32.0,
)
_SAME = 1e-6


class Target(NamedTuple):
    """Where the whole picture lies, in device pixels from the window's corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placement:
    """A picture of so many pixels in a window of so many device pixels, with a margin around it when it fits.

    ``chosen`` is the scale a person chose, in device pixels for each pixel of the picture, or ``None`` to fit. The
    part of the picture that lies in the middle of the window is at ``across`` and ``down``, fractions of its sides.
    """

    picture: Size
    window: Size
    margin_px: int = 0
    chosen: float | None = None
    across: float = 0.5
    down: float = 0.5

    @property
    def fit_scale(self) -> float:
        width = max(1, self.window.width_px - 2 * self.margin_px)
        height = max(1, self.window.height_px - 2 * self.margin_px)
        return min(width / self.picture.width_px, height / self.picture.height_px, FIT_AT_MOST)

    @property
    def scale(self) -> float:
        return self.fit_scale if self.chosen is None else self.chosen

    @property
    def is_fit(self) -> bool:
        return self.chosen is None

    @property
    def is_exact(self) -> bool:
        """Whether the pixels of the picture are shown as squares."""
        return self.scale >= EXACT_FROM - _SAME

    @property
    def target(self) -> Target:
        x, width = _side(self.picture.width_px * self.scale, self.window.width_px, self.across)
        y, height = _side(self.picture.height_px * self.scale, self.window.height_px, self.down)
        return Target(x, y, width, height)

    @property
    def can_pan(self) -> bool:
        """Whether a part of the picture is outside the window."""
        target = self.target
        return target.width > self.window.width_px or target.height > self.window.height_px

    @property
    def exact_size(self) -> Size | None:
        """The size to scale the picture to beforehand, if it is neither shown as it is nor drawn in parts."""
        size = Size(self.target.width, self.target.height)
        is_copied = size == self.picture or self.is_exact
        return None if is_copied or size.pixels > max(self.picture.pixels, self.window.pixels) else size

    def point_at(self, x: float, y: float) -> tuple[float, float]:
        """The point of the picture, in its own pixels, under a point of the window."""
        across = self.across + (x - self.window.width_px / 2) / (self.picture.width_px * self.scale)
        down = self.down + (y - self.window.height_px / 2) / (self.picture.height_px * self.scale)
        return across * self.picture.width_px, down * self.picture.height_px

    def fitted(self) -> "Placement":
        return replace(self, chosen=None, across=0.5, down=0.5)

    def at_scale(self, scale: float, x: float, y: float) -> "Placement":
        """Zoomed so that the point under ``x``, ``y`` stays there, unless an edge of the picture would come inside."""
        scale = max(self._smallest, min(LARGEST, scale))
        across, down = self.point_at(x, y)
        moved = replace(
            self,
            chosen=scale,
            across=across / self.picture.width_px - (x - self.window.width_px / 2) / (self.picture.width_px * scale),
            down=down / self.picture.height_px - (y - self.window.height_px / 2) / (self.picture.height_px * scale),
        )
        return _held(moved)

    def zoomed(self, factor: float, x: float, y: float) -> "Placement":
        """Zoomed by a factor about a point. It stops where the picture fits and at 100 %, instead of passing them."""
        return self._to(self._stop_before(self.scale * factor), x, y)

    def stepped(self, *, larger: bool) -> "Placement":
        """The next round percentage about the middle of the window."""
        now = self.scale
        if larger:
            scale = next((step for step in _LADDER if step > now * (1 + _SAME)), LARGEST)
        else:
            scale = next((step for step in reversed(_LADDER) if step < now * (1 - _SAME)), 0.0)
        return self._to(self._stop_before(scale), self.window.width_px / 2, self.window.height_px / 2)

    def toggled(self, x: float, y: float) -> "Placement":
        """100 % about a point where the picture fitted, else the fit."""
        return self.at_scale(1.0, x, y) if self.is_fit else self.fitted()

    def panned(self, right: float, down: float) -> "Placement":
        """The picture moved by so many device pixels, as far as it goes."""
        moved = replace(
            self,
            across=self.across - right / (self.picture.width_px * self.scale),
            down=self.down - down / (self.picture.height_px * self.scale),
        )
        return _held(moved)

    def of(self, picture: Size) -> "Placement":
        """The same for another picture: as close, and at the same part of it."""
        return _held(replace(self, picture=picture))

    def inside(self, window: Size, margin_px: int) -> "Placement":
        """The same in a window of another size."""
        return _held(replace(self, window=window, margin_px=margin_px))

    @property
    def _smallest(self) -> float:
        return min(1.0, self.fit_scale)

    def _to(self, scale: float, x: float, y: float) -> "Placement":
        scale = max(self._smallest, min(LARGEST, scale))
        if abs(scale - self.fit_scale) <= _SAME * scale:
            return self.fitted()
        return self.at_scale(scale, x, y)

    def _stop_before(self, scale: float) -> float:
        """``scale``, or what lies on the way there from the present one: the fit, 100 %."""
        low, high = sorted((self.scale, scale))
        between = [stop for stop in (self.fit_scale, 1.0) if low * (1 + _SAME) < stop < high * (1 - _SAME)]
        return min(between, key=lambda stop: abs(stop - self.scale)) if between else scale


def _held(placed: Placement) -> Placement:
    """With no empty window where there could be picture."""
    across = _hold(placed.across, placed.picture.width_px * placed.scale, placed.window.width_px)
    down = _hold(placed.down, placed.picture.height_px * placed.scale, placed.window.height_px)
    return replace(placed, across=across, down=down)


def _hold(middle: float, shown_px: float, window_px: int) -> float:
    if shown_px <= window_px:
        return 0.5
    half = window_px / (2 * shown_px)
    return max(half, min(1 - half, middle))


def _side(shown_px: float, window_px: int, middle: float) -> tuple[int, int]:
    """Where a side begins and how long it is, in whole device pixels."""
    length = max(1, round(shown_px))
    if length <= window_px:
        return (window_px - length) // 2, length
    begin = round(window_px / 2 - middle * shown_px)
    return max(window_px - length, min(0, begin)), length
