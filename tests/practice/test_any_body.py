"""No body, however odd, brings the practice server down."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.practice.messages import json_reply
from flux_desktop.practice.orders import read_order, rules
from flux_desktop.practice.picture_sizes import produced_size
from flux_desktop.practice.validation import check
from tests.support.practice import KEY, PracticeProcess

_CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))
_MODELS = [model for model in _CATALOGUE if not model.retired]
_FIELDS = sorted({name for model in _MODELS for name in model.parameters} | {"webhook_url", "user", "what"})
_GOOD = st.sampled_from(
    ["a fjord", "16:9", "1k", "png", "high", 64, 1024, 256, 2, 0.5, True, None, "iVBORw0KGgo=", ["QUJD"]]
)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
_BODIES = st.dictionaries(st.sampled_from(_FIELDS), _GOOD | _ANY, max_size=12)


@settings(deadline=None)
@given(st.sampled_from(_MODELS), _BODIES)
def test_a_body_is_refused_with_reasons_or_becomes_an_order(model: Any, body: dict[str, Any]) -> None:
    checked = check(model, body)
    problems = checked.problems or rules(model, checked.fields)
    assert json.loads(json_reply(422, [problem.to_json() for problem in problems]).body) is not None
    if problems:
        return
    order = read_order(model, checked.fields)
    size = produced_size(model, order.asked)
    assert order.cost > 0
    assert order.file_format in ("png", "jpeg", "webp")
    assert min(size.width_px, size.height_px) >= 16
    assert size.pixels <= 17_000_000


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess(credits=1_000_000) as process:
        yield process


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(model=st.sampled_from(_MODELS), body=_BODIES | _ANY)
def test_every_body_gets_an_answer(server: PracticeProcess, model: Any, body: Any) -> None:
    status, answer = server.request("POST", model.path, body, KEY)
    assert status in (200, 400, 422, 429)
    assert answer
    assert server.ledger()["active"] <= 24


def test_half_a_surrogate_pair_is_no_prompt(server: PracticeProcess) -> None:
    status, answer = server.request("POST", "/v1/flux-2-pro", {"prompt": "a \ud800 fjord", "\udfff": 1}, KEY)
    assert status == 422
    assert answer["detail"][0]["type"] == "string_unicode"
    assert server.request("POST", "/v1/flux-3-image", {"prompt": "a fjord", "\ud800": 1}, KEY)[0] == 422
