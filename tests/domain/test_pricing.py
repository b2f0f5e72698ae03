"""Prices: every worked example of BFL's price rules."""

import pytest

from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import Confidence, ParameterValue
from flux_desktop.domain.pricing import Estimate, estimate
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.sizes import Size
from tests.domain.drafts import CATALOGUE

MODELS = ("flux-2-max", "flux-2-pro", "flux-2-klein-9b", "flux-2-klein-4b", "flux-2-flex")

WORKED = [
    ((1024, 1024), [], (7, 3, 1.5, 1.4, 5)),
    ((1024, 768), [], (7, 3, 1.5, 1.4, 5)),
    ((1920, 1080), [], (10, 4.5, 1.7, 1.5, 10)),
    ((1440, 1440), [], (10, 4.5, 1.7, 1.5, 10)),
    ((1536, 1536), [], (13, 6, 1.9, 1.6, 15)),
    ((2048, 2048), [], (16, 7.5, 2.1, 1.7, 20)),
    ((1024, 1024), [(1024, 1024)], (10, 4.5, 1.7, 1.5, 10)),
    ((1024, 1024), [(800, 600)] * 2, (13, 6, 1.9, 1.6, 15)),
    ((1920, 1080), [(1920, 1080)], (16, 7.5, 2.1, 1.7, 20)),
    ((1024, 1024), [(4000, 3000)], (19, 9, 2.3, 1.8, 25)),
    ((2048, 2048), [(1024, 1024)] * 4, (28, 13.5, 2.9, 2.1, 40)),
]
CASES = [
    pytest.param(model, size, references, price, id=f"{model} {size[0]}x{size[1]} + {len(references)}")
    for size, references, row in WORKED
    for model, price in zip(MODELS, row, strict=True)
]


@pytest.mark.parametrize(("model_id", "size", "references", "price"), CASES)
def test_a_worked_example_of_the_price_list_comes_out_to_the_tenth_of_a_credit(
    model_id: str, size: tuple[int, int], references: list[tuple[int, int]], price: float
) -> None:
    used = tuple(Reference("ab" * 32, "png", Size(*sides), 1, "a.png") for sides in references)
    request = GenerationRequest(model_id, "x", {"width": size[0], "height": size[1]}, used)
    found = estimate(CATALOGUE[model_id], request)
    assert found.amount == round(price * 100)
    assert sum(line.amount for line in found.lines) == found.amount


@pytest.mark.parametrize(
    ("model_id", "settings", "text"),
    [
        ("flux-pro-1.1", {}, "$0.04"),
        ("flux-pro-1.1-ultra", {"raw": True}, "$0.06"),
        ("flux-dev", {}, "$0.025"),
        ("flux-kontext-max", {}, "$0.08"),
        ("flux-3-image", {"resolution": "4k"}, "about $0.607"),
        ("flux-3-image", {}, "about $0.048"),
        ("flux-3-image", {"resolution": "1.5k"}, "price not published"),
        ("flux-3-image-klein", {"resolution": "1k"}, "about $0.009"),
        ("vto-v1", {}, "price not published"),
        ("outpainting-v1", {"mode": "fast"}, "about $0.045"),
    ],
)
def test_flat_tiered_and_unknown_prices_read_as_they_are_known(
    model_id: str, settings: dict[str, ParameterValue], text: str
) -> None:
    assert estimate(CATALOGUE[model_id], GenerationRequest(model_id, "x", settings)).text() == text


def test_the_button_of_the_screens_says_eighteen_cents() -> None:
    reference = Reference("ab" * 32, "png", Size(1024, 1024), 1, "silk.png")
    draft = RequestDraft("flux-2-pro", "A quiet fjord", (reference,), count=4)
    model = CATALOGUE["flux-2-pro"]
    assert draft.estimate(model).text(draft.count) == "$0.18"
    assert draft.estimate(model).text() == "$0.045"


def test_a_size_of_aspect_ratio_counts_for_nothing_where_the_price_is_flat() -> None:
    ultra = CATALOGUE["flux-pro-1.1-ultra"]
    prices = {
        RequestDraft(ultra.id, "x", size=SizeChoice(None, ratio=r)).estimate(ultra).amount for r in ("1:1", "21:9")
    }
    assert prices == {600}


def test_a_price_that_is_not_sure_is_never_shown_as_if_it_were() -> None:
    assert Estimate(450, Confidence.LOW).text(2) == "about $0.09"
    assert Estimate(None).text(2) == "price not published"
