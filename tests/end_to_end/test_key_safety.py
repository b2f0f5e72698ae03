"""Where the key is, and above all where it is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home
from tests.support.secret_service import SecretService, running_secret_service

KEY = "bfl_c4a7a2yf1ee5w1thth15key0000000000ba1"


@pytest.fixture
def keychain(tmp_path: Path) -> Iterator[SecretService]:
    with running_secret_service(tmp_path / "bus") as service:
        yield service


def _assert_nowhere(secret: str, files: list[Path]) -> None:
    """Not as it is, and not in the encodings in which databases and frameworks keep texts."""
    forms = [secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be"), secret[::-1].encode()]
    assert files
    found = [file for file in files for form in forms if form in file.read_bytes()]
    assert not found


def test_the_key_of_the_system_wins_and_no_first_run_is_shown(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": f' "{KEY}" '}) as program:
        assert program.page() == "workspace"
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        program.choose("settings")
        program.wait_for_words("set by your system")
    assert server.ledger()["leaks"] == []


def test_another_key_can_be_used_when_that_of_the_system_is_refused(home: Home, server: PracticeProcess) -> None:
    refused = {"BFL_API_KEY": KEY.replace("bfl_", "bfl_bad_")}
    with DrivenProgram(home, "--server", server.url, environ=refused) as program:
        program.generate("a quiet fjord")
        program.wait_for_words("BFL did not accept your key.")
        program.press("Enter a new key…")
        program.wait_for_words("use another key until you quit")
        program.press("Use another key…")
        program.paste("apiKeyField", KEY)
        program.wait_for_words("This key works.")
        program.click("saveKeyButton")
        program.wait_for_words("This computer has no keychain service running,")
        program.press("Use until I quit")
        program.wait_for_states("done")
        program.wait_for_silence("BFL did not accept your key.")
    with DrivenProgram(home, "--server", server.url, environ=refused) as program:
        program.choose("settings")
        program.wait_for_words("Set by your system in BFL_API_KEY")


def test_a_key_of_the_system_that_makes_no_sense_is_as_good_as_none(home: Home) -> None:
    nonsense = "no key at all"
    with DrivenProgram(home, environ={"BFL_API_KEY": nonsense}, complains=True) as program:
        assert program.page() == "welcome"
        assert "BFL_API_KEY is not used" in program.complaints()
    assert nonsense not in program.complaints()


def test_the_key_is_in_no_file_no_trace_no_log_and_no_command_line(
    home: Home, server: PracticeProcess, keychain: SecretService
) -> None:
    """Entered by hand, refused, checked, kept in a keychain, used, and at hand while something goes wrong."""
    bus = {"DBUS_SESSION_BUS_ADDRESS": keychain.environ["DBUS_SESSION_BUS_ADDRESS"]}
    refused = KEY.replace("bfl_", "bfl_bad_")
    server.set_faults([{"where": "submit", "kind": "400"}, {"where": "poll", "kind": "500"}])
    options = ["--server", server.url, "--log-level", "debug"]
    with DrivenProgram(home, *options, environ=bus) as program:
        program.paste("apiKeyField", refused)
        program.wait_for_words("did not accept this key")
        program.paste("apiKeyField", KEY)
        program.wait_for_words("This key works.")
        program.click("saveKeyButton")
        program.generate("a quiet fjord")
        program.wait_for_states("failed")
        program.generate("a quieter fjord")
        program.wait_for_states("done", "failed")
        assert not any(KEY in words for words in program.words())
        _assert_nowhere(KEY, [Path(f"/proc/{program.pid}/cmdline"), Path(f"/proc/{program.pid}/environ")])
    assert (home.profile / "logs" / "flux-desktop.log").stat().st_size
    _assert_nowhere(KEY, [*home.files(), *[path for path in keychain.bus.folder.rglob("*") if path.is_file()]])
    _assert_nowhere(refused, home.files())
    assert server.ledger()["leaks"] == []


def test_the_key_of_the_system_is_not_handed_to_programs_that_this_one_starts(home: Home) -> None:
    with DrivenProgram(home, "--practice", environ={"BFL_API_KEY": KEY}) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")  # a child that has only just been forked is still a copy of its parent
        told = [Path(f"/proc/{child}/{what}") for child in program.children() for what in ("cmdline", "environ")]
        _assert_nowhere(KEY, told)
    _assert_nowhere(KEY, home.files())


def test_a_fault_of_the_program_is_told_without_the_key_and_the_program_goes_on(
    home: Home, server: PracticeProcess
) -> None:
    with DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": KEY}, complains=True) as program:
        program.fail(f"cannot divide {KEY} by nothing")
        program.wait_for_words("Something went wrong in Flux Desktop.")
        assert not any(KEY in words for words in program.words())
        program.press("Close")
        program.generate("a quiet fjord")
        program.wait_for_states("done")
    (report,) = (home.profile / "logs").glob("crash-*.txt")
    assert "ZeroDivisionError: cannot divide [key] by nothing" in report.read_text()
    assert "ZeroDivisionError" in program.complaints()
    _assert_nowhere(KEY, home.files())
