"""What a person may get wrong, and what may be wrong at BFL: a sentence each, nothing lost, and it goes on."""

from pathlib import Path

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

GOOD_KEY = "bfl_0123456789abcdef0123456789abcdef7c2e"
SYSTEM_KEY = {"BFL_API_KEY": GOOD_KEY}


def test_an_empty_prompt_is_asked_for_and_costs_nothing(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ=SYSTEM_KEY) as program:
        button = program.part("generateButton")
        assert not button["enabled"]
        assert button["description"]
        program.wait_for_words(button["description"])
        for nothing in (" ", "\n\t "):
            program.paste("promptEditor", nothing)
            program.key("promptEditor", "Ctrl+Return")
            assert not program.part("generateButton")["enabled"]
        assert program.gallery() == []
        program.generate("a quiet fjord")
        program.wait_for_states("done")
    assert [submit["fields"]["prompt"] for submit in server.submits()] == ["a quiet fjord"]


def test_without_a_keychain_a_key_with_blanks_and_quotes_works_until_the_program_is_left(
    home: Home, server: PracticeProcess
) -> None:
    with DrivenProgram(home, "--server", server.url) as program:
        program.paste("apiKeyField", f' \n“{GOOD_KEY}"\t')
        program.wait_for_words("This key works.")
        program.click("saveKeyButton")
        program.wait_for_words("This computer has no keychain service running")
        program.press("Use until I quit")
        program.generate("a quiet fjord")
        program.wait_for_states("done")
    with DrivenProgram(home, "--server", server.url) as program:
        program.wait_for_words("Add your BFL key")  # it was kept nowhere
        program.key("promptEditor", "Ctrl+Return")
        assert not program.part("generateButton")["enabled"]
        assert not any(GOOD_KEY[-4:] in words for words in program.words())


def test_a_text_that_cannot_be_a_key_is_not_sent_anywhere(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url) as program:
        for nonsense in ("my key", "bfl_é…", "x", "bfl_" + "a" * 300, "bfl_0123456789\nabcdef0123456789"):
            program.paste("apiKeyField", nonsense)
            program.click("saveKeyButton")
            program.wait_for_words("That does not look like a BFL key.")
            program.paste("apiKeyField", " ")
            program.wait_for_silence("That does not look like a BFL key.")
        program.paste("apiKeyField", GOOD_KEY)
        program.wait_for_words("This key works.")
    sightings = server.ledger()["key_sightings"]
    assert [(entry["path"], entry["count"]) for entry in sightings] == [("/v1/credits", 1)]


def test_a_key_that_bfl_refuses_can_be_put_right_on_the_page(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url) as program:
        program.paste("apiKeyField", "bfl_bad_0123456789abcdef")
        program.wait_for_words("BFL did not accept this key.")
        assert program.page() == "welcome"
        program.paste("apiKeyField", GOOD_KEY)
        program.wait_for_words("This key works.")
        program.wait_for_silence("BFL did not accept this key.")


def test_a_key_that_is_refused_later_stops_the_queue_until_there_is_another(
    home: Home, server: PracticeProcess
) -> None:
    with DrivenProgram(home, "--server", server.url) as program:
        _use_until_quit(program, GOOD_KEY)
        program.wait_for_page("workspace")
        server.set_faults({"faults": [], "refused_keys": [GOOD_KEY]})
        program.generate("a quiet fjord")
        program.wait_for_words("BFL did not accept your key.")
        program.wait_for_states("queued")
        program.press("Enter a new key…")
        program.press("Replace…")
        _use_until_quit(program, GOOD_KEY.replace("7c2e", "7c2f"))
        program.wait_for_states("done")
        program.wait_for_silence("BFL did not accept your key.")


def _use_until_quit(program: DrivenProgram, key: str) -> None:
    """Enter a key where there is no keychain."""
    program.paste("apiKeyField", key)
    program.wait_for_words("This key works.")
    program.click("saveKeyButton")
    program.wait_for_words("This computer has no keychain service running")
    program.press("Use until I quit")


def test_a_server_that_is_not_there_at_the_first_run(home: Home, server: PracticeProcess) -> None:
    with PracticeProcess() as other:
        url, port = other.url, int(other.url.rpartition(":")[2])
        other.stop()
        with DrivenProgram(home, "--server", url) as program:
            program.paste("apiKeyField", GOOD_KEY)
            program.wait_for_words("The key could not be checked.")
            with PracticeProcess(port=port):
                program.press("Try again")
                program.wait_for_words("This key works.")


def test_a_server_that_goes_away_keeps_what_was_asked_of_it(home: Home, tmp_path: Path) -> None:
    with PracticeProcess(state=tmp_path / "state.json") as server:
        with DrivenProgram(home, "--server", server.url, environ=SYSTEM_KEY) as program:
            wait_until(lambda: server.ledger()["requests"], "the balance was read")
            server.stop()
            program.generate("a quiet fjord")
            program.wait_for_words("BFL cannot be reached.")
            program.wait_for_states("queued")
            server.start()
            program.press("Try now")
            program.wait_for_states("done")
            program.wait_for_silence("BFL cannot be reached.")
        assert len(server.submits()) == 1


def test_out_of_credits_waits_for_credits(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ=SYSTEM_KEY) as program:
        server.set_credits(0)
        program.generate("a quiet fjord")
        program.wait_for_words("You are out of credits. 1 picture is waiting and nothing was lost.")
        program.wait_for_states("queued")
        server.set_credits(100)
        program.press("Resume queue")
        program.wait_for_states("done")
        program.wait_for_silence("You are out of credits.")


def test_a_moderated_prompt_is_brought_back_to_be_changed(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ=SYSTEM_KEY) as program:
        program.generate("a forbidden request")
        program.wait_for_states("refused")
        assert "Blocked by the safety filter" in program.gallery()[0]["read"]
        program.generate("a quiet fjord")
        program.wait_for_states("done", "refused")
    assert home.states() == ["refused", "done"]
