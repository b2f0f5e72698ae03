import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.api_key import LONGEST, clean_key, masked
from flux_desktop.domain.errors import InvalidKeyError

KEY = "bfl_0123456789abcdef7c2e"


@pytest.mark.parametrize(
    "pasted",
    [
        f"  {KEY}\n",
        f'"{KEY}"',
        f"'{KEY}' ",
        f"“{KEY}”",
        f" ` {KEY} ` ",
        f"\ufeff{KEY}",
        f"{KEY[:9]}\u200b{KEY[9:]}\u2060",
        f"\t\u00a0«{KEY}»\r\n",
    ],
)
def test_what_comes_along_with_a_pasted_key_is_taken_away(pasted: str) -> None:
    assert clean_key(pasted) == KEY


@pytest.mark.parametrize(
    "text", ["", "   ", '""', "short", "bfl_01 23456789", "bfl_0123\n456789", "bfl_schlüssel", "x" * (LONGEST + 1)]
)
def test_a_text_that_cannot_be_a_key_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(InvalidKeyError) as caught:
        clean_key(text)
    assert not text.strip('" ') or text not in str(caught.value)


def test_a_key_is_not_refused_for_its_beginning() -> None:
    assert clean_key("bfl-0123456789") == "bfl-0123456789"
    assert clean_key("5015d102-09e0-44e9-8ede-ab8c74b16ed6").startswith("5015")


@given(st.text())
def test_whatever_passes_can_stand_in_a_header(text: str) -> None:
    try:
        key = clean_key(text)
    except InvalidKeyError:
        return
    assert all("\x21" <= character <= "\x7e" for character in key)
    assert clean_key(key) == key


def test_a_masked_key_shows_its_kind_and_its_last_four_characters() -> None:
    assert masked(KEY) == "bfl_…7c2e"
    assert masked("5015d102-09e0-44e9-8ede-ab8c74b16ed6") == "…6ed6"


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=200))
def test_a_masked_key_never_shows_more_than_a_quarter_of_the_secret(key: str) -> None:
    shown = masked(key).removeprefix("bfl_").removeprefix("…")
    assert len(shown) <= max(2, len(key) // 4)
