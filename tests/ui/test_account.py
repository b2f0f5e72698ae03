"""Which server and key are used, and what is told of a key."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.errors import (
    KeychainError,
    KeychainLockedError,
    KeychainMissingError,
    KeyRefusedError,
    NotSentError,
)
from flux_desktop.domain.server import Region, Server
from flux_desktop.services.engine import Engine
from flux_desktop.settings.key_store import KeySource, KeyStore
from flux_desktop.ui.account import PRACTICE, Account
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.preferences.account_state import Verdict
from flux_desktop.ui.tasks import TaskSet
from tests.support.engines import CATALOGUE, EngineRoom, Folders
from tests.support.practice import PracticeProcess
from tests.support.recording import PENDING, RecordingEngine, settle, until
from tests.support.secret_service import running_secret_service

KEY, OTHER_KEY = "bfl_0123456789abcdef7c2e", "bfl_fedcba9876543210e2c7"
HOME = Server.of_region(Region.GLOBAL)


class Form:
    """The page that is told about a key."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def show_checking(self) -> None:
        self.told.append(("checking",))

    def show_works(self, balance_hundredths: int, pictures: int | None = None) -> None:
        self.told.append(("works", balance_hundredths, pictures))

    def show_refused(self) -> None:
        self.told.append(("refused",))

    def show_unreachable(self, text: str = "") -> None:
        self.told.append(("unreachable", text))

    def show_keychain_error(self, error: KeychainError) -> None:
        self.told.append(("keychain", type(error)))

    def show_saved(self) -> None:
        self.told.append(("saved",))


class Room:
    """An account with everything around it."""

    def __init__(
        self,
        engine: Engine | RecordingEngine,
        tasks: TaskSet,
        *,
        system_key: str | None = None,
        practice: bool = False,
        home: Server = HOME,
        service: str = "Flux Desktop test",
    ) -> None:
        self.keys = KeyStore(service, system_key=system_key)
        default = CATALOGUE[CATALOGUE.default_model]
        self.account = Account(cast("Engine", engine), self.keys, tasks, home, default, practice=practice)
        self.form = Form()
        self.signals: list[str] = []
        for name in ("changed", "searched", "key_given"):
            getattr(self.account, name).connect(lambda name=name: self.signals.append(name))


@pytest.fixture
async def tasks(qapp: QApplication) -> AsyncIterator[TaskSet]:
    reports: list[str] = []
    made = TaskSet(reports.append)
    yield made
    await made.cancel_all()
    assert reports == []


@pytest.fixture
def engine() -> RecordingEngine:
    return RecordingEngine()


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess() as running:
        yield running


# Which server and key


async def test_without_a_key_the_keychain_is_asked_and_nothing_can_be_made_meanwhile(
    engine: RecordingEngine, tasks: TaskSet
) -> None:
    room = Room(engine, tasks)
    room.account.begin()
    assert not room.account.is_ready
    await until(lambda: room.signals)
    assert room.signals == ["searched"]
    assert isinstance(room.account.trouble, KeychainMissingError)
    assert engine.questions("use_server") == []
    room.keys.close()


async def test_the_key_of_the_system_is_used_at_once_and_everywhere(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks, system_key=KEY)
    room.account.begin()
    elsewhere = Server.of_region(Region.EU)
    room.account.use(elsewhere, practice=False)
    assert engine.questions("use_server") == [(HOME, KEY), (elsewhere, KEY)]
    assert room.account.state().source is KeySource.SYSTEM
    assert KEY not in str(room.account.state())
    assert room.account.is_key_kept


async def test_a_key_of_the_system_that_was_refused_gives_way_to_another_one_until_quit(
    engine: RecordingEngine, tasks: TaskSet
) -> None:
    room = Room(engine, tasks, system_key=KEY)
    room.account.begin()
    room.account.key_refused()
    room.account.use_until_quit(OTHER_KEY, room.form)
    assert room.account.state().verdict is Verdict.UNCHECKED
    room.account.use(Server.of_region(Region.EU), practice=False)
    room.account.use(HOME, practice=False)
    await until(lambda: engine.questions("use_server")[-1] == (HOME, OTHER_KEY))
    assert (HOME, KEY) not in engine.questions("use_server")[1:]
    room.keys.close()


async def test_practice_needs_no_key_and_never_gets_the_real_one(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks, system_key=KEY, practice=True)
    room.account.begin()
    assert room.account.is_ready
    assert engine.questions("use_server") == [(PRACTICE, "practice-key")]
    room.account.balance_changed(100)
    assert room.account.state().balance is None  # play money


async def test_leaving_practice_without_a_key_looks_for_one(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks, practice=True)
    room.account.begin()
    room.account.use(HOME, practice=False)
    assert not room.account.is_ready
    assert engine.questions("use_server")[-1] == (HOME, None)
    await until(lambda: "searched" in room.signals)
    room.keys.close()


async def test_another_server_never_gets_the_key_of_the_one_before(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks)
    room.account.use_until_quit(KEY, room.form)
    room.account.use(Server.custom("https://flux.example"), practice=False)
    assert engine.questions("use_server")[-1] == (Server.custom("https://flux.example"), None)
    await until(lambda: "searched" in room.signals)
    room.account.use(HOME, practice=False)
    await until(lambda: room.account.is_ready)
    assert engine.questions("use_server")[-1] == (HOME, KEY)
    room.keys.close()


async def test_the_same_choice_again_changes_nothing(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks, system_key=KEY)
    room.account.use(HOME, practice=False)
    assert engine.asked == []
    assert room.signals == []


