"""The practice server against BFL's published OpenAPI description (April 2026)."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from tests.support.practice import KEY, PracticeProcess

_SPEC: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "bfl-openapi-2026-04.json").read_text(encoding="utf-8")
)
_IMAGE_FIELDS = frozenset({"image", "mask", "image_prompt", *(f"input_image{n}" for n in ("", "_2", "_3", "_8"))})
_MAKES_PICTURES = [
    path for path, calls in _SPEC["paths"].items() if "post" in calls and path not in ("/v1/delete_finetune",)
]


def _png(side_px: int = 64) -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (side_px, side_px), (90, 120, 150)).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode()


_PNG = _png()


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    whole = {**schema, "components": _SPEC["components"]}
    return bool(jsonschema.Draft202012Validator(whole).is_valid(value))


def _answer_schema(path: str, method: str, status: str) -> dict[str, Any]:
    content = _SPEC["paths"][path][method]["responses"][status]["content"]
    return dict(content["application/json"]["schema"])


def _body_schema(path: str) -> dict[str, Any]:
    reference = _SPEC["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return dict(_SPEC["components"]["schemas"][reference.rpartition("/")[2]])


def _least_body(path: str) -> dict[str, Any]:
    """What the model cannot do without."""
    values = {"prompt": "a quiet fjord", "image": _PNG, "finetune_id": "practice-finetune"}
    return {name: values[name] for name in _body_schema(path).get("required", ())}


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess() as process:
        yield process


@pytest.mark.parametrize("path", _MAKES_PICTURES)
def test_every_answer_on_the_way_to_a_picture_fits_the_schema(server: PracticeProcess, path: str) -> None:
    status, accepted = server.request("POST", path, _least_body(path), KEY)
    assert status == 200, accepted
    assert _fits(accepted, _answer_schema(path, "post", "200"))
    _, first = server.poll(accepted)
    assert _fits(first, _answer_schema("/v1/get_result", "get", "200"))
    last = server.outcome(accepted)
    assert last["status"] == "Ready"
    assert _fits(last, _answer_schema("/v1/get_result", "get", "200"))


def _wrong_values(schema: dict[str, Any]) -> Iterator[Any]:
    """Values of every sort that JSON has, and some just outside of the range."""
    yield from (None, True, "text", "", 1.5, 7, -1, [], {}, 10_000_000, "x" * 3000)
    for part in (schema, *schema.get("anyOf", ())):
        if "minimum" in part:
            yield part["minimum"] - 1
        if "maximum" in part:
            yield part["maximum"] + 1
        if "multipleOf" in part:
            yield part["minimum"] + 1


@pytest.mark.parametrize("path", _MAKES_PICTURES)
def test_every_body_that_the_schema_forbids_is_refused_in_its_form(server: PracticeProcess, path: str) -> None:
    schema, form = _body_schema(path), _answer_schema(path, "post", "422")
    least = _least_body(path)
    bodies = [{**least, name: value} for name, field in schema["properties"].items() for value in _wrong_values(field)]
    bodies += [{name: value for name, value in least.items() if name != left_out} for left_out in least]
    forbidden = [body for body in bodies if not _fits(body, schema)]
    assert len(forbidden) > 20
    for body in forbidden:
        status, answer = server.request("POST", path, body, KEY)
        assert status == 422, (body, answer)
        assert _fits(answer, form), answer
        assert isinstance(answer["detail"], list)


@pytest.mark.parametrize("path", _MAKES_PICTURES)
def test_every_field_of_the_schema_is_known_with_its_default(server: PracticeProcess, path: str) -> None:
    schema = _body_schema(path)
    server.reset()
    for name, field in schema["properties"].items():
        value = _PNG if name in _IMAGE_FIELDS else field.get("default")
        if value in (None, "", 0):
            continue
        status, answer = server.request("POST", path, {**_least_body(path), name: value}, KEY)
        assert status == 200, (name, answer)
        server.outcome(answer)
    ignored = {name for submit in server.submits() for name in submit["ignored"]}
    assert ignored == set()


def test_the_balance_fits_the_schema(server: PracticeProcess) -> None:
    status, answer = server.request("GET", "/v1/credits", key=KEY)
    assert status == 200
    assert _fits(answer, _answer_schema("/v1/credits", "get", "200"))


def test_a_poll_without_an_id_is_refused_in_the_form_of_the_schema(server: PracticeProcess) -> None:
    poll_origin = server.ledger()["hosts"]["poll"]
    status, answer = server.request("GET", f"{poll_origin}/v1/get_result", key=KEY)
    assert status == 422
    assert _fits(answer, _answer_schema("/v1/get_result", "get", "422"))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/v1/my_finetunes", None),
        ("get", "/v1/finetune_details?finetune_id=practice-finetune", None),
        ("post", "/v1/delete_finetune", {"finetune_id": "practice-finetune"}),
    ],
)
def test_the_calls_about_finetunes_fit_the_schema(
    server: PracticeProcess, method: str, path: str, body: dict[str, str] | None
) -> None:
    status, answer = server.request(method.upper(), path, body, KEY)
    assert status == 200
    assert _fits(answer, _answer_schema(path.partition("?")[0], method, "200"))


def test_a_webhook_is_answered_without_a_polling_address(server: PracticeProcess) -> None:
    accepted = server.submit("flux-2-pro", webhook_url="https://example.org/hook")
    assert "polling_url" not in accepted
    reference = {"$ref": "#/components/schemas/AsyncWebhookResponse"}
    assert _fits(accepted, reference)
