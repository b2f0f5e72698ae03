"""Turned things (bottles, vases, bowls, fruit) in studio light."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flux_desktop.practice.art.noise import FloatArray, fbm, resized, smoothstep
from flux_desktop.practice.art.shapes import clipped

_STEPS = 512

# Pairs of (height, radius), as shares of the whole height, from the foot up.
PROFILES: dict[str, tuple[tuple[float, float], ...]] = {
    "wine bottle": ((0, 0.125), (0.015, 0.14), (0.55, 0.142), (0.63, 0.125), (0.72, 0.058), (0.78, 0.046), (0.945, 0.043), (0.95, 0.054), (1, 0.054)),
    "flask": ((0, 0.2), (0.02, 0.225), (0.48, 0.23), (0.58, 0.2), (0.67, 0.085), (0.72, 0.075), (0.92, 0.075), (0.925, 0.1), (1, 0.1)),
    "carafe": ((0, 0.2), (0.03, 0.24), (0.2, 0.25), (0.45, 0.2), (0.68, 0.085), (0.85, 0.07), (0.96, 0.09), (1, 0.105)),
    "bulb vase": ((0, 0.12), (0.04, 0.15), (0.25, 0.26), (0.4, 0.285), (0.56, 0.22), (0.7, 0.1), (0.84, 0.068), (0.95, 0.09), (1, 0.108)),
    "amphora": ((0, 0.1), (0.03, 0.12), (0.35, 0.22), (0.6, 0.29), (0.75, 0.25), (0.85, 0.12), (0.92, 0.1), (1, 0.145)),
    "gourd": ((0, 0.18), (0.04, 0.23), (0.22, 0.29), (0.4, 0.23), (0.52, 0.13), (0.68, 0.165), (0.8, 0.13), (0.93, 0.07), (1, 0.085)),
    "cylinder": ((0, 0.19), (0.02, 0.205), (0.5, 0.21), (0.97, 0.2), (1, 0.205)),
    "bottle vase": ((0, 0.18), (0.03, 0.22), (0.2, 0.28), (0.36, 0.27), (0.5, 0.12), (0.62, 0.06), (0.95, 0.045), (1, 0.058)),
    "bowl": ((0, 0.42), (0.06, 0.44), (0.12, 0.5), (0.4, 0.86), (0.75, 1.08), (1, 1.16)),
    "egg": ((0, 0.0), (0.02, 0.14), (0.1, 0.27), (0.25, 0.37), (0.42, 0.4), (0.6, 0.365), (0.8, 0.26), (0.93, 0.14), (0.99, 0.04), (1, 0.0)),
    "ball": ((0, 0.0), (0.5, 0.5), (1, 0.0)),
    "cork": ((0, 0.4), (0.6, 0.42), (1, 0.45)),
    "cap": ((0, 0.5), (0.04, 0.52), (0.96, 0.52), (1, 0.5)),
    "pear": ((0, 0.05), (0.03, 0.2), (0.14, 0.33), (0.3, 0.375), (0.46, 0.32), (0.62, 0.2), (0.8, 0.145), (0.93, 0.09), (0.99, 0.03), (1, 0.0)),
}  # fmt: skip

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
        along = np.linspace(0, 1, _STEPS)
        if self.profile == "ball":
            return (np.sqrt(along * (1 - along)) * self.height).astype(np.float32)
        radius = _smooth_profile(np.array(PROFILES[self.profile]), along)
        window = np.hanning(23)[1:-1]
        inner = np.convolve(np.pad(radius, 10, mode="reflect", reflect_type="odd"), window / window.sum(), "valid")
        blend = np.clip(np.minimum(along, 1 - along) * 40, 0, 1)
        return ((radius + blend * (inner - radius)) * self.height).astype(np.float32)

    def widest(self) -> float:
        return max(radius for _, radius in PROFILES[self.profile]) * self.height


def _smooth_profile(points: npt.NDArray[np.float64], along: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
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


@dataclass(frozen=True, slots=True)
class Studio:
    """The light: where the large soft lamp stands, how steeply the camera looks down, the colour of the room."""

    side: float  # -1 for a lamp on the left
    tilt: float  # sine of the angle of view from above
    lamp: FloatArray
    room: FloatArray  # what shines back from all sides
    behind: float = 0.55  # light from behind, which makes glass glow


def place(
    picture: FloatArray, thing: Turned, studio: Studio, chance: np.random.Generator, *, mirror: float = 0.0
) -> None:
    """Draw ``thing``, with its mirror image in a polished table when ``mirror`` > 0."""
    widest = thing.widest()
    lift = studio.tilt * widest
    bounds = (thing.x - widest - 2, thing.foot - thing.height - lift - 2, thing.x + widest + 2, thing.foot + lift + 3)
    box = clipped(bounds, picture)
    if box is None:
        return
    left, top, right, bottom = box
    if mirror:
        _mirror_image(picture, thing, studio, mirror)
    if thing.profile not in CLOSED:
        _mouth(picture, thing, studio)
    patch = picture[top:bottom, left:right]
    cover, light = _surface(patch, thing, studio, chance, (left, top))
    patch += cover[:, :, None] * (light - patch)


def _surface(
    behind: FloatArray, thing: Turned, studio: Studio, chance: np.random.Generator, corner: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """How far the thing covers each pixel of ``behind``, and its light there."""
    rows, columns = behind.shape[:2]
    x = np.arange(columns, dtype=np.float32)[None, :] + np.float32(corner[0] + 0.5 - thing.x)
    y = np.float32(thing.foot - corner[1] - 0.5) - np.arange(rows, dtype=np.float32)[:, None]
    radii = thing.radii()
    slopes = np.gradient(radii, thing.height / (_STEPS - 1)).astype(np.float32)
    upright = math.sqrt(1 - studio.tilt**2)
    height = np.broadcast_to(y / upright, (rows, columns))
    for _ in range(4):  # the front bulges towards the eye, and what bulges is seen lower
        index = np.clip(height * ((_STEPS - 1) / thing.height), 0, _STEPS - 1).astype(np.int32)
        radius = radii.take(index)
        front = np.sqrt(np.maximum(radius * radius - x * x, 0))
        height = (y + np.float32(studio.tilt) * front) / np.float32(upright)
    slope = slopes.take(index)
    edge = (radius - np.abs(x)) / np.sqrt(1 + slope * slope)
    cover = np.clip(edge + 0.5, 0, 1) * np.clip(height + 0.5, 0, 1) * np.clip(thing.height - height + 0.5, 0, 1)
    safe = np.maximum(radius, 1e-3)
    normal = _normal(np.clip(x / safe, -1, 1), slope)
    share = np.clip(height / thing.height, 0, 1)
    own = _own_light(thing, share, x / safe, chance)
    lit = _lit(own, normal, thing, studio, share)
    if thing.finish.clear:
        lit = _through_glass(lit, behind, own, normal, thing.finish, share, studio.behind)
    lit += _shine(normal, thing.finish, studio)[:, :, None] * studio.lamp
    return cover, lit


def _normal(across: FloatArray, slope: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The direction a surface faces: right, up, towards the eye."""
    length = 1 / np.sqrt(1 + slope * slope)
    return across * length, -slope * length, np.sqrt(np.maximum(1 - across * across, 0)) * length


