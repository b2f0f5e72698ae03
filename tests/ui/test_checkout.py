"""Every click that spends: asked about at most once, stopped at a limit, and never sent twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox

from flux_desktop.domain.errors import DiskFullError, SpendingLimitError
from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.spending import Span, SpendingLimit
from flux_desktop.services.events import GenerationChanged
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.gallery.picture_tile import TilePart, tip_for
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from tests.storage.making import asked, fetching, running
from tests.support.recording import settle, until
from tests.ui.rooms import WindowRoom, window_room

REQUEST = GenerationRequest("flux-2-pro", "a quiet fjord", {"width": 1024, "height": 1024})
PRICE = 300
STATES = (State.DONE, State.FAILED, State.FAILED, State.UNCONFIRMED, State.EXPIRED, State.RUNNING)
SPENT = 310 + 450 + 310 + 300
"""What the room's generations count for: one done, one in doubt, one expired, one running."""


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, *STATES, submit=[asked(1)], retry_all=[asked(1)]) as made:
        yield made


def of(room: WindowRoom, state: State) -> int:
    return room.ids[STATES.index(state)]


def limit(room: WindowRoom, amount: int, *, stops: bool = False, span: Span = Span.MONTH) -> None:
    room.settings.change(
        **{f"{span.value}_limit_on": True, f"{span.value}_limit": amount, f"{span.value}_limit_stops": stops}
    )


def question(room: WindowRoom) -> QMessageBox | None:
    """The question that is open now."""
    return next((box for box in room.window.findChildren(QMessageBox) if box.isVisible()), None)


def asked_now(room: WindowRoom) -> QMessageBox:
    box = question(room)
    assert box
    return box


def answers(box: QMessageBox) -> list[str]:
    return sorted(button.text().replace("&", "") for button in box.buttons())


def press(box: QMessageBox, label: str) -> None:
    next(button for button in box.buttons() if button.text().replace("&", "").startswith(label)).click()


def submitted(room: WindowRoom) -> list[tuple[int, bool]]:
    """How many pictures each question to the engine was about, and whether the person agreed to pass a soft limit."""
    return [(len(requests), consented) for requests, _, consented in room.engine.questions("submit")]


def retried(room: WindowRoom) -> list[tuple[Sequence[int], bool]]:
    return [(list(ids), consented) for ids, consented in room.engine.questions("retry_all")]


async def test_under_the_limit_nothing_is_asked(room: WindowRoom) -> None:
    limit(room, SPENT + 2 * PRICE)
    room.making.submit([REQUEST] * 2)
    await until(lambda: submitted(room))
    assert submitted(room) == [(2, False)]
    assert question(room) is None


async def test_a_soft_limit_is_asked_about_and_not_agreeing_spends_nothing(room: WindowRoom) -> None:
    limit(room, SPENT + PRICE)
    room.making.submit([REQUEST] * 2)
    box = asked_now(room)
    assert box.text().startswith("This would pass your $0.16 limit for ")
    assert box.informativeText() == "$0.13 so far, with what is under way. 2 pictures cost $0.06."
    assert answers(box) == ["Cancel", "Change limit…", "Generate once anyway", "Make fewer (1)"]
    assert box.defaultButton().text() == "Cancel"
    press(box, "Cancel")
    await settle()
    assert submitted(room) == []


async def test_agreeing_passes_it_once(room: WindowRoom) -> None:
    limit(room, SPENT)
    room.making.submit([REQUEST] * 2)
    press(asked_now(room), "Generate once anyway")
    await until(lambda: submitted(room))
    await settle()
    assert submitted(room) == [(2, True)]


async def test_fewer_are_made_within_the_limit(room: WindowRoom) -> None:
    limit(room, SPENT + PRICE)
    room.making.submit([REQUEST] * 3)
    press(asked_now(room), "Make fewer (1)")
    await until(lambda: submitted(room))
    assert submitted(room) == [(1, False)]


