"""Change one thing: what is new against the prompt of the picture, word by word."""

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.prompt_changes import changes

FJORD = "A quiet fjord at blue hour, soft mist"


@pytest.mark.parametrize(
    ("after", "new", "left_out"),
    [
        (FJORD, [], ()),
        ("A  quiet fjord\nat blue hour, soft mist ", [], ()),
        ("A quiet fjord at dawn, soft mist", ["dawn"], ()),
        ("A wild, stormy fjord at blue hour, soft mist", ["wild, stormy"], ()),
        ("A fjord at blue hour, soft mist", [], ("quiet",)),
        ("A quiet fjord at blue hour, soft mist, one boat", [", one boat"], ()),
        ("A quiet fjord", [], ("at blue hour, soft mist",)),
        ("", [], (FJORD,)),
    ],
)
def test_new_words_are_found_and_gone_ones_named(after: str, new: list[str], left_out: tuple[str, ...]) -> None:
    found = changes(FJORD, after)
    assert [after[span.start : span.end] for span in found.spans] == new
    assert found.left_out == left_out


@given(before=st.text("ab ,#\n", max_size=30), after=st.text("ab ,#\n", max_size=30))
def test_without_the_new_pieces_nothing_is_left_that_was_not_there(before: str, after: str) -> None:
    found = changes(before, after)
    kept = after
    for span in reversed(found.spans):
        kept = f"{kept[: span.start]} {kept[span.end :]}"
    words = re.findall(r"\w+|[^\w\s]", before)
    remaining = iter(words)
    assert all(any(word == other for other in remaining) for word in re.findall(r"\w+|[^\w\s]", kept))


def test_the_longest_prompt_is_not_waited_for() -> None:
    start = perf_counter()
    changes(" ".join(f"w{n}" for n in range(2_000)), " ".join(f"w{n}" for n in range(1, 2_001)))
    assert changes("a " * 2_001, "b").spans == ()
    assert perf_counter() - start < 1
