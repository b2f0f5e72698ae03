import random
from array import array
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flux_desktop.ui.gallery.blocks import BLOCK, Metrics
from flux_desktop.ui.gallery.gallery_layout import Anchor, GalleryLayout, Rect
from flux_desktop.ui.gallery.sections import Section

VIEW_PX = 760


def section(number: int) -> Section:
    """The higher the number, the newer."""
    return Section(f"Section {number}", number * 1_000_000, (number + 1) * 1_000_000)


class Pictures:
    """Ratios of a gallery, newest first, and which of them the layout asked for."""

    def __init__(self, counts: Sequence[int], seed: int = 7) -> None:
        self.chance = random.Random(seed)
        self.ratios = array("f", (self.ratio() for _ in range(sum(counts))))
        self.asked = 0
        self.layout = GalleryLayout(self.slice, Metrics(width_px=1000))
        self.layout.reset([(section(len(counts) - i), count) for i, count in enumerate(counts)])

    def ratio(self) -> float:
        return self.chance.choice((1.0, 1.5, 1.5, 1.78, 0.67, 0.56, 2.4))

    def slice(self, first: int, count: int) -> Sequence[float]:
        self.asked += count
        return self.ratios[first : first + count]

    def insert(self, index: int, count: int, where: Section, *, keep_rows: bool = False) -> None:
        self.ratios[index:index] = array("f", (self.ratio() for _ in range(count)))
        self.layout.insert(index, count, where, keep_rows=keep_rows)

    def remove(self, index: int, count: int) -> None:
        del self.ratios[index : index + count]
        self.layout.remove(index, count)


def all_rects(layout: GalleryLayout) -> list[Rect]:
    """Every tile, with the whole content settled."""
    layout.settle(0, 10**9)
    return [tile for row in layout.rows(0, layout.height_px) for tile in row.tiles]


def visible(layout: GalleryLayout, top_px: int) -> dict[int, tuple[int, int]]:
    """What a settled view shows: for each picture its place in the view."""
    return {
        row.first + i: (tile.x, tile.y - top_px)
        for row in layout.rows(top_px, top_px + VIEW_PX)
        for i, tile in enumerate(row.tiles)
    }


COUNTS = st.lists(st.integers(1, 700), min_size=1, max_size=5)


@given(COUNTS, st.integers(300, 2200), st.integers(120, 320))
@settings(max_examples=40, deadline=None)
def test_tiles_never_overlap_stay_inside_and_keep_their_order(counts: list[int], width_px: int, target_px: int) -> None:
    layout = Pictures(counts).layout
    layout.resize(width_px, target_px)
    rects = all_rects(layout)
    assert len(rects) == sum(counts) == layout.count
    for rect in rects:
        assert rect.x >= 16
        assert rect.x + rect.width <= width_px - 16
    for before, after in pairwise(rects):
        same_row = before.y == after.y
        assert after.x >= before.x + before.width + 8 if same_row else after.y >= before.y + before.height + 8
    assert rects[-1].y + rects[-1].height <= layout.height_px


