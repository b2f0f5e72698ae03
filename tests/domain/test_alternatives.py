"""Alternatives and notes in a prompt: every prompt it stands for, and nothing else is touched."""

import json
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.alternatives import (
    COUNTED_TO,
    MOST_PICTURES,
    TooManyCombinationsError,
    count,
    escaped,
    expand,
    notes,
    signs,
    with_blank_notes,
)

WORDS = st.text("abc xyz,.#", max_size=6)
TANGLES = st.text("{|}\\# \tab\n2C3E50", max_size=40)


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("a {red|blue} boat", ["a red boat", "a blue boat"]),
        ("{a|b} {c|d}", ["a c", "a d", "b c", "b d"]),
        ("a {red|{dark|light} blue} boat", ["a red boat", "a dark blue boat", "a light blue boat"]),
        ("a { red | blue } boat", ["a red boat", "a blue boat"]),
        ("dawn{|, fog}", ["dawn", "dawn, fog"]),
        (r"a \{red\|blue\} boat", ["a {red|blue} boat"]),
        (r"{a\|b|c}", ["a|b", "c"]),
        ("braces {alone} stay", ["braces {alone} stay"]),
        ("{outer {a|b}}", ["{outer a}", "{outer b}"]),
        ("never closed {a|b", ["never closed {a|b"]),
        ("a | b } c", ["a | b } c"]),
        (r"C:\pictures", [r"C:\pictures"]),
    ],
)
def test_a_prompt_stands_for_every_combination_of_its_alternatives(text: str, prompts: list[str]) -> None:
    assert expand(text) == prompts
    assert count(text) == len(prompts)


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("a boat\n# try fog\nat dawn", "a boat\nat dawn"),
        ("  # {a|b}\na boat", "a boat"),
        ("a boat\n#", "a boat\n"),
        ("#2C3E50 walls", "#2C3E50 walls"),
        ("walls of #2C3E50 # and sea", "walls of #2C3E50 # and sea"),
        ("\\#1 on a shirt", "#1 on a shirt"),
        ("#2C3E50a is a note\nx", "x"),
    ],
)
def test_a_line_that_begins_with_a_hash_is_a_note_and_a_colour_is_none(text: str, prompt: str) -> None:
    assert expand(text) == [prompt]


def test_a_prompt_in_json_stays_as_it_is() -> None:
    text = json.dumps({"scene": "a quiet fjord", "camera": {"lens": "35 mm"}, "color_palette": ["#2C3E50"]}, indent=2)
    assert expand(text) == [text]


@given(parts=st.lists(st.lists(st.text("abc", min_size=1, max_size=4), min_size=2, max_size=3), max_size=3))
def test_there_is_one_prompt_for_each_choice_of_each_alternative(parts: list[list[str]]) -> None:
    text = " and ".join("{" + "|".join(options) + "}" for options in parts)
    assert expand(text) == [" and ".join(choice) for choice in product(*parts)]
    assert count(text) == prod(len(options) for options in parts)


@given(text=TANGLES | st.text(max_size=60))
def test_any_text_has_as_many_prompts_as_are_counted(text: str) -> None:
    found = count(text)
    assert found >= 1
    if found <= MOST_PICTURES:
        assert len(expand(text)) == found
    else:
        with pytest.raises(TooManyCombinationsError):
            expand(text)


@given(prompt=TANGLES | st.text(max_size=60))
def test_words_that_are_taken_as_they_are_come_back_so(prompt: str) -> None:
    assert expand(escaped(prompt)) == [prompt]


@given(text=st.text("abc ,.#2C3E50:'()[]\"", max_size=60).filter(lambda text: not text.lstrip(" ").startswith("#")))
def test_a_prompt_without_signs_is_untouched(text: str) -> None:
    assert expand(text) == [text]
    assert escaped(text) == text


@given(text=TANGLES)
def test_blank_notes_leave_every_other_letter_in_its_place(text: str) -> None:
    blank = with_blank_notes(text)
    hidden = {at for note in notes(text) for at in range(note.start, note.end)}
    assert len(blank) == len(text)
    assert all(blank[at] == (" " if at in hidden else letter) for at, letter in enumerate(text))


@given(text=TANGLES)
def test_only_braces_and_bars_are_signs(text: str) -> None:
    assert {text[at] for at in signs(text)} <= set("{|}")


def test_what_explodes_is_counted_without_being_written_out() -> None:
    text = "{a|b|c|d}" * 3_000
    assert count(text) == COUNTED_TO
    with pytest.raises(TooManyCombinationsError):
        expand(text)
    assert count("{a|" * 4_000 + "b" + "}" * 4_000) == 4_001
