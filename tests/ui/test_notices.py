"""One banner, and of all that is wrong the most pressing."""

from functools import partial

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.ui.errors import Action, Notice
from flux_desktop.ui.notices import Notices, Source
from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.theme.theme import Theme

FULL = Notice("disk", "err", "No space left on this disk.", "1 picture is kept.", ((Action.TRY_AGAIN, "Try again"),))
FULLER = Notice("disk", "err", "No space left on this disk.", "2 pictures are kept.")
LOCKED = Notice("lock", "warn", "Your key could not be read.", "It is locked.", ((Action.UNLOCK, "Unlock…"),))
PRACTICE = Notice("info", "info", "Practice mode.", "Nothing is charged.", ((Action.ENTER_KEY, "Add your key…"),))


class Room:
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self._parent = parent
        self.banner = Banner(theme, parent)
        self.done: list[Action] = []
        self.notices = Notices(self.banner, {action: partial(self.done.append, action) for action in Action})

    @property
    def shown(self) -> str:
        """What the banner says, or nothing."""
        return "" if self.banner.isHidden() else self.banner.accessibleDescription()

    def close(self) -> None:
        self._button("Close this message").click()

    def press(self, label: str) -> None:
        self._button(label).click()

    def _button(self, name: str) -> QPushButton:
        buttons = self.banner.findChildren(QPushButton)
        return next(button for button in buttons if name in (button.text(), button.accessibleName()))


@pytest.fixture
def room(theme: Theme, qtbot: QtBot) -> Room:
    parent = QWidget()
    qtbot.addWidget(parent)
    return Room(theme, parent)


def test_there_is_no_banner_without_a_notice(room: Room) -> None:
    assert room.shown == ""
    room.notices.say(Source.ENGINE, None)
    assert room.shown == ""


def test_the_most_pressing_is_shown_whatever_the_order_in_which_they_came(room: Room) -> None:
    room.notices.say(Source.ENGINE, FULL)
    room.notices.say(Source.PRACTICE, PRACTICE)
    room.notices.say(Source.KEYCHAIN, LOCKED)
    assert room.shown == "No space left on this disk. 1 picture is kept."


def test_the_next_one_shows_when_the_first_is_over(room: Room) -> None:
    room.notices.say(Source.PRACTICE, PRACTICE)
    room.notices.say(Source.KEYCHAIN, LOCKED)
    room.notices.say(Source.KEYCHAIN, None)
    assert room.shown.startswith("Practice mode.")
    room.notices.say(Source.PRACTICE, None)
    assert room.shown == ""


def test_a_notice_says_what_has_changed(room: Room) -> None:
    room.notices.say(Source.ENGINE, FULL)
    room.notices.say(Source.ENGINE, FULLER)
    assert "2 pictures" in room.shown


def test_a_button_does_what_it_says(room: Room) -> None:
    room.notices.say(Source.ENGINE, FULL)
    room.press("Try again")
    room.notices.say(Source.ENGINE, None)
    room.notices.say(Source.KEYCHAIN, LOCKED)
    room.press("Unlock…")
    assert room.done == [Action.TRY_AGAIN, Action.UNLOCK]


def test_what_the_banner_does_not_say_is_listed_with_the_rest(room: Room) -> None:
    room.notices.say(Source.PRACTICE, PRACTICE)
    assert room.notices.all_to_list() == ()
    room.notices.say(Source.ENGINE, FULL, None, FULLER)
    assert room.notices.all_to_list() == (FULL, FULLER, PRACTICE)
    room.notices.say(Source.ENGINE)
    assert room.notices.all_to_list() == ()


def test_one_that_was_closed_is_listed(room: Room) -> None:
    changes: list[int] = []
    room.notices.changed.connect(lambda: changes.append(1))
    room.notices.say(Source.ENGINE, FULL)
    room.close()
    assert room.notices.all_to_list() == (FULL,)
    assert len(changes) == 2


def test_a_lower_one_of_the_same_source_comes_up_when_the_first_is_closed(room: Room) -> None:
    room.notices.say(Source.ENGINE, FULL, LOCKED)
    room.close()
    assert room.shown.startswith("Your key could not be read.")


def test_one_that_was_closed_makes_way_for_the_next_and_stays_away_while_it_says_the_same(room: Room) -> None:
    room.notices.say(Source.ENGINE, FULL)
    room.notices.say(Source.PRACTICE, PRACTICE)
    room.close()
    assert room.shown.startswith("Practice mode.")
    room.notices.say(Source.ENGINE, FULL)
    assert room.shown.startswith("Practice mode.")
    room.close()
    assert room.shown == ""


def test_one_that_was_closed_comes_back_when_it_says_something_new(room: Room) -> None:
    room.notices.say(Source.ENGINE, FULL)
    room.close()
    room.notices.say(Source.ENGINE, FULLER)
    assert "2 pictures" in room.shown
    room.notices.say(Source.ENGINE, FULL)
    assert "1 picture" in room.shown


def test_one_that_was_closed_comes_back_when_it_happens_again(room: Room) -> None:
    room.notices.say(Source.ENGINE, FULL)
    room.close()
    room.notices.say(Source.ENGINE, None)
    room.notices.say(Source.ENGINE, FULL)
    assert "1 picture" in room.shown
