import math

from hypothesis import assume, example, given
from hypothesis import strategies as st

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.viewer.placement import EXACT_FROM, FIT_AT_MOST, LARGEST, Placement

PICTURE = Size(1248, 832)
WINDOW = Size(1284, 881)

pictures = st.builds(Size, st.integers(1, 12_000), st.integers(1, 12_000))
windows = st.builds(Size, st.integers(60, 8_000), st.integers(60, 5_000))
placements = st.builds(Placement, pictures, windows, st.integers(0, 20))
fractions = st.floats(0, 1)
factors = st.floats(0.05, 20)


def moved(placed: Placement, moves: "list[tuple[str, float, float, float]]") -> Placement:
    """After some zooming and panning by a person."""
    for kind, one, two, three in moves:
        x, y = two * placed.window.width_px, three * placed.window.height_px
        if kind == "zoom":
            placed = placed.zoomed(one, x, y)
        elif kind == "pan":
            placed = placed.panned((one - 1) * x, (one - 1) * y)
        elif kind == "step":
            placed = placed.stepped(larger=one > 1)
        else:
            placed = placed.toggled(x, y)
    return placed


moves = st.lists(
    st.tuples(st.sampled_from(["zoom", "pan", "step", "toggle"]), factors, fractions, fractions), max_size=8
)


@given(placements)
@example(Placement(PICTURE, WINDOW, 20))
@example(Placement(Size(12_000, 1), Size(60, 60), 20))
def test_a_picture_that_fits_touches_two_margins_unless_it_would_show_single_pixels(placed: Placement) -> None:
    target, margin = placed.target, placed.margin_px
    width, height = placed.window.width_px - 2 * margin, placed.window.height_px - 2 * margin
    assert target.width <= width
    assert target.height <= height
    assert target.width == width or target.height == height or placed.scale == FIT_AT_MOST
    assert abs(target.x - (placed.window.width_px - target.x - target.width)) <= 1
    assert abs(target.y - (placed.window.height_px - target.y - target.height)) <= 1


def test_a_picture_of_the_design_fills_the_width_of_its_window() -> None:
    assert Placement(PICTURE, WINDOW, 20).target == (20, 26, 1244, 829)


@given(placements, moves, factors, fractions, fractions)
def test_zooming_keeps_the_point_under_the_pointer(
    placed: Placement, before: "list[tuple[str, float, float, float]]", factor: float, right: float, down: float
) -> None:
    """On each axis on which the picture fills the window before and after; elsewhere it stays in the middle."""
    placed = moved(placed, before)
    x, y = right * placed.window.width_px, down * placed.window.height_px
    zoomed = placed.zoomed(factor, x, y)
    was, now = placed.point_at(x, y), zoomed.point_at(x, y)
    for axis, window_px, picture_px in (
        (0, placed.window.width_px, placed.picture.width_px),
        (1, placed.window.height_px, placed.picture.height_px),
    ):
        fills = min(placed.scale, zoomed.scale) * picture_px >= window_px
        if fills and zoomed.scale >= placed.scale:
            assert math.isclose(was[axis], now[axis], rel_tol=1e-6, abs_tol=1e-6 * picture_px)


@given(placements, moves)
def test_no_empty_window_shows_where_there_could_be_picture(
    placed: Placement, before: "list[tuple[str, float, float, float]]"
) -> None:
    placed = moved(placed, before)
    target, window = placed.target, placed.window
    for begin, length, room in (
        (target.x, target.width, window.width_px),
        (target.y, target.height, window.height_px),
    ):
        if length > room:
            assert begin <= 0
            assert begin + length >= room
        else:
            assert begin == (room - length) // 2


def test_a_picture_pushed_against_its_edge_comes_back_at_once() -> None:
    placed = Placement(PICTURE, WINDOW, 20).at_scale(4.0, 0, 0)
    pushed = placed.panned(1e6, 1e6)
    assert (pushed.target.x, pushed.target.y) == (0, 0)
    assert (pushed.panned(-10, -20).target.x, pushed.panned(-10, -20).target.y) == (-10, -20)


@given(placements, moves, pictures, windows)
def test_neither_another_picture_nor_another_window_loses_the_picture(
    placed: Placement, before: "list[tuple[str, float, float, float]]", picture: Size, window: Size
) -> None:
    other = moved(placed, before).of(picture).inside(window, placed.margin_px)
    target = other.target
    assert target.x < window.width_px
    assert target.x + target.width > 0
    assert target.y < window.height_px
    assert target.y + target.height > 0


@given(placements, moves, factors, fractions, fractions)
def test_a_zoom_never_passes_the_fit_or_100_percent_without_stopping(
    placed: Placement, before: "list[tuple[str, float, float, float]]", factor: float, right: float, down: float
) -> None:
    placed = moved(placed, before)
    zoomed = placed.zoomed(factor, right * placed.window.width_px, down * placed.window.height_px)
    low, high = sorted((placed.scale, zoomed.scale))
    for stop in (placed.fit_scale, 1.0):
        assert not low * 1.001 < stop < high * 0.999


@given(placements, moves)
def test_the_scale_stays_between_the_smallest_and_the_largest(
    placed: Placement, before: "list[tuple[str, float, float, float]]"
) -> None:
    placed = moved(placed, before)
    assert min(1.0, placed.fit_scale) * 0.999 <= placed.scale <= LARGEST


@given(placements)
def test_one_step_after_another_goes_from_the_fit_to_the_largest_and_back(placed: Placement) -> None:
    steps = 0
    while placed.scale < LARGEST and steps < 60:
        larger = placed.stepped(larger=True)
        assert larger.scale > placed.scale
        placed, steps = larger, steps + 1
    assert placed.scale == LARGEST
    while placed.scale > min(1.0, placed.fit_scale) * 1.001 and steps < 120:
        smaller = placed.stepped(larger=False)
        assert smaller.scale < placed.scale
        placed, steps = smaller, steps + 1
    assert placed.is_fit or placed.scale == 1.0


@given(placements, fractions, fractions)
def test_toggling_twice_is_the_fit_again(placed: Placement, right: float, down: float) -> None:
    x, y = right * placed.window.width_px, down * placed.window.height_px
    assert placed.toggled(x, y).scale == 1.0
    assert placed.toggled(x, y).toggled(x, y) == placed


def test_another_picture_is_seen_as_close_and_at_the_same_part() -> None:
    close = Placement(PICTURE, WINDOW, 20).zoomed(4, 300, 200)
    other = close.of(Size(2496, 1664))
    assert other.scale == close.scale
    assert (other.across, other.down) == (close.across, close.down)
    assert Placement(PICTURE, WINDOW, 20).of(Size(100, 3000)).is_fit


def test_pixels_are_squares_from_200_percent_on() -> None:
    placed = Placement(PICTURE, WINDOW, 20)
    assert not placed.at_scale(EXACT_FROM - 0.01, 0, 0).is_exact
    assert placed.at_scale(EXACT_FROM, 0, 0).is_exact


@given(placements, moves)
def test_what_is_scaled_beforehand_has_the_size_that_is_painted(
    placed: Placement, before: "list[tuple[str, float, float, float]]"
) -> None:
    placed = moved(placed, before)
    size = placed.exact_size
    assume(size is not None)
    assert size is not None
    assert (size.width_px, size.height_px) == placed.target[2:]
    assert size.pixels <= max(placed.picture.pixels, placed.window.pixels)
    assert size != placed.picture
