"""Seeds: the numbers that make chance repeatable."""

from random import Random

LARGEST_SEED = 4_294_967_295
"""BFL names no limit; 32 bits are taken by every model."""


def nth_seed(first: int, index: int) -> int:
    """The seed of picture ``index`` of a batch whose first picture has the seed ``first``: they count up."""
    return (first + index) % (LARGEST_SEED + 1)


def random_seed(chance: Random) -> int:
    return chance.randint(0, LARGEST_SEED)


def seed_from_text(text: str) -> int | None:
    """The seed a person typed, spaces between its digits allowed; ``None`` for an empty field.

    Raises:
        ValueError: with a sentence, when the text is no seed.
    """
    digits = "".join(text.split())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or int(digits) > LARGEST_SEED:
        raise ValueError(f"A seed is a whole number from 0 to {LARGEST_SEED:,}.".replace(",", " "))
    return int(digits)
