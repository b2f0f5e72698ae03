"""Shapes, tiers and sizes of one's own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox

from flux_desktop.domain.sizes import Shape, Size, Tier
from flux_desktop.ui.compose.panel import ComposePanel
from tests.ui.compose.conftest import add, reference, thumbnail


def size_text(panel: ComposePanel) -> str:
    return panel.size_section._pixels.text()


def test_a_shape_and_a_tier_make_a_size_that_is_shown(panel: ComposePanel) -> None:
    assert size_text(panel) == "1248 × 832 px"
    panel.size_section.shapes.button(Shape.TALL).click()
    assert size_text(panel) == "768 × 1360 px"
    panel.size_section.tiers.buttons()[2].click()
    assert panel.draft.size.tier is Tier.EXTRA_LARGE
    assert size_text(panel) == "1536 × 2720 px"
    assert panel.footer.generate.price() == "$0.075"


def test_shapes_and_tiers_move_by_arrow_keys_and_are_one_stop_for_tab(panel: ComposePanel) -> None:
    shapes = panel.size_section.shapes
    shapes.button(Shape.LANDSCAPE).setFocus()
    QTest.keyClick(shapes.button(Shape.LANDSCAPE), Qt.Key.Key_Right)
    assert QApplication.focusWidget() is shapes.button(Shape.WIDE)
    QTest.keyClick(shapes.button(Shape.WIDE), Qt.Key.Key_Space)
    assert panel.draft.size.shape is Shape.WIDE
    QTest.keyClick(shapes.button(Shape.WIDE), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.size_section.tiers.buttons()[0]


@pytest.mark.parametrize(("name", "side"), [("widthField", "width_px"), ("heightField", "height_px")])
def test_width_and_height_can_be_set_by_name_while_they_are_hidden(panel: ComposePanel, name: str, side: str) -> None:
    field = panel.findChild(QSpinBox, name)
    assert field is not None
    assert not field.isVisible()
    field.setValue(1536)
    assert panel.draft.size.shape is None
    assert getattr(panel.draft.expected_size(panel._model()), side) == 1536
    assert field.isVisible()


def test_a_side_that_is_no_multiple_snaps_and_says_so(panel: ComposePanel) -> None:
    custom = panel.size_section.custom
    custom.width_field.setValue(1000)
    assert custom.width_field.value() == 992
    assert custom.note() == "Sides are multiples of 16: now 992 × 1024 px."
    custom.width_field.setValue(1008)
    assert custom.note() == ""


def test_a_size_over_four_megapixels_takes_from_the_other_side_and_says_so(panel: ComposePanel) -> None:
    custom = panel.size_section.custom
    custom.height_field.setValue(2000)
    custom.width_field.setValue(4000)
    assert panel.draft.size.custom_size == Size(4000, 1040)
    assert custom.note() == "4000 × 2000 px is more than 4 megapixels: now 4000 × 1040 px."


def test_a_side_out_of_range_is_moved_into_it(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-pro-1.1")
    custom = panel.size_section.custom
    custom.width_field.setValue(4000)
    assert panel.draft.size.custom_size.width_px == 1440
    assert custom.note() == "Sides are 256 to 1440 px: now 1440 × 1024 px."


def test_custom_starts_from_the_size_that_was_shown(panel: ComposePanel) -> None:
    panel.size_section.shapes.button(Shape.WIDE).click()
    panel.size_section.shapes.button(None).click()
    assert panel.draft.size.custom_size == Size(1360, 768)


def test_swapping_turns_the_size(panel: ComposePanel) -> None:
    panel.size_section.shapes.button(None).click()
    panel.size_section.custom._swap.click()
    assert panel.draft.size.custom_size == Size(832, 1248)


def test_a_locked_ratio_keeps_the_shape(panel: ComposePanel) -> None:
    panel.size_section.shapes.button(None).click()
    custom = panel.size_section.custom
    custom._lock.click()
    custom.width_field.setValue(1536)
    assert panel.draft.size.custom_size == Size(1536, 1024)
    custom.height_field.setValue(512)
    assert panel.draft.size.custom_size == Size(768, 512)


def test_the_size_of_the_first_reference_can_be_taken_over(panel: ComposePanel) -> None:
    panel.size_section.shapes.button(None).click()
    custom = panel.size_section.custom
    assert custom._same.isHidden()
    panel.references.addFiles(["/p/photo.jpg"])
    panel.add_reference(reference("photo.jpg", 4000, 3000), thumbnail())
    custom._same.click()
    taken = panel.draft.size.custom_size
    assert taken.ratio == pytest.approx(4 / 3, rel=0.02)
    assert "more than 4 megapixels" in custom.note()
    panel.references.remove_reference(0)
    assert custom._same.isHidden()


def test_a_model_of_ratios_has_resolutions_in_place_of_tiers(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-3-image")
    tiers = panel.size_section.tiers
    assert [one.text() for one in tiers.buttons()] == ["768", "1K", "1.5K", "2K", "4K"]
    assert size_text(panel) == "about 1248 × 832 px"
    tiers.buttons()[4].click()
    assert panel.draft.size.resolution == "4k"
    assert panel.footer.generate.price() == "about $0.607"
    panel.picker.setProperty("modelId", "flux-2-pro")
    assert [one.text() for one in tiers.buttons()] == ["Standard", "Large", "Extra large"]


def test_another_ratio_is_picked_from_a_list_that_starts_with_automatic(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-3-image")
    panel.size_section.shapes.button(None).click()
    assert panel.size_section.shapes.button(None).label() == "Other"
    combo = panel.findChild(QComboBox, "ratioPicker")
    assert combo is not None
    assert combo.isVisible()
    assert combo.currentText().startswith("Automatic")
    assert size_text(panel) == "FLUX chooses"
    combo.setCurrentIndex(combo.findText("21:9"))
    combo.activated.emit(combo.currentIndex())
    assert panel.draft.size.ratio == "21:9"
    assert panel.draft.requests(panel._model())[0].settings["aspect_ratio"] == "21:9"


def test_ultra_has_fixed_sizes_and_no_tiers(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-pro-1.1-ultra")
    assert size_text(panel) == "2496 × 1664 px"
    assert panel.size_section.tiers.isHidden()
    panel.size_section.shapes.button(None).click()
    combo = panel.findChild(QComboBox, "ratioPicker")
    assert combo is not None
    assert combo.itemText(0) == "21:9"


def test_older_models_offer_no_extra_large(panel: ComposePanel) -> None:
    panel.picker.setProperty("modelId", "flux-dev")
    assert [one.text() for one in panel.size_section.tiers.buttons()] == ["Standard", "Large"]
    assert add is not None
