"""Seeds as people type them."""

from random import Random

import pytest

from flux_desktop.domain import seeds


@pytest.mark.parametrize(("text", "seed"), [("", None), ("  ", None), ("0", 0), ("2 203 418 774", 2_203_418_774)])
def test_a_seed_is_read_as_people_write_it(text: str, seed: int | None) -> None:
    assert seeds.seed_from_text(text) == seed


@pytest.mark.parametrize("text", ["-1", "4294967296", "1.5", "red", "٣", "9" * 400])
def test_what_is_no_seed_is_answered_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="A seed is a whole number from 0 to 4 294 967 295"):
        seeds.seed_from_text(text)


def test_a_random_seed_is_one_that_can_be_typed() -> None:
    chance = Random(5)
    assert all(seeds.seed_from_text(str(seeds.random_seed(chance))) is not None for _ in range(100))
