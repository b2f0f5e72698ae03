"""Templates: the ones that come with the program, a person's own, and files of them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop import resources
from flux_desktop.domain import alternatives, prompt_text, templates
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.sizes import Shape
from flux_desktop.domain.templates import PromptTemplate, TemplateError, Templates
from tests.domain.drafts import CATALOGUE

BUILT_IN = templates.built_in(resources.text("prompt_templates.json"))
PRO = CATALOGUE["flux-2-pro"]
BOAT = PromptTemplate("Boat", "a [red] boat at [dawn]", "flux-2-flex", Shape.WIDE)

_own = st.builds(
    PromptTemplate,
    st.text("abc é", min_size=1, max_size=8).map(lambda name: " ".join(name.split())).filter(bool),
    st.text("a boat [x]{}|", min_size=1, max_size=20).filter(lambda text: bool(text.strip())),
    st.none() | st.just("flux-2-pro"),
    st.none() | st.sampled_from(list(Shape)),
)


def test_the_twelve_that_come_along_have_a_name_each() -> None:
    assert [template.name for template in BUILT_IN] == [
        *("Portrait", "Product", "Landscape", "Botanical", "Poster with text", "Logo sketch", "Pattern"),
        *("Character sheet", "Change background", "Combine two images", "Style transfer", "Day to night"),
    ]


@pytest.mark.parametrize("template", BUILT_IN, ids=lambda template: template.name)
def test_a_template_that_comes_along_follows_the_guide(template: PromptTemplate) -> None:
    assert 30 <= len(template.prompt.split()) <= 80
    assert len(templates.fields(template.prompt)) >= 2
    assert prompt_text.negations(template.prompt) == []
    assert alternatives.expand(template.prompt) == [template.prompt]
    draft, notes = template.applied_to(RequestDraft("flux-2-max", count=3), CATALOGUE[str(template.model_id)])
    assert (draft.problems(CATALOGUE[draft.model_id]), notes, draft.count) == ([], [], 3)


def test_fields_are_what_stands_in_square_brackets() -> None:
    text = "a [red] boat, [] and [[deep]] with [two\nlines]"
    assert [text[span.start : span.end] for span in templates.fields(text)] == ["[red]", "[deep]"]


def test_a_template_sets_model_and_shape_and_leaves_the_rest() -> None:
    draft, notes = BOAT.applied_to(RequestDraft("flux-2-pro", "old", seed=7), CATALOGUE["flux-2-flex"])
    assert (draft.model_id, draft.size.shape, draft.prompt, draft.seed, notes) == (
        "flux-2-flex",
        Shape.WIDE,
        BOAT.prompt,
        7,
        [],
    )
    kept, _ = PromptTemplate("Plain", "a boat").applied_to(draft, CATALOGUE["flux-2-flex"])
    assert kept.size == draft.size


def test_a_name_is_taken_whatever_its_case() -> None:
    shelf = Templates().put(BOAT).put(PromptTemplate(" BOAT ", "another"))
    assert [template.prompt for template in shelf.own] == ["another"]
    with pytest.raises(TemplateError, match="Another template has this name"):
        shelf.put(PromptTemplate("Ship", "a ship")).renamed("ship", "boat")
    assert [one.name for one in shelf.renamed("boat", "Boat").own] == ["Boat"]


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        (PromptTemplate(" ", "a boat"), "Give it a name."),
        (PromptTemplate("x" * 81, "a boat"), "A name has 80 letters at most."),
        (PromptTemplate("Boat", " "), "There is no prompt in it."),
        (PromptTemplate("Boat", "x" * 20_001), "The prompt of a template has 20,000 letters at most."),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(template: PromptTemplate, sentence: str) -> None:
    with pytest.raises(TemplateError) as refused:
        Templates().put(template)
    assert str(refused.value) == sentence


@given(own=st.lists(_own, max_size=6))
def test_templates_are_read_back_as_they_were_written(own: list[PromptTemplate]) -> None:
    shelf = Templates().with_imported(own)
    data = json.loads(json.dumps(templates.to_dict(shelf.own)))
    assert tuple(templates.from_dict(data)) == shelf.own
    assert templates.kept_from_dict(data) == shelf
    assert shelf.with_imported(shelf.own) == shelf


def test_an_imported_template_never_takes_the_place_of_another() -> None:
    shelf = Templates().put(BOAT).with_imported([PromptTemplate("boat", "one"), PromptTemplate("Boat", "two"), BOAT])
    assert [(one.name, one.prompt) for one in shelf.own] == [
        ("Boat", BOAT.prompt),
        ("boat 2", "one"),
        ("Boat 3", "two"),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "This file holds no templates of Flux Desktop."),
        ({"flux_desktop_templates": 1, "templates": 3}, "This file holds no templates of Flux Desktop."),
        ({"flux_desktop_templates": 2, "templates": []}, "This file was made by a newer version of Flux Desktop."),
        ({"flux_desktop_templates": 1, "templates": [{}]}, "Template 1 of this file has no name."),
        ({"flux_desktop_templates": 1, "templates": [{"name": "a"}]}, "Template 1 of this file has no prompt."),
        ({"flux_desktop_templates": 1, "templates": [7] * 501}, "This file holds 501 templates; 500 are the most."),
        (
            {
                "flux_desktop_templates": 1,
                "templates": [{"name": "a", "prompt": "b"}, {"name": "x" * 99, "prompt": "b"}],
            },
            "Template 2 of this file: A name has 80 letters at most.",
        ),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(data: dict[str, object], sentence: str) -> None:
    with pytest.raises(TemplateError) as refused:
        templates.from_dict(data)
    assert str(refused.value) == sentence


def test_damaged_entries_of_the_own_file_are_left_out() -> None:
    kept = templates.kept_from_dict({"templates": [7, {"name": "a"}, {"name": "Boat", "prompt": "a boat"}]})
    assert [template.name for template in kept.own] == ["Boat"]


def test_the_resource_is_a_file_that_can_be_imported() -> None:
    text = Path(resources.path("prompt_templates.json")).read_text(encoding="utf-8")
    assert tuple(templates.from_dict(json.loads(text))) == BUILT_IN
