"""More options: seed, format, safety filter and the parameters of each model."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSlider

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.ui.compose.panel import ComposePanel


def opened(panel: ComposePanel, model_id: str = "flux-2-pro") -> ComposePanel:
    panel.picker.setProperty("modelId", model_id)
    panel.options.set_open(is_open=True)
    return panel


def control(panel: ComposePanel, name: str) -> QSlider | QCheckBox:
    found: list[QSlider | QCheckBox] = [*panel.options.findChildren(QSlider), *panel.options.findChildren(QCheckBox)]
    return next(
        one
        for one in found
        if (one.text() if isinstance(one, QCheckBox) else one.accessibleName()) == name and one.isVisible()
    )


def shown(panel: ComposePanel) -> list[str]:
    """The names of the sliders and switches to be seen."""
    sliders = [one.accessibleName() for one in panel.options.findChildren(QSlider) if one.isVisible()]
    return sliders + [one.text() for one in panel.options.findChildren(QCheckBox) if one.isVisible()]


def test_closed_it_says_in_one_line_what_matters(panel: ComposePanel) -> None:
    assert panel.options.summary.full_text() == "Seed: random · PNG"
    assert panel.options.toggle.accessibleName() == "More options, collapsed"
    panel.options.seed_field.setText("42")
    assert panel.options.summary.full_text() == "Seed: 42 · PNG"
    panel.picker.setProperty("modelId", "flux-3-image")
    assert panel.options.summary.full_text() == ""


def test_seed_and_format_can_be_set_by_name_before_the_options_were_ever_open(panel: ComposePanel) -> None:
    seed, picker = panel.findChild(QLineEdit, "seedField"), panel.findChild(QComboBox, "formatPicker")
    assert seed is not None
    assert picker is not None
    seed.setText("2 203 418 774")
    picker.setCurrentText("JPEG")
    assert (panel.draft.seed, panel.draft.file_format) == (2_203_418_774, "jpeg")
    seed.clear()
    assert panel.draft.seed is None


def test_letters_never_get_into_the_seed(panel: ComposePanel) -> None:
    opened(panel)
    panel.options.seed_field.setFocus()
    QTest.keyClicks(panel.options.seed_field, "4x2-")
    assert panel.options.seed_field.text() == "42"
    assert panel.draft.seed == 42


def test_a_seed_that_is_too_large_is_the_reason_why_nothing_can_be_made(panel: ComposePanel) -> None:
    panel.prompt.editor.setPlainText("A quiet fjord")
    panel.options.seed_field.setText("99999999999")
    assert panel.footer.reason.text() == "The seed must be 0 to 4294967295."


def test_the_dice_takes_a_seed_and_keeps_it_and_last_copies_the_newest(panel: ComposePanel) -> None:
    opened(panel)
    panel.options.roll()
    rolled = panel.draft.seed
    assert rolled is not None
    assert panel.options.seed_field.text() == str(rolled)
    panel.set_last_seed(77)
    panel.options.use_last_seed()
    assert panel.draft.seed == 77


def test_a_fixed_seed_and_several_pictures_say_which_seeds_they_use(panel: ComposePanel) -> None:
    opened(panel)
    panel.options.seed_field.setText("42")
    panel.footer.stepper.set_count(4)
    assert panel.options._body is not None
    assert panel.options._body._seed_note.text() == "The 4 pictures use the seeds 42 to 45."
    panel.footer.stepper.set_count(1)
    assert panel.options._body._seed_note.isHidden()


@pytest.mark.parametrize(
    ("model_id", "names"),
    [
        ("flux-2-pro", ["Safety filter", "Let FLUX improve my prompt"]),
        ("flux-2-klein-4b", ["Safety filter"]),
        ("flux-2-flex", ["Safety filter", "Guidance", "Steps", "Let FLUX improve my prompt"]),
        ("flux-3-image", ["Safety filter", "Look up facts"]),
        (
            "flux-pro-1.1-ultra",
            ["Safety filter", "Strength of the reference", "Let FLUX improve my prompt", "Candid look"],
        ),
        ("flux-dev", ["Safety filter", "Steps", "Guidance", "Let FLUX improve my prompt"]),
        ("flux-kontext-pro", ["Safety filter", "Let FLUX improve my prompt"]),
    ],
)
def test_a_model_has_just_its_own_controls(panel: ComposePanel, model_id: str, names: list[str]) -> None:
    assert sorted(shown(opened(panel, model_id))) == sorted(names)


def test_every_control_sets_what_is_sent(panel: ComposePanel, catalogue: Catalogue) -> None:
    opened(panel, "flux-2-flex")
    panel.prompt.editor.setPlainText("A poster")
    for name, value in (("Steps", 29), ("Guidance", 11), ("Safety filter", 5)):
        slider = control(panel, name)
        assert isinstance(slider, QSlider)
        slider.setValue(value)
    improve = control(panel, "Let FLUX improve my prompt")
    assert isinstance(improve, QCheckBox)
    improve.click()
    (request,) = panel.draft.requests(catalogue["flux-2-flex"])
    assert request.settings["steps"] == 30
    assert request.settings["guidance"] == 7.0
    assert request.settings["safety_tolerance"] == 5
    assert request.settings["prompt_upsampling"] is False
    assert panel.draft.problems(catalogue["flux-2-flex"]) == []


def test_the_safety_filter_is_said_in_words_within_the_range_of_the_model(panel: ComposePanel) -> None:
    opened(panel)
    slider = control(panel, "Safety filter")
    assert isinstance(slider, QSlider)
    assert (slider.minimum(), slider.maximum(), slider.value()) == (0, 5, 2)
    assert slider.accessibleDescription() == "Balanced"
    slider.setValue(0)
    assert slider.accessibleDescription() == "Strict"
    slider.setValue(5)
    assert slider.accessibleDescription() == "Relaxed"
    panel.picker.setProperty("modelId", "flux-3-image")
    assert (control(panel, "Safety filter").maximum(), panel.draft.safety) == (4, 4)  # type: ignore[union-attr]


def test_sliders_move_by_arrow_keys(panel: ComposePanel) -> None:
    opened(panel, "flux-2-flex")
    slider = control(panel, "Guidance")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert panel.draft.settings["guidance"] == 5.5


def test_the_experimental_model_leaves_its_steps_to_flux_until_a_number_is_given(panel: ComposePanel) -> None:
    from PySide6.QtWidgets import QSpinBox

    opened(panel, "flux-3-image-klein")
    steps = next(one for one in panel.options.findChildren(QSpinBox) if one.accessibleName() == "Steps")
    assert steps.text() == "FLUX chooses"
    steps.setValue(16)
    assert panel.draft.settings["steps"] == 16
    steps.setValue(0)
    assert "steps" not in panel.draft.settings