def _own_light(thing: Turned, share: FloatArray, across: FloatArray, chance: np.random.Generator) -> FloatArray:
    """The colour of the material, with its seam, speckles and label."""
    finish = thing.finish
    own = np.broadcast_to(finish.light, (*share.shape, 3)).copy()
    if finish.second is not None:
        wave = 0.012 * np.sin(across * 4 + chance.uniform(0, 6)) + 0.006 * np.sin(across * 11 + chance.uniform(0, 6))
        below = smoothstep(0.006, -0.006, share - finish.seam - wave.astype(np.float32))
        own += below[:, :, None] * (finish.second - own)
    if finish.speckles:
        spots = fbm(chance, share.shape, min(share.shape) / 5, octaves=2)
        own *= (1 - finish.speckles * smoothstep(1.5, 2.3, spots))[:, :, None]
    if finish.label is not None:
        paper = (
            smoothstep(0.845, 0.835, np.abs(across)) * smoothstep(0.13, 0.135, share) * smoothstep(0.425, 0.42, share)
        )
        for low, high, half in ((0.335, 0.35, 0.42), (0.30, 0.306, 0.5), (0.2, 0.206, 0.3)):
            paper *= 1 - 0.75 * ((share > low) & (share < high) & (np.abs(across) < half))
        own += paper[:, :, None] * (finish.label - own)
    return own


