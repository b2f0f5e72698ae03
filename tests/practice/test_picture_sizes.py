"""How large the pictures come out."""

from typing import Any

import pytest

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.sizes import Size
from flux_desktop.practice.picture_sizes import asked_size, produced_size, ratio_of

_PHOTO = Size(3000, 2000)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.from_json(resources.text("model_catalogue.json"))


@pytest.mark.parametrize(
    ("model", "fields", "images", "expected"),
    [
        ("flux-2-pro", {}, [], Size(1024, 1024)),
        ("flux-2-pro", {"width": 1920, "height": 1080}, [], Size(1920, 1072)),
        ("flux-2-pro", {}, [Size(1001, 651)], Size(992, 640)),
        ("flux-2-pro", {}, [_PHOTO], Size(2496, 1664)),
        ("flux-pro-1.1", {"width": 1024, "height": 768}, [], Size(1024, 768)),
        ("flux-pro-1.1-ultra", {"aspect_ratio": "16:9"}, [], Size(2752, 1536)),
        ("flux-pro-1.1-ultra-finetuned", {"aspect_ratio": "1:1"}, [], Size(2048, 2048)),
        ("flux-kontext-pro", {"aspect_ratio": None}, [], Size(1024, 1024)),
        ("flux-kontext-pro", {"aspect_ratio": "1:1"}, [_PHOTO], Size(1024, 1024)),
        ("flux-kontext-pro", {"aspect_ratio": None}, [_PHOTO], Size(1248, 832)),
        ("flux-3-image", {"resolution": "1k", "aspect_ratio": "16:9"}, [], Size(1360, 768)),
        ("flux-3-image", {"resolution": "4k", "aspect_ratio": "16:9"}, [], Size(5456, 3072)),
        ("flux-3-image", {"resolution": "768sq", "aspect_ratio": "auto"}, [], Size(768, 768)),
        ("flux-3-image-klein", {"resolution": None, "aspect_ratio": "auto"}, [], Size(1024, 1024)),
        ("flux-pro-1.0-expand", {"left": 100, "top": 28}, [Size(512, 512)], Size(608, 528)),
        ("flux-pro-1.0-fill", {}, [Size(640, 480)], Size(640, 480)),
        ("outpainting-v1", {"width": 1500, "height": 700}, [Size(640, 480)], Size(1488, 688)),
    ],
)
def test_the_picture_has_the_size_that_was_asked_for_in_legal_steps(
    catalogue: Catalogue, model: str, fields: dict[str, Any], images: list[Size], expected: Size
) -> None:
    assert produced_size(catalogue[model], asked_size(catalogue[model], fields, images)) == expected


@pytest.mark.parametrize("text", ["22:9", "9:22", "0:1", "1:0", "wide", "16/9", "-1:1", ""])
def test_a_ratio_outside_the_range_is_none(text: str) -> None:
    assert ratio_of(text) is None


def test_the_widest_ratios_are_taken() -> None:
    assert ratio_of("21:9") == pytest.approx(21 / 9)
    assert ratio_of("9:21") == pytest.approx(9 / 21)
