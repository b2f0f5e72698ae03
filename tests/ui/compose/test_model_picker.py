"""The model button and its list."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import Group
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.ui.compose.model_list import ModelList, ModelRow
from flux_desktop.ui.compose.panel import ComposePanel
from tests.ui.compose.conftest import add


def opened(panel: ComposePanel) -> ModelList:
    panel.picker.open_list()
    (found,) = panel.window().findChildren(ModelList)
    return found


def row(models: ModelList, model_id: str) -> ModelRow:
    return next(one for one in models.rows() if one.content.model.id == model_id)


def test_the_button_names_the_model(panel: ComposePanel) -> None:
    assert panel.picker.accessibleName() == "Model, FLUX.2 [pro]"
    assert panel.picker.accessibleDescription() == "Balanced quality and speed, from $0.03"
    assert panel.picker.property("modelId") == "flux-2-pro"


def test_the_list_holds_every_model_one_can_write_a_prompt_for_and_no_other(
    panel: ComposePanel, catalogue: Catalogue
) -> None:
    listed = {one.content.model.id for one in opened(panel).rows()}
    left_out = (Group.TOOLS, Group.FINETUNED, Group.RETIRED)
    assert listed == {model.id for model in catalogue if model.group not in left_out}


def test_a_row_says_purpose_price_and_time_for_what_is_set_up_now(panel: ComposePanel) -> None:
    add(panel, "silk.jpg")
    panel.set_usual_times({"flux-2-pro": 9.6})
    models = opened(panel)
    assert row(models, "flux-2-pro").accessibleName() == (
        "FLUX.2 [pro], Balanced quality and speed, $0.045, about 10 s"
    )
    assert row(models, "flux-2-max").content.price == "$0.10"
    assert row(models, "flux-2-max").content.time == "about 28 s"
    assert row(models, "flux-3-image-klein").content.tags == ("experimental",)


def test_a_size_that_takes_longer_says_so(panel: ComposePanel) -> None:
    panel.restore(replace(panel.draft, size=SizeChoice(resolution="4k"), model_id="flux-3-image"))
    four_k = row(opened(panel), "flux-3-image").content
    assert (four_k.price, four_k.time) == ("about $0.607", "about 5 min")
    assert row(opened(panel), "flux-2-max").content.time == "about 28 s"
    panel.set_usual_times({"flux-3-image": 70.0})
    assert row(opened(panel), "flux-3-image").content.time == "about 1 min"


def test_older_models_unfold(panel: ComposePanel) -> None:
    models = opened(panel)
    assert not row(models, "flux-dev").isVisible()
    header = next(one for one in models.findChildren(QPushButton) if one.text() == "Older models")
    assert header.accessibleName() == "Older models, hidden"
    header.click()
    assert row(models, "flux-dev").isVisibleTo(models)
    assert header.accessibleName() == "Older models, shown"


def test_the_list_works_by_keyboard_and_gives_the_focus_back(panel: ComposePanel) -> None:
    panel.picker.setFocus()
    QTest.keyClick(panel.picker, Qt.Key.Key_Space)
    (models,) = panel.window().findChildren(ModelList)
    assert QApplication.focusWidget() is row(models, "flux-2-pro")
    QTest.keyClick(row(models, "flux-2-pro"), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is row(models, "flux-2-max")
    QTest.keyClick(row(models, "flux-2-max"), Qt.Key.Key_Return)
    assert panel.draft.model_id == "flux-2-max"
    assert models.isHidden()
    assert QApplication.focusWidget() is panel.picker


def test_a_picked_older_model_is_in_sight_the_next_time(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-dev")
    assert row(opened(panel), "flux-dev").isVisible()