async def test_a_key_for_this_session_is_used_but_not_counted_as_kept(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks, practice=True)
    room.account.use_until_quit(KEY, room.form)
    assert room.form.told == [("saved",)]
    assert room.signals == ["changed", "key_given"]
    assert (room.account.is_practice, room.account.is_ready, room.account.is_key_kept) == (False, True, False)
    assert room.account.state().source is KeySource.MEMORY
    assert engine.questions("use_server") == [(HOME, KEY)]


async def test_a_removed_key_is_not_used_any_more(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks)
    room.account.use_until_quit(KEY, room.form)
    room.account.remove()
    assert engine.questions("use_server")[-1] == (HOME, None)
    assert not room.account.is_ready
    await until(lambda: room.account.trouble)  # there is no keychain to remove it from
    room.keys.close()


# With a real keychain


async def test_a_key_is_kept_in_the_keychain_and_found_there_the_next_time(
    tasks: TaskSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_secret_service(tmp_path / "bus") as keychain:
        for name, value in keychain.environ.items():
            monkeypatch.setenv(name, value)
        first = Room(RecordingEngine(), tasks)
        first.account.save(KEY, first.form)
        await until(lambda: first.form.told)
        assert first.form.told == [("saved",)]
        assert first.account.is_key_kept
        first.keys.close()

        second = Room(RecordingEngine(), tasks)
        second.account.begin()
        await until(lambda: "searched" in second.signals)
        assert second.account.key_text == KEY
        assert second.account.state().place == "GNOME Keyring"
        second.keys.close()

        keychain.lock()
        third = Room(RecordingEngine(), tasks)
        third.account.begin()
        await until(lambda: "searched" in third.signals)
        assert isinstance(third.account.trouble, KeychainLockedError)
        third.account.save(OTHER_KEY, third.form)
        await until(lambda: third.form.told)
        assert third.form.told == [("keychain", KeychainLockedError)]
        assert not third.account.is_ready
        third.keys.close()


# What is told of a key


async def test_a_key_that_works_is_told_with_what_its_balance_is_good_for(
    tasks: TaskSet, tmp_path: Path, server: PracticeProcess
) -> None:
    with EngineRoom(Folders(tmp_path), server.url) as engine:
        room = Room(engine.engine, tasks, home=Server.custom(server.url))
        room.account.check(KEY, room.form)
        await until(lambda: len(room.form.told) == 2)
        assert room.form.told == [("checking",), ("works", 250_000, 833)]
        assert not room.account.is_ready  # it was only looked at
        room.account.check("bfl_bad_0123456789", room.form)
        await until(lambda: len(room.form.told) == 4)
        assert room.form.told[3] == ("refused",)


async def test_a_server_that_cannot_be_reached_is_told_in_a_sentence(engine: RecordingEngine, tasks: TaskSet) -> None:
    engine.answers["check_key"] = NotSentError("refused")
    room = Room(engine, tasks)
    room.account.check(KEY, room.form)
    await until(lambda: len(room.form.told) == 2)
    assert room.form.told[1] == ("unreachable", sentence_for(NotSentError("")))


async def test_only_the_answer_about_the_last_key_is_told(engine: RecordingEngine, tasks: TaskSet) -> None:
    engine.answers["check_key"] = PENDING
    room = Room(engine, tasks)
    room.account.check(KEY, room.form)
    room.account.check(OTHER_KEY, room.form)
    await until(lambda: len(engine.open) == 2)
    engine.open[1].set_exception(KeyRefusedError("no"))
    await until(lambda: len(room.form.told) == 3)
    engine.open[0].set_result(5)
    await settle()
    assert room.form.told == [("checking",), ("checking",), ("refused",)]


async def test_an_answer_that_is_not_wanted_any_more_is_not_told(engine: RecordingEngine, tasks: TaskSet) -> None:
    engine.answers["check_key"] = PENDING
    room = Room(engine, tasks)
    room.account.check(KEY, room.form)
    await until(lambda: engine.open)
    room.account.cancel_check()
    engine.open[0].set_result(5)
    await settle()
    assert room.form.told == [("checking",)]


@pytest.mark.parametrize(
    ("answer", "verdict", "balance"),
    [
        (4_200, Verdict.WORKS, 4_200),
        (KeyRefusedError("no"), Verdict.REFUSED, None),
        (NotSentError("no"), Verdict.UNREACHABLE, None),
    ],
)
async def test_the_key_in_use_can_be_judged_anew(
    engine: RecordingEngine, tasks: TaskSet, answer: object, verdict: Verdict, balance: int | None
) -> None:
    engine.answers["check_key"] = answer
    room = Room(engine, tasks, system_key=KEY)
    room.account.check_now()
    await until(lambda: room.account.state().checked_at)
    assert (room.account.state().verdict, room.account.state().balance) == (verdict, balance)
    assert room.signals == ["changed", "changed"]  # it was being checked, and then judged


async def test_there_is_nothing_to_judge_without_a_key(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks)
    room.account.check_now()
    await settle()
    assert (room.signals, engine.asked) == ([], [])


async def test_a_balance_that_was_read_proves_that_the_key_works(engine: RecordingEngine, tasks: TaskSet) -> None:
    room = Room(engine, tasks, system_key=KEY)
    room.account.balance_changed(4_200)
    assert (room.account.state().verdict, room.account.state().balance) == (Verdict.WORKS, 4_200)
    room.account.balance_changed(None)  # it could not be read just now
    assert room.account.state().balance == 4_200