async def test_a_hard_limit_has_no_way_past_it(room: WindowRoom) -> None:
    limit(room, SPENT + PRICE - 1, stops=True, span=Span.DAY)
    room.making.submit([REQUEST])
    box = asked_now(room)
    assert "limit for today" in box.text()
    assert answers(box) == ["Cancel", "Change limit…"]
    press(box, "Cancel")
    room.making.submit_anyway([REQUEST])
    await until(lambda: submitted(room))
    assert submitted(room) == [(1, True)], "the engine has the last word, and would refuse it"


async def test_the_limit_is_changed_on_its_page(room: WindowRoom) -> None:
    limit(room, 0)
    room.making.submit([REQUEST])
    press(asked_now(room), "Change limit…")
    (dialog,) = room.window.findChildren(PreferencesDialog)
    assert dialog.spending.isVisible()
    dialog.close()


async def test_a_click_that_is_over_the_limit_and_costs_much_is_one_question(room: WindowRoom) -> None:
    limit(room, 0)
    room.settings.change(confirm_above=PRICE - 1)
    room.making.submit([REQUEST])
    press(asked_now(room), "Generate once anyway")
    await until(lambda: submitted(room))
    await settle()
    assert question(room) is None
    assert submitted(room) == [(1, True)]


async def test_a_limit_that_was_reached_meanwhile_asks_after_all(room: WindowRoom) -> None:
    soft = SpendingLimit(Span.MONTH, 1_000, is_hard=False)
    room.engine.answers["submit"] = SpendingLimitError(soft, 700, 2 * PRICE)
    room.making.submit([REQUEST] * 2)
    await until(lambda: question(room))
    box = asked_now(room)
    assert answers(box) == ["Cancel", "Change limit…", "Generate once anyway", "Make fewer (1)"]
    room.engine.answers["submit"] = [asked(1)]
    press(box, "Generate once anyway")
    await until(lambda: len(submitted(room)) == 2)
    assert submitted(room) == [(2, False), (2, True)]


async def test_a_model_without_a_price_may_pass_the_limit(room: WindowRoom) -> None:
    limit(room, 10**6)
    room.making.submit([GenerationRequest("vto-v1", "a coat", {})])
    assert asked_now(room).text().startswith("BFL publishes no price for this, so it may pass your $100.00 limit")
    press(asked_now(room), "Cancel")


async def test_another_failure_is_only_said(room: WindowRoom) -> None:
    room.engine.answers["submit"] = DiskFullError("no space")
    room.making.submit([REQUEST])
    await until(room.said)
    assert room.said() == [sentence_for(DiskFullError())]
    assert question(room) is None


