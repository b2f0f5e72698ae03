"""What a search finds, against the same search done by hand on every picture."""

import sqlite3
import threading
from array import array
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.search_query import Field, parse
from flux_desktop.storage.database import connect_writer, prepare, transaction
from flux_desktop.storage.found import Found, FoundSums
from flux_desktop.storage.search_reader import SearchReader
from flux_desktop.storage.search_sql import Names, pictures_found
from tests.storage.making import insert_picture

NOTHING = Found.nothing()
TODAY = date(2026, 11, 20)
BERLIN = ZoneInfo("Europe/Berlin")

NUMBERS: dict[str, tuple[int | None, ...]] = {
    "favourite": (0, 1),
    "rating": (0, 3, 5),
    "practice": (0, 1),
    "missing": (0, 1),
    "reference_count": (0, 1, 3),
    "colour": (None, 1, 6),
    "cost": (450, 1000, 3000),
    "seed": (42, 4_294_967_295),
}


@pytest.fixture
def searches(database: Path) -> Iterator[SearchReader]:
    with closing(SearchReader(database, lambda: TODAY, BERLIN)) as made:
        yield made


def found(searches: SearchReader, text: str) -> list[int]:
    answer = searches.all(parse(text))
    assert answer
    assert answer.is_whole
    assert len(answer.costs) == len(answer.ids)
    return answer.ids.tolist()


def at(moment: str) -> ItemId:
    """An id of a moment on the person's clock."""
    return first_id_at(datetime.fromisoformat(moment).replace(tzinfo=BERLIN).astimezone(UTC))


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fjord", [1, 2]),
        ("FJO", [1, 2]),
        ("f", [1, 2, 3]),
        ("quiet fjord", [1]),
        ("fjord quiet", [1]),
        ('"quiet fjord"', [1]),
        ('"fjord quiet"', []),
        ('"fjor"', []),
        ("cafe", [2]),
        ("CAFÉ", [2]),
        ("lemon", [3]),  # in the words used only
        ("jord", []),
        ("雪", [4]),
        ("", [1, 2, 3, 4, 5]),
        ("  !!! -- ", [1, 2, 3, 4, 5]),
        ('fjord NOT quiet "', []),
        ("(fjord OR lemon)", []),
        ('"unclosed quiet', [1]),
        ("prompt:fjord", [1, 2]),
        ("prompt:lemon", []),
        ("used:lemon", [3]),
        ("bowl in:used", [3]),
        ("fruit in:used", []),
        ("-quiet fjord", [2]),
        ("-fjord", [3, 4, 5]),
        ('-"a bowl" -雪', [1, 2, 5]),
        ("-used:lemon f", [1, 2]),
        ("fjord*", [1, 2]),
        ("fjord's", []),
        ("img_2041", [5]),
        ("img 20", [5]),
        ("IMG_2041.JPG", [5]),
        ("file:2041", [5]),
        ("file:fjord", []),
        ("-file:jpg f", [1, 2, 3]),
        ("harbour 2041", [5]),
        ("prompt:img", []),
    ],
)
def test_words_are_found_as_they_are_typed(
    searches: SearchReader, writer: sqlite3.Connection, text: str, expected: list[int]
) -> None:
    with transaction(writer):
        insert_picture(writer, 1, prompt="a QUIET fjord, unclosed quiet night")
        insert_picture(writer, 2, prompt="the fjord from a café")
        insert_picture(writer, 3, prompt="a bowl of fruit", prompt_used="A bowl of yellow lemons")
        insert_picture(writer, 4, prompt="雪 の 朝")
        insert_picture(writer, 5, prompt="harbour", file_name="IMG_2041.jpg")
    assert sorted(found(searches, text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("fjord", [2]), ("fav:", [2]), ("is:practice", [3, 1]), ("fjord is:practice", [1]), ("-is:practice", [2])],
)
def test_hidden_practice_pictures_are_found_when_they_are_asked_for(
    database: Path, writer: sqlite3.Connection, text: str, expected: list[int]
) -> None:
    picture(writer, 1, prompt="fjord", practice=1, favourite=1)
    picture(writer, 2, prompt="fjord", favourite=1)
    picture(writer, 3, practice=1)
    with closing(SearchReader(database, lambda: TODAY, BERLIN, hides_practice=lambda: True)) as searches:
        assert found(searches, text) == expected


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("fav:", "picture_favourite"),
        ("fjord fav:", "picture_favourite"),
        ("rating:>=4", "picture_rated"),
        ("seed:42", "picture_seed"),
        ("colour:red size:16:9 -is:practice", "COVERING INDEX picture_facts"),
    ],
)
def test_few_pictures_are_found_without_reading_all(writer: sqlite3.Connection, text: str, index: str) -> None:
    statement = pictures_found(parse(text), Names(TODAY))
    plan = [row[3] for row in writer.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.values)]
    assert any(step.endswith(index) or f"{index} " in step for step in plan), plan


