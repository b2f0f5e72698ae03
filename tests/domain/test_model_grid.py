"""One prompt with several models and shapes: what is counted and priced is what is made."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.alternatives import MOST_PICTURES
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.model_grid import GridCell, ModelGrid, shapes_of
from flux_desktop.domain.money import dollars
from flux_desktop.domain.pricing import estimate
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.sizes import Shape, Size
from tests.domain.drafts import CATALOGUE, MODEL_IDS, drafts
from tests.domain.test_draft import FJORD, reference

PRO, KLEIN, KONTEXT = (CATALOGUE[name] for name in ("flux-2-pro", "flux-2-klein-4b", "flux-kontext-pro"))


def grid(draft: RequestDraft, models: list[ImageModel], shapes: list[Shape | None]) -> ModelGrid:
    return ModelGrid.of(GridCell.of(draft, model, shape) for model in models for shape in shapes)


def test_two_models_in_three_shapes_make_six_pictures_model_by_model() -> None:
    made = grid(RequestDraft(PRO.id, FJORD), [PRO, KLEIN], [Shape.SQUARE, Shape.LANDSCAPE, Shape.TALL])
    assert made.picture_count == 6
    assert [request.model_id for request in made.requests()] == [PRO.id] * 3 + [KLEIN.id] * 3
    assert len({request.size for request in made.requests()}) == 3


def test_the_count_of_the_draft_does_not_multiply_it_and_its_seed_stays_the_same() -> None:
    made = grid(RequestDraft(PRO.id, FJORD, seed=7, count=4), [PRO], [Shape.SQUARE, Shape.WIDE])
    assert [request.seed for request in made.requests()] == [7, 7]


def test_alternatives_multiply_it() -> None:
    assert grid(RequestDraft(PRO.id, "a {red|blue} boat"), [PRO, KLEIN], [Shape.SQUARE]).picture_count == 4


def test_a_size_of_ones_own_is_a_shape_to_choose() -> None:
    own = RequestDraft(PRO.id, FJORD, size=SizeChoice(shape=None, custom_size=Size(800, 800)))
    assert shapes_of(own) == [None, *Shape]
    assert shapes_of(RequestDraft(PRO.id)) == list(Shape)
    assert grid(own, [PRO], [None]).requests()[0].size == Size(800, 800)


def test_what_a_model_cannot_do_is_noted_once() -> None:
    many = RequestDraft(PRO.id, FJORD, references=(reference(),) * 6)
    notes = grid(many, [PRO, KLEIN], [Shape.SQUARE, Shape.WIDE]).notes
    assert notes == [f"{KLEIN.name} takes 4 references: 2 are not used."]


def test_nothing_is_made_twice_where_a_model_has_one_size() -> None:
    plain = next((model for model in CATALOGUE if not list(SizeChoice().settings(model))), None)
    assert plain
    made = ModelGrid.of(GridCell.of(RequestDraft(plain.id, FJORD), plain, shape) for shape in Shape)
    assert len(made.cells) <= 1


def test_what_cannot_be_made_is_left_out() -> None:
    assert GridCell.of(RequestDraft(PRO.id), PRO, Shape.SQUARE).problem
    assert grid(RequestDraft(PRO.id), [PRO, KLEIN], list(Shape)).cells == ()


def test_more_than_one_click_may_make_is_said() -> None:
    prompt = "a {red|blue|green} boat at {dawn|noon|dusk} by {sea|lake}"
    made = grid(RequestDraft(PRO.id, prompt), [PRO], list(Shape))
    assert made.problem == f"That would be 90 pictures; {MOST_PICTURES} at a click is the most."
    assert grid(RequestDraft(PRO.id, prompt), [PRO], [Shape.WIDE, Shape.TALL]).problem == ""


def test_an_unpublished_price_is_not_left_out_silently() -> None:
    secret = next(
        model for model in CATALOGUE if estimate(model, RequestDraft(model.id)._request(model, "", 0)).amount is None
    )
    cells = [GridCell.of(RequestDraft(PRO.id, FJORD), PRO, Shape.SQUARE)]
    unknown = replace(cells[0], model=secret)
    assert ModelGrid((unknown,)).price_text() == "price not published"
    assert ModelGrid((*cells, unknown)).price_text() == "more than $0.03"


@given(
    draft=st.sampled_from(MODEL_IDS).flatmap(drafts),
    ids=st.lists(st.sampled_from(MODEL_IDS), unique=True),
    shapes=st.sets(st.sampled_from(Shape)),
)
def test_the_price_that_is_shown_is_that_of_what_is_made(
    draft: RequestDraft, ids: list[str], shapes: set[Shape]
) -> None:
    made = grid(draft, [CATALOGUE[name] for name in ids], list(shapes))
    requests = made.requests() if not made.problem else []
    assert made.problem or len(requests) == made.picture_count
    amounts = [estimate(CATALOGUE[request.model_id], request).amount for request in requests]
    if amounts and None not in amounts:
        assert made.price_text().removeprefix("about ") == dollars(sum(amount or 0 for amount in amounts))


@pytest.mark.parametrize("model_id", MODEL_IDS)
def test_every_model_makes_or_says_why_not(model_id: str) -> None:
    cell = GridCell.of(RequestDraft(PRO.id, FJORD), CATALOGUE[model_id], Shape.WIDE)
    assert bool(cell.problem) != bool(ModelGrid.of([cell]).cells)
