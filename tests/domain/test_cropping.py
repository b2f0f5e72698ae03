"""Whatever is dragged, the frame stays inside the picture and in its ratio."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.cropping import SMALLEST_PX, Edge, in_ratio, moved, resized
from flux_desktop.domain.references import Frame
from flux_desktop.domain.sizes import Shape, Size

PICTURE = Size(1200, 800)
MIDDLE = Frame(400, 200, 400, 400)
edges = st.sampled_from(
    [
        *(Edge.LEFT, Edge.RIGHT, Edge.TOP, Edge.BOTTOM),
        *(Edge.LEFT | Edge.TOP, Edge.RIGHT | Edge.TOP, Edge.LEFT | Edge.BOTTOM, Edge.RIGHT | Edge.BOTTOM),
    ]
)
ratios = st.sampled_from([shape.ratio for shape in Shape])


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    width, height = draw(st.integers(SMALLEST_PX, 1200)), draw(st.integers(SMALLEST_PX, 800))
    return Frame(draw(st.integers(0, 1200 - width)), draw(st.integers(0, 800 - height)), width, height)


def assert_inside(frame: Frame) -> None:
    assert frame.left_px >= 0
    assert frame.top_px >= 0
    assert frame.width_px >= 1
    assert frame.height_px >= 1
    assert frame.left_px + frame.width_px <= PICTURE.width_px
    assert frame.top_px + frame.height_px <= PICTURE.height_px


@given(frame=frames(), which=edges, right=st.integers(-2000, 2000), down=st.integers(-2000, 2000))
def test_a_free_frame_stays_inside_and_what_is_not_dragged_stays(
    frame: Frame, which: Edge, right: int, down: int
) -> None:
    made = resized(frame, which, right, down, PICTURE)
    assert_inside(made)
    assert min(made.size) >= SMALLEST_PX
    if Edge.LEFT not in which:
        assert made.left_px == frame.left_px
    if Edge.BOTTOM not in which:
        assert made.top_px + made.height_px == frame.top_px + frame.height_px
    assert_inside(moved(frame, right, down, PICTURE))
    assert moved(frame, right, down, PICTURE).size == frame.size


@given(frame=frames(), which=edges, right=st.integers(-2000, 2000), down=st.integers(-2000, 2000), ratio=ratios)
def test_a_frame_in_a_ratio_keeps_it(frame: Frame, which: Edge, right: int, down: int, ratio: float) -> None:
    start = in_ratio(frame, ratio, PICTURE)
    assert_inside(start)
    made = resized(start, which, right, down, PICTURE, ratio=ratio)
    assert_inside(made)
    for shape in (start, made):
        assert shape.width_px == pytest.approx(shape.height_px * ratio, abs=max(1.0, ratio))


def test_a_corner_is_dragged_around_the_one_across() -> None:
    made = resized(MIDDLE, Edge.RIGHT | Edge.BOTTOM, 100, 0, PICTURE, ratio=1.0)
    assert made == Frame(400, 200, 500, 500)
    assert resized(MIDDLE, Edge.LEFT | Edge.TOP, -100, 0, PICTURE, ratio=1.0) == Frame(300, 100, 500, 500)


def test_an_edge_in_a_ratio_is_dragged_around_the_middle() -> None:
    assert resized(MIDDLE, Edge.RIGHT, 100, 0, PICTURE, ratio=1.0) == Frame(400, 150, 500, 500)


def test_the_whole_picture_in_another_shape_is_as_large_as_it_can_be() -> None:
    whole = Frame.around(PICTURE)
    assert in_ratio(whole, 1.0, PICTURE) == Frame(200, 0, 800, 800)
    assert in_ratio(whole, 16 / 9, PICTURE) == Frame(0, 62, 1200, 675)


def test_a_small_picture_can_be_cut_as_well() -> None:
    tiny = Size(40, 30)
    whole = Frame.around(tiny)
    assert resized(whole, Edge.LEFT, 10, 0, tiny) == whole
    assert in_ratio(whole, 1.0, tiny) == Frame(5, 0, 30, 30)
