"""The frame in which a picture is cut: moved and resized, it stays inside the picture and in its ratio."""

import math
from enum import Flag, auto
from typing import NamedTuple

from flux_desktop.domain.references import Frame, Reference
from flux_desktop.domain.sizes import Size

SMALLEST_PX = 64
"""BFL takes nothing smaller (FLUX.2's schema, 2026-04)."""


class Edge(Flag):
    """The edges that move. None of them: the whole frame does."""

    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()


class _Axis(NamedTuple):
    """One direction of the frame: where it starts, how long it and the picture are, and which of its ends move."""

    start: int
    length: int
    whole: int
    first_moves: bool
    last_moves: bool

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def moves(self) -> bool:
        return self.first_moves or self.last_moves

    @property
    def room(self) -> int:
        """How long the frame can get around what stays: an end, or the middle."""
        if self.first_moves:
            return self.end
        return (
            self.whole - self.start
            if self.last_moves
            else min(self.start + self.end, 2 * self.whole - self.start - self.end)
        )

    def dragged(self, by: int) -> tuple[int, int]:
        """Start and length when an end has moved."""
        start, end, least = self.start, self.end, min(SMALLEST_PX, self.length)
        if self.first_moves:
            start = max(0, min(start + by, end - least))
        if self.last_moves:
            end = min(self.whole, max(end + by, start + least))
        return start, end - start

    def start_of(self, length: int) -> int:
        """Where a frame of this length starts."""
        if self.first_moves:
            return self.end - length
        return self.start if self.last_moves else (self.start + self.end - length) // 2


def moved(frame: Frame, right_px: int, down_px: int, picture: Size) -> Frame:
    """The frame somewhere else, as far as the picture reaches."""
    return frame._replace(
        left_px=max(0, min(frame.left_px + right_px, picture.width_px - frame.width_px)),
        top_px=max(0, min(frame.top_px + down_px, picture.height_px - frame.height_px)),
    )


def resized(
    frame: Frame, edges: Edge, right_px: int, down_px: int, picture: Size, *, ratio: float | None = None
) -> Frame:
    """The frame with these edges moved. In a fixed ratio (width to height) the others follow around what stays."""
    across = _Axis(frame.left_px, frame.width_px, picture.width_px, Edge.LEFT in edges, Edge.RIGHT in edges)
    down = _Axis(frame.top_px, frame.height_px, picture.height_px, Edge.TOP in edges, Edge.BOTTOM in edges)
    (left, width), (top, height) = across.dragged(right_px), down.dragged(down_px)
    if ratio is None:
        return Frame(left, top, width, height)
    wanted = max(
        width if across.moves else 0.0, height * ratio if down.moves else 0.0, SMALLEST_PX, SMALLEST_PX * ratio
    )
    width = max(1, int(min(wanted, across.room, down.room * ratio)))
    height = max(1, min(down.room, round(width / ratio)))
    return moved(Frame(across.start_of(width), down.start_of(height), width, height), 0, 0, picture)


def in_ratio(frame: Frame, ratio: float, picture: Size) -> Frame:
    """About the same part of the picture in another shape."""
    wanted = math.sqrt(frame.size.pixels * ratio)
    width = max(1, round(min(wanted, picture.width_px, picture.height_px * ratio)))
    height = max(1, min(picture.height_px, round(width / ratio)))
    left = frame.left_px + (frame.width_px - width) // 2
    top = frame.top_px + (frame.height_px - height) // 2
    return moved(Frame(left, top, width, height), 0, 0, picture)


def shown_frame(reference: Reference) -> Frame:
    """The part that ``reference`` is, or all of it, in pixels of the person's picture."""
    if reference.crop is None:
        return Frame.around(reference.seen_size)
    whole = reference.whole
    return rescaled(reference.crop.frame, whole.size, whole.seen_size)


def rescaled(frame: Frame, before: Size, after: Size) -> Frame:
    """The same part of the picture at another size, no smaller than BFL takes."""
    left, width = _rescaled(frame.left_px, frame.width_px, before.width_px, after.width_px)
    top, height = _rescaled(frame.top_px, frame.height_px, before.height_px, after.height_px)
    return Frame(left, top, width, height)


def _rescaled(start: int, length: int, before: int, after: int) -> tuple[int, int]:
    ends = round(start * after / before), round((start + length) * after / before)
    kept = min(max(ends[1] - ends[0], SMALLEST_PX), after)
    return min(ends[0], after - kept), kept
