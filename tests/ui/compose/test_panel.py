"""The compose panel as a whole: what is set up is what is submitted, priced and kept."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ParameterValue
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.sizes import Shape, Size, Tier
from flux_desktop.ui.compose.panel import ComposePanel
from tests.ui.compose.conftest import add, reference

FJORD = "A quiet fjord at blue hour with mist"


def type_prompt(panel: ComposePanel, text: str = FJORD) -> None:
    panel.focus_prompt()
    QTest.keyClicks(panel.prompt.editor, text)


def test_typing_and_ctrl_return_makes_a_picture(panel: ComposePanel, qtbot: QtBot) -> None:
    type_prompt(panel)
    with qtbot.waitSignal(panel.submitted) as submitted:
        QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (request,) = submitted.args[0]
    assert request == GenerationRequest("flux-2-pro", FJORD, {"width": 1248, "height": 832, "output_format": "png"}, ())


def test_the_enter_key_of_the_number_pad_makes_one_too(panel: ComposePanel, qtbot: QtBot) -> None:
    type_prompt(panel)
    keypad = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier
    with qtbot.waitSignal(panel.submitted):
        QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Enter, keypad)


def test_ctrl_shift_return_makes_one_picture_whatever_the_count(panel: ComposePanel, qtbot: QtBot) -> None:
    type_prompt(panel)
    panel.footer.stepper.set_count(4)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(panel.submitted) as submitted:
        QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Return, both)
    assert len(submitted.args[0]) == 1
    assert panel.draft.count == 4


def test_return_alone_starts_a_new_line(panel: ComposePanel, qtbot: QtBot) -> None:
    type_prompt(panel)
    with qtbot.assertNotEmitted(panel.submitted):
        QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Return)
    assert panel.draft.prompt == FJORD + "\n"


def test_without_a_prompt_nothing_is_made_and_the_reason_stands_below(panel: ComposePanel, qtbot: QtBot) -> None:
    assert not panel.footer.generate.isEnabled()
    assert panel.footer.reason.text() == "Write a prompt first."
    assert panel.footer.reason.isVisible()
    with qtbot.assertNotEmitted(panel.submitted):
        panel.submit()
    type_prompt(panel)
    assert panel.footer.generate.isEnabled()
    assert not panel.footer.reason.isVisible()


def test_a_missing_key_is_the_reason_before_all_others(panel: ComposePanel, qtbot: QtBot) -> None:
    panel.set_blocked("Add your key to generate")
    type_prompt(panel)
    assert panel.footer.reason.text() == "Add your key to generate"
    with qtbot.assertNotEmitted(panel.submitted):
        QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    panel.set_blocked(None)
    assert panel.footer.generate.isEnabled()


def test_the_button_says_count_and_price_as_on_the_screens(panel: ComposePanel) -> None:
    type_prompt(panel)
    panel.footer.stepper.set_count(4)
    add(panel, "silk.jpg")
    button = panel.footer.generate
    assert button.price() == "$0.18"
    assert button.words() in ("Generate 4 images", "Generate 4")
    button.setFixedWidth(500)
    assert button.words() == "Generate 4 images"
    assert button.accessibleName() == "Generate 4 pictures, costs 18 cents"
    assert panel.footer.price_line.full_text() == "4 × $0.045, includes 1 reference image"


def test_practice_is_free(panel: ComposePanel) -> None:
    type_prompt(panel)
    panel.set_practice(True)
    assert panel.footer.generate.price() == "Free"
    assert panel.footer.generate.accessibleName() == "Generate 1 picture, free"


def test_a_price_that_is_not_sure_is_called_about(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-3-image")
    assert panel.footer.generate.price() == "about $0.048"
    assert panel.footer.generate.accessibleName() == "Generate 1 picture, costs about 4.8 cents"


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_price_in_the_button_is_the_sum_of_what_is_queued_for_every_model(
    panel: ComposePanel, catalogue: Catalogue, count: int
) -> None:
    from flux_desktop.domain import pricing
    from flux_desktop.ui.compose.model_groups import is_offered

    type_prompt(panel)
    add(panel, "silk.jpg", "dune.jpg")
    panel.footer.stepper.set_count(count)
    offered = [model for model in catalogue if is_offered(model)]
    assert len(offered) >= 12
    for model in offered:
        panel.picker.setProperty("modelId", model.id)
        requests = panel.draft.requests(model)
        amounts = [pricing.estimate(model, request).amount for request in requests]
        shown = panel.footer.generate.price()
        if None in amounts:
            assert shown == "price not published"
        else:
            total = pricing.Estimate(sum(amount or 0 for amount in amounts), panel.draft.estimate(model).confidence)
            assert shown == total.text(), model.id


def test_a_model_that_takes_fewer_references_says_which_are_not_used(panel: ComposePanel) -> None:
    add(panel, *(f"{n}.jpg" for n in range(6)))
    panel.picker.setProperty("modelId", "flux-2-klein-4b")
    assert len(panel.draft.references) == 6
    assert panel.references._counter.text() == "4 of 6 used"
    assert panel.references._note.text() == "Not used by [klein] 4B: 4 at most."
    assert panel.footer.price_line.full_text() == "1 × $0.018, includes 4 reference images"
    panel.picker.setProperty("modelId", "flux-2-pro")
    assert panel.references._note.isHidden()


def test_a_seed_that_the_new_model_lacks_is_named(panel: ComposePanel) -> None:
    panel.options.seed_field.setText("42")
    panel.picker.setProperty("modelId", "flux-3-image")
    assert panel.model_note.isVisible()
    assert "takes no seed" in panel.model_note.text()
    panel.picker.setProperty("modelId", "flux-2-pro")
    assert panel.draft.seed == 42
    assert panel.model_note.isHidden()


def test_a_model_nobody_knows_is_not_taken(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-9")
    assert panel.picker.property("modelId") == "flux-2-pro"


def test_a_draft_is_shown_whole_and_read_back_the_same(panel: ComposePanel) -> None:
    draft = RequestDraft(
        "flux-2-flex",
        "A poster that says “SUMMER” in the palette of image 1",
        (reference(),),
        SizeChoice(None, Tier.STANDARD, Size(1616, 912)),
        seed=7,
        count=3,
        file_format="webp",
        safety=4,
        improve=False,
        settings={"steps": 30, "guidance": 7.5},
    )
    panel.draft = RequestDraft.from_dict(json.loads(json.dumps(draft.to_dict())), "flux-2-pro")
    assert panel.draft == draft
    assert panel.prompt.text() == draft.prompt
    assert panel.picker.property("modelId") == "flux-2-flex"
    assert panel.size_section.custom.width_field.value() == 1616
    assert panel.options.seed_field.text() == "7"
    assert panel.options.format_picker.currentText() == "WebP"
    assert panel.footer.stepper.field.value() == 3


def test_a_draft_of_a_model_that_is_gone_comes_up_with_the_usual_one(panel: ComposePanel) -> None:
    panel.restore(RequestDraft("flux-pro", FJORD))
    assert panel.draft.model_id == "flux-2-pro"
    assert panel.draft.prompt == FJORD
    assert not panel.can_undo


def test_every_change_is_told_so_that_it_can_be_kept(panel: ComposePanel, qtbot: QtBot) -> None:
    changes: list[Callable[[], object]] = [
        lambda: type_prompt(panel, "x"),
        lambda: panel.footer.stepper.set_count(2),
        lambda: panel.picker.setProperty("modelId", "flux-2-max"),
        lambda: panel.size_section.shapes.button(Shape.TALL).click(),
        lambda: panel.options.seed_field.setText("5"),
        lambda: add(panel, "silk.jpg"),
    ]
    for change in changes:
        with qtbot.waitSignal(panel.draft_changed):
            change()


def test_ctrl_z_brings_back_the_set_up_that_was_replaced(panel: ComposePanel) -> None:
    type_prompt(panel)
    add(panel, "silk.jpg")
    before = panel.draft
    panel.draft = replace(before, prompt="Something else entirely here", references=(), seed=9)
    assert panel.draft.seed == 9
    QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.draft == before
    assert not panel.can_undo


def test_ctrl_z_takes_back_typing_before_it_brings_back_a_set_up(panel: ComposePanel) -> None:
    panel.draft = replace(panel.draft, prompt=FJORD)
    type_prompt(panel, "!")
    QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.draft.prompt == FJORD
    QTest.keyClick(panel.prompt.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.draft.prompt == ""


def test_ctrl_z_works_from_any_control_of_the_panel(panel: ComposePanel) -> None:
    panel.draft = replace(panel.draft, prompt=FJORD)
    panel.picker.setFocus()
    QTest.keyClick(panel.picker, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.draft.prompt == ""


def test_clearing_starts_anew_with_the_same_model_and_can_be_undone(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-2-max")
    type_prompt(panel)
    panel.clear()
    assert (panel.draft.prompt, panel.draft.model_id) == ("", "flux-2-max")
    assert QApplication.focusWidget() is panel.prompt.editor
    panel.undo()
    assert panel.draft.prompt == FJORD


def test_edit_again_shows_the_set_up_of_a_picture(panel: ComposePanel) -> None:
    settings: dict[str, ParameterValue] = {
        "width": 832,
        "height": 1248,
        "seed": 77,
        "output_format": "jpeg",
        "disable_pup": True,
    }
    request = GenerationRequest("flux-2-max", "A red door in the sun", settings, (reference(),))
    panel.edit_request(request)
    assert panel.draft.requests(panel._catalogue["flux-2-max"]) == [request]
    assert panel.draft.size == SizeChoice(Shape.PORTRAIT, Tier.STANDARD)
    panel.edit_request(request, keep_seed=False)
    assert panel.draft.seed is None


def test_edit_again_of_a_model_that_is_gone_says_what_it_uses_instead(panel: ComposePanel) -> None:
    panel.edit_request(GenerationRequest("flux-pro", FJORD))
    assert panel.draft.model_id == "flux-2-pro"
    assert "no longer offered" in panel.model_note.text()


def test_the_month_and_the_balance_stand_below(panel: ComposePanel) -> None:
    panel.set_balance(124_000)
    panel.set_month_spent(83_200, "November")
    assert panel.footer._balance.text() == "Balance $12.40"
    assert panel.footer._month.accessibleName() == "November: $8.32"
    assert panel.footer._month_bar is None
    panel.set_month_spent(220_000, "November", 250_000)
    bar = panel.footer._month_bar
    assert bar is not None
    assert bar.value() == 880
    assert bar.property("state") == "warn"
    panel.set_balance(None)
    assert panel.footer._balance.text() == ""


def test_details_show_the_rows_of_the_price_and_a_cheaper_model(panel: ComposePanel, qtbot: QtBot) -> None:
    type_prompt(panel)
    add(panel, "silk.jpg")
    panel.footer.stepper.set_count(4)
    panel.footer.details.click()
    assert panel._details is not None
    texts = _texts(panel)
    assert "1248 × 832 px (1 MP)" in texts
    assert "1 reference (1 MP)" in texts
    assert "$0.015" in texts
    assert "$0.18" in texts
    assert "Prices checked 20 Nov 2026." in texts
    assert "FLUX.2 [klein] 9B: $0.068" in texts
    switch = next(b for b in panel.window().findChildren(QPushButton) if b.text() == "Switch")
    switch.click()
    assert panel.draft.model_id == "flux-2-klein-9b"


def test_the_cheapest_model_has_no_cheaper_one(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-2-klein-4b")
    panel.show_details()
    assert not [b for b in panel.window().findChildren(QPushButton) if b.text() == "Switch"]


@pytest.mark.parametrize(
    ("field", "name"),
    [("prompt", "promptEditor"), ("width", "widthField"), ("seed", "seedField"), ("model", "modelPicker")],
)
def test_a_refused_setting_gets_the_keyboard(panel: ComposePanel, field: str, name: str) -> None:
    panel.size_section.shapes.button(None).click()
    panel.focus_field(field)
    widget = QApplication.focusWidget()
    assert widget is not None
    assert widget.objectName() == name


def _texts(panel: ComposePanel) -> set[str]:
    from PySide6.QtWidgets import QLabel

    assert panel._details is not None
    return {label.text() for label in panel._details.findChildren(QLabel)}


def test_switching_the_model_after_the_details_were_closed_does_no_harm(panel: ComposePanel) -> None:
    panel.show_details()
    assert panel._details is not None
    panel._details.close_popover()
    QApplication.processEvents()
    panel.picker.setProperty("modelId", "flux-2-max")
    assert panel.draft.model_id == "flux-2-max"


def test_edit_again_of_a_tool_says_that_it_works_on_a_picture(panel: ComposePanel) -> None:
    panel.edit_request(GenerationRequest("flux-pro-1.0-fill", FJORD))
    assert panel.draft.model_id == "flux-2-pro"
    assert "works on a picture of its own" in panel.model_note.text()
