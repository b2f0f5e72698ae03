"""Several models and shapes: the number and the price before the click are those of what is asked for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.generation import State
from flux_desktop.domain.money import dollars
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Shape, Size
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.compose.model_grid_dialog import ModelGridDialog
from flux_desktop.ui.support.labels import PlainLabel
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room

PRO, KLEIN, FLEX = "flux-2-pro", "flux-2-klein-4b", "flux-2-flex"


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, submit=[]) as made:
        made.window.show()
        made.panel.draft = replace(made.panel.draft, prompt="A quiet fjord")
        yield made


def opened(room: WindowRoom) -> ModelGridDialog:
    room.menus.actions["modelGrid"].trigger()
    return room.window.findChildren(ModelGridDialog)[-1]


def seen(dialog: ModelGridDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(PlainLabel) if label.isVisible())


def test_it_begins_with_what_is_set_up(room: WindowRoom) -> None:
    dialog = opened(room)
    assert [name for name, box in dialog.table.models.items() if box.isChecked()] == [PRO]
    assert [shape for shape, one in dialog.table.shapes.items() if one.isChecked()] == [Shape.LANDSCAPE]
    assert dialog.generate.text() == "Generate 1 for $0.03"


async def test_what_is_queued_is_what_the_button_says(room: WindowRoom) -> None:
    dialog = opened(room)
    dialog.table.models[KLEIN].click()
    for shape in (Shape.SQUARE, Shape.TALL):
        dialog.table.shapes[shape].click()
    words = dialog.generate.text()
    assert dialog.sum.text().startswith("6 pictures with 2 models, ")
    dialog.generate.click()
    await until(lambda: room.engine.questions("submit"))
    requests, prices = room.engine.questions("submit")[0][:2]
    assert [request.model_id for request in requests] == [PRO] * 3 + [KLEIN] * 3
    assert words == f"Generate 6 for {dollars(sum(prices))}"


async def test_the_price_is_agreed_to_once(room: WindowRoom) -> None:
    room.settings.change(confirm_above=1, confirm_again=True)
    dialog = opened(room)
    dialog.generate.click()
    await until(lambda: room.engine.questions("submit"))


async def test_the_prompt_is_in_the_history_with_what_came_of_it(room: WindowRoom) -> None:
    opened(room).generate.click()
    await until(lambda: room.engine.questions("submit"))
    assert room.work.making.history.history.get("A quiet fjord")


def test_the_keyboard_is_enough(room: WindowRoom) -> None:
    dialog = opened(room)
    QTest.keyClick(dialog.table.shapes[Shape.SQUARE], Qt.Key.Key_Space)
    QTest.keyClick(dialog.table.models[FLEX], Qt.Key.Key_Space)
    assert dialog.sum.text().startswith("4 pictures with 2 models")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert room.engine.questions("submit") == []


async def test_it_says_what_a_model_leaves_out(room: WindowRoom) -> None:
    reference = Reference("ab" * 32, "png", Size(1024, 1024), 9, "silk.png")
    room.panel.draft = replace(room.panel.draft, references=(reference,) * 6)
    dialog = opened(room)
    dialog.table.models[KLEIN].click()
    assert "takes 4 references: 2 are not used." in seen(dialog)


async def test_without_a_prompt_it_says_so(room: WindowRoom) -> None:
    room.panel.draft = replace(room.panel.draft, prompt="")
    dialog = opened(room)
    assert not dialog.generate.isEnabled()
    assert "Write a prompt first." in seen(dialog)


def test_nothing_ticked_makes_nothing(room: WindowRoom) -> None:
    dialog = opened(room)
    dialog.table.models[PRO].click()
    assert not dialog.generate.isEnabled()
    assert "Tick models and shapes." in seen(dialog)


def test_more_than_one_click_may_make_is_refused(room: WindowRoom) -> None:
    dialog = opened(room)
    for box in (*dialog.table.models.values(), *dialog.table.shapes.values()):
        box.setChecked(box.isEnabled())
    assert not dialog.generate.isEnabled()
    assert "48 at a click is the most." in seen(dialog)


async def test_in_practice_it_is_free(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=Settings(practice=True)) as room:
        room.window.show()
        room.panel.draft = replace(room.panel.draft, prompt="A quiet fjord")
        dialog = opened(room)
        assert (dialog.generate.text(), dialog.sum.text()) == ("Generate 1", "1 picture with 1 model, free")


def test_a_picture_brings_its_words_and_its_seed(room: WindowRoom) -> None:
    room.screen.gallery.view.setCurrentIndex(room.model.index(0, 0))
    room.menus.actions["varyGrid"].trigger()
    (dialog,) = room.window.findChildren(ModelGridDialog)
    assert "prompt 0" in seen(dialog)
    assert "All have the seed 42" in seen(dialog)
    room.panel.undo()
    assert room.panel.draft.prompt == "A quiet fjord"


def test_the_list_of_models_leads_to_it(room: WindowRoom) -> None:
    room.panel.picker.open_list()
    models = room.panel.picker._list
    assert models
    models.several.click()
    assert not models.isVisible()
    assert room.window.findChildren(ModelGridDialog)[-1].isVisible()
