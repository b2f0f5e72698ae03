"""Words, names and waiting times are found in whichever shape an answer has."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.bfl.answers import MAX_WAIT_S, Answer, credits_in, number, one_line
from tests.bfl.answer_bodies import PRO, answer

PYDANTIC = {
    "detail": [
        {
            "type": "greater_than_equal",
            "loc": ["body", "width"],
            "msg": "Input should be greater than or equal to 64",
            "input": 0,
            "ctx": {"ge": 64},
            "url": "https://errors.pydantic.dev/2/v/greater_than_equal",
        },
        {"loc": ["body", "prompt"], "msg": "Field required", "type": "missing"},
    ]
}


@pytest.mark.parametrize(
    ("status", "body", "complaint"),
    [
        (400, {"detail": "Finetune not found or not ready"}, "400 Finetune not found or not ready"),
        (402, {"detail": "Insufficient credits"}, "402 Insufficient credits"),
        (403, {"detail": "Not authenticated"}, "403 Not authenticated"),
        (401, {"error": "invalid_api_key", "message": "Your key is wrong"}, "401 Your key is wrong"),
        (401, {"error": "invalid_api_key"}, "401 invalid_api_key"),
        (404, {"detail": "Not Found"}, "404 Not Found"),
        (
            422,
            PYDANTIC,
            "422 width: Input should be greater than or equal to 64; prompt: Field required",
        ),
        (
            422,
            {"detail": [{"loc": ["body"], "msg": "JSON decode error", "type": "json_invalid"}]},
            "422 JSON decode error",
        ),
        (422, {"detail": ["first", "second"]}, "422 first; second"),
        (400, {"error": "bad", "message": "Bad width", "details": {"width": 3}}, "400 Bad width"),
        (400, {"error": {"message": "Bad width", "code": 7}}, "400 Bad width"),
        (
            429,
            {"error": "rate_limit_exceeded", "message": "Too many concurrent requests"},
            "429 Too many concurrent requests",
        ),
        (500, {"detail": "Internal Server Error"}, "500 Internal Server Error"),
        (500, "Internal Server Error", "500 Internal Server Error"),
        (
            502,
            "<html><head><title>x</title></head><body><h1>502 Bad Gateway</h1>\r\n<hr>nginx</body></html>",
            "502 502 Bad Gateway nginx",
        ),
        (502, "<script>alert(1)</script>a &amp; b", "502 a & b"),
        (503, b"", "503"),
        (500, b"\xff\xfe\x00", "500 \ufffd\ufffd"),
        (500, [], "500 []"),
        (500, {"detail": None}, '500 {"detail": null}'),
        (500, {"detail": "two\nlines\x00\x1b[31m"}, "500 two lines [31m"),
    ],
)
def test_what_an_answer_says_is_one_plain_line(status: int, body: Any, complaint: str) -> None:
    assert answer(status, body).complaint == complaint


def test_a_complaint_of_a_megabyte_is_cut() -> None:
    assert len(answer(500, {"detail": "x" * 1_000_000}).complaint) < 600
    assert len(answer(500, "<" * 1_000_000).complaint) < 600


@pytest.mark.parametrize(
    ("detail", "name"),
    [
        (PYDANTIC["detail"], "width"),
        ([{"loc": ["body", "Flux2Inputs", "seed", "int"], "msg": "x"}], "seed"),
        ([{"loc": ["body", "mystery"], "msg": "x"}], "mystery"),
        ([{"loc": ["query", "id"], "msg": "x"}], "id"),
        ([{"loc": ["body"], "msg": "x"}], None),
        ([{"loc": ["body", 3], "msg": "x"}], None),
        ([{"loc": "body", "msg": "x"}], None),
        ([{"msg": "x"}], None),
        ("width is wrong", None),
        (None, None),
    ],
)
def test_a_validation_error_names_the_setting(detail: Any, name: str | None) -> None:
    assert answer(422, {"detail": detail}).blamed_field(PRO.parameters) == name


@pytest.mark.parametrize(
    ("found", "seconds"),
    [
        (answer(429, {}), None),
        (answer(429, {}, retry_after="7"), 7.0),
        (answer(429, {}, retry_after="0.5"), 0.5),
        (answer(429, {}, retry_after="-3"), 0.0),
        (answer(429, {}, retry_after="86400"), MAX_WAIT_S),
        (answer(429, {}, retry_after="nan"), None),
        (answer(429, {}, retry_after="inf"), None),
        (answer(429, {}, retry_after="soon"), None),
        (answer(429, {}, retry_after=""), None),
        (answer(429, {"retry_after": 5}), 5.0),
        (answer(429, {"retry_after": 5}, retry_after="9"), 9.0),
        (answer(429, {"retry_after": True}), None),
        (answer(429, {"retry_after": "5"}), None),
        (
            answer(429, {}, retry_after="Fri, 20 Nov 2026 10:00:30 GMT", date="Fri, 20 Nov 2026 10:00:00 GMT"),
            30.0,
        ),
        (
            answer(429, {}, retry_after="Fri, 20 Nov 2026 10:00:00 GMT", date="Fri, 20 Nov 2026 10:00:30 GMT"),
            0.0,
        ),
        (answer(429, {}, retry_after="Fri, 20 Nov 2099 10:00:00 GMT"), MAX_WAIT_S),
        (answer(429, {}, retry_after="Fri, 20 Nov 2026 10:00:30", date="Fri, 20 Nov 2026 10:00:00"), 30.0),
    ],
)
def test_the_time_to_wait_is_read_from_the_header_or_the_body(found: Answer, seconds: float | None) -> None:
    assert found.wait_s == seconds


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (3.0, 300),
        (4.5, 450),
        (0, 0),
        (857.0, 85_700),
        (0.014, 1),
        (None, None),
        ("3", None),
        (True, None),
        (1e300, None),
    ],
)
def test_credits_become_hundredths_and_nothing_else_does(value: object, amount: int | None) -> None:
    assert credits_in(value) == amount


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, "1", None, [], False])
def test_what_is_no_finite_number_is_none(value: object) -> None:
    assert number(value) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["detail", "message", "error", "loc", "msg", "retry_after", "id"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_whatever_makes_reading_fail(value: Any) -> None:
    found = Answer(422, json.dumps(value).encode())
    assert found.complaint.startswith("422")
    assert found.complaint.isprintable()
    assert found.blamed_field(PRO.parameters) is None or found.blamed_field(PRO.parameters)
    assert found.wait_s is None or 0 <= found.wait_s <= MAX_WAIT_S


@pytest.mark.parametrize(
    "body", [b"[" * 500_000, b'{"a":' * 100_000, b'{"id":' + b"1" * 100_000 + b"}", b"\xff" * 9, b"NaN"]
)
def test_json_made_to_break_a_reader_holds_no_fields(body: bytes) -> None:
    assert answer(200, body).fields == {}


@given(st.text(max_size=700))
def test_one_line_is_short_and_printable(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 500
    assert line.isprintable()
