"""Large JSON bodies."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flux_desktop.practice.bodies import LongText, NotJsonError, parse

_LONG = "QUJD" * 20_000


def _plain(value: object) -> object:
    if isinstance(value, LongText):
        return bytes(value).decode()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


_texts = st.text(max_size=20) | st.just(_LONG) | st.text(max_size=4).map(lambda text: text + '"\\' + _LONG)
_values = _texts | st.integers() | st.booleans() | st.none() | st.lists(_texts, max_size=3)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), _values, max_size=5))
def test_a_body_means_the_same_as_to_the_standard_reader(body: dict[str, object]) -> None:
    assert _plain(parse(json.dumps(body).encode())) == body


def test_an_image_is_not_copied_out_of_the_body() -> None:
    value = parse(json.dumps({"prompt": "a fjord", "input_image": _LONG, "images": [_LONG]}).encode())
    assert isinstance(value["input_image"], LongText)
    assert isinstance(value["images"][0], LongText)


def test_a_text_that_looks_like_a_placeholder_stays_a_text() -> None:
    assert parse(json.dumps({"a": "\x007", "b": _LONG}).encode())["a"] == "\x007"


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', '{"a": "' + _LONG, "[1,]", "\xff", "[" * 100_000])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(NotJsonError):
        parse(text.encode("latin-1"))


def test_many_short_texts_do_not_take_for_ever() -> None:
    body = json.dumps(["x"] * 300_000).encode()
    started_s = time.process_time()
    assert len(parse(body)) == 300_000
    assert time.process_time() - started_s < 1
