"""The history of prompts in use: remembered, searched, pinned, forgotten, and there again at the next start."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import thread_time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.state import State
from flux_desktop.services.library import Library
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.compose.cards import CardModel
from flux_desktop.ui.compose.history_popover import HistoryPopover
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from flux_desktop.ui.prompt_history_desk import PromptHistoryDesk
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme
from tests.ui.compose.conftest import ColourFetcher, shown_panel
from tests.ui.rooms import window_room

DAY_S = 86_400
FJORD, DUNE, CITY = "a quiet fjord at blue hour", "a dune in the wind", "a city {by day|by night}"


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_800_000_000.0

    def __call__(self) -> float:
        self.now_s += 60
        return self.now_s


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> Iterator[ComposePanel]:
    with shown_panel(theme, Catalogue.from_json(resources.text("model_catalogue.json")), qtbot) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "prompts.json"


@pytest.fixture
def desk(panel: ComposePanel, theme: Theme, file: Path, tmp_path: Path) -> Iterator[PromptHistoryDesk]:
    made = desk_of(panel, theme, file, tmp_path)
    yield made
    made.keep()


def desk_of(panel: ComposePanel, theme: Theme, file: Path, folder: Path) -> PromptHistoryDesk:
    library = Library(folder / "library.sqlite3", folder / "thumbnails.sqlite3", folder)
    toasts = Toasts(theme, panel.window())
    return PromptHistoryDesk(
        panel, theme, JsonFile(file), toasts=toasts, fetcher=ColourFetcher(), library=library, now_s=Clock()
    )


def submit(panel: ComposePanel, *prompts: str) -> None:
    for prompt in prompts:
        panel.set_prompt(prompt)
        panel.submit()


def opened(panel: ComposePanel) -> HistoryPopover:
    panel.prompt.history_link.click()
    (popover,) = panel.window().findChildren(HistoryPopover)
    return popover


def texts(popover: HistoryPopover) -> list[str]:
    cards = popover.list.cards
    return [card.text for row in range(cards.rowCount()) if (card := cards.card(row))]


def press(popover: HistoryPopover, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or popover, key)


def test_what_was_submitted_stands_there_newest_first_as_it_was_written(
    panel: ComposePanel, desk: PromptHistoryDesk
) -> None:
    submit(panel, FJORD, DUNE, CITY, FJORD)
    popover = opened(panel)
    assert texts(popover) == [FJORD, CITY, DUNE]
    card = popover.list.cards.card(0)
    assert card
    assert card.caption.endswith("used 2 times")
    assert desk.history.get(CITY)


def test_what_was_only_typed_is_not_remembered(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    panel.set_prompt(FJORD)
    assert opened(panel).empty.text() == "Prompts appear here once you use them."
    assert desk.history.prompts == ()


def test_return_uses_the_prompt_with_its_alternatives(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    submit(panel, CITY, FJORD)
    popover = opened(panel)
    QTest.keyClicks(popover.search, "NIGHT city")
    assert texts(popover) == [CITY]
    press(popover, Qt.Key.Key_Return)
    assert panel.draft.prompt == CITY
    assert panel.draft.picture_count == 2
    assert popover.isHidden()
    assert QApplication.focusWidget() is panel.prompt.editor
    panel.undo()
    assert panel.draft.prompt == FJORD


def test_everything_can_be_done_by_keyboard(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    submit(panel, FJORD, DUNE, CITY)
    popover = opened(panel)
    assert QApplication.focusWidget() is popover.search
    press(popover, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_P)
    assert texts(popover) == [FJORD, CITY, DUNE]
    assert popover.current() == popover.list.cards.card(0)
    press(popover, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is popover.search
    press(popover, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert texts(popover) == [FJORD, DUNE]
    QTest.keyClick(popover.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert texts(popover) == [FJORD, CITY, DUNE]
    press(popover, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert QApplication.focusWidget() is panel.prompt.history_link


def test_a_forgotten_prompt_comes_back_from_the_message(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    submit(panel, FJORD, DUNE)
    popover = opened(panel)
    popover.forget.click()
    assert texts(popover) == [FJORD]
    (toast,) = desk._toasts.shown
    assert toast._action
    toast._action.click()
    assert [prompt.text for prompt in desk.history.found()] == [DUNE, FJORD]


def test_the_last_prompt_that_is_forgotten_leaves_the_keyboard_in_the_search(
    panel: ComposePanel, desk: PromptHistoryDesk
) -> None:
    submit(panel, FJORD)
    popover = opened(panel)
    press(popover, Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert QApplication.focusWidget() is popover.search
    assert not popover.use.isEnabled()


def test_it_is_there_again_at_the_next_start(
    panel: ComposePanel, desk: PromptHistoryDesk, theme: Theme, file: Path, tmp_path: Path
) -> None:
    submit(panel, FJORD)
    desk._pin(FJORD)
    desk.keep()
    again = desk_of(panel, theme, file, tmp_path)
    assert again.history == desk.history
    assert again.history.prompts[0].is_pinned


def test_markup_in_a_prompt_stays_text(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    submit(panel, "<b>bold</b> <img src=x>")
    popover = opened(panel)
    assert popover.list.model().index(0, 0).data() == "<b>bold</b> <img src=x>"


def test_two_thousand_prompts_open_and_are_searched_at_once(
    panel: ComposePanel, desk: PromptHistoryDesk, file: Path
) -> None:
    words = "soft mist between layered ridgelines, a single lit cabin on the far shore"
    entries = [{"text": f"{words} {n}", "count": 1, "last_used_s": n} for n in range(2_000)]
    file.write_text(json.dumps({"prompts": entries}))
    opened(panel).close_popover()  # the first time, it is made and read
    # The time of this thread alone: a busy machine would make the window look slow.
    start = thread_time()
    popover = opened(panel)
    QApplication.processEvents()
    took_open = thread_time() - start
    start = thread_time()
    popover.search.setText("cabin 1999")
    QApplication.processEvents()
    took_search = thread_time() - start
    assert texts(popover) == [f"{words} 1999"]
    assert took_open < 0.1
    assert took_search < 0.1


def test_the_model_keeps_the_rules_of_qt(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    submit(panel, FJORD, DUNE)
    popover = opened(panel)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    for model in (popover.list.cards, CardModel(popover)):
        tester = QAbstractItemModelTester(model, mode, popover)
        assert tester.model() is model
    popover.forget.click()
    popover.pin.click()
    assert texts(popover) == [FJORD]


def test_the_link_closes_it_again(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    submit(panel, FJORD)
    popover = opened(panel)
    desk.open()
    assert popover.isHidden()


@pytest.mark.parametrize("where", ["search", "list"])
def test_control_return_generates_at_once_at_the_price_on_the_row(
    panel: ComposePanel, desk: PromptHistoryDesk, qtbot: QtBot, where: str
) -> None:
    submit(panel, CITY, FJORD)
    popover = opened(panel)
    press(popover, Qt.Key.Key_Down, Qt.Key.Key_Down)
    card = popover.current()
    assert card
    assert (card.key, card.right) == (CITY, "$0.06")
    assert popover.generate.accessibleName() == "Generate this prompt now, $0.06 (Ctrl+Return)"
    with qtbot.waitSignal(panel.submitted) as asked:
        QTest.keyClick(getattr(popover, where), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [request.prompt for request in asked.args[0]] == ["a city by day", "a city by night"]
    assert popover.isHidden()
    assert desk.history.prompts[0].count == 2


async def test_what_a_prompt_made_stands_on_its_row(qapp: QApplication, tmp_path: Path) -> None:
    states = (State.DONE, State.DONE, State.FAILED, State.DONE, State.DONE)
    with window_room(qapp, tmp_path, *states) as room:
        desk, panel = room.work.making.history, room.panel
        panel.set_prompt(CITY)
        panel.submitted.emit(panel.draft.requests(panel._model()))
        requests = panel.draft.requests(panel._model())
        desk.queued([requests[0], requests[1], requests[0], requests[1], requests[0]], room.ids)
        assert desk.history.prompts[0].picture_ids == tuple(room.ids)
        desk.open()
        popover = desk._popover
        assert popover
        card = popover.current()
        assert card
        newest_first = [room.ids[4], room.ids[3], room.ids[1]]
        assert list(card.pictures) == newest_first
        assert "used once, 4 pictures for $" in card.caption
        popover.close_popover()


def test_what_is_not_in_the_library_any_more_is_not_on_the_row(panel: ComposePanel, desk: PromptHistoryDesk) -> None:
    submit(panel, FJORD)
    desk.queued(panel.draft.requests(panel._model()), [7])
    card = opened(panel).current()
    assert card
    assert card.pictures == ()
    assert card.caption.endswith("used once")


async def test_nothing_new_is_kept_when_nobody_wants_that(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=Settings(keep_prompts=False)) as room:
        room.window.show()
        room.panel.set_prompt(FJORD)
        room.work.making.history.submitted([])
        assert room.work.making.history.history.prompts == ()
        popover = opened(room.panel)
        assert "New prompts are not kept." in " ".join(label.text() for label in popover.findChildren(QLabel))
        popover.close_popover()
        room.settings.change(keep_prompts=True)
        room.work.making.history.submitted([])
        assert room.work.making.history.history.get(FJORD)


async def test_all_are_forgotten_for_good_after_a_question(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path) as room:
        room.window.show()
        desk = room.work.making.history
        for prompt in (FJORD, DUNE):
            room.panel.set_prompt(prompt)
            desk.submitted([])
        desk._pin(FJORD)
        room.settings.open("Making pictures")
        (dialog,) = room.window.findChildren(PreferencesDialog)
        assert dialog.making.kept.text() == "2 prompts are kept"
        dialog.making.forget.click()
        (box,) = dialog.findChildren(QMessageBox)
        next(button for button in box.buttons() if button.text() == "Forget 2 prompts").click()
        assert (dialog.making.kept.text(), dialog.making.forget.isEnabled()) == ("No prompts are kept", False)
        assert json.loads(room.profile.prompts_file.read_text())["prompts"] == []