@given(COUNTS, st.integers(300, 2200), st.data())
@settings(max_examples=40, deadline=None)
def test_a_click_in_the_middle_of_a_tile_hits_that_tile(counts: list[int], width_px: int, data: st.DataObject) -> None:
    layout = Pictures(counts).layout
    layout.resize(width_px, 200)
    index = data.draw(st.integers(0, layout.count - 1))
    rect = layout.rect(index)
    assert layout.index_at(rect.x + rect.width // 2, rect.y + rect.height // 2) == index
    assert layout.known_rect(index) == rect
    assert layout.index_at(rect.x - 4, rect.y) == -1


@given(COUNTS, st.lists(st.floats(0, 1), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_settled_view_is_exact_inside_the_content_and_stays_settled(counts: list[int], jumps: list[float]) -> None:
    layout = Pictures(counts).layout
    for jump in jumps:
        top = layout.settle(round(jump * layout.height_px), VIEW_PX)
        height = layout.height_px
        assert 0 <= top <= max(0, height - VIEW_PX)
        shown = visible(layout, top)
        assert shown
        assert layout.height_px == height
        assert layout.settle(top, VIEW_PX) == top
        assert visible(layout, top) == shown


@given(st.integers(1, 400), st.lists(st.integers(-700, 700), min_size=5, max_size=30))
@settings(max_examples=40, deadline=None)
def test_scrolling_moves_what_is_in_view_by_just_that_much(seed: int, steps: list[int]) -> None:
    layout = Pictures([300, 900, 40, 2000], seed).layout
    top = layout.settle(20_000, VIEW_PX)
    for step in steps:
        before = visible(layout, top)
        asked = min(max(0, top + step), max(0, layout.height_px - VIEW_PX))
        is_edge = asked in (0, max(0, layout.height_px - VIEW_PX))
        moved = asked - top
        top = layout.settle(asked, VIEW_PX)
        after = visible(layout, top)
        for index in before.keys() & after.keys():
            if not is_edge:
                assert after[index] == (before[index][0], before[index][1] - moved)


@given(st.integers(0, 3000), st.integers(400, 2000), st.integers(120, 320))
@settings(max_examples=40, deadline=None)
def test_another_width_or_size_keeps_the_anchor_in_its_place(index: int, width_px: int, target_px: int) -> None:
    layout = Pictures([30, 1200, 2000]).layout
    anchor = Anchor(index, 120)
    layout.settle(layout.top_for(anchor), VIEW_PX)
    layout.resize(width_px, target_px)
    top = layout.settle(layout.top_for(anchor), VIEW_PX)
    is_at_edge = top in (0, layout.height_px - VIEW_PX)
    assert is_at_edge or layout.rect(index).y - top == 120


def test_what_arrives_while_one_looks_elsewhere_moves_no_tile_in_view() -> None:
    pictures = Pictures([400, 300])
    layout = pictures.layout
    top = layout.settle(2500, VIEW_PX)
    anchor = layout.anchor_at(top)
    assert anchor
    before = visible(layout, top)
    for _ in range(9):
        pictures.insert(0, 1, section(2), keep_rows=True)
        anchor = Anchor(anchor.index + 1, anchor.below_top_px)
        top = layout.settle(layout.top_for(anchor), VIEW_PX)
    assert visible(layout, top) == {index + 9: place for index, place in before.items()}


def test_tidying_lets_new_pictures_join_the_rows_below_them() -> None:
    pictures = Pictures([50])
    pictures.layout.settle(0, VIEW_PX)
    pictures.insert(0, 1, section(1), keep_rows=True)
    assert len({rect.y for rect in all_rects(pictures.layout)[:2]}) == 2
    assert pictures.layout.tidy()
    assert len({rect.y for rect in all_rects(pictures.layout)[:2]}) == 1
    assert not pictures.layout.tidy()


EDITS = st.lists(st.tuples(st.sampled_from(["insert", "insert at top", "remove"]), st.floats(0, 1), st.integers(1, 90)))


@given(EDITS)
@settings(max_examples=60, deadline=None)
def test_a_layout_that_was_edited_shows_the_same_pictures_as_a_new_one(edits: list[tuple[str, float, int]]) -> None:
    pictures = Pictures([5, 420, 260])
    layout = pictures.layout
    layout.settle(0, VIEW_PX)
    for edit, place, count in edits:
        index = int(place * layout.count)
        if edit == "remove":
            pictures.remove(index, min(count, layout.count - index))
        elif edit == "insert at top" or not layout.count:
            pictures.insert(0, count, section(9), keep_rows=True)
        else:
            where = layout.section_of(min(index, layout.count - 1))
            pictures.insert(index, count, where)
        layout.settle(int(place * layout.height_px), VIEW_PX)
        assert layout.count == len(pictures.ratios)
    rects = all_rects(layout)
    assert len(rects) == len(pictures.ratios)
    assert all(a.y < b.y or a.x < b.x for a, b in pairwise(rects))
    headers = list(layout.headers(0, layout.height_px + 1))
    assert sum(header.count for header in headers) == layout.count
    assert all(header.count for header in headers)


def test_pictures_of_two_sections_removed_at_once_leave_the_rest_in_order() -> None:
    pictures = Pictures([10, 5, 10])
    pictures.remove(8, 9)
    headers = [(header.section.label, header.count) for header in pictures.layout.headers(0, 10_000)]
    assert headers == [("Section 3", 8), ("Section 1", 8)]


def test_a_picture_that_comes_moves_its_neighbours_and_not_the_whole_day() -> None:
    pictures = Pictures([120])
    before = [rect[2:] for rect in all_rects(pictures.layout)]
    pictures.insert(0, 1, section(1))
    after = [rect[2:] for rect in all_rects(pictures.layout)][1:]
    assert sum(a != b for a, b in zip(after, before, strict=True)) < 30


def test_a_picture_that_goes_moves_its_neighbours_and_not_the_whole_day() -> None:
    pictures = Pictures([120])
    before = [rect[2:] for rect in all_rects(pictures.layout)]
    pictures.remove(60, 1)
    after = [rect[2:] for rect in all_rects(pictures.layout)]
    assert after[:40] == before[:40]
    assert sum(a != b for a, b in zip(after[60:], before[61:], strict=True)) < 30


def test_a_picture_of_a_new_day_opens_a_section() -> None:
    pictures = Pictures([10])
    pictures.insert(0, 2, section(5))
    headers = [(header.section.label, header.first) for header in pictures.layout.headers(0, 10_000)]
    assert headers == [("Section 5", 0), ("Section 1", 2)]


def test_a_section_that_would_lie_inside_another_is_refused() -> None:
    with pytest.raises(ValueError, match="inside another section"):
        Pictures([10]).insert(4, 1, section(7))


def test_a_jump_into_a_million_pictures_looks_at_a_few_hundred() -> None:
    pictures = Pictures([12, 30] + [30_000] * 33)
    layout = pictures.layout
    top = layout.settle(layout.height_px // 2, VIEW_PX)
    assert visible(layout, top)
    assert pictures.asked <= 4 * BLOCK


def test_an_insert_at_the_top_looks_at_the_first_block_only() -> None:
    pictures = Pictures([30_000] * 33)
    pictures.layout.settle(0, VIEW_PX)
    pictures.asked = 0
    pictures.insert(0, 1, section(33))
    pictures.layout.settle(0, VIEW_PX)
    assert pictures.asked <= BLOCK + 1


def test_the_end_is_reached_with_the_last_picture_in_view() -> None:
    layout = Pictures([100, 5000]).layout
    top = layout.settle(10**9, VIEW_PX)
    assert max(visible(layout, top)) == 5099
    assert top + VIEW_PX == layout.height_px


def test_up_and_down_keep_to_the_column_and_cross_sections() -> None:
    layout = Pictures([7, 200]).layout
    rects = all_rects(layout)
    x = rects[1].x + rects[1].width // 2
    visited, index = [1], 1
    while (following := layout.beside(index, x, 1)) != index:
        index = following
        visited.append(index)
    assert visited == sorted(visited)
    assert len(visited) == len({rect.y for rect in rects})
    while (following := layout.beside(index, x, -1)) != index:
        index = following
    assert index == 1


def test_a_changed_shape_changes_its_own_row() -> None:
    pictures = Pictures([40])
    rects = all_rects(pictures.layout)
    pictures.ratios[3] = 2.9
    pictures.layout.refresh(3)
    changed = all_rects(pictures.layout)
    assert changed[3].width / changed[3].height == pytest.approx(2.9, rel=0.02)
    assert changed != rects


def test_a_gallery_without_pictures_has_no_height() -> None:
    layout = GalleryLayout(lambda first, count: [1.0] * count)
    assert layout.height_px == 0
    assert layout.settle(50, VIEW_PX) == 0
    assert layout.index_at(10, 10) == -1
    assert layout.anchor_at(0) is None
    assert list(layout.headers(0, 100)) == []


def test_memory_for_rows_is_bounded_but_heights_are_kept() -> None:
    layout = Pictures([60_000]).layout
    top = layout.settle(0, VIEW_PX)
    for _ in range(80):
        top = layout.settle(top + 60 * 200, VIEW_PX)
    assert len(layout._with_rows) <= 128
    height = layout.height_px
    layout.settle(0, VIEW_PX)
    assert layout.height_px == height
