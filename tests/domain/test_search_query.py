from hypothesis import assume, example, given
from hypothesis import strategies as st

from flux_desktop.domain.search_fields import is_understood, narrows
from flux_desktop.domain.search_query import Field, SearchQuery, Term, parse, plain_date

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)
TYPED = st.lists(
    st.sampled_from(
        [
            *(f"{field}:" for field in Field),
            *("favourite:", "ſize:", "word", "august", "last", "month", "2026-08", ">=3", "16:9", "é", "雪"),
            *('"', '""', '"*', " ", "  ", "-", "--", ":", "*", "(", "NEAR", "OR", "^", "\0", "\u00a0"),
        ]
    ),
    max_size=12,
).map("".join)
VALUES = st.text(st.characters(exclude_categories=[]), min_size=1, max_size=12).map(lambda text: " ".join(text.split()))


def word(value: str, *, is_exact: bool = False, is_left_out: bool = False) -> Term:
    return Term(value, None, is_exact, is_left_out)


def test_words_are_all_looked_for_each_from_its_beginning() -> None:
    assert parse("quiet  fjord ").terms == (word("quiet"), word("fjord"))


def test_what_stands_in_quotes_is_one_phrase_to_the_letter() -> None:
    assert parse('fog "red door"').terms == (word("fog"), word("red door", is_exact=True))


def test_a_quote_that_is_still_open_is_a_phrase_whose_last_word_is_being_typed() -> None:
    assert parse('"red do').terms == (word("red do"),)
    assert parse('"red do').text == '"red do"*'


def test_a_minus_leaves_out() -> None:
    assert parse('-fog -"red door" -tag:boats').terms == (
        word("fog", is_left_out=True),
        word("red door", is_exact=True, is_left_out=True),
        Term("boats", Field.TAG, is_left_out=True),
    )


def test_a_dash_inside_a_word_or_alone_or_doubled_leaves_nothing_out() -> None:
    assert parse("film-noir - --ar").terms == (word("film-noir"), word("--ar"))


def test_fields_may_be_written_in_capitals_and_by_their_other_names() -> None:
    assert parse('MODEL:pro Favourite: shape:1:1 tag:"old boats"').terms == (
        Term("pro", Field.MODEL),
        Term("", Field.FAVOURITE),
        Term("1:1", Field.SIZE),
        Term("old boats", Field.TAG, is_exact=True),
    )


def test_a_name_that_is_no_field_makes_an_ordinary_word() -> None:
    assert parse("lens:35mm 16:9 http://x").terms == (word("lens:35mm"), word("16:9"), word("http://x"))


def test_signs_alone_are_nothing_to_look_for() -> None:
    assert parse('* : "" - ... "?" used:!').terms == ()


def test_the_same_word_twice_is_one_word() -> None:
    assert parse("fog fog used:fog used:fog").terms == (word("fog"), Term("fog", Field.USED))


def test_a_date_needs_no_quotation_marks() -> None:
    assert parse("date:last month fog").terms == (Term("last month", Field.DATE), word("fog"))
    assert parse("-date:15 august 2026").terms == (Term("15 august 2026", Field.DATE, is_left_out=True),)
    assert parse("date:last fog").terms == (Term("last", Field.DATE), word("fog"))


def test_plain_words_may_be_a_date_as_well_and_stay_words() -> None:
    query = parse("fog last month")
    assert query.terms == (word("fog"), word("last"), word("month"))
    assert plain_date(query) == (1, 3, "last month")
    assert plain_date(parse("Red August")) == (1, 2, "August")


def test_words_that_were_marked_as_words_are_no_date() -> None:
    for text in ('"august"', "-august", "used:august", "may", "march", "2026", "last", "aug"):
        assert plain_date(parse(text)) is None, text


def test_a_term_is_picked_and_let_go() -> None:
    query = parse("fog").with_term(Term(">=4", Field.RATING)).with_term(Term("yes", Field.FAVOURITE))
    assert query.text == "fog rating:>=4 fav:yes"
    query = query.with_term(Term("5", Field.RATING))
    assert query.text == "fog fav:yes rating:5"
    assert query.without(Term("5", Field.RATING)).without_field(Field.FAVOURITE).text == "fog"


def test_a_picture_can_have_several_tags_so_all_of_them_stay() -> None:
    query = SearchQuery().with_term(Term("boats", Field.TAG, is_exact=True))
    query = query.with_term(Term("5 inch", Field.TAG, is_exact=True))
    assert query.text == 'tag:"boats" tag:"5 inch"'
    assert parse(query.text) == query


def test_words_and_filters_are_told_apart() -> None:
    query = parse("fog used:mist in:used model:pro")
    assert [term.text for term in query.words] == ["fog", "used:mist"]
    assert [term.text for term in query.filters] == ["in:used", "model:pro"]


def test_a_field_that_is_not_finished_leaves_nothing_out() -> None:
    for text in (
        "",
        "rating:",
        "rating:>",
        "rating:red",
        "cost:>",
        "seed:x",
        "size:10",
        "date:las",
        "is:p",
        "in:x",
        "tag:",
    ):
        assert not narrows(parse(text)), text
    for text in ("fog", "rating:4", "fav:", "ref:", "-is:missing", "date:august"):
        assert narrows(parse(text)), text


@given(ANY_TEXT | TYPED)
@example('date:"last" month')
@example('tag:"a""b"')
@example('tag:""')
@example('"a""')
@example("ſize:1:1")
def test_every_text_has_a_query_and_every_query_has_a_text_that_makes_it(text: str) -> None:
    query = parse(text)
    assert parse(query.text) == query
    assert plain_date(parse(query.text)) == plain_date(query)
    assert all(is_understood(term) or not term.is_word for term in query.terms)


@given(VALUES, st.sampled_from([Field.TAG, Field.ALBUM, Field.MODEL]), st.booleans(), st.booleans())
def test_every_name_can_be_picked(value: str, field: Field, is_exact: bool, is_left_out: bool) -> None:
    assume(value)
    term = Term(value, field, is_exact, is_left_out)
    assert parse(f"a {term.text} b").terms == (word("a"), term, word("b"))
