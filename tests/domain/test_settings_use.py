import pytest

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.seeds import LARGEST_SEED
from flux_desktop.domain.settings_use import draft_with
from flux_desktop.domain.sizes import Shape, Size

CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))
PRO = CATALOGUE["flux-2-pro"]


def draft(**values: object) -> RequestDraft:
    return RequestDraft("flux-2-pro", **values)  # type: ignore[arg-type]


def test_prompt_seed_and_size_mean_the_same_everywhere() -> None:
    settings = FileSettings(prompt="a fjord", seed=42, size=Size(1024, 1024), parameters={"Steps": "20"})
    made, notes = draft_with(draft(prompt="before", count=3), settings, PRO)
    assert (made.prompt, made.seed, made.count, made.settings) == ("a fjord", 42, 3, {})
    assert (made.size.shape, made.expected_size(PRO)) == (Shape.SQUARE, Size(1024, 1024))
    assert notes == []


def test_what_the_file_does_not_say_stays_as_it_was() -> None:
    before = draft(prompt="before", seed=7)
    assert draft_with(before, FileSettings(), PRO) == (before, [])


def test_braces_of_another_program_are_no_alternatives_here() -> None:
    made, _ = draft_with(draft(), FileSettings(prompt="a {red|blue} boat"), PRO)
    assert [request.prompt for request in made.requests(PRO)] == ["a {red|blue} boat"]


def test_a_size_that_cannot_be_made_becomes_the_nearest_and_is_told() -> None:
    made, notes = draft_with(draft(), FileSettings(size=Size(515, 771)), PRO)
    size = made.expected_size(PRO)
    assert size
    assert (abs(size.width_px - 515) < 32, abs(size.height_px - 771) < 32) == (True, True)
    assert notes == [f"515 × 771 px became {size} px, which {PRO.name} can make."]


def test_a_model_of_shapes_takes_the_nearest_shape() -> None:
    model = next(model for model in CATALOGUE.models.values() if model.has("aspect_ratio") and not model.retired)
    made, _ = draft_with(RequestDraft(model.id), FileSettings(size=Size(1920, 1080)), model)
    assert made.size.ratio_for(model) == "16:9"


@pytest.mark.parametrize("seed", [LARGEST_SEED + 1, -1])
def test_a_seed_that_no_model_takes_is_left_out_and_told(seed: int) -> None:
    made, notes = draft_with(draft(seed=7), FileSettings(seed=seed), PRO)
    assert made.seed == 7
    assert str(seed) in notes[0]


def test_a_model_without_seeds_is_not_given_one() -> None:
    model = next(model for model in CATALOGUE.models.values() if not model.has("seed"))
    assert draft_with(RequestDraft(model.id), FileSettings(seed=7), model)[0].seed is None


def test_that_there_are_no_negative_prompts_is_told() -> None:
    _, notes = draft_with(draft(), FileSettings(prompt="a", negative_prompt="fog"), PRO)
    assert "negative prompt" in notes[0]
