from dataclasses import replace

from flux_desktop.domain.generation import Cause
from flux_desktop.services.events import Event, TroubleChanged
from flux_desktop.services.troubles import TroubleBoard


class Window:
    def __init__(self, waiting: int = 0) -> None:
        self.waiting = waiting
        self.events: list[Event] = []
        self.board = TroubleBoard(self.events.append, lambda: self.waiting)

    @property
    def shown(self) -> TroubleChanged:
        event = self.events[-1]
        assert isinstance(event, TroubleChanged)
        return event


def test_the_gravest_trouble_is_shown_and_the_next_when_it_is_over() -> None:
    window = Window(waiting=3)
    window.board.report(Cause.RATE_LIMITED, "queue", retry_in_s=5)
    window.board.report(Cause.OUT_OF_CREDITS, "bfl", account="bfl")
    window.board.report(Cause.DISK_FULL, 17, "no space")
    window.board.show_account("bfl")
    slow = TroubleChanged(Cause.RATE_LIMITED, held=3, retry_in_s=5)
    no_credits = TroubleChanged(Cause.OUT_OF_CREDITS, held=3)
    assert window.shown == TroubleChanged(Cause.DISK_FULL, "no space", held=1, others=(no_credits, slow))
    window.board.clear(17)
    assert window.shown == replace(no_credits, others=(slow,))
    window.board.clear("bfl")
    assert window.shown == slow
    window.board.clear("queue", Cause.RATE_LIMITED)
    assert window.shown == TroubleChanged(None)


def test_a_full_disk_says_how_many_pictures_it_holds_up() -> None:
    window = Window()
    for generation_id in (17, 18, 19):
        window.board.report(Cause.DISK_FULL, generation_id)
    window.board.report(Cause.DISK_FULL, "queue")
    assert window.shown.held == 3


def test_the_same_trouble_is_told_once() -> None:
    window = Window()
    window.board.report(Cause.OFFLINE, "bfl", "no route")
    window.board.report(Cause.OFFLINE, "bfl", "no route")
    assert len(window.events) == 1


def test_a_trouble_of_an_account_that_is_not_in_use_is_kept_to_itself() -> None:
    window = Window()
    window.board.show_account("practice")
    window.board.report(Cause.KEY_REFUSED, "bfl", account="bfl")
    assert window.events == []
    window.board.show_account("bfl")
    assert window.shown.cause is Cause.KEY_REFUSED
    window.board.show_account("practice")
    assert window.shown.cause is None


def test_the_words_are_those_of_the_newest_report() -> None:
    window = Window()
    window.board.report(Cause.OFFLINE, "bfl", "no route")
    window.board.report(Cause.OFFLINE, "download", "timed out")
    window.board.report(Cause.OFFLINE, "bfl", "name not known")
    assert window.shown.detail == "name not known"