async def test_practice_is_never_asked_about(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(practice=True, month_limit_on=True, month_limit=0, confirm_above=0, confirm_again=True)
    with window_room(qapp, tmp_path, settings=settings, submit=[]) as room:
        room.making.submit([REQUEST] * 3)
        room.making.vary(REQUEST)
        await until(lambda: len(submitted(room)) == 2)
        assert question(room) is None


class TestOneClick:
    async def test_nothing_is_asked_unless_the_person_wants_it(self, room: WindowRoom) -> None:
        room.making.vary(REQUEST)
        await until(lambda: submitted(room))
        assert question(room) is None
        room.settings.change(confirm_again=True)
        room.making.vary(REQUEST)
        box = asked_now(room)
        assert box.text() == "Make 1 picture for $0.03?"
        assert "Making a picture again is asked about first." in box.informativeText()
        press(box, "Generate 1 for $0.03")
        await until(lambda: len(submitted(room)) == 2)

    async def test_generate_itself_is_no_making_again(self, room: WindowRoom) -> None:
        room.settings.change(confirm_again=True)
        room.making.submit([REQUEST])
        await until(lambda: submitted(room))
        assert question(room) is None

    async def test_asking_above_a_sum_can_be_switched_off(self, room: WindowRoom) -> None:
        room.settings.change(confirm=False, confirm_above=0)
        room.making.submit([REQUEST] * 12)
        await until(lambda: submitted(room))
        assert question(room) is None

    @pytest.mark.parametrize("state", [State.FAILED, State.UNCONFIRMED])
    async def test_trying_again_goes_through_the_same_limit(self, room: WindowRoom, state: State) -> None:
        limit(room, SPENT)
        room.commands.retry(of(room, state))
        assert answers(asked_now(room)) == ["Cancel", "Change limit…", "Generate once anyway"]
        press(asked_now(room), "Generate once anyway")
        await until(lambda: retried(room))
        assert retried(room) == [([of(room, state)], True)]

    async def test_making_again_what_still_runs_is_another_picture(self, room: WindowRoom) -> None:
        room.commands.make_again(of(room, State.RUNNING))
        await until(lambda: submitted(room))
        assert submitted(room) == [(1, False)]
        assert retried(room) == []

    async def test_looking_for_an_expired_one_costs_nothing(self, room: WindowRoom) -> None:
        limit(room, 0, stops=True)
        room.commands.retry(of(room, State.EXPIRED))
        await until(lambda: room.engine.questions("check_again"))
        assert question(room) is None
        assert retried(room) == []

    async def test_saving_again_what_found_no_room_costs_nothing(self, room: WindowRoom) -> None:
        full = replace(fetching(asked(99)), failure=Failure(Cause.DISK_FULL))
        room.model.put(GenerationChanged(full))
        room.commands.retry(99)
        await settle()
        assert room.engine.questions("try_again") == [()]
        assert retried(room) == []

    async def test_retry_all_is_one_purchase_and_what_is_free_goes_beside_it(self, room: WindowRoom) -> None:
        failed = [item_id for item_id, state in zip(room.ids, STATES, strict=True) if state is State.FAILED]
        room.settings.change(confirm_above=2 * 450 - 1)
        room.commands.retry_all([of(room, State.EXPIRED)], failed)
        await until(lambda: room.engine.questions("check_again"))
        box = asked_now(room)
        assert box.text() == "Make 2 pictures for $0.09?"
        press(box, "Generate 2")
        await until(lambda: retried(room))
        assert retried(room) == [(failed, False)]

    async def test_of_several_as_many_are_retried_as_fit(self, room: WindowRoom) -> None:
        failed = [item_id for item_id, state in zip(room.ids, STATES, strict=True) if state is State.FAILED]
        limit(room, SPENT + 450, stops=True)
        room.commands.retry_all([], failed)
        press(asked_now(room), "Make fewer (1)")
        await until(lambda: retried(room))
        assert retried(room) == [(failed[:1], False)]

    async def test_a_practice_job_is_retried_free_of_charge(self, room: WindowRoom) -> None:
        limit(room, 0, stops=True)
        played = replace(running(asked(99, practice=True)), state=State.FAILED, failure=Failure(Cause.SERVICE_TROUBLE))
        room.model.put(GenerationChanged(played))
        room.commands.make_again(99)
        await until(lambda: retried(room))
        assert question(room) is None


class TestPrices:
    def test_varying_says_what_it_costs_in_its_menu_and_on_the_tile(self, room: WindowRoom) -> None:
        view, done = room.window.gallery.view, of(room, State.DONE)
        row = room.model.item(done)
        assert row
        assert tip_for(TilePart.VARY, row, view.price_words(row)) == "Vary, with a new seed, $0.03 (V)"
        view.setCurrentIndex(room.model.index(room.model.row_of(done)))
        view.selectionModel().select(view.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        assert room.menus.actions["vary"].text() == "&Vary with a new seed ($0.03)"
        view.clearSelection()
        assert room.menus.actions["vary"].text() == "&Vary with a new seed"

    def test_in_practice_it_costs_nothing(self, qapp: QApplication, tmp_path: Path) -> None:
        with window_room(qapp, tmp_path, State.DONE, settings=Settings(practice=True)) as room:
            row = room.model.item(room.ids[0])
            assert row
            view = room.window.gallery.view
            assert tip_for(TilePart.VARY, row, view.price_words(row)) == "Vary, with a new seed (V)"

    def test_the_buttons_of_a_tile_that_concern_the_program_do_something(
        self, room: WindowRoom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[str] = []
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
        room.window.gallery.view.action_requested.emit(of(room, State.FAILED), "add_credits")
        assert opened == ["https://dashboard.bfl.ai"]


class TestTheSums:
    def test_the_engine_keeps_the_limits_from_the_start_and_as_they_change(
        self, qapp: QApplication, tmp_path: Path
    ) -> None:
        settings = Settings(day_limit_on=True, day_limit=20_000, day_limit_stops=True)
        with window_room(qapp, tmp_path, settings=settings) as room:
            day = SpendingLimit(Span.DAY, 20_000, is_hard=True)
            assert room.work.making.spending._settings.settings.spending_limits == (day,)
            limit(room, 5_000)
            told = room.engine.questions("set_spending_limits")
            assert told[-1] == ((SpendingLimit(Span.MONTH, 5_000, is_hard=False), day),)

    def test_the_panel_shows_the_month_with_what_is_under_way(self, room: WindowRoom) -> None:
        room.work.making.spending.refresh()
        name = room.panel.footer._month.accessibleName()
        assert name.endswith(": $0.13")
        limit(room, 1_400)
        assert room.panel.footer._month.accessibleName().endswith(": $0.13 of $0.14, 98%")
        assert not room.panel.footer._warning.isHidden()

    async def test_a_change_is_shown_a_moment_later(self, room: WindowRoom, qapp: QApplication) -> None:
        watch = room.work.making.spending
        watch.refresh()
        changes: list[bool] = []
        watch.changed.connect(lambda: changes.append(True))
        for _ in range(50):
            room.work.bridge.generation_changed.emit(GenerationChanged(asked(1)))

        def happened() -> bool:
            qapp.processEvents()
            return bool(changes)

        await until(happened)
        assert len(changes) == 1, "once for all that came together"

    def test_the_figures_are_of_the_session_the_day_the_month_and_all_time(self, room: WindowRoom) -> None:
        figures = room.work.making.spending.figures()
        assert figures.session == 0, "the room's generations were asked for before the program began"
        assert figures.day <= figures.month <= figures.all_time == SPENT

    def test_at_midnight_the_day_begins_anew(self, room: WindowRoom) -> None:
        watch = room.work.making.spending
        limit(room, SPENT, span=Span.DAY)
        assert watch.spending.so_far[Span.DAY] == SPENT
        now = watch._now()
        watch._now = lambda: now + timedelta(days=1)
        watch._midnight.timeout.emit()
        assert watch.spending.so_far[Span.DAY] == 0
        assert watch._midnight.isActive()

    def test_practice_has_no_limits(self, qapp: QApplication, tmp_path: Path) -> None:
        settings = Settings(practice=True, month_limit_on=True, month_limit=0, month_limit_stops=True)
        with window_room(qapp, tmp_path, settings=settings) as room:
            room.panel.set_prompt("a quiet fjord")
            room.work.making.spending.refresh()
            assert room.panel.footer.generate.isEnabled()
            assert room.work.making.spending.spending.limits == ()


class TestSettings:
    def test_the_page_shows_the_sums_and_follows_them(self, room: WindowRoom) -> None:
        room.settings.open("Spending")
        (dialog,) = room.window.findChildren(PreferencesDialog)
        assert dialog.spending._figures[3] == SPENT
        room.work.making.spending._began -= timedelta(days=1)
        room.work.making.spending.refresh()
        assert dialog.spending._figures[0] == SPENT
        dialog.close()
        room.work.making.spending.refresh()

    async def test_the_table_is_written_and_that_is_said(self, room: WindowRoom, tmp_path: Path) -> None:
        room.settings.open("Spending")
        (dialog,) = room.window.findChildren(PreferencesDialog)
        file = tmp_path / "spending.csv"
        dialog.export_spending_requested.emit(str(file))
        await until(lambda: dialog.spending._result.text)
        assert f"{len(STATES)} pictures, in {file}" in dialog.spending._result.text
        assert file.read_text(encoding="utf-8-sig").count("FLUX.2 [pro]") == len(STATES)
        dialog.export_spending_requested.emit(str(tmp_path / "nowhere" / "spending.csv"))
        await until(lambda: dialog.spending._result.kind == "err")
        assert "The table was not written." in dialog.spending._result.text
        dialog.close()
