"""Bodies against models, in the words of the service."""

from typing import Any

import pytest

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.practice.bodies import LongText
from flux_desktop.practice.validation import check, size_problem


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.from_json(resources.text("model_catalogue.json"))


def _first(model: ImageModel, body: Any) -> dict[str, Any]:
    return check(model, body).problems[0].to_json()


@pytest.mark.parametrize(
    ("model", "field", "value", "reason"),
    [
        ("flux-2-pro", "width", 16, ("greater_than_equal", "Input should be greater than or equal to 64")),
        ("flux-2-pro", "width", "1024", ("int_parsing", "unable to parse string as an integer")),
        ("flux-2-pro", "width", 100.5, ("int_from_float", "got a number with a fractional part")),
        ("flux-2-pro", "width", True, ("int_type", "Input should be a valid integer")),
        ("flux-2-pro", "width", [64], ("int_type", "Input should be a valid integer")),
        ("flux-2-pro", "safety_tolerance", 6, ("less_than_equal", "Input should be less than or equal to 5")),
        ("flux-2-pro", "safety_tolerance", None, ("int_type", "Input should be a valid integer")),
        ("flux-2-pro", "prompt", 5, ("string_type", "Input should be a valid string")),
        ("flux-2-pro", "prompt", None, ("string_type", "Input should be a valid string")),
        ("flux-2-pro", "disable_pup", "yes", ("bool_parsing", "unable to parse string as a boolean")),
        ("flux-2-pro", "disable_pup", 1, ("bool_type", "Input should be a valid boolean")),
        ("flux-2-pro", "output_format", "gif", ("enum", "Input should be 'jpeg', 'png' or 'webp'")),
        ("flux-2-pro", "input_image", 7, ("string_type", "Input should be a valid string")),
        ("flux-2-pro", "webhook_url", "", ("string_too_short", "String should have at least 1 character")),
        ("flux-2-pro", "webhook_url", "my own page", ("url_parsing", "Input should be a valid URL")),
        ("flux-2-pro", "user", "x" * 257, ("string_too_long", "String should have at most 256 characters")),
        ("flux-2-flex", "guidance", 11, ("less_than_equal", "Input should be less than or equal to 10")),
        ("flux-2-flex", "guidance", "hot", ("float_parsing", "unable to parse string as a number")),
        ("flux-2-flex", "guidance", True, ("float_type", "Input should be a valid number")),
        ("flux-pro-1.1", "height", 1000, ("multiple_of", "Input should be a multiple of 32")),
        ("flux-3-image", "prompt", "", ("string_too_short", "String should have at least 1 character")),
        ("flux-3-image", "seed", 7, ("extra_forbidden", "Extra inputs are not permitted")),
        ("flux-3-image", "images", {}, ("list_type", "Input should be a valid list")),
        ("flux-3-image", "images", [], ("too_short", "List should have at least 1 item after validation, not 0")),
        (
            "flux-3-image",
            "images",
            ["x"] * 11,
            ("too_long", "List should have at most 10 items after validation, not 11"),
        ),
        ("flux-3-image", "webhook_url", "http://x", ("extra_forbidden", "Extra inputs are not permitted")),
        ("outpainting-v1", "seed", 7, ("extra_forbidden", "Extra inputs are not permitted")),
    ],
)
def test_a_wrong_value_is_named_with_its_field_and_reason(
    catalogue: Catalogue, model: str, field: str, value: Any, reason: tuple[str, str]
) -> None:
    body = {"prompt": "a fjord", "input_image": "x", "width": 1024, "height": 1024, field: value}
    wanted = {name: item for name, item in body.items() if catalogue[model].has(name) or name == field}
    problem = _first(catalogue[model], wanted)
    assert problem["loc"] == ["body", field]
    assert problem["type"] == reason[0]
    assert reason[1] in problem["msg"]


def test_an_item_of_a_list_is_named_by_its_place(catalogue: Catalogue) -> None:
    problem = _first(catalogue["flux-3-image"], {"prompt": "a fjord", "images": ["x", 5]})
    assert problem["loc"] == ["body", "images", 1]


def test_a_missing_prompt_is_said_to_be_required(catalogue: Catalogue) -> None:
    problem = _first(catalogue["flux-2-pro"], {"width": 64})
    assert (problem["type"], problem["loc"], problem["msg"]) == ("missing", ["body", "prompt"], "Field required")


def test_older_models_need_no_prompt_but_take_null_only_where_the_schema_does(catalogue: Catalogue) -> None:
    assert not check(catalogue["flux-pro-1.1"], {}).problems
    assert not check(catalogue["flux-pro-1.1"], {"prompt": None}).problems
    assert check(catalogue["flux-dev"], {"prompt": None}).problems


def test_a_lenient_model_ignores_unknown_fields_and_says_which(catalogue: Catalogue) -> None:
    checked = check(catalogue["flux-2-pro"], {"prompt": "a fjord", "negative_prompt": "rain"})
    assert not checked.problems
    assert checked.ignored == ("negative_prompt",)
    assert checked.sent == ("prompt",)


def test_outpainting_is_strict_but_knows_the_user(catalogue: Catalogue) -> None:
    assert not check(
        catalogue["outpainting-v1"], {"input_image": "x", "width": 64, "height": 64, "user": "me"}
    ).problems


def test_a_whole_number_written_as_a_float_is_one(catalogue: Catalogue) -> None:
    assert not check(catalogue["flux-2-pro"], {"prompt": "a fjord", "width": 1024.0, "height": 1024}).problems


def test_a_body_that_is_a_list_is_no_body(catalogue: Catalogue) -> None:
    assert _first(catalogue["flux-2-pro"], ["prompt"])["type"] == "model_attributes_type"


def test_a_very_long_prompt_is_read_as_a_text(catalogue: Catalogue) -> None:
    checked = check(catalogue["flux-2-pro"], {"prompt": LongText("fjörd ".encode() * 20_000)})
    assert checked.fields["prompt"].startswith("fjörd ")
    too_long = _first(catalogue["flux-3-image"], {"prompt": LongText(b"x" * 70_000)})
    assert too_long["type"] == "string_too_long"
    assert len(too_long["input"]) < 300


def test_more_than_four_megapixels_are_refused(catalogue: Catalogue) -> None:
    assert size_problem(catalogue["flux-2-pro"], 2048, 2048) is None
    assert size_problem(catalogue["flux-2-pro"], None, 2048) is None
    assert size_problem(catalogue["flux-2-pro"], None, 2064) is not None
    assert size_problem(catalogue["flux-2-pro"], 2048, 2064) is not None
