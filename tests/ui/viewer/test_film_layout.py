from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.ui.viewer.film_layout import Film, Frame

GAP, MARGIN = 8, 16

widths = st.lists(st.integers(26, 125), min_size=1, max_size=60)
rooms = st.integers(200, 1600)


def film(of: "list[int]", window_px: int) -> Film:
    return Film(len(of), of.__getitem__, window_px, GAP, MARGIN)


def check(of: "list[int]", window_px: int, frames: "list[Frame]") -> None:
    """Frames follow one another with a gap, cover the window, and begin and end where the film does."""
    assert frames
    for one, next_one in pairwise(frames):
        assert next_one.position == one.position + 1
        assert next_one.left_px == one.left_px + one.width_px + GAP
    assert all(frame.width_px == of[frame.position] for frame in frames)
    first, last = frames[0], frames[-1]
    assert first.left_px <= (MARGIN if first.position == 0 else GAP)
    end = last.left_px + last.width_px
    is_short = sum(of) + GAP * (len(of) - 1) + 2 * MARGIN <= window_px
    if is_short:
        assert (first.position, first.left_px) == (0, MARGIN)
        assert last.position == len(of) - 1
    elif last.position == len(of) - 1:
        assert end >= window_px - MARGIN
    else:
        assert end + GAP >= window_px


@given(widths, rooms, st.data())
def test_the_open_picture_is_in_the_middle_or_as_near_to_it_as_the_ends_allow(
    of: "list[int]", room: int, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(of) - 1))
    strip = film(of, room)
    anchor = strip.centred(position)
    frames = strip.visible(anchor)
    check(of, room, frames)
    assert anchor in frames
    is_at_an_end = frames[0].position == 0 or frames[-1].position == len(of) - 1
    assert is_at_an_end or anchor.left_px == (room - anchor.width_px) // 2


@given(widths, rooms, st.data(), st.lists(st.integers(-3000, 3000), max_size=6))
def test_scrolling_never_leaves_the_film(of: "list[int]", room: int, data: st.DataObject, turns: "list[int]") -> None:
    strip = film(of, room)
    anchor = strip.centred(data.draw(st.integers(0, len(of) - 1)))
    for right_px in turns:
        anchor = strip.scrolled(anchor, right_px)
        check(of, room, strip.visible(anchor))


@given(widths, rooms)
def test_scrolling_there_and_back_is_where_it_was(of: "list[int]", room: int) -> None:
    strip = film(of, room)
    begin = strip.scrolled(strip.centred(0), 0)
    far = strip.scrolled(begin, -37)
    moved_px = strip.visible(begin)[0].left_px - next(f.left_px for f in strip.visible(far) if f.position == 0)
    assert strip.visible(strip.scrolled(far, moved_px)) == strip.visible(begin)


def test_only_what_is_in_view_is_looked_at() -> None:
    asked: list[int] = []

    def width_of(position: int) -> int:
        asked.append(position)
        return 78

    strip = Film(1_000_000, width_of, 1284, GAP, MARGIN)
    anchor = strip.scrolled(strip.centred(500_000), -172)
    strip.visible(anchor)
    assert len(set(asked)) < 30
