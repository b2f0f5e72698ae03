"""How long pictures take, and what else is left to chance."""

import statistics

import pytest

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.practice.chance import Chance


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.from_json(resources.text("model_catalogue.json"))


def test_pictures_take_two_to_six_seconds_and_quick_models_are_quicker(catalogue: Catalogue) -> None:
    chance = Chance(None, 0.1)
    assert all(2 <= chance.usual_s(model) <= 6 for model in catalogue)
    assert chance.usual_s(catalogue["flux-2-klein-4b"]) < chance.usual_s(catalogue["flux-2-pro"])
    assert chance.usual_s(catalogue["flux-2-pro"]) < chance.usual_s(catalogue["flux-3-image"])


def test_a_fixed_time_is_spread_log_normally_around_itself(catalogue: Catalogue) -> None:
    chance = Chance(5.0, 0.2, seed=3)
    times_s = [chance.duration_s(catalogue["flux-2-pro"]) for _ in range(2000)]
    assert statistics.median(times_s) == pytest.approx(5.0, rel=0.03)
    assert statistics.quantiles(times_s, n=100)[83] == pytest.approx(5.0 * 2.718**0.2, rel=0.05)


def test_no_time_at_all_is_a_time(catalogue: Catalogue) -> None:
    assert Chance(0.0, 0.1).duration_s(catalogue["flux-2-pro"]) == 0


def test_the_same_seed_gives_the_same_luck_whatever_else_happens(catalogue: Catalogue) -> None:
    one, other = Chance(5.0, 0.2, seed=8), Chance(5.0, 0.2, seed=8)
    other.happens(0.5)
    other.picture_seed()
    assert one.duration_s(catalogue["flux-2-pro"]) == other.duration_s(catalogue["flux-2-pro"])


def test_what_is_certain_happens_and_what_is_impossible_does_not() -> None:
    chance = Chance(None, 0.1)
    assert chance.happens(1.0)
    assert not chance.happens(0.0)
