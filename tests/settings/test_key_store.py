"""The key store against a real Secret Service, in every state that one was seen in."""

import gc
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flux_desktop.domain.errors import (
    InvalidKeyError,
    KeychainError,
    KeychainLockedError,
    KeychainMissingError,
    KeychainSilentError,
)
from flux_desktop.domain.server import Region, Server
from flux_desktop.settings.key_store import (
    BFL_ACCOUNT,
    THREAD_NAME,
    ApiKey,
    KeySource,
    KeyStore,
    account_of,
    take_system_key,
)
from tests.settings.conftest import UseEnviron
from tests.support.secret_service import (
    PASSWORD,
    SecretService,
    running_bus,
    running_secret_service,
    without_bus,
)
from tests.support.xserver import XServer

KEY, OTHER_KEY = "bfl_0123456789abcdef7c2e", "bfl_fedcba98765432101d4f"
WAIT_S = 60
"""How long a keychain may take that answers: on a busy machine its start alone takes more than the store's five."""

OpenStore = Callable[..., KeyStore]


@pytest.fixture
def open_store() -> Iterator[OpenStore]:
    stores = []

    def open_one(service: str = "Flux Desktop test", **options: Any) -> KeyStore:
        stores.append(KeyStore(service, **{"read_s": WAIT_S, "asking_s": WAIT_S, **options}))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()
    for thread in threading.enumerate():
        if thread.name == THREAD_NAME:
            thread.join(WAIT_S)
            assert not thread.is_alive(), "a key store went on"


