"""The history of prompts: one entry for each, newest first, and never more than can be shown at once."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flux_desktop.domain.prompt_history import MOST_KEPT, MOST_LETTERS, MOST_PICTURES_EACH, PromptHistory, UsedPrompt

_texts = st.text("abc #{|}\n", min_size=1, max_size=8).map(str.strip).filter(bool)
_uses = st.lists(st.tuples(_texts, st.integers(0, 2_000_000_000)), max_size=20)


def history(*texts: str) -> PromptHistory:
    """These prompts, the last one used last."""
    made = PromptHistory()
    for now_s, text in enumerate(texts, start=1):
        made = made.used(text, now_s)
    return made


def texts(prompts: list[UsedPrompt]) -> list[str]:
    return [prompt.text for prompt in prompts]


def test_a_prompt_that_is_used_again_moves_to_the_top_and_is_counted() -> None:
    made = history("a fjord", "a dune", "  a fjord\n")
    assert texts(made.found()) == ["a fjord", "a dune"]
    assert made.prompts[0].count == 2


def test_blanks_are_no_prompt() -> None:
    assert history(" \n").prompts == ()


def test_pinned_prompts_stand_on_top() -> None:
    made = history("a fjord", "a dune", "a city")
    pinned = made.put(UsedPrompt("a fjord", 1, 1, is_pinned=True))
    assert texts(pinned.found()) == ["a fjord", "a city", "a dune"]


def test_a_search_finds_what_has_all_its_words_in_any_order_and_case() -> None:
    made = history("A quiet FJORD at dusk", "a fjord at dawn", "dusk in the city")
    assert texts(made.found("dusk fjord")) == ["A quiet FJORD at dusk"]
    assert made.found("boat") == []


def test_what_was_forgotten_can_be_put_back_where_it_was() -> None:
    made = history("a fjord", "a dune", "a city")
    forgotten = made.get("a dune")
    assert forgotten
    assert made.without("a dune").put(forgotten) == made


def test_the_oldest_go_when_there_are_too_many_and_pinned_ones_stay() -> None:
    entries = [{"text": f"prompt {n}", "count": 1, "last_used_s": n, "pinned": n == 0} for n in range(MOST_KEPT + 5)]
    made = PromptHistory.from_dict({"prompts": entries})
    assert len(made.prompts) == MOST_KEPT + 1
    assert made.get("prompt 0")
    assert made.get("prompt 4") is None
    assert made.get("prompt 5")


def test_very_long_prompts_do_not_make_the_file_grow_without_end() -> None:
    made = PromptHistory()
    for number in range(30):
        made = made.used(f"{number} " + "x" * 100_000, number)
    assert sum(len(prompt.text) for prompt in made.prompts) <= MOST_LETTERS
    assert made.prompts[0].text.startswith("29 ")


@given(uses=_uses)
@settings(max_examples=60)
def test_a_history_is_read_back_as_it_was_kept(uses: list[tuple[str, int]]) -> None:
    made = PromptHistory()
    for text, now_s in uses:
        made = made.used(text, now_s)
    assert PromptHistory.from_dict(json.loads(json.dumps(made.to_dict()))) == made
    assert len({prompt.text for prompt in made.prompts}) == len(made.prompts)


@pytest.mark.parametrize("damage", [{}, {"prompts": 3}, {"prompts": [7, {}, {"text": 4}, {"text": " "}]}])
def test_damaged_entries_are_left_out(damage: dict[str, object]) -> None:
    assert PromptHistory.from_dict(damage) == PromptHistory()


def test_what_came_of_a_prompt_is_known_by_its_ids_the_latest_ones() -> None:
    history = PromptHistory().used("a fjord", 5).made(" a fjord ", [1, 2]).made("a dune", [3])
    assert history.prompts[0].picture_ids == (1, 2)
    assert history.get("a dune") is None
    full = history.made("a fjord", list(range(10, 10 + MOST_PICTURES_EACH)))
    assert full.prompts[0].picture_ids[0] == 10
    assert PromptHistory.from_dict(json.loads(json.dumps(full.to_dict()))) == full
