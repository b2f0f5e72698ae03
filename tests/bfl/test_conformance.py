"""Whatever a model is asked for, the body is one that BFL's published schema takes."""

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flux_desktop.bfl.request_body import RequestBody, parts_of
from flux_desktop.domain.image_model import ImageModel
from tests.bfl.answer_bodies import CATALOGUE
from tests.bfl.requests_of_models import reference_path, requests_of

SCHEMA_FILE = Path(__file__).parent.parent / "data" / "bfl-openapi-2026-04.json"
NEWER_THAN_THE_SCHEMA = {"disable_pup": {"type": "boolean"}}
"""Fields of BFL's reference pages of September 2026."""

OFFERED = [model for model in CATALOGUE if not model.retired]


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
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_models_newer_than_the_schema_get_fields_of_their_own_and_all_that_they_need(
    model: ImageModel, data: st.DataObject, tmp_path: Path
) -> None:
    body = body_of(data, model, tmp_path)
    assert set(body) <= set(model.parameters)
    assert {name for name, parameter in model.parameters.items() if parameter.required} <= set(body)


def test_most_models_are_checked_against_the_published_schema() -> None:
    assert len([model for model in OFFERED if published_schema(model)]) >= 15