def _lit(
    own: FloatArray,
    normal: tuple[FloatArray, FloatArray, FloatArray],
    thing: Turned,
    studio: Studio,
    share: FloatArray,
) -> FloatArray:
    """Soft light from the lamp, light from the room, light thrown up by the table."""
    right, up, near = normal
    key = right * np.float32(0.78 * studio.side) + up * np.float32(0.42) + near * np.float32(0.46)
    wrapped = np.clip((key + 0.28) / 1.28, 0, 1) ** 1.35
    room = 0.5 + 0.35 * up + 0.15 * near
    bounce = np.clip(-right * np.float32(studio.side), 0, 1) ** 3 * 0.16
    grounded = 0.55 + 0.45 * smoothstep(0.0, 0.16, share)
    shade = (wrapped * 1.05)[:, :, None] * studio.lamp + ((room * 0.34 + bounce) * grounded)[:, :, None] * studio.room
    return np.asarray(own * shade, dtype=np.float32)


def _shine(normal: tuple[FloatArray, FloatArray, FloatArray], finish: Finish, studio: Studio) -> FloatArray:
    """The lamp and a strip light mirrored in the glaze."""
    if finish.gloss <= 0:
        return np.zeros_like(normal[0])
    right, up, near = normal
    # The eye looks along -z, a little from above.
    towards = up * np.float32(studio.tilt) + near * np.float32(math.sqrt(1 - studio.tilt**2))
    mirrored_x = 2 * towards * right
    mirrored_y = 2 * towards * up - np.float32(studio.tilt)
    mirrored_z = 2 * towards * near - np.float32(math.sqrt(1 - studio.tilt**2))
    soft = 0.05 + 0.3 * (1 - finish.gloss)
    lamp_x = mirrored_x * np.float32(studio.side)
    window = (
        smoothstep(0.42 - soft, 0.42 + soft, lamp_x)
        * smoothstep(0.1 - soft, 0.1 + soft, mirrored_z)
        * smoothstep(-0.62 - soft, -0.62 + soft, mirrored_y)
        * smoothstep(0.75 + soft, 0.75 - soft, mirrored_y)
    )
    away = right * np.float32(-studio.side)
    strip = smoothstep(0.74, 0.8, away) * smoothstep(0.93, 0.87, away) * smoothstep(0.8, 0.4, np.abs(mirrored_y))
    fresnel = 0.04 + 0.96 * np.clip(1 - towards, 0, 1) ** 5
    strength = finish.gloss**1.5
    return np.asarray(
        strength * (window * (0.36 + fresnel) + strip * (0.06 + 0.35 * fresnel) + 0.12 * fresnel), dtype=np.float32
    )


def _through_glass(
    lit: FloatArray,
    behind: FloatArray,
    own: FloatArray,
    normal: tuple[FloatArray, FloatArray, FloatArray],
    finish: Finish,
    share: FloatArray,
    glow: float,
) -> FloatArray:
    """What is behind, turned left to right and coloured by the depth of the glass; edges are dark, the core glows."""
    right, _, near = normal
    turned = behind[:, ::-1]
    filled = smoothstep(0.6, 0.59, share)  # the liquid ends below the shoulder
    depth = (0.35 + 0.55 * filled) * np.clip(near, 0, 1) + 1.5 * np.clip(1 - near, 0, 1) ** 3 + 0.25
    tint = np.power(np.clip(own, 0.012, 0.98), depth[:, :, None])
    core = own * (np.clip(1 - np.abs(right * 1.1 + 0.1), 0, 1) ** 1.5 * (0.35 + 0.25 * filled))[:, :, None]
    clear = turned * tint + core * np.float32(glow)
    opaque = finish.label is not None
    share_clear = np.full(share.shape, finish.clear, dtype=np.float32)
    if opaque and finish.label is not None:
        share_clear = share_clear * (np.abs(own - finish.light).sum(axis=2) < 0.02)
    return np.asarray(lit + share_clear[:, :, None] * (clear + 0.12 * lit - lit), dtype=np.float32)


def _mouth(picture: FloatArray, thing: Turned, studio: Studio) -> None:
    """The opening at the top: its far inner wall, then the lip in front is drawn by the surface."""
    radius = float(thing.radii()[-1])
    middle = thing.foot - thing.height * math.sqrt(1 - studio.tilt**2)
    flat = radius * studio.tilt
    box = clipped((thing.x - radius - 2, middle - flat - 2, thing.x + radius + 2, middle + flat + 2), picture)
    if box is None:
        return
    left, top, right, bottom = box
    x = (np.arange(left, right, dtype=np.float32)[None, :] + 0.5 - thing.x) / radius
    y = (np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5 - middle) / max(flat, 0.5)
    patch = picture[top:bottom, left:right]
    away = np.sqrt(x * x + y * y)
    cover = np.clip((1 - away) * flat + 0.5, 0, 1)
    solid = thing.profile in SOLID
    lip = smoothstep(0.8, 0.9, away) if not solid else np.ones_like(away)
    inside = 0.16 + 0.3 * np.clip(-x * np.float32(studio.side) + 0.3, 0, 1) * np.clip(0.6 - y, 0, 1)
    own = thing.finish.light
    light = own * (inside + lip * (0.75 - inside))[:, :, None]
    patch += cover[:, :, None] * (1 - 0.35 * thing.finish.clear) * (light - patch)


