"""References are made smaller where the model takes only so much in all, and never more than that needs."""

from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.image_model import ReferenceLimits
from flux_desktop.domain.reference_fitting import sent_sizes, shrinking_of
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size
from tests.domain.drafts import CATALOGUE

MEGAPIXEL = 1_048_576
NINE = ReferenceLimits(max_total_megapixels=9)
PRO = CATALOGUE["flux-2-pro"]
sizes = st.builds(Size, st.integers(40, 2048), st.integers(40, 2048))


def counted(*images: Size) -> int:
    return sum(min(size.pixels, 4 * MEGAPIXEL) for size in images)


@given(output=sizes, references=st.lists(sizes, min_size=1, max_size=8))
def test_what_is_sent_fits_and_nothing_is_smaller_than_it_must_be(output: Size, references: list[Size]) -> None:
    sent = sent_sizes(NINE, output, references)
    assert counted(output, *sent) <= 9 * MEGAPIXEL
    if counted(output, *references) <= 9 * MEGAPIXEL:
        assert sent == references
        return
    assert counted(output, *sent) > 8 * MEGAPIXEL
    largest = max(size.pixels for size in sent)
    for before, after in zip(references, sent, strict=True):
        assert after == before or after.pixels > 0.98 * largest, "small ones stay as they are"
        assert abs(after.ratio / before.ratio - 1) < 0.05


def test_eight_references_of_a_megapixel_fit_beside_a_picture_of_one() -> None:
    squares = [Size(1024, 1024)] * 8
    assert sent_sizes(NINE, Size(1024, 1024), squares) == squares
    assert len(set(sent_sizes(NINE, Size(1440, 1440), squares))) == 1


def test_a_scrap_of_a_megapixel_that_would_be_billed_in_full_is_not_sent() -> None:
    sent = sent_sizes(NINE, Size(1248, 832), [Size(2508, 1672)] * 4)
    assert {size.billed_megapixels for size in sent} == {2}
    assert min(size.pixels for size in sent) > 1.99 * MEGAPIXEL


def test_a_model_without_such_a_limit_gets_them_as_they_are() -> None:
    squares = [Size(2048, 2048)] * 8
    assert sent_sizes(ReferenceLimits(), Size(2048, 2048), squares) == squares


def test_a_file_that_was_made_smaller_when_it_was_read_counts_with_its_own_size() -> None:
    photo = Reference("ab" * 32, "jpeg", Size(2508, 1672), 9, "photo.jpg", Size(6000, 4000))
    shrinking = shrinking_of(PRO, Size(1248, 832), [photo])
    assert shrinking
    assert (shrinking.count, shrinking.pixels_before, shrinking.pixels_after) == (1, 24_000_000, 2508 * 1672)
