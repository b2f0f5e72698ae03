"""The whole panel and all that opens from it, for a model of each family, in both themes, at 100 and 200 % text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size
from flux_desktop.domain.spending import Span, Spending, SpendingLimit
from flux_desktop.services.library import Library
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.compose.crop_dialog import CropDialog
from flux_desktop.ui.compose.model_grid_dialog import ModelGridDialog
from flux_desktop.ui.compose.model_list import ModelList
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.prompt_history_desk import PromptHistoryDesk
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.template_desk import TemplateDesk
from flux_desktop.ui.theme.theme import Choice, Theme
from tests.ui.compose.conftest import WIDTH, ColourFetcher, add
from tests.ui.geometry import faults, seen_text

FAMILIES = (
    *("flux-2-pro", "flux-2-klein-4b", "flux-2-flex", "flux-3-image", "flux-3-image-klein"),
    *("flux-pro-1.1-ultra", "flux-dev", "flux-kontext-pro"),
)
LOOKS: list[tuple[Choice, int]] = list(product(("light", "dark"), (100, 200)))
BOATS = "# which hull is best?\nA {red|blue|green} boat at {dawn|dusk} on still water with no people, in image 9"
WINDOW = (1280, 800)


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]} {look[1]} %")
def look(request: pytest.FixtureRequest, theme: Theme) -> Theme:
    choice, percent = request.param
    theme.apply(choice, percent)
    return theme


@pytest.fixture
def panel(look: Theme, catalogue: Catalogue, qtbot: QtBot) -> Iterator[ComposePanel]:
    """At the left of a window of 1280 by 800, as wide as the program makes it."""
    window = QWidget()
    made = ComposePanel(catalogue, look, parent=window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(made, 1, Qt.AlignmentFlag.AlignLeft)
    made.setFixedWidth(look.px(WIDTH))
    qtbot.addWidget(window)
    window.resize(*WINDOW)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    window.hide()


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def fill(panel: ComposePanel, model_id: str, qtbot: QtBot) -> None:
    """As much as the panel can say at once."""
    panel.prompt.editor.setPlainText(BOATS)
    add(panel, *(f"{n}.jpg" for n in range(5)))
    large = Reference("cd" * 32, "jpeg", Size(2048, 2048), 900_000, "large.jpg", Size(6000, 4000))
    panel.add_reference(large, QImage(8, 8, QImage.Format.Format_RGB32))
    panel.references.addFiles(["/p/broken.png"])
    panel.reference_failed("broken.png", "The picture is damaged. Open it in another program and save it anew.")
    panel.picker.setProperty("modelId", model_id)
    panel.options.set_open(is_open=True)
    panel.options.seed_field.setText("4294967295")
    panel.set_last_seed(4_294_967_295)
    panel.footer.stepper.set_count(8)
    panel.set_balance(1_240_000)
    panel.set_month_spent(2_832_000, "September", 12_500_000)
    panel.set_spending(Spending((SpendingLimit(Span.MONTH, 12_500_000, is_hard=False),), {Span.MONTH: 12_490_000}))
    qtbot.waitUntil(panel.prompt.hint.isVisible)
    settle()


@pytest.mark.parametrize("model_id", FAMILIES)
def test_nothing_on_the_panel_is_cut_or_covered(panel: ComposePanel, model_id: str, qtbot: QtBot) -> None:
    fill(panel, model_id, qtbot)
    assert faults(panel) == []
    custom = panel.size_section.shapes.button(None)
    if custom.isVisible():
        custom.click()
        settle()
        assert faults(panel) == []
    assert "Reference images" in seen_text(panel)


def desks(panel: ComposePanel, look: Theme, catalogue: Catalogue, folder: Path) -> dict[str, Callable[[], None]]:
    toasts, fetcher = Toasts(look, panel.window()), ColourFetcher()
    library = Library(folder / "library.sqlite3", folder / "thumbnails.sqlite3", folder)
    history = PromptHistoryDesk(
        panel, look, JsonFile(folder / "prompts.json"), toasts=toasts, fetcher=fetcher, library=library
    )
    history.submitted(panel.draft.requests(panel._model()))
    history.keep()
    templates = TemplateDesk(
        panel, look, JsonFile(folder / "templates.json"), catalogue=catalogue, toasts=toasts, fetcher=fetcher
    )
    return {
        "history": history.open,
        "templates": templates.open,
        "combinations": panel.preview_variations,
        "models": panel.picker.open_list,
        "costs": panel.show_details,
    }


@pytest.mark.parametrize("what", ["history", "templates", "combinations", "models", "costs"])
def test_nothing_in_what_opens_from_it_is_cut_or_covered(
    panel: ComposePanel, look: Theme, catalogue: Catalogue, tmp_path: Path, what: str
) -> None:
    panel.restore(replace(panel.draft, prompt=BOATS, count=2))
    desks(panel, look, catalogue, tmp_path)[what]()
    settle()
    (popover,) = [one for one in panel.window().findChildren(Popover) if one.isVisible()]
    shadow = look.px(14)
    card = popover.geometry().adjusted(shadow, shadow, -shadow, -shadow)
    assert panel.window().rect().contains(card)
    if isinstance(popover, ModelList):
        popover._scroll.ensureVisible(0, 0)
    assert faults(popover) == []
    popover.close_popover()


def test_nothing_in_the_dialog_for_cropping_is_cut_or_covered(panel: ComposePanel, look: Theme, qtbot: QtBot) -> None:
    name = "a-very-long-name-of-a-file-as-cameras-and-people-make-them_2026-11-20_0001.jpg"
    whole = Reference("ab" * 32, "jpeg", Size(1800, 1200), 900_000, name)
    dialog = CropDialog(look, whole, QImage(180, 120, QImage.Format.Format_RGB32), panel.window())
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open_beside()
    settle()
    assert faults(dialog) == []
    assert dialog.width() <= WINDOW[0]
    assert dialog.height() <= WINDOW[1]


def test_nothing_in_the_table_of_models_and_shapes_is_cut_or_covered(
    panel: ComposePanel, look: Theme, catalogue: Catalogue, qtbot: QtBot
) -> None:
    add(panel, *(f"{n}.jpg" for n in range(6)))
    own = replace(panel.draft.size, shape=None)
    panel.restore(replace(panel.draft, prompt=BOATS, references=panel.draft.references, seed=4_294_967_295, size=own))
    window = panel.window()
    dialog = ModelGridDialog(look, catalogue, panel.draft, window, practice=False, blocked="")
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open_beside()
    for name in ("flux-2-klein-4b", "flux-3-image-klein"):
        dialog.table.models[name].click()
    settle()
    assert faults(dialog) == []
    assert dialog.width() <= WINDOW[0]
    assert dialog.height() <= WINDOW[1]


def test_these_tests_see_what_is_wrong(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(200, 100)
    cut, over, outside = PlainLabel("a long sentence", parent=page), QLabel("over", page), QLabel("out", page)
    cut.setGeometry(0, 0, 20, 20)
    over.setGeometry(10, 10, 100, 30)
    outside.setGeometry(180, 50, 60, 20)
    page.show()
    found = "\n".join(faults(page))
    assert "“a long sentence” is cut" in found
    assert "lies over QLabel “over”" in found
    assert "“out” reaches out" in found