def test_newer_pictures_are_found_first_and_no_more_than_asked_for(
    searches: SearchReader, writer: sqlite3.Connection
) -> None:
    with transaction(writer):
        for item_id in range(1, 100):
            insert_picture(writer, item_id, prompt="fjord")
    newest = searches.newest(parse("fjord"), 3, within_s=5)
    assert newest
    assert (newest.ids.tolist(), newest.is_whole) == ([99, 98, 97], False)
    assert found(searches, "fjord") == list(range(99, 0, -1))


def test_the_index_of_words_follows_changes_and_deletions(searches: SearchReader, writer: sqlite3.Connection) -> None:
    with transaction(writer):
        insert_picture(writer, 1, prompt="old words")
        insert_picture(writer, 2, prompt="old words")
        insert_picture(writer, 3, file_name="old words.png")
    with transaction(writer):
        writer.execute("UPDATE picture SET prompt = 'new words' WHERE id = 1")
        writer.execute("UPDATE picture SET file_name = 'other.png' WHERE id = 3")
        writer.execute("DELETE FROM picture WHERE id = 2")
    assert found(searches, "old") == []
    assert found(searches, "new words") == [1]
    writer.execute("INSERT INTO picture_words (picture_words, rank) VALUES ('integrity-check', 1)")


# Fields


def picture(writer: sqlite3.Connection, item_id: ItemId, **columns: Any) -> None:
    with transaction(writer):
        insert_picture(writer, item_id, **columns)


def name(writer: sqlite3.Connection, table: str, number: int, title: str, *pictures: ItemId) -> None:
    with transaction(writer):
        writer.execute(f"INSERT INTO {table} (id, name) VALUES (?, ?)", (number, title))
        writer.executemany(
            f"INSERT INTO picture_{table} ({table}_id, picture_id) VALUES (?, ?)", [(number, one) for one in pictures]
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fav:", [6, 2]),
        ("fav:no", [5, 4, 3, 1]),
        ("-fav:", [5, 4, 3, 1]),
        ("rating:>=3", [3, 2]),
        ("rating:5", [3]),
        ("rating:none", [6, 5, 4, 1]),
        ("rating:<4", [6, 5, 4, 2, 1]),
        ("-rating:5", [6, 5, 4, 2, 1]),
        ("cost:>0.1", [2]),
        ("cost:0.045", [1]),
        ("cost:<=0.1", [4, 3, 1]),
        ("cost:free", [4]),
        ("-cost:>0.1", [6, 5, 4, 3, 1]),
        ("ref:", [2]),
        ("ref:no", [6, 5, 4, 3, 1]),
        ("ref:>3", []),
        ("seed:42", [1]),
        ("-seed:42", [6, 5, 4, 3, 2]),
        ("size:1024x768", [1]),
        ("size:16:9", [2]),
        ("size:square", [6, 3]),
        ("size:1:1", [6, 3]),
        ("size:landscape", [5, 4, 2, 1]),
        ("size:portrait", []),
        ("size:large", [6]),
        ("-size:landscape", [6, 3]),
        ("model:pro", [3, 2, 1]),
        ("model:flux-2-pro", [1]),
        ('model:"FLUX.2 [pro]"', [1]),
        ('model:"pro"', []),
        ("model:flux-2", [2, 1]),
        ("-model:pro", [6, 5, 4]),
        ("model:midjourney", []),
        ("is:practice", [4]),
        ("is:missing", [5]),
        ("is:imported", [6, 5, 4, 3, 2, 1]),
        ("-is:practice fjord", [5, 3, 1]),
        ("tag:boats", [2, 1]),
        ("tag:bo", [5, 2, 1]),
        ('tag:"boat"', [5]),
        ("tag:BOATS album:öl", [2]),
        ("-tag:boats", [6, 5, 4, 3]),
        ("tag:nothing", []),
        ("album:Öl", [3, 2]),
        ("fav: rating:>=3 ref:", [2]),
        ("fjord fav:no", [5, 4, 3, 1]),
        ("fjord model:pro -rating:5", [1]),
        ("rating:> cost: seed:x size:4 model:- tag:", [6, 5, 4, 3, 2, 1]),
        ("fjord size:", [5, 4, 3, 1]),
    ],
)
def test_fields_say_what_a_picture_has_to_be(
    searches: SearchReader, writer: sqlite3.Connection, text: str, expected: list[int]
) -> None:
    picture(writer, 1, prompt="fjord", width=1024, height=768, model="flux-2-pro", seed=42, cost=450)
    picture(
        writer,
        2,
        prompt="sea",
        width=1360,
        height=768,
        model="flux-2-pro-preview",
        cost=1001,
        favourite=1,
        rating=3,
        reference_count=3,
    )
    picture(writer, 3, prompt="fjord", width=512, height=512, model="flux-kontext-pro", cost=1000, rating=5)
    picture(writer, 4, prompt="fjord", model="flux-dev", cost=9000, practice=1)
    picture(writer, 5, prompt="fjord", missing=1)
    picture(writer, 6, prompt="moor", width=2048, height=2048, favourite=1)
    picture(writer, 7, prompt="fjord", favourite=1, binned_at=1, model="flux-old", rating=5, seed=42)
    name(writer, "tag", 1, "Boats", 1, 2)
    name(writer, "tag", 2, "boat", 5, 7)
    name(writer, "album", 1, "Öl und Kreide", 2, 3)
    assert found(searches, text) == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("date:today", [20]),
        ("date:yesterday", [19]),
        ("date:last month", []),
        ("date:2026-11-05..2026-11-19", [19, 5]),
        ("-date:today", [19, 5]),
        ("fog date:november", [20, 5]),
        ("fog -date:today", [5]),
        ("date:>2026-11-05", [20, 19]),
        ("date:not-a-day", [20, 19, 5]),
    ],
)
def test_days_are_those_of_the_person(
    searches: SearchReader, writer: sqlite3.Connection, text: str, days: list[int]
) -> None:
    ids = {5: at("2026-11-05T23:59:59"), 19: at("2026-11-19T23:59:59.999"), 20: at("2026-11-20T00:00")}
    picture(writer, ids[5], prompt="fog")
    picture(writer, ids[19], prompt="rain")
    picture(writer, ids[20], prompt="fog")
    assert found(searches, text) == [ids[day] for day in days]


