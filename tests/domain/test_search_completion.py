import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.search_completion import completion
from flux_desktop.domain.search_fields import is_understood
from flux_desktop.domain.search_query import parse

MODELS = ("flux-2-pro", "flux-2-max", "flux-kontext-pro")
TAGS = ("boats", "old boats", '5" tape')


def proposed(typed: str) -> list[str]:
    """The whole texts that it can become."""
    found = completion(typed, models=lambda: MODELS, tags=lambda: TAGS, albums=lambda: ("Öl",))
    return [typed[: found.start] + word for word in found.words] if found else []


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("mod", ["model:"]),
        ("fjord -rat", ["fjord -rating:"]),
        ("mo", []),
        ("mountain", []),
        ("model:", ["model:flux-2-pro", "model:flux-2-max", "model:flux-kontext-pro"]),
        ("model:max", ["model:flux-2-max"]),
        ("red model:flux-2-p", ["red model:flux-2-pro"]),
        ("model:flux-2-max", []),
        ("tag:b", ["tag:boats", 'tag:"old boats"']),
        ('tag:"old', ['tag:"old boats"']),
        ("tag:5", ['tag:"5"" tape"']),
        ("album:öl", []),
        ("album:", ["album:Öl"]),
        ("fav:", ["fav:yes", "fav:no"]),
        ("date:las", ['date:"last 7 days"', 'date:"last month"']),
        ("is:m", ["is:missing", "is:imported"]),
        ("seed:", []),
        ("lens:3", []),
        ("tag:boats ", []),
        ('"mod', []),
        ("", []),
    ],
)
def test_a_field_that_is_being_typed_can_go_on(typed: str, texts: list[str]) -> None:
    assert proposed(typed) == texts


@given(st.text('modeltagsizerfav:-" >=1boldé', max_size=16))
def test_every_proposal_is_a_field_that_is_understood(typed: str) -> None:
    for text in proposed(typed):
        if not text.endswith(":"):
            assert is_understood(parse(text).filters[-1]), text
