"""The window with the real engine and a server that takes money: what was said of a limit is what happens."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from flux_desktop.arguments import Arguments
from flux_desktop.domain.server import Server
from flux_desktop.first_screen import FirstScreen
from flux_desktop.settings.profile import Profile
from flux_desktop.settings.settings import Settings
from flux_desktop.settings.settings_file import SettingsFile
from flux_desktop.ui.compose.limit_notice import LimitNotice
from flux_desktop.ui.queue.jobs import Section
from flux_desktop.ui.tasks import TaskSet
from flux_desktop.workroom import Workroom
from tests.support.practice import KEY, PracticeProcess

PRICE = 300
CLICKS = 20
FITTING = 5
SETTINGS = Settings(month_limit_on=True, month_limit=FITTING * PRICE + PRICE // 2, month_limit_stops=True)


class OpenRoom:
    """The whole program behind a window, on the test's own loop."""

    def __init__(self, app: QApplication, root: Path, server: PracticeProcess) -> None:
        self._app = app
        self.server = server
        profile = Profile(root / "profile")
        profile.prepare()
        SettingsFile(profile.settings_file).save(SETTINGS)
        arguments = Arguments(library=root / "library", server=Server.custom(server.url))
        self.screen = FirstScreen(app, profile, arguments)
        self.reports: list[str] = []
        self.work = Workroom(
            self.screen, profile, arguments, None, tasks=TaskSet(self.reports.append), end=lambda: None
        )
        self.panel, self.jobs = self.work.making.panel, self.work.pictures.queue.model

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not condition():
                self._app.processEvents()
                await asyncio.sleep(0.005)

    def questions(self) -> list[QMessageBox]:
        return [box for box in self.screen.window.findChildren(QMessageBox) if box.isVisible()]

    async def close(self) -> None:
        await self.work.stop()
        self.work.close()
        self.screen.library.close()
        window = self.screen.window
        window.allow_closing()
        window.close()
        for part in (self.work, self.screen.theme):
            part.setParent(None)
            part.deleteLater()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._app.setStyleSheet("")
        assert self.reports == []


@pytest.fixture
async def room(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OpenRoom]:
    monkeypatch.setenv("BFL_API_KEY", KEY)
    with PracticeProcess(seconds=0.2) as server:
        made = OpenRoom(qapp, tmp_path, server)
        made.work.begin()
        yield made
        await made.close()


async def test_however_fast_somebody_clicks_the_hard_limit_holds(room: OpenRoom) -> None:
    room.panel.set_prompt("a quiet fjord")
    requests = room.panel.draft.requests(room.panel._model())
    for _ in range(CLICKS):
        room.panel.submitted.emit(requests)
    await room.until(lambda: len(room.jobs.ids(Section.FINISHED)) == FITTING)
    await room.until(lambda: room.jobs.queue.running == room.jobs.queue.waiting == 0)
    ledger = room.server.ledger()
    assert len(ledger["submits"]) == FITTING
    assert round(ledger["charged_total"] * 100) == FITTING * PRICE <= SETTINGS.month_limit
    (box,) = room.questions()
    assert "This would pass your $0.16 limit" in box.text()
    box.close()


async def test_what_is_under_way_counts_before_it_is_paid(room: OpenRoom) -> None:
    room.work.engine.pause()
    room.panel.set_prompt("a quiet fjord")
    requests = room.panel.draft.requests(room.panel._model())
    room.panel.submitted.emit(requests * 4)
    await room.until(lambda: len(room.jobs.ids(Section.WAITING)) == 4)
    await room.until(lambda: "$0.12 of $0.16" in room.panel.footer._month.accessibleName())
    room.panel._count_changed(2)
    notice = room.panel.findChild(LimitNotice)
    assert notice
    assert not notice.isHidden()
    assert not room.panel.footer.generate.isEnabled()
    assert "($0.12 so far)" in notice.sentence
    for item_id in room.jobs.ids(Section.WAITING)[1:]:
        room.work.pictures.commands.cancel(item_id)
    await room.until(room.panel.footer.generate.isEnabled)
    assert room.server.submits() == []
    room.work.engine.resume()
    await room.until(lambda: room.jobs.ids(Section.FINISHED))
    assert len(room.server.submits()) == 1


async def test_a_refused_one_is_retried_from_the_queue_under_the_same_limit(room: OpenRoom) -> None:
    room.server.set_faults([{"where": "submit", "kind": "422", "times": 2}])
    room.panel.set_prompt("a quiet fjord")
    room.panel._count_changed(2)
    room.panel.submit()
    await room.until(lambda: len(room.jobs.ids(Section.NEEDS_YOU)) == 2)
    room.work.settings.change(month_limit=PRICE)
    room.work.pictures.commands.retry_all([], room.jobs.ids(Section.NEEDS_YOU))
    (box,) = room.questions()
    next(button for button in box.buttons() if button.text() == "Make fewer (1)").click()
    await room.until(lambda: room.jobs.ids(Section.FINISHED))
    assert len(room.server.submits()) == 1
    assert len(room.jobs.ids(Section.NEEDS_YOU)) == 1
