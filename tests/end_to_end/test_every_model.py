"""Each model that the panel offers, from its row in the list of models to its picture in the gallery."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import Group, ImageModel
from flux_desktop.ui.compose.model_groups import is_offered
from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))
OFFERED = [model for model in CATALOGUE if is_offered(model)]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pictures") / "silk.png"
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(file)
    return file


@pytest.fixture(scope="module")
def program(_practice: PracticeProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrivenProgram]:
    """One window for all of them, as a person has."""
    home = Home(tmp_path_factory.mktemp("person"))
    with DrivenProgram(home, "--server", _practice.url, environ=KEY) as running:
        running.wait_for_page("workspace")
        yield running


def choose(program: DrivenProgram, model: ImageModel) -> None:
    """From the list, as a person does."""
    if program.get("modelPicker", "modelId") == model.id:
        return
    program.click("modelPicker")
    if model.group is Group.OLDER and "Older models, hidden" in program.names():
        program.press_named("Older models")
    program.press_named(model.name)
    assert program.get("modelPicker", "modelId") == model.id


@pytest.mark.parametrize("model", OFFERED, ids=lambda model: model.id)
def test_a_model_makes_a_picture_from_its_row_to_the_gallery(
    program: DrivenProgram, server: PracticeProcess, model: ImageModel, reference: Path
) -> None:
    before = [row["generationId"] for row in program.gallery()]
    prompt = f"a quiet fjord by {model.name}"
    choose(program, model)
    program.choose("newPrompt")
    if model.max_references:
        program.call("referencePanel", "addFiles", [str(reference)])
        program.wait_for_words(f"1 of {model.max_references}")
    program.paste("promptEditor", prompt)
    price = program.part("generateButton")["name"]
    assert price.startswith("Generate 1 picture, costs "), price
    program.click("generateButton")
    program.wait_for_states(*["done"] * (len(before) + 1))

    newest = program.gallery()[0]
    assert newest["generationId"] not in before
    assert (newest["modelId"], newest["prompt"]) == (model.id, prompt)
    with Image.open(newest["filePath"]) as picture:
        picture.load()
    (submit,) = server.submits()
    assert (submit["model"], submit["fields"]["prompt"], submit["ignored"]) == (model.id, prompt, [])
    assert len(submit["images"]) == (1 if model.max_references else 0)
    assert newest["costCredits"] == submit["cost"]
    assert server.ledger()["refused"] == []


def test_the_panel_offers_every_model_that_needs_no_canvas() -> None:
    kept_back = [model for model in CATALOGUE if not is_offered(model) and not model.retired]
    assert {model.group for model in kept_back} == {Group.TOOLS, Group.FINETUNED}
    assert len(OFFERED) >= 14
