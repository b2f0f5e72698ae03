"""The whole window over a real keychain in every state that one was seen in: it says what is wrong, and never waits.

Each question is asked a few times, and the shortest wait counts: on a busy machine other threads of the program may be
kept from the processor while the window waits for them, but what waits for the keychain waits every time.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home
from tests.support.secret_service import (
    PASSWORD,
    SecretService,
    running_bus,
    running_secret_service,
    wait_until,
)
from tests.support.xserver import XServer

pytestmark = pytest.mark.keychain

KEY = "bfl_0123456789abcdef7c2e"
LONGEST_WAIT_MS = 50
_MISSING = "This computer has no keychain service running,"
_LOCKED = "Your keychain is locked."
_SILENT = "Your keychain is not answering."

Open = Callable[..., SecretService]


@pytest.fixture
def keychain(tmp_path: Path) -> Iterator[Open]:
    """Starts one in a folder of its own."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(running_secret_service(tmp_path / "bus", **options))


@contextmanager
def window(home: Home, server: PracticeProcess, bus: str, **environ: str) -> Iterator[DrivenProgram]:
    with DrivenProgram(home, "--server", server.url, environ={"DBUS_SESSION_BUS_ADDRESS": bus, **environ}) as program:
        yield program


def address(service: SecretService) -> str:
    return service.environ["DBUS_SESSION_BUS_ADDRESS"]


def enter_key(program: DrivenProgram) -> None:
    program.wait_for_part("apiKeyField")
    program.paste("apiKeyField", KEY)
    program.wait_for_words("This key works.")


def save_in_vain(program: DrivenProgram, words: str, times: int = 3) -> None:
    """What the keychain's state is called is said, and the key can be used all the same."""
    waits_ms: list[float] = []
    for _ in range(times):
        program.wait_for_part("apiKeyField")
        program.paste("apiKeyField", " ")
        program.wait_for_silence(words)
        enter_key(program)
        with program.felt(waits_ms):
            program.click("saveKeyButton")
            program.wait_for_words(words)
    assert min(waits_ms) < LONGEST_WAIT_MS, waits_ms
    program.press("Use until I quit")
    program.generate("a quiet fjord")
    program.wait_for_states("done")


@pytest.mark.parametrize("backend", ["", "keyring.backends.null.Keyring"], ids=["round trip", "wrong back-end"])
def test_a_key_is_kept_and_read_again(
    home: Home, server: PracticeProcess, keychain: Open, backend: str, tmp_path: Path
) -> None:
    service = keychain()
    config = tmp_path / "config" / "python_keyring"
    config.mkdir(parents=True)
    if backend:
        (config / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={backend}\n")
    environ = {"PYTHON_KEYRING_BACKEND": backend, "XDG_CONFIG_HOME": str(config.parent)} if backend else {}
    waits_ms: list[float] = []
    with window(home, server, address(service), **environ) as program:
        enter_key(program)
        with program.felt(waits_ms):
            program.click("saveKeyButton")
            program.wait_for_page("workspace")
        for _ in range(2):
            program.choose("settings")
            program.wait_for_words("Kept in GNOME Keyring.")
            program.press("Replace…")
            enter_key(program)
            with program.felt(waits_ms):
                program.click("saveKeyButton")
                program.wait_for_words("Kept in GNOME Keyring.")
    assert service.entries() == 1
    assert min(waits_ms) < LONGEST_WAIT_MS, waits_ms
    with window(home, server, address(service), **environ) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")


def test_a_computer_without_a_keychain(home: Home, server: PracticeProcess, tmp_path: Path) -> None:
    with (
        running_bus(tmp_path / "bus") as bus,
        window(home, server, bus.environ["DBUS_SESSION_BUS_ADDRESS"]) as program,
    ):
        save_in_vain(program, _MISSING)


def test_a_locked_keychain(home: Home, server: PracticeProcess, keychain: Open) -> None:
    service = keychain()
    service.lock()
    with window(home, server, address(service)) as program:
        save_in_vain(program, _LOCKED)


def test_a_keychain_that_is_killed_and_comes_back_locked(home: Home, server: PracticeProcess, keychain: Open) -> None:
    service = keychain(can_start_again=True)
    with window(home, server, address(service)) as program:
        enter_key(program)
        service.kill()
        save_in_vain(program, _LOCKED)


def test_a_frozen_keychain(home: Home, server: PracticeProcess, keychain: Open) -> None:
    service = keychain()
    with window(home, server, address(service)) as program:
        enter_key(program)
        service.freeze()
        save_in_vain(program, _SILENT, times=2)
        service.thaw()


def test_a_bus_that_goes_while_the_window_is_open(home: Home, server: PracticeProcess, tmp_path: Path) -> None:
    with ExitStack() as stack:
        service = stack.enter_context(running_secret_service(tmp_path / "bus"))
        with window(home, server, address(service)) as program:
            enter_key(program)
            stack.close()
            save_in_vain(program, _MISSING)


@pytest.mark.xserver
def test_a_keychain_that_asks_for_its_password_and_gets_none(
    home: Home, server: PracticeProcess, keychain: Open
) -> None:
    """The window works on under the system's dialog; when that is answered at last, the key is taken."""
    with XServer() as screen:
        service = keychain(display=screen.display)
        service.lock()
        waits_ms: list[float] = []
        with window(home, server, address(service)) as program:
            enter_key(program)
            program.click("saveKeyButton")
            for answer in ("Escape", "Escape", "Return"):
                program.wait_for_words(_LOCKED)
                with program.felt(waits_ms):
                    program.press("Unlock…")
                    wait_until(lambda: service.asks, "it asks for its password")
                    screen.xdotool("search", "--sync", "--onlyvisible", "--class", "gcr-prompter")
                    program.wait_for_words("Waiting for your keychain…")
                if answer == "Return":
                    screen.type(PASSWORD)
                screen.press(answer)
            program.wait_for_page("workspace")
            assert service.entries() == 1
        assert min(waits_ms) < LONGEST_WAIT_MS, waits_ms
