"""Names, keyboard, and nothing cut: at the usual width, at large text, for a model of each family."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.reference_slot import ReferenceSlot
from flux_desktop.ui.support.labels import ElidedLabel
from flux_desktop.ui.theme.theme import Theme
from tests.ui.compose.conftest import HEIGHT, WIDTH, add, shown_panel

CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider)
FAMILIES = ("flux-2-pro", "flux-2-klein-4b", "flux-2-flex", "flux-3-image", "flux-pro-1.1-ultra", "flux-dev")
PROMPT = "A beach at sunrise with no people, two fishing boats, in the palette of image 1"


def fill(panel: ComposePanel, model_id: str, qtbot: QtBot) -> None:
    """Everything on show that can be."""
    panel.prompt.editor.setPlainText(PROMPT)
    add(panel, *(f"{n}.jpg" for n in range(5)))
    panel.picker.setProperty("modelId", model_id)
    panel.size_section.shapes.button(None).click()
    panel.options.set_open(is_open=True)
    panel.options.seed_field.setText("42")
    panel.set_last_seed(7)
    panel.footer.stepper.set_count(4)
    panel.set_balance(124_000)
    panel.set_month_spent(83_200, "September", 250_000)
    qtbot.waitUntil(panel.prompt.hint.isVisible)
    for _ in range(3):
        QApplication.processEvents()


def controls(panel: ComposePanel) -> Iterator[QWidget]:
    for widget in panel.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox))
        if isinstance(widget, CONTROLS) and widget.isVisible() and not inner:
            yield widget


@pytest.mark.parametrize("model_id", FAMILIES)
def test_every_control_has_a_name_for_screen_readers(panel: ComposePanel, model_id: str, qtbot: QtBot) -> None:
    fill(panel, model_id, qtbot)
    found = list(controls(panel))
    assert len(found) > 25
    for widget in found:
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert widget.accessibleName() or text, widget
    for widget in panel.findChildren(ReferenceSlot):
        assert QAccessible.queryAccessibleInterface(widget).role() is QAccessible.Role.Button


@pytest.mark.parametrize("model_id", FAMILIES)
def test_no_markup_is_read_out(panel: ComposePanel, model_id: str, qtbot: QtBot) -> None:
    fill(panel, model_id, qtbot)
    for widget in panel.findChildren(QWidget):
        reader = QAccessible.queryAccessibleInterface(widget)
        for kind in (QAccessible.Text.Name, QAccessible.Text.Description):
            assert "<" not in reader.text(kind), (widget, reader.text(kind))


def test_every_control_is_reached_by_tab_and_arrows(panel: ComposePanel, qtbot: QtBot) -> None:
    fill(panel, "flux-2-flex", qtbot)
    reached: set[QWidget] = set()
    panel.focus_prompt()
    for _ in range(80):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is panel.prompt.editor:
            break
    by_other_keys = {  # each has a key of its own on its neighbour: Delete, and Up and Down
        *(slot._remove for slot in panel.findChildren(ReferenceSlot)),
        panel.footer.stepper.minus,
        panel.footer.stepper.plus,
    }
    groups = {*panel.size_section.shapes.findChildren(QAbstractButton), *panel.size_section.tiers.buttons()}
    missing = [w for w in controls(panel) if w not in reached | by_other_keys | groups and w.isEnabled()]
    assert missing == []
    assert reached & groups


def test_the_order_of_tab_is_from_top_to_bottom(panel: ComposePanel) -> None:
    panel.prompt.editor.setPlainText("A quiet fjord at blue hour")
    panel.focus_prompt()
    names: list[str] = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is panel.prompt.editor:
            break
    assert names == [
        "Prompt",
        "Height of the prompt field",
        "Add light to the prompt",
        "Add style to the prompt",
        "Add lens to the prompt",
        "Add colour to the prompt",
        "Add more to the prompt: text, mood or composition",
        "Add a reference image",
        "Model, FLUX.2 [pro]",
        "Shape 3 to 2, landscape",
        "Size, Standard",
        "More options, collapsed",
        "How many pictures, 1",
        "Generate 1 picture, costs 3 cents",
        "Cost details",
        "Templates",
        "Prompt history",
    ]


@pytest.mark.parametrize("model_id", FAMILIES)
def test_nothing_is_cut_at_the_usual_size(panel: ComposePanel, model_id: str, qtbot: QtBot) -> None:
    fill(panel, model_id, qtbot)
    assert_nothing_cut(panel)


@pytest.mark.parametrize("model_id", FAMILIES)
def test_nothing_is_cut_in_text_of_twice_the_size(
    large_theme: Theme, catalogue: Catalogue, model_id: str, qtbot: QtBot
) -> None:
    with shown_panel(large_theme, catalogue, qtbot) as panel:
        fill(panel, model_id, qtbot)
        assert_nothing_cut(panel)


def test_nothing_is_cut_at_the_narrowest_width(panel: ComposePanel, qtbot: QtBot) -> None:
    panel.window().resize(340, 640)
    fill(panel, "flux-2-flex", qtbot)
    assert_nothing_cut(panel)


def assert_nothing_cut(panel: ComposePanel) -> None:
    page = panel.scroll_area.widget()
    assert page is not None
    assert page.width() <= panel.scroll_area.viewport().width()
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, (QScrollBar, ElidedLabel)) or _is_inner(widget):
            continue
        if isinstance(widget, QLabel) and not widget.pixmap().isNull():
            continue
        if isinstance(widget, (QLabel, *CONTROLS)):
            needed = widget.minimumSizeHint()
            assert widget.width() >= needed.width(), (widget, _words(widget), widget.width(), needed.width())
            needed_height = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else needed.height()
            assert widget.height() >= needed_height, (widget, _words(widget), widget.height(), needed_height)
            left = widget.mapTo(panel, QPoint(0, 0)).x()
            assert left >= 0
            assert left + widget.width() <= panel.width(), (widget, _words(widget))


def _is_inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, (QAbstractSpinBox, QComboBox)) or isinstance(widget.window(), QComboBox)


def _words(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else widget.accessibleName()


def test_nothing_is_cut_when_the_text_grows_while_the_program_runs(
    panel: ComposePanel, theme: Theme, qtbot: QtBot
) -> None:
    fill(panel, "flux-2-flex", qtbot)
    theme.apply("dark", 200)
    panel.window().resize(theme.px(WIDTH), theme.px(HEIGHT))
    for _ in range(3):
        QApplication.processEvents()
    assert_nothing_cut(panel)
