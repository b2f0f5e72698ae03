"""Where the frames of a filmstrip lie. Only those in view are looked at, however long the film is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Frame(NamedTuple):
    """A picture of the strip: its position in the film, its left edge in the window and its width."""

    position: int
    left_px: int
    width_px: int


@dataclass(frozen=True, slots=True)
class Film:
    """A film of ``count`` frames with a width each, behind a window with a margin at both ends."""

    count: int
    width_of: Callable[[int], int]
    window_px: int
    gap_px: int
    margin_px: int

    def visible(self, anchor: Frame) -> list[Frame]:
        """The frames that the window shows, from the left, when ``anchor`` is where it says."""
        before = [frame for frame in self._leftwards(anchor) if frame.left_px < self.window_px]
        after = [frame for frame in self._rightwards(anchor) if frame.left_px + frame.width_px > 0]
        return [*before[::-1], *after]

    def centred(self, position: int) -> Frame:
        """The frame at this position in the middle of the window, or as near to it as the ends of the film allow."""
        width = self.width_of(position)
        return self._within_ends(Frame(position, (self.window_px - width) // 2, width))

    def scrolled(self, anchor: Frame, right_px: int) -> Frame:
        """The first frame in view when the film is drawn to the right by so many pixels, or as far as it goes."""
        moved = self._within_ends(anchor._replace(left_px=anchor.left_px + right_px))
        visible = self.visible(moved)
        return visible[0] if visible else moved

    def _within_ends(self, anchor: Frame) -> Frame:
        """No more than the margin is free at either end; a film that is short begins at the left."""
        end = self._end_px(anchor)
        if end is not None and end < self.window_px - self.margin_px:
            anchor = anchor._replace(left_px=anchor.left_px + self.window_px - self.margin_px - end)
        begin = self._begin_px(anchor)
        if begin is not None and begin > self.margin_px:
            anchor = anchor._replace(left_px=anchor.left_px + self.margin_px - begin)
        return anchor

    def _begin_px(self, anchor: Frame) -> int | None:
        """Where the film begins, if that is in the window."""
        first = list(self._leftwards(anchor))[-1:] or [anchor]
        return first[0].left_px if first[0].position == 0 else None

    def _end_px(self, anchor: Frame) -> int | None:
        last = list(self._rightwards(anchor))[-1:] or [anchor]
        return last[0].left_px + last[0].width_px if last[0].position == self.count - 1 else None

    def _rightwards(self, anchor: Frame) -> Iterator[Frame]:
        """The anchor and what follows it, as far as the window goes."""
        frame = anchor
        while True:
            if frame.left_px > self.window_px:
                return
            yield frame
            if frame.position + 1 >= self.count:
                return
            left = frame.left_px + frame.width_px + self.gap_px
            frame = Frame(frame.position + 1, left, self.width_of(frame.position + 1))

    def _leftwards(self, anchor: Frame) -> Iterator[Frame]:
        """What comes before the anchor, the nearest first, as far as the window goes."""
        position, right = anchor.position - 1, anchor.left_px - self.gap_px
        while position >= 0 and right > 0:
            width = self.width_of(position)
            yield Frame(position, right - width, width)
            position, right = position - 1, right - width - self.gap_px
