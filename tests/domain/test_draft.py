"""What is set up in the compose panel becomes requests that a model takes, or problems a person can read."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flux_desktop.domain import pricing
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel, ParameterType
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.sizes import Shape, Size, Tier
from tests.domain.drafts import CATALOGUE, MODEL_IDS, drafts, random_draft, references, size_choices

PRO = CATALOGUE["flux-2-pro"]
KLEIN = CATALOGUE["flux-2-klein-4b"]
FLEX = CATALOGUE["flux-2-flex"]
FLUX3 = CATALOGUE["flux-3-image"]
ULTRA = CATALOGUE["flux-pro-1.1-ultra"]
FLUX11 = CATALOGUE["flux-pro-1.1"]
KONTEXT = CATALOGUE["flux-kontext-pro"]
FJORD = "A quiet fjord at blue hour"

_CHECKS = {
    ParameterType.STRING: lambda value: isinstance(value, str),
    ParameterType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    ParameterType.NUMBER: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    ParameterType.BOOLEAN: lambda value: isinstance(value, bool),
}


def reference(width: int = 1024, height: int = 1024, name: str = "silk.jpg") -> Reference:
    return Reference("ab" * 32, "jpeg", Size(width, height), 900_000, name)


def assert_within(model: ImageModel, request: GenerationRequest) -> None:
    """The catalogue's own words, read once more and independently of the program's rules."""
    for name, value in request.settings.items():
        parameter = model.parameters[name]
        assert _CHECKS[parameter.type](value), name
        assert not parameter.choices or value in parameter.choices, name
        assert parameter.minimum is None or value >= parameter.minimum, name  # type: ignore[operator]
        assert parameter.maximum is None or value <= parameter.maximum, name  # type: ignore[operator]
        assert not parameter.multiple_of or int(value) % parameter.multiple_of == 0, name
    for parameter in model.parameters.values():
        if parameter.required and parameter.name == "prompt":
            assert request.prompt.strip()
        elif parameter.required and parameter.name in model.reference_parameters:
            assert len(request.references) > model.reference_parameters.index(parameter.name)
        elif parameter.required:
            assert parameter.name in request.settings
    if request.size:
        assert request.size.width_px > 0
        assert request.size.height_px > 0
        assert request.size.pixels <= model.output.max_pixels
        assert request.size.width_px % model.output.multiple_of == 0
        assert request.size.height_px % model.output.multiple_of == 0
    assert len(request.references) <= model.max_references


def assert_problems_or_requests(model: ImageModel, draft: RequestDraft) -> bool:
    """Whether it can be sent, after checking that it is one or the other."""
    problems = draft.problems(model)
    if problems:
        assert all(problem.sentence.endswith(".") for problem in problems)
        return False
    requests = draft.requests(model)
    assert len(requests) == draft.picture_count
    for request in requests:
        assert_within(model, request)
    assert GenerationRequest.from_json(requests[0].to_json()) == requests[0]
    return True


@pytest.mark.parametrize("model_id", MODEL_IDS)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_draft_lists_its_problems_or_makes_requests_the_model_takes(model_id: str, data: st.DataObject) -> None:
    model = CATALOGUE[model_id]
    draft = data.draw(drafts(model_id))
    assert_problems_or_requests(model, draft)


@pytest.mark.parametrize("model_id", MODEL_IDS)
def test_two_thousand_random_drafts_list_problems_or_make_requests_the_model_takes(model_id: str) -> None:
    model, chance = CATALOGUE[model_id], Random(model_id)
    sendable = [assert_problems_or_requests(model, random_draft(model, chance)) for _ in range(2_000)]
    assert any(sendable) is not (model.retired or model.id == "erase-v1")


@pytest.mark.parametrize("model_id", MODEL_IDS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_the_price_shown_is_the_sum_of_what_the_requests_cost(model_id: str, data: st.DataObject) -> None:
    model = CATALOGUE[model_id]
    draft = data.draw(drafts(model_id))
    each = draft.estimate(model).amount
    singles = [pricing.estimate(model, request).amount for request in draft.requests(model)]
    assert all(amount == each for amount in singles)
    assert sum(amount or 0 for amount in singles) == (each or 0) * max(draft.picture_count, 0)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_draft_fitted_to_a_model_has_a_size_it_makes(data: st.DataObject) -> None:
    model = CATALOGUE[data.draw(st.sampled_from(MODEL_IDS))]
    draft = replace(RequestDraft("flux-2-pro", FJORD), size=data.draw(size_choices))
    fitted, notes = draft.fitted_to(model)
    fields = {problem.field for problem in fitted.problems(model)}
    assert not fields & {"width", "height", "aspect_ratio", "resolution"}
    assert fitted.model_id == model.id
    assert all(note.endswith(".") for note in notes)


@given(draft=drafts("flux-2-pro"))
@settings(max_examples=100, deadline=None)
def test_a_kept_draft_is_read_back_as_it_was(draft: RequestDraft) -> None:
    kept = replace(draft, count=min(max(draft.count, 1), 12))
    assert RequestDraft.from_dict(json.loads(json.dumps(kept.to_dict())), "flux-2-max") == kept


@pytest.mark.parametrize("damage", [{}, {"prompt": 3}, {"references": [{}, 7]}, {"size": []}, {"seed": "many"}])
def test_a_damaged_kept_draft_gives_the_usual_values(damage: dict[str, object]) -> None:
    assert RequestDraft.from_dict(damage, "flux-2-pro") == RequestDraft("flux-2-pro")


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_edit_again_makes_the_same_request_again(data: st.DataObject) -> None:
    model = CATALOGUE[data.draw(st.sampled_from(MODEL_IDS))]
    draft = data.draw(drafts(model.id))
    if draft.problems(model):
        return
    request = draft.requests(model)[0]
    again = RequestDraft.of(request, model)
    assert again.requests(model) == [request]


def test_every_combination_is_a_request_with_its_own_words_and_the_same_seeds() -> None:
    draft = RequestDraft("flux-2-pro", "# which hull?\na {red|blue} boat", seed=7, count=2)
    assert draft.problems(PRO) == []
    assert [(request.prompt, request.seed) for request in draft.requests(PRO)] == [
        ("a red boat", 7),
        ("a red boat", 8),
        ("a blue boat", 7),
        ("a blue boat", 8),
    ]
    assert (draft.variations, draft.picture_count) == (2, 4)


def test_more_pictures_than_a_click_may_make_are_a_problem_in_plain_words() -> None:
    draft = RequestDraft("flux-2-pro", "{a|b|c|d|e} {a|b|c|d|e} boats", count=2)
    (problem,) = draft.problems(PRO)
    assert problem.field == "prompt"
    assert problem.sentence == "With these alternatives it would be 50 pictures; 48 at a click is the most."
    assert replace(draft, count=1).problems(PRO) == []
    (endless,) = replace(draft, prompt="{a|b}" * 100).problems(PRO)
    assert endless.sentence == "This prompt has too many alternatives: 48 pictures at a click is the most."


def test_an_alternative_without_words_is_a_prompt_without_words() -> None:
    assert [p.sentence for p in RequestDraft("flux-2-pro", "{a boat|}").problems(PRO)] == ["Write a prompt first."]


def test_words_of_a_picture_are_never_taken_for_alternatives() -> None:
    request = GenerationRequest("flux-2-pro", "# {a|b}", {"width": 1248, "height": 832, "output_format": "png"}, ())
    again = RequestDraft.of(request, PRO)
    assert again.variations == 1
    assert again.requests(PRO) == [request]


def test_a_fixed_seed_counts_up_and_wraps_at_its_largest_value() -> None:
    draft = RequestDraft("flux-2-pro", FJORD, seed=4_294_967_294, count=3)
    assert [request.seed for request in draft.requests(PRO)] == [4_294_967_294, 4_294_967_295, 0]


def test_a_random_seed_is_left_to_the_model() -> None:
    assert "seed" not in RequestDraft("flux-2-pro", FJORD).requests(PRO)[0].settings


def test_an_empty_prompt_is_a_problem_in_plain_words() -> None:
    problems = RequestDraft("flux-2-pro", "  \n ").problems(PRO)
    assert [(problem.field, problem.sentence) for problem in problems] == [("prompt", "Write a prompt first.")]


def test_an_older_model_makes_a_picture_of_a_reference_without_words() -> None:
    draft = RequestDraft("flux-pro-1.1", "", (reference(),))
    assert draft.problems(FLUX11) == []
    assert [problem.field for problem in RequestDraft("flux-pro-1.1").problems(FLUX11)] == ["prompt"]


def test_the_standard_size_is_the_one_on_the_screens() -> None:
    assert RequestDraft("flux-2-pro", FJORD).expected_size(PRO) == Size(1248, 832)


def test_references_over_the_limit_stay_in_the_draft_and_are_not_sent() -> None:
    draft = RequestDraft("flux-2-pro", FJORD, tuple(reference(name=f"{n}.jpg") for n in range(6)))
    fitted, notes = draft.fitted_to(KLEIN)
    assert notes == ["FLUX.2 [klein] 4B takes 4 references: 2 are not used."]
    assert len(fitted.references) == 6
    assert [r.name for r in fitted.requests(KLEIN)[0].references] == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


def test_a_seed_is_never_sent_to_a_model_that_has_none() -> None:
    fitted, notes = RequestDraft("flux-2-pro", FJORD, seed=7).fitted_to(FLUX3)
    assert "seed" not in fitted.requests(FLUX3)[0].settings
    assert notes == ["FLUX 3 Image takes no seed: every picture is a new one."]
    assert fitted.fitted_to(PRO)[0].requests(PRO)[0].seed == 7


def test_a_shape_survives_the_change_to_a_model_of_aspect_ratios() -> None:
    draft = RequestDraft("flux-2-pro", FJORD, size=SizeChoice(Shape.TALL, Tier.LARGE))
    fitted, notes = draft.fitted_to(FLUX3)
    assert notes == []
    assert dict(fitted.requests(FLUX3)[0].settings) == {"aspect_ratio": "9:16", "resolution": "1k"}


def test_the_largest_tier_becomes_the_largest_an_older_model_has() -> None:
    draft = RequestDraft("flux-2-pro", FJORD, size=SizeChoice(Shape.SQUARE, Tier.EXTRA_LARGE))
    fitted, notes = draft.fitted_to(FLUX11)
    assert fitted.expected_size(FLUX11) == Size(1440, 1440)
    assert notes == ["FLUX 1.1 [pro] makes smaller pictures: 1440 × 1440 px."]


def test_a_custom_size_is_moved_to_what_the_model_makes_and_said_so() -> None:
    draft = RequestDraft("flux-2-pro", FJORD, size=SizeChoice(None, custom_size=Size(1616, 1040)))
    fitted, notes = draft.fitted_to(FLUX11)
    assert fitted.expected_size(FLUX11) == Size(1440, 1024)
    assert notes == ["1616 × 1040 px became 1440 × 1024 px, which FLUX 1.1 [pro] can make."]


def test_a_ratio_the_model_lacks_becomes_the_nearest() -> None:
    draft = RequestDraft("flux-3-image", FJORD, size=SizeChoice(None, ratio="7:5"))
    fitted, notes = draft.fitted_to(ULTRA)
    assert fitted.size.ratio_for(ULTRA) == "4:3"
    assert notes == ["FLUX 1.1 [pro] Ultra has no 7:5; the nearest is 4:3."]


def test_the_safety_filter_stays_within_the_range_of_the_model() -> None:
    fitted, notes = RequestDraft("flux-pro-1.1", FJORD, safety=6).fitted_to(FLUX3)
    assert fitted.safety == 4
    assert notes == ["The safety filter is as near as FLUX 3 Image allows."]


def test_guidance_out_of_range_moves_to_the_nearest_value() -> None:
    fitted, notes = RequestDraft("flux-2-flex", FJORD, settings={"guidance": 9.5}).fitted_to(CATALOGUE["flux-dev"])
    assert fitted.settings["guidance"] == 5
    assert notes == ["Guidance is 5 now, the nearest that FLUX.1 [dev] takes."]


def test_steps_and_guidance_are_always_sent_because_the_pages_of_bfl_disagree() -> None:
    assert RequestDraft("flux-2-flex", FJORD).requests(FLEX)[0].settings["guidance"] == 5.0
    assert RequestDraft("flux-2-flex", FJORD).requests(FLEX)[0].settings["steps"] == 50


@pytest.mark.parametrize(("improve", "expected"), [(None, None), (True, False), (False, True)])
def test_improving_the_prompt_is_the_opposite_of_its_switch_on_pro(improve: bool | None, expected: bool | None) -> None:
    request = RequestDraft("flux-2-pro", FJORD, improve=improve).requests(PRO)[0]
    assert request.settings.get("disable_pup") is expected
    assert "prompt_upsampling" not in request.settings


def test_the_strength_of_a_reference_is_sent_only_with_one() -> None:
    draft = RequestDraft("flux-pro-1.1-ultra", FJORD, settings={"image_prompt_strength": 0.4})
    assert "image_prompt_strength" not in draft.requests(ULTRA)[0].settings
    with_one = replace(draft, references=(reference(),))
    assert with_one.requests(ULTRA)[0].settings["image_prompt_strength"] == 0.4


def test_a_format_the_model_lacks_becomes_its_own() -> None:
    assert RequestDraft("flux-2-pro", FJORD, file_format="gif").requests(PRO)[0].output_format == "jpeg"


def test_more_than_the_nine_megapixels_of_pro_are_no_problem_but_sent_smaller() -> None:
    draft = RequestDraft("flux-2-pro", FJORD, tuple(reference(2048, 2048) for _ in range(3)))
    assert draft.problems(PRO) == []
    shrinking = draft.shrinking(PRO)
    assert shrinking
    assert (shrinking.count, shrinking.pixels_before) == (3, 12 * 1_048_576)
    assert shrinking.pixels_after + 1248 * 832 <= 9 * 1_048_576
    assert replace(draft, references=draft.references[:1]).shrinking(PRO) is None
    assert draft.shrinking(CATALOGUE["flux-2-max"]) is None


def test_a_reference_that_is_too_small_is_named_by_its_number() -> None:
    draft = RequestDraft("flux-3-image", FJORD, (reference(), reference(200, 900)))
    (problem,) = draft.problems(FLUX3)
    assert problem.sentence == "Reference 2 is too small: FLUX 3 Image needs 256 px a side at least."


def test_a_model_that_is_gone_cannot_be_sent() -> None:
    gone = CATALOGUE["flux-pro"]
    (problem,) = RequestDraft(gone.id, FJORD).problems(gone)
    assert problem.field == "model"


def test_try_on_needs_its_two_pictures() -> None:
    model = CATALOGUE["vto-v2"]
    problems = RequestDraft(model.id, FJORD, (reference(),)).problems(model)
    assert [p.sentence for p in problems] == [
        "FLUX Virtual Try-On v2 needs 2 pictures (person and garment) to work on."
    ]


def test_a_ratio_can_be_left_to_the_model_where_it_offers_that() -> None:
    automatic = SizeChoice(None)
    assert "aspect_ratio" not in RequestDraft("flux-kontext-pro", FJORD, size=automatic).requests(KONTEXT)[0].settings
    fitted, _ = RequestDraft("flux-kontext-pro", FJORD, size=automatic).fitted_to(ULTRA)
    assert fitted.size.ratio_for(ULTRA) == "16:9"


@given(reference=references)
def test_a_reference_is_read_back_as_it_was_kept(reference: Reference) -> None:
    assert Reference.from_dict(json.loads(json.dumps(reference.to_dict()))) == reference
