"""What a prompt says beyond its letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain import prompt_text


def applied(text: str, edits: list[prompt_text.Edit]) -> str:
    for edit in edits:
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def test_references_are_found_by_their_number() -> None:
    text = "the person of image 1 in the palette of Image 12, not imagery 3"
    assert [mention.number for mention in prompt_text.image_mentions(text)] == [1, 12]


def test_a_number_on_the_next_line_still_belongs_to_its_image() -> None:
    (mention,) = prompt_text.image_mentions("palette of image\n2")
    assert (mention.start, mention.end) == (11, 18)


def test_moving_a_reference_renumbers_every_mention_of_it() -> None:
    text = "image 1 beside image 2, and image 1 again under Image 3"
    edits = prompt_text.renumbered(text, {1: 2, 2: 1})
    assert applied(text, edits) == "image 2 beside image 1, and image 2 again under Image 3"


@given(
    numbers=st.lists(st.integers(1, 12), max_size=6),
    order=st.permutations(list(range(1, 13))),
)
def test_renumbering_and_back_gives_the_text_again(numbers: list[int], order: list[int]) -> None:
    text = " and ".join(f"image {number}" for number in numbers)
    there = dict(enumerate(order, start=1))
    back = {new: old for old, new in there.items()}
    moved = applied(text, prompt_text.renumbered(text, there))
    assert applied(moved, prompt_text.renumbered(moved, back)) == text


@pytest.mark.parametrize(
    ("text", "phrase", "becomes"),
    [
        ("A beach with no people, two boats", "no people", "A beach, deserted, two boats"),
        ("no people on a street", "no people", "Deserted on a street"),
        ("A street without cars", "without cars", "A street with a quiet, empty road"),
        ("a face with no makeup, soft light", "no makeup", "a face with a natural, fresh face, soft light"),
        ("a room, no clutter", "no clutter", "a room, tidy and minimal"),
        ("a house, not modern", "not modern", "a house, period, traditional"),
    ],
)
def test_denied_words_get_a_wording_that_says_what_is_there_instead(text: str, phrase: str, becomes: str) -> None:
    (found,) = prompt_text.negations(text)
    assert found.phrase == phrase
    assert text[: found.replace_start] + found.replacement + text[found.end :] == becomes


def test_a_denial_nobody_foresaw_is_still_pointed_out() -> None:
    (found,) = prompt_text.negations("a lawn with no dogs")
    assert (found.what, found.suggestion) == ("dogs", "")


@pytest.mark.parametrize(
    "text",
    ['a sign that says "No parking"', "he is no longer young", "not only red but blue", "a notable nocturne", "snow"],
)
def test_words_that_deny_nothing_are_left_alone(text: str) -> None:
    assert prompt_text.negations(text) == []


@pytest.mark.parametrize(
    ("before", "after", "inserted"),
    [
        ("", "", "golden hour"),
        ("a fjord", "", ", golden hour"),
        ("a fjord,", "", " golden hour"),
        ("a fjord, ", "", "golden hour"),
        ("a fjord", " in rain", ", golden hour,"),
        ("a fjord", ", in rain", ", golden hour"),
        ("", "a fjord", "golden hour, "),
    ],
)
def test_a_phrase_comes_with_its_commas(before: str, after: str, inserted: str) -> None:
    assert prompt_text.phrase_with_commas(before, "golden hour", after) == inserted


def test_quoted_words_and_colours_are_found() -> None:
    text = 'A poster "SUMMER" on a wall in #2C3E50 (dark blue), #12345 and #1234567'
    assert [text[s.start : s.end] for s in prompt_text.quoted_spans(text)] == ['"SUMMER"']
    assert [text[s.start : s.end] for s in prompt_text.colour_spans(text)] == ["#2C3E50"]


def test_only_very_short_and_very_long_prompts_get_advice() -> None:
    assert prompt_text.length_hint("") == ""
    assert prompt_text.length_hint("a red door").startswith("Short prompts")
    assert prompt_text.length_hint("a red door in the morning sun") == ""
    assert prompt_text.length_hint("word " * 151).startswith("Long prompts")


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    spans = [*prompt_text.image_mentions(text), *prompt_text.negations(text), *prompt_text.quoted_spans(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