def _mirror_image(picture: FloatArray, thing: Turned, studio: Studio, strength: float) -> None:
    """A dim streak below the foot, as in polished stone."""
    widest = thing.widest()
    deep = min(thing.height * 0.5, picture.shape[0] - thing.foot)
    box = clipped((thing.x - widest, thing.foot, thing.x + widest, thing.foot + deep), picture)
    if box is None:
        return
    left, top, right, bottom = box
    down = (np.arange(top, bottom, dtype=np.float32) + 0.5 - thing.foot) / np.float32(thing.height)
    radii = thing.radii()
    radius = radii.take(np.clip(down * (_STEPS - 1), 0, _STEPS - 1).astype(np.int32))[:, None]
    x = np.arange(left, right, dtype=np.float32)[None, :] + 0.5 - thing.x
    soft = 1.0 + down[:, None] * widest * 0.5
    cover = smoothstep(-1.0, 1.0, (radius - np.abs(x)) / soft) * np.clip(1 - down[:, None] / 0.5, 0, 1) ** 1.6
    across = np.clip(x / np.maximum(radius, 1), -1, 1)
    light = thing.finish.light * (0.25 + 0.5 * np.clip(across * studio.side, 0, 1))[:, :, None]
    patch = picture[top:bottom, left:right]
    patch += (cover * strength)[:, :, None] * (light - patch)


def cast_shadow(
    shade: FloatArray, thing: Turned, studio: Studio, scale: float, *, reach: float = 1.1, slant: float = 0.16
) -> None:
    """Darken ``shade`` (1 for full light, at ``scale`` of the picture's size) where ``thing`` stands in the light."""
    rows, columns = shade.shape
    x = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) / scale - np.float32(thing.x)
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / scale - np.float32(thing.foot)
    away = -x * np.float32(studio.side)
    share = away / np.float32(reach * thing.height)
    radii = thing.radii()
    flat = np.float32(max(studio.tilt, 0.14))
    index = np.clip(share * (_STEPS - 1), 0, _STEPS - 1).astype(np.int32)
    half = radii.take(index) * flat * 1.15
    off = np.abs(y + share * np.float32(slant * thing.height)) - half
    soft = np.float32(thing.height) * (0.012 + 0.075 * np.clip(share, 0, 1.2))
    ends = smoothstep(1.05, 0.75, share) * smoothstep(-0.06, 0.02, share)
    long = smoothstep(1.0, -1.0, off / soft) * ends * (0.62 - 0.34 * np.clip(share, 0, 1))
    foot = max(float(radii[: _STEPS // 16].max()), thing.widest() * 0.45)
    contact = np.exp(-((np.sqrt((x / foot) ** 2 + ((y - 1) / (foot * flat)) ** 2) / 1.15) ** 4)) * 0.75
    ambient = np.exp(-np.sqrt((x / foot) ** 2 + (y / (foot * flat * 1.6)) ** 2) * 1.1) * 0.35
    clear = 1 - 0.45 * thing.finish.clear
    shade *= (1 - long * clear) * (1 - contact) * (1 - ambient)


def texture(chance: np.random.Generator, shape: tuple[int, int]) -> FloatArray:
    """The unevenness of plaster, of mean 1."""
    small = fbm(chance, (max(8, shape[0] // 2), max(8, shape[1] // 2)), 9, octaves=6, gain=0.6)
    return np.asarray(1 + 0.012 * resized(small, *shape), dtype=np.float32)


def spread_out(widths: Sequence[float], gap: float) -> list[float]:
    """Where the axes of things of these half widths stand, so that they touch but for ``gap``; centred on 0."""
    places, edge = [], 0.0
    for half in widths:
        places.append(edge + half)
        edge += 2 * half + gap
    middle = (edge - gap) / 2
    return [each - middle for each in places]
