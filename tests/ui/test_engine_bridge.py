import threading

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flux_desktop.domain.state import State
from flux_desktop.services.events import BalanceChanged, EngineFailed, PictureArrived, QueueChanged
from flux_desktop.ui.engine_bridge import EngineBridge
from tests.ui.gallery.sample_library import changed


def test_events_from_another_thread_arrive_in_order_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    bridge = EngineBridge()
    seen: list[tuple[int | None, bool]] = []
    bridge.balance_changed.connect(
        lambda balance: seen.append((balance, threading.current_thread() is threading.main_thread()))
    )

    def post_all() -> None:
        for balance in range(500):
            bridge.post(BalanceChanged(balance))

    thread = threading.Thread(target=post_all)
    thread.start()
    thread.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 500)
    assert seen == [(balance, True) for balance in range(500)]


def test_what_comes_within_a_frame_is_delivered_with_the_next_one(qtbot: QtBot) -> None:
    bridge = EngineBridge()
    seen: list[int] = []

    def again(balance: int) -> None:
        seen.append(balance)
        if balance < 3:
            bridge.post(BalanceChanged(balance + 1))

    bridge.balance_changed.connect(again)
    bridge.post(BalanceChanged(1))
    qtbot.waitUntil(lambda: seen == [1, 2, 3])


def test_each_kind_of_event_has_its_signal(qtbot: QtBot) -> None:
    bridge = EngineBridge()
    seen: list[object] = []
    bridge.queue_changed.connect(seen.append)
    bridge.failed.connect(seen.append)
    bridge.post(QueueChanged(running=2, waiting=3, paused=False))
    bridge.post(EngineFailed("a report"))
    qtbot.waitUntil(lambda: seen == [QueueChanged(running=2, waiting=3, paused=False), "a report"])


def test_that_a_picture_is_being_fetched_waits_for_the_next_frame(qtbot: QtBot) -> None:
    bridge = EngineBridge()
    seen: list[object] = []
    bridge.generation_changed.connect(seen.append)
    fetching = changed(1, State.FETCHING, task_id="t")
    bridge.post(fetching)
    QApplication.sendPostedEvents()
    assert seen == []
    qtbot.waitUntil(lambda: seen == [fetching])


def test_a_picture_that_has_arrived_waits_for_nothing_and_overtakes_nothing(qtbot: QtBot) -> None:
    bridge = EngineBridge()
    seen: list[object] = []
    bridge.generation_changed.connect(seen.append)
    bridge.picture_arrived.connect(seen.append)
    fetching, arrived = changed(1, State.FETCHING, task_id="t"), PictureArrived(1, b"", "png")
    bridge.post(fetching)
    bridge.post(arrived)
    QApplication.sendPostedEvents()
    assert seen == [fetching, arrived]