def test_a_plain_word_for_a_date_finds_the_date_and_loses_no_prompt_with_the_word(
    searches: SearchReader, writer: sqlite3.Connection
) -> None:
    told, made, neither = at("2026-01-05T12:00"), at("2026-08-31T23:59"), at("2026-09-01T00:00")
    picture(writer, told, prompt="an August evening, red")
    picture(writer, made, prompt="a red door")
    picture(writer, neither, prompt="a red fox")
    assert found(searches, "august") == [made, told]
    assert found(searches, "red august") == [made, told]
    assert found(searches, "fox august") == []
    assert found(searches, "august evening") == [told]
    assert found(searches, '"august"') == [told]
    assert found(searches, "date:august") == [made]
    assert found(searches, "august -evening") == [made]
    newest = searches.newest(parse("august"), 1, 5)
    assert newest
    assert (newest.ids.tolist(), newest.is_whole) == ([made], False)


@pytest.fixture
def every_kind(database: Path) -> Iterator[tuple[SearchReader, list[dict[str, Any]]]]:
    """A picture of every combination of some values."""
    with closing(connect_writer(database)) as writer, transaction(writer):
        kinds: list[dict[str, Any]] = [dict(zip(NUMBERS, values, strict=True)) for values in product(*NUMBERS.values())]
        for item_id, kind in enumerate(kinds, 1):
            kind |= {"id": item_id, "prompt": "fog" if item_id % 3 else "rain"}
            insert_picture(writer, item_id, **{key: value for key, value in kind.items() if key != "id"})
    with closing(SearchReader(database, lambda: TODAY, BERLIN)) as searches:
        yield searches, kinds


