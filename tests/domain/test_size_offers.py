"""The sizes each model offers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain import size_offers
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.size_offers import SizeKind
from flux_desktop.domain.sizes import Shape, Size, Tier
from tests.domain.drafts import CATALOGUE

PRO = CATALOGUE["flux-2-pro"]
FLUX11 = CATALOGUE["flux-pro-1.1"]
FLUX3 = CATALOGUE["flux-3-image"]
KONTEXT = CATALOGUE["flux-kontext-pro"]
PIXEL_MODELS = [m for m in CATALOGUE if size_offers.size_kind(m) is SizeKind.PIXELS]


@pytest.mark.parametrize("model", PIXEL_MODELS, ids=lambda model: model.id)
@given(width=st.integers(0, 20_000), height=st.integers(0, 20_000), keep_height=st.booleans())
def test_every_size_typed_snaps_to_one_the_model_makes(
    model: ImageModel, width: int, height: int, keep_height: bool
) -> None:
    legal = size_offers.nearest_legal(model, Size(width, height), keep_height=keep_height)
    lowest, highest = size_offers.side_limits(model)
    assert legal.pixels <= model.output.max_pixels
    for side in (legal.width_px, legal.height_px):
        assert lowest <= side <= highest
        assert side % size_offers.multiple_of(model) == 0
    assert size_offers.nearest_legal(model, legal, keep_height=keep_height) == legal


@pytest.mark.parametrize("model", PIXEL_MODELS, ids=lambda model: model.id)
def test_every_shape_and_tier_is_a_legal_size_of_about_its_shape(model: ImageModel) -> None:
    for tier in size_offers.tiers_of(model):
        for shape in Shape:
            size = size_offers.size_of(model, shape, tier)
            assert size_offers.nearest_legal(model, size) == size
            assert size.ratio == pytest.approx(shape.ratio, rel=0.06)


def test_older_models_have_two_tiers_and_the_newer_ones_three() -> None:
    assert size_offers.tiers_of(FLUX11) == (Tier.STANDARD, Tier.LARGE)
    assert size_offers.tiers_of(PRO) == tuple(Tier)


def test_too_much_area_takes_from_the_side_that_was_not_typed() -> None:
    assert size_offers.nearest_legal(PRO, Size(4000, 2000)) == Size(4000, 1040)
    assert size_offers.nearest_legal(PRO, Size(4000, 2000), keep_height=True) == Size(2096, 2000)


def test_the_same_size_as_a_large_photo_keeps_its_shape() -> None:
    size = size_offers.size_like(PRO, Size(4000, 3000))
    assert size.pixels <= PRO.output.max_pixels
    assert size.ratio == pytest.approx(4 / 3, rel=0.02)


def test_a_resolution_means_the_same_area_in_every_shape() -> None:
    assert size_offers.size_of_ratio(FLUX3, "16:9", "1k") == (Size(1360, 768), False)
    assert size_offers.pixels_of("4k") == 4096 * 4096
    assert size_offers.pixels_of("768sq") == 768 * 768
    assert size_offers.pixels_of("1.5k") == 1536 * 1536


def test_the_size_is_unknown_while_the_model_chooses_the_shape() -> None:
    assert size_offers.size_of_ratio(FLUX3, None, "1k") == (None, False)


def test_models_that_name_no_ratios_offer_the_common_ones() -> None:
    assert size_offers.ratios_of(KONTEXT) == size_offers.COMMON_RATIOS
    assert size_offers.can_choose_ratio_itself(KONTEXT)
    assert not size_offers.can_choose_ratio_itself(CATALOGUE["flux-pro-1.1-ultra"])


def test_the_experimental_small_model_gets_the_resolution_nearest_a_megapixel() -> None:
    assert size_offers.default_resolution(CATALOGUE["flux-3-image-klein"]) == "1k"
