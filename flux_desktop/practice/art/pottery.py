"""Turned things in studio light: glaze, chalk and glass."""

import math

import numpy as np

from flux_desktop.practice.art.noise import AnyFloats, FloatArray, fbm, smoothstep
from flux_desktop.practice.art.shapes import Patch, around, between
from flux_desktop.practice.art.studio import Studio
from flux_desktop.practice.art.turned import CLOSED, SOLID, STEPS, Finish, Turned

Normal = tuple[AnyFloats, AnyFloats, AnyFloats]


def place(
    picture: FloatArray, thing: Turned, studio: Studio, chance: np.random.Generator, *, mirror: float = 0.0
) -> None:
    """Draw ``thing``, with its mirror image in a polished table when ``mirror`` > 0."""
    wide = thing.widest
    lift = studio.tilt * wide
    axis = thing.x, thing.foot
    if mirror:
        _mirror_image(picture, thing, studio, mirror)
    if thing.profile not in CLOSED:
        _mouth(picture, thing, studio)
    bounds = (thing.x - wide - 1, thing.foot - thing.height - lift - 1, thing.x + wide + 1, thing.foot + lift + 2)
    patch = between(picture, axis, bounds)
    if patch is not None:
        patch.lay(*_surface(patch, thing, studio, chance))


def _surface(patch: Patch, thing: Turned, studio: Studio, chance: np.random.Generator) -> tuple[AnyFloats, FloatArray]:
    """How far the thing covers each pixel of the patch around its axis, and its light there."""
    x, y = patch.x, -patch.y
    radii = thing.radii()
    slopes = np.gradient(radii, thing.height / (STEPS - 1)).astype(np.float32)
    upright = math.sqrt(1 - studio.tilt**2)
    height = np.broadcast_to(y / np.float32(upright), patch.pixels.shape[:2])
    for _ in range(4):  # the front bulges towards the eye, and what bulges is seen lower
        index = np.clip(height * ((STEPS - 1) / thing.height), 0, STEPS - 1).astype(np.int32)
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
    lit = _lit(own, normal, studio, share)
    if thing.finish.clear:
        glass = _glass(patch.pixels, own, normal, share, studio.behind)
        lit += _clear_share(own, thing.finish)[:, :, None] * (glass - 0.88 * lit)
    lit += _shine(normal, thing.finish, studio)[:, :, None] * studio.lamp
    return cover, lit


def _normal(across: AnyFloats, slope: AnyFloats) -> Normal:
    """The direction a surface faces: right, up, towards the eye."""
    length = 1 / np.sqrt(1 + slope * slope)
    return across * length, -slope * length, np.sqrt(np.maximum(1 - across * across, 0)) * length


def _own_light(thing: Turned, share: AnyFloats, across: AnyFloats, chance: np.random.Generator) -> FloatArray:
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


def _lit(own: FloatArray, normal: Normal, studio: Studio, share: AnyFloats) -> FloatArray:
    """Soft light from the lamp, light from the room, light thrown up by the table."""
    right, up, near = normal
    key = right * np.float32(0.78 * studio.side) + up * np.float32(0.42) + near * np.float32(0.46)
    wrapped = np.clip((key + 0.28) / 1.28, 0, 1) ** 1.35
    room = 0.5 + 0.35 * up + 0.15 * near
    bounce = np.clip(-right * np.float32(studio.side), 0, 1) ** 3 * 0.16
    grounded = 0.55 + 0.45 * smoothstep(0.0, 0.16, share)
    shade = (wrapped * 1.05)[:, :, None] * studio.lamp + ((room * 0.34 + bounce) * grounded)[:, :, None] * studio.room
    return np.asarray(own * shade, dtype=np.float32)


def _shine(normal: Normal, finish: Finish, studio: Studio) -> AnyFloats:
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


def _glass(behind: FloatArray, own: FloatArray, normal: Normal, share: AnyFloats, glow: float) -> AnyFloats:
    """What is behind, turned left to right and coloured by the depth of the glass; edges are dark, the core glows."""
    right, _, near = normal
    filled = smoothstep(0.6, 0.59, share)  # the liquid ends below the shoulder
    depth = (0.35 + 0.55 * filled) * np.clip(near, 0, 1) + 1.5 * np.clip(1 - near, 0, 1) ** 3 + 0.25
    tint = np.power(np.clip(own, 0.012, 0.98), depth[:, :, None])
    core = np.clip(1 - np.abs(right * 1.1 + 0.1), 0, 1) ** 1.5 * (0.35 + 0.25 * filled) * glow
    return np.asarray(behind[:, ::-1] * tint + own * core[:, :, None], dtype=np.float32)


def _clear_share(own: FloatArray, finish: Finish) -> AnyFloats:
    """How far one sees through: not where the label is."""
    clear = np.full(own.shape[:2], finish.clear, dtype=np.float32)
    if finish.label is not None:
        clear *= np.abs(own - finish.light).sum(axis=2) < 0.02
    return clear


def _mouth(picture: FloatArray, thing: Turned, studio: Studio) -> None:
    """The opening at the top with its far inner wall; or the top of a thing that has none."""
    radius = float(thing.radii()[-1])
    middle = thing.foot - thing.height * math.sqrt(1 - studio.tilt**2)
    flat = max(radius * studio.tilt, 0.5)
    patch = around(picture, (thing.x, middle), radius + 1, flat + 1)
    if patch is None:
        return
    x, y = patch.x * np.float32(1 / radius), patch.y * np.float32(1 / flat)
    away = np.hypot(x, y)
    inside = 0.16 + 0.3 * np.clip(-x * np.float32(studio.side) + 0.3, 0, 1) * np.clip(0.6 - y, 0, 1)
    lip = np.ones_like(away) if thing.profile in SOLID else smoothstep(0.8, 0.9, away)
    light = thing.finish.light * (inside + lip * (0.75 - inside))[:, :, None]
    patch.lay(np.clip((1 - away) * flat + 0.5, 0, 1) * (1 - 0.35 * thing.finish.clear), light)


def _mirror_image(picture: FloatArray, thing: Turned, studio: Studio, strength: float) -> None:
    """A dim streak below the foot, as in polished stone."""
    wide = thing.widest
    axis = thing.x, thing.foot
    patch = between(picture, axis, (thing.x - wide, thing.foot + 1, thing.x + wide, thing.foot + thing.height * 0.5))
    if patch is None:
        return
    down = np.maximum(patch.y, 0) * np.float32(1 / thing.height)
    radius = thing.radii().take(np.clip(down * (STEPS - 1), 0, STEPS - 1).astype(np.int32))
    soft = 1.0 + down * wide * 0.5
    cover = smoothstep(-1.0, 1.0, (radius - np.abs(patch.x)) / soft) * np.clip(1 - down / 0.5, 0, 1) ** 1.6
    across = np.clip(patch.x / np.maximum(radius, 1), -1, 1)
    light = thing.finish.light * (0.25 + 0.5 * np.clip(across * studio.side, 0, 1))[:, :, None]
    patch.lay(cover * strength, light)
