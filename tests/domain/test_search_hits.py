import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.search_hits import hits_in_prompt, hits_in_used
from flux_desktop.domain.search_query import parse


def lit(search: str, prompt: str) -> list[str]:
    return [prompt[hit.start : hit.end] for hit in hits_in_prompt(parse(search), prompt)]


def test_the_beginnings_of_words_are_lit() -> None:
    assert lit("fj blue", "A quiet fjord at BLUE hour, bluebells") == ["fj", "BLUE", "blue"]


def test_a_phrase_is_lit_as_a_whole_and_only_as_one() -> None:
    assert lit('"red door"', "a red, door; a red doorway, a door") == ["red, door"]
    assert lit('"red do', "a red doorway") == ["red do"]


def test_accents_do_not_matter() -> None:
    assert lit("cafe", "in a café, a Cafe\u0301teria") == ["café", "Cafe\u0301teria"]


def test_words_to_leave_out_and_fields_are_not_lit() -> None:
    assert lit("-fog model:fog", "fog") == []


def test_words_of_one_of_the_two_prompts_are_lit_there_alone() -> None:
    query = parse("used:mist prompt:fog sea")
    assert [tuple(hit) for hit in hits_in_prompt(query, "fog mist sea")] == [(0, 3), (9, 12)]
    assert [tuple(hit) for hit in hits_in_used(query, "fog mist sea")] == [(4, 8), (9, 12)]
    assert hits_in_prompt(parse("in:used fog"), "fog") == []


def test_hits_that_overlap_are_one() -> None:
    assert lit('fj fjord "quiet fjord"', "a quiet fjord") == ["quiet fjord"]


@given(st.text("aéB b,.-1雪", max_size=20), st.text("aéB b,.-1雪", max_size=6).filter(lambda text: '"' not in text))
def test_a_word_is_lit_where_and_only_where_the_index_finds_it(prompt: str, typed: str) -> None:
    query = parse(f'"{typed}')
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (prompt, tokenize = 'unicode61 remove_diacritics 2')")
        connection.execute("INSERT INTO words VALUES (?)", (prompt,))
        found = query.terms and connection.execute(
            "SELECT count(*) FROM words WHERE words MATCH ?", (f'"{query.terms[0].value}"*',)
        ).fetchone() == (1,)
    assert bool(hits_in_prompt(query, prompt)) == bool(found)