@pytest.mark.keychain
class TestWithAnOpenKeychain:
    def test_a_saved_key_is_there_after_a_restart(self, secret_service: SecretService, open_store: OpenStore) -> None:
        saved = open_store().save(f' "{KEY}"\n').result(WAIT_S)
        assert saved == ApiKey(KEY, KeySource.KEYCHAIN, "GNOME Keyring")
        assert open_store().read().result(WAIT_S) == saved
        assert secret_service.entries() == 1

    def test_the_key_survives_the_keychains_own_restart(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store()
        store.save(KEY).result(WAIT_S)
        secret_service.unlock()
        found = store.read().result(WAIT_S)
        assert found
        assert found.text == KEY

    def test_without_a_key_the_answer_is_none(self, secret_service: SecretService, open_store: OpenStore) -> None:
        assert open_store().read().result(WAIT_S) is None

    def test_a_removed_key_is_gone(self, secret_service: SecretService, open_store: OpenStore) -> None:
        store = open_store()
        store.save(KEY).result(WAIT_S)
        store.remove().result(WAIT_S)
        assert store.read().result(WAIT_S) is None
        assert secret_service.entries() == 0

    def test_removing_what_is_not_there_is_fine(self, secret_service: SecretService, open_store: OpenStore) -> None:
        store = open_store()
        store.remove().result(WAIT_S)
        assert store.read().result(WAIT_S) is None

    def test_a_new_key_takes_the_place_of_the_old_one(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store()
        store.save(KEY).result(WAIT_S)
        store.save(OTHER_KEY).result(WAIT_S)
        found = store.read().result(WAIT_S)
        assert found
        assert found.text == OTHER_KEY
        assert secret_service.entries() == 1

    def test_profiles_and_servers_have_entries_of_their_own(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store, other_profile = open_store("Flux Desktop"), open_store("Flux Desktop 3fa9c1")
        local = account_of(Server.custom("http://127.0.0.1:8000"))
        store.save(KEY).result(WAIT_S)
        assert other_profile.read().result(WAIT_S) is None
        assert store.read(local).result(WAIT_S) is None
        store.save(OTHER_KEY, local).result(WAIT_S)
        found = store.read().result(WAIT_S)
        assert found
        assert found.text == KEY

    def test_the_keychain_is_called_by_its_real_name(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store()
        assert store.place is None
        assert store.find_place().result(WAIT_S) == "GNOME Keyring"
        assert store.place == "GNOME Keyring"

    def test_a_back_end_named_by_the_environment_is_ignored(
        self, secret_service: SecretService, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/nowhere")
        config = Path(secret_service.environ["XDG_CONFIG_HOME"]) / "python_keyring"
        config.mkdir(parents=True)
        (config / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
        open_store().save(KEY).result(WAIT_S)
        assert secret_service.entries() == 1
        found = open_store().read().result(WAIT_S)
        assert found
        assert found.text == KEY

    def test_questions_from_many_threads_are_all_answered(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store()
        answers = [store.save(f"bfl_number_{number:04d}", f"account {number}") for number in range(20)]
        assert [answer.result(WAIT_S).text for answer in answers] == [f"bfl_number_{n:04d}" for n in range(20)]
        assert secret_service.entries() == 20

    def test_reading_again_and_again_opens_no_more_files(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store()
        store.save(KEY).result(WAIT_S)
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(30):
            store.read().result(WAIT_S)
        assert len(list(Path("/proc/self/fd").iterdir())) <= before


@pytest.mark.keychain
class TestWithAKeychainInTrouble:
    def test_a_locked_keychain_is_said_at_once_and_nobody_is_asked_for_a_password(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store()
        store.save(KEY).result(WAIT_S)
        secret_service.lock()
        for answer in (store.read(), store.save(OTHER_KEY), store.remove()):
            with pytest.raises(KeychainLockedError):
                answer.result(WAIT_S)
        secret_service.unlock()
        found = store.read().result(WAIT_S)
        assert found
        assert found.text == KEY

    def test_a_person_who_cannot_unlock_it_is_told_that_it_is_locked(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        secret_service.lock()
        with pytest.raises(KeychainLockedError):
            open_store().read(may_ask=True).result(WAIT_S)
        gc.collect()  # a socket left open would be a warning, and warnings are errors

    def test_a_frozen_keychain_is_given_up_on_and_its_late_answer_is_taken(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        open_store().save(KEY).result(WAIT_S)
        late: list[tuple[str, ApiKey | None]] = []
        arrived = threading.Event()

        def on_late_answer(account: str, key: ApiKey | None) -> None:
            late.append((account, key))
            arrived.set()

        store = open_store(read_s=0.2, on_late_answer=on_late_answer)
        secret_service.freeze()
        with pytest.raises(KeychainSilentError, match="within"):
            store.read().result(WAIT_S)
        with pytest.raises(KeychainSilentError):
            store.save(OTHER_KEY).result(WAIT_S)  # waits behind the first question, and is dropped
        secret_service.thaw()
        assert arrived.wait(WAIT_S)
        assert late == [(BFL_ACCOUNT, ApiKey(KEY, KeySource.KEYCHAIN, "GNOME Keyring"))]
        found = open_store().read().result(WAIT_S)
        assert found
        assert found.text == KEY

    def test_a_key_can_be_used_until_quit_while_the_keychain_is_frozen(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store(read_s=0.2)
        secret_service.freeze()
        with pytest.raises(KeychainSilentError):
            store.save(KEY).result(WAIT_S)
        store.use_until_quit(KEY)
        assert store.read().result(0) == ApiKey(KEY, KeySource.MEMORY)
        secret_service.thaw()

    @pytest.mark.xserver
    def test_a_password_that_nobody_enters_is_given_up_on_and_a_late_one_is_taken(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        """The keychain's own dialog, on a screen."""
        with XServer() as screen, running_secret_service(tmp_path / "s", display=screen.display) as service:
            use_environ(service.environ)
            open_store().save(KEY).result(WAIT_S)
            service.lock()
            answers: list[ApiKey | None] = []
            arrived = threading.Event()

            def on_late_answer(_account: str, key: ApiKey | None) -> None:
                answers.append(key)
                arrived.set()

            store = open_store(asking_s=0.5, on_late_answer=on_late_answer)
            with pytest.raises(KeychainSilentError):
                store.read(may_ask=True).result(WAIT_S)
            screen.xdotool("search", "--sync", "--onlyvisible", "--class", "gcr-prompter")
            screen.type(PASSWORD)
            screen.press("Return")
            assert arrived.wait(WAIT_S)
            assert answers == [ApiKey(KEY, KeySource.KEYCHAIN, "GNOME Keyring")]

    @pytest.mark.parametrize("trouble", ["frozen", "locked", "killed", "no bus"])
    def test_whoever_asks_never_waits_for_the_keychain(
        self, secret_service: SecretService, open_store: OpenStore, use_environ: UseEnviron, trouble: str
    ) -> None:
        """The window asks in its own thread: what it hears later comes as an answer, not as a wait."""
        open_store().save(KEY).result(WAIT_S)
        store = open_store(read_s=0.2, asking_s=0.2)
        match trouble:
            case "frozen":
                secret_service.freeze()
            case "locked":
                secret_service.lock()
            case "killed":
                secret_service.kill()
            case "no bus":
                use_environ({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"})
        waits_s, answers = [], []
        for number in range(8):
            began_s = time.monotonic()
            answers += [store.read(), store.save(OTHER_KEY) if number % 2 else store.read(may_ask=True)]
            waits_s.append(time.monotonic() - began_s)
        if trouble == "frozen":
            with pytest.raises(KeychainSilentError):
                answers[0].result(WAIT_S)
            secret_service.thaw()
        assert statistics.median(waits_s) < 0.05
        for answer in answers:
            assert answer.exception(WAIT_S) is None or isinstance(answer.exception(), KeychainError)
        gc.collect()

    def test_the_program_can_end_while_the_keychain_is_frozen(self, secret_service: SecretService) -> None:
        secret_service.freeze()
        program = """
import time
from flux_desktop.domain.errors import KeychainSilentError
from flux_desktop.settings.key_store import KeyStore
store = KeyStore("Flux Desktop test", read_s=0.5)
try:
    store.read().result(20)
except KeychainSilentError:
    print("silent", flush=True)
store.close()
"""
        began_s = time.monotonic()
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
        assert (done.stdout, done.returncode) == ("silent\n", 0), done.stderr
        assert time.monotonic() - began_s < 10

    def test_a_killed_keychain_comes_back_locked(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        with running_secret_service(tmp_path / "s", can_start_again=True) as service:
            use_environ(service.environ)
            store = open_store()
            store.save(KEY).result(WAIT_S)
            service.kill()
            with pytest.raises(KeychainLockedError):
                store.read().result(WAIT_S)

    def test_a_keychain_that_dies_while_it_is_asked_is_asked_again(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        with running_secret_service(tmp_path / "s", can_start_again=True) as service:
            use_environ(service.environ)
            store = open_store()
            store.save(KEY).result(WAIT_S)
            service.freeze()
            asked = store.read()
            open_store().find_place().result(WAIT_S)  # by now the question has arrived
            service.kill()
            with pytest.raises(KeychainLockedError):
                asked.result(WAIT_S)

    def test_a_keychain_that_died_for_good_is_missing(
        self, secret_service: SecretService, open_store: OpenStore
    ) -> None:
        store = open_store()
        store.save(KEY).result(WAIT_S)
        secret_service.kill()
        for answer in (store.read(), store.save(OTHER_KEY)):
            with pytest.raises(KeychainMissingError):
                answer.result(WAIT_S)
        gc.collect()

    def test_a_person_without_a_keyring_has_no_key_and_is_not_asked_to_make_one(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        with running_bus(tmp_path / "b", can_start_keyring=True) as bus:
            use_environ(bus.environ)
            store = open_store()
            assert store.read().result(WAIT_S) is None
            store.remove().result(WAIT_S)
            with pytest.raises(KeychainLockedError):
                store.save(KEY).result(WAIT_S)
            with pytest.raises(KeychainMissingError):  # the system can ask nobody here
                store.save(KEY, may_ask=True).result(WAIT_S)
            gc.collect()

    def test_a_bus_without_a_keychain_is_a_missing_keychain(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        with running_bus(tmp_path / "b") as bus:
            use_environ(bus.environ)
            store = open_store()
            for answer in (store.find_place(), store.read(), store.save(KEY), store.remove()):
                with pytest.raises(KeychainMissingError):
                    answer.result(WAIT_S)
            assert store.place is None
            gc.collect()

    def test_a_keychain_that_starts_later_is_found(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        with running_bus(tmp_path / "b") as bus:
            use_environ(bus.environ)
            store = open_store()
            with pytest.raises(KeychainMissingError):
                store.save(KEY).result(WAIT_S)
            service = SecretService(bus)
            try:
                service.start()
                assert store.save(KEY).result(WAIT_S).place == "GNOME Keyring"
            finally:
                service.stop()

    def test_without_any_bus_the_keychain_is_missing(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        use_environ(without_bus(tmp_path))
        with pytest.raises(KeychainMissingError):
            open_store().read().result(WAIT_S)

    @pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "garbage", "tcp:host=localhost,port=1", ""])
    def test_a_bus_that_is_gone_is_a_missing_keychain(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore, address: str
    ) -> None:
        use_environ({**without_bus(tmp_path), "DBUS_SESSION_BUS_ADDRESS": address})
        with pytest.raises(KeychainMissingError):
            open_store().read().result(WAIT_S)
        gc.collect()

    def test_a_bus_that_goes_while_the_program_runs_is_a_missing_keychain(
        self, tmp_path: Path, use_environ: UseEnviron, open_store: OpenStore
    ) -> None:
        with running_secret_service(tmp_path / "s") as service:
            use_environ(service.environ)
            store = open_store()
            store.save(KEY).result(WAIT_S)
        with pytest.raises(KeychainMissingError):
            store.read().result(WAIT_S)
        gc.collect()

    def test_an_error_never_quotes_the_key(
        self, secret_service: SecretService, open_store: OpenStore, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG", "flux_desktop")
        secret_service.lock()
        with pytest.raises(KeychainLockedError) as caught:
            open_store().save(KEY).result(WAIT_S)
        assert KEY not in f"{caught.getrepr(style='short')}{caplog.text}"
        assert "KeychainLockedError" in caplog.text


class TestWithoutAKeychain:
    def test_the_key_of_the_system_wins_and_is_there_at_once(self, open_store: OpenStore) -> None:
        store = open_store(system_key=KEY)
        store.use_until_quit(OTHER_KEY)
        assert store.read().result(0) == ApiKey(KEY, KeySource.SYSTEM)

    def test_a_key_that_is_kept_until_quit_stays_in_its_account(self, open_store: OpenStore) -> None:
        store = open_store()
        store.use_until_quit(KEY, "http://127.0.0.1:8000")
        assert store.read("http://127.0.0.1:8000").result(0) == ApiKey(KEY, KeySource.MEMORY)

    def test_a_text_that_cannot_be_a_key_is_refused_before_anything_is_asked(self, open_store: OpenStore) -> None:
        store = open_store()
        with pytest.raises(InvalidKeyError):
            store.save("two words")
        with pytest.raises(InvalidKeyError):
            store.use_until_quit("")

    def test_a_key_does_not_show_in_its_representation(self, open_store: OpenStore) -> None:
        key = open_store().use_until_quit(KEY)
        assert KEY not in repr(key)
        assert key.masked == "bfl_…7c2e"


class TestTheSystemsKey:
    def test_it_is_taken_once_and_not_inherited(self) -> None:
        environ = {"BFL_API_KEY": f" {KEY} ", "PATH": "/bin"}
        assert take_system_key(environ) == KEY
        assert environ == {"PATH": "/bin"}
        assert take_system_key(environ) is None

    def test_nonsense_is_not_used_and_not_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        environ = {"BFL_API_KEY": "secret words of mine"}
        assert take_system_key(environ) is None
        assert environ == {}
        assert "BFL_API_KEY is not used" in caplog.text
        assert "secret words" not in caplog.text


def test_all_regions_share_one_key_and_no_other_server_gets_it() -> None:
    assert {account_of(Server.of_region(region)) for region in Region} == {BFL_ACCOUNT}
    for url in ("https://bfl.ai.example.org", "https://example.org/api.bfl.ai", "http://127.0.0.1:8000/v1"):
        assert account_of(Server.custom(url)) != BFL_ACCOUNT
    assert account_of(Server.custom("http://127.0.0.1:8000/v1")) == "http://127.0.0.1:8000"


def test_keyring_is_not_imported_before_a_keychain_is_needed() -> None:
    program = """
import sys
from flux_desktop.settings.key_store import KeyStore
store = KeyStore("Flux Desktop test", system_key="bfl_0123456789")
assert store.read().result(0)
print(sorted({"keyring", "secretstorage", "jeepney", "cryptography", "asyncio"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "[]\n"