TESTS: dict[str, Any] = {
    "model:none-of-them": lambda one: False,
    "tag:nowhere": lambda one: False,
    "album:nowhere": lambda one: False,
    "fog": lambda one: one["prompt"] == "fog",
    "fav:": lambda one: one["favourite"] == 1,
    "rating:>=3": lambda one: one["rating"] >= 3,
    "rating:<3": lambda one: one["rating"] < 3,
    "is:practice": lambda one: one["practice"] == 1,
    "is:missing": lambda one: one["missing"] == 1,
    "colour:red": lambda one: one["colour"] == 1,
    "colour:violet": lambda one: one["colour"] == 7,
    "ref:no": lambda one: one["reference_count"] == 0,
    "ref:>=2": lambda one: one["reference_count"] >= 2,
    "cost:>=0.1": lambda one: not one["practice"] and one["cost"] >= 1000,
    "cost:<0.1": lambda one: one["practice"] or one["cost"] < 1000,
    "seed:42": lambda one: one["seed"] == 42,
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(TESTS)), st.booleans()), max_size=5))
def test_any_fields_together_find_what_each_of_them_lets_through(
    every_kind: tuple[SearchReader, list[dict[str, Any]]], chosen: list[tuple[str, bool]]
) -> None:
    searches, kinds = every_kind
    text = " ".join(f"-{part}" if is_left_out else part for part, is_left_out in chosen)
    fits = [one for one in kinds if all(bool(TESTS[part](one)) != is_left_out for part, is_left_out in chosen)]
    assert found(searches, text) == sorted((one["id"] for one in fits), reverse=True)
    answer = searches.all(parse(text))
    assert answer
    assert sum(answer.costs) == sum(0 if one["practice"] else one["cost"] for one in fits)


ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=30)
SIGNS = st.text('"*():^-+ NEAROD\0{}aß', max_size=15)
FIELDS = st.lists(
    st.sampled_from(
        [*(f"{field}:" for field in Field), '"', "-", " ", "a", "1", ">", "..", ":", "august", "last 7 days"]
    ),
    max_size=10,
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(ANY_TEXT | SIGNS | FIELDS)
def test_no_text_breaks_the_search(every_kind: tuple[SearchReader, list[dict[str, Any]]], text: str) -> None:
    searches, kinds = every_kind
    assert set(found(searches, text)) <= {one["id"] for one in kinds}


# Time, threads and sums


def test_a_missing_database_finds_nothing_until_it_appears(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with closing(SearchReader(path)) as searches:
        assert found(searches, "fog") == []
        assert searches.newest(parse("fog"), 9, 1) == NOTHING
        prepare(path)
        assert searches.models() == ()
        assert found(searches, "model:pro") == []


def test_a_look_that_takes_too_long_is_given_up_and_the_next_one_is_not(
    searches: SearchReader, writer: sqlite3.Connection
) -> None:
    with transaction(writer):
        for item_id in range(1, 3000):
            insert_picture(writer, item_id, prompt="fog", cost=450)
    slow = parse("fog cost:>1")
    assert searches.newest(slow, 120, 0) is None
    assert searches.newest(slow, 120, 5) == NOTHING
    assert searches.all(slow) == NOTHING


def test_a_search_in_another_thread_can_be_broken_off(searches: SearchReader, writer: sqlite3.Connection) -> None:
    with transaction(writer):
        for item_id in range(1, 3000):
            insert_picture(writer, item_id, prompt="fog")
    answers: list[Found | None] = []
    is_over = threading.Event()

    def search_on_and_on() -> None:
        with closing(searches):
            while not is_over.is_set():
                answers.append(searches.all(parse("fog cost:>1")))
                if answers[-1] is None:
                    is_over.set()

    thread = threading.Thread(target=search_on_and_on)
    thread.start()
    while not is_over.is_set():
        searches.interrupt()
    thread.join()
    assert answers[-1] is None


def test_models_are_known_once_each_and_without_the_bin(searches: SearchReader, writer: sqlite3.Connection) -> None:
    for item_id, model in enumerate(["flux-dev", "", "flux-2-pro", "flux-dev"], 1):
        picture(writer, item_id, model=model)
    picture(writer, 9, model="flux-thrown-away", binned_at=1)
    assert searches.models() == ("flux-2-pro", "flux-dev")


def test_sums_are_compared_by_what_they_count() -> None:
    found = Found(array("q", [3, 2]), array("q", [10, 20]))
    sums = FoundSums(found)
    assert sums.are_of(Found(array("q", [3, 2]), array("q", [10, 20])))
    assert not sums.are_of(found._replace(costs=array("q", [10, 21])))
    assert not sums.are_of(found._replace(is_whole=False))


def test_sums_of_a_span_are_those_of_what_was_found(searches: SearchReader, writer: sqlite3.Connection) -> None:
    for item_id in range(10, 20):
        picture(writer, item_id, prompt="fog", cost=item_id)
    whole = searches.all(parse("fog"))
    part = searches.newest(parse("fog"), 4, 5)
    assert whole
    assert part
    assert FoundSums(whole).of_span(12, 15) == (3, 12 + 13 + 14)
    assert FoundSums(whole).of_span(0, 10) == (0, 0)
    assert FoundSums(part).of_span(17, 99) == (3, 17 + 18 + 19)
    assert FoundSums(part).of_span(16, 18) is None
    assert FoundSums(part).of_span(10, 12) is None
    assert FoundSums(NOTHING).of_span(0, 99) == (0, 0)
