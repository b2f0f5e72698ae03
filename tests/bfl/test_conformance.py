"""Whatever a model is asked for, the body is one that BFL's published schema takes."""

import asyncio
import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flux_desktop.bfl.request_body import RequestBody, parts_of
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel
from tests.bfl.answer_bodies import CATALOGUE
from tests.bfl.requests_of_models import reference_path, requests_of
from tests.domain.drafts import random_draft

SCHEMA_FILE = Path(__file__).parent.parent / "data" / "bfl-openapi-2026-04.json"
NEWER_THAN_THE_SCHEMA = {"disable_pup": {"type": "boolean"}}
"""Fields of BFL's reference pages of September 2026."""

OFFERED = [model for model in CATALOGUE if not model.retired]
_SET_UPS = 1_000


@cache
def published() -> dict[str, Any]:
    return dict(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def published_schema(model: ImageModel) -> dict[str, Any] | None:
    """What BFL published for the model, made strict; ``None`` for models that came later."""
    path = published()["paths"].get(model.path)
    if path is None:
        return None
    reference = path["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = published()["components"]["schemas"][reference.rsplit("/", 1)[1]]
    newer = {name: rule for name, rule in NEWER_THAN_THE_SCHEMA.items() if model.has(name)}
    return {
        **schema,
        "properties": {**schema["properties"], **newer},
        "additionalProperties": False,
        "components": published()["components"],
    }


def body_of(data: st.DataObject, model: ImageModel, folder: Path) -> dict[str, Any]:
    request = data.draw(requests_of(model))
    path = reference_path(folder)
    body = RequestBody(parts_of(model, request), lambda _: path)

    async def read() -> bytes:
        return b"".join([piece async for piece in body])

    text = asyncio.run(read())
    assert len(text) == body.length
    return dict(json.loads(text))


@pytest.mark.parametrize("model", [model for model in OFFERED if published_schema(model)], ids=lambda model: model.id)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_every_valid_request_becomes_a_body_that_the_published_schema_takes(
    model: ImageModel, data: st.DataObject, tmp_path: Path
) -> None:
    schema = published_schema(model)
    assert schema
    jsonschema.validate(body_of(data, model, tmp_path), schema)


@pytest.mark.parametrize(
    "model", [model for model in OFFERED if not published_schema(model)], ids=lambda model: model.id
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_models_newer_than_the_schema_get_fields_of_their_own_and_all_that_they_need(
    model: ImageModel, data: st.DataObject, tmp_path: Path
) -> None:
    body = body_of(data, model, tmp_path)
    assert set(body) <= set(model.parameters)
    assert {name for name, parameter in model.parameters.items() if parameter.required} <= set(body)


def sent_for(model: ImageModel, draft: RequestDraft, folder: Path) -> dict[str, Any]:
    path = reference_path(folder)
    body = RequestBody(parts_of(model, draft.requests(model)[0]), lambda _: path)
    text = b""
    while piece := next(body._pieces, b""):
        text += piece
    return dict(json.loads(text))


@pytest.mark.parametrize("model", [model for model in OFFERED if model.id != "erase-v1"], ids=lambda model: model.id)
def test_a_thousand_set_ups_list_their_problems_or_become_bodies_that_the_schema_takes(
    model: ImageModel, tmp_path: Path
) -> None:
    schema, chance, sent = published_schema(model), Random(model.id), 0
    validator = jsonschema.Draft202012Validator(schema) if schema else None
    for _ in range(_SET_UPS):
        draft = random_draft(model, chance)
        if draft.problems(model):
            continue
        sent += 1
        body = sent_for(model, draft, tmp_path)
        if validator:
            assert list(validator.iter_errors(body)) == []
        else:
            assert set(body) <= set(model.parameters)
            assert {name for name, parameter in model.parameters.items() if parameter.required} <= set(body)
    assert sent > _SET_UPS // 8


def test_most_models_are_checked_against_the_published_schema() -> None:
    assert len([model for model in OFFERED if published_schema(model)]) >= 15
