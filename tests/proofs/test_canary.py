"""A key and a prompt that are found nowhere else are used, and then sought in every byte that was written."""

import base64
import logging
import zlib
from pathlib import Path

import pytest

from flux_desktop.domain.generation import State
from flux_desktop.domain.server import Server
from tests.proofs.byte_search import files_with, holds
from tests.support.driven import DrivenProgram
from tests.support.engines import FINAL, EngineRoom, Folders
from tests.support.leak_watch import leaks_in
from tests.support.practice import PracticeProcess
from tests.support.program import Home

KEY = "bfl_c4nary/5ings+in=th3~m1ne0000000000000ba1"
PROMPT = "Zwölf Kanarienvögel singen im Schacht 4711"
SLUG = "zwolf-kanarienvogel-singen-im"
DRAFT = "Ein Entwurf, den niemand abgeschickt hat 0815"
FAULTS = [
    *({"where": "submit", "kind": kind} for kind in ("400", "422", "429", "500", "drop", "half", "html", "redirect")),
    {"where": "submit", "kind": "strange_polling_url", "url": "https://api.bfl.ai.example.org/v1/get_result?id=1"},
    *({"where": "poll", "kind": kind} for kind in ("401", "500", "reset", "html", "redirect", "error")),
    *({"where": "delivery", "kind": kind} for kind in ("403", "500", "truncated", "svg", "redirect", "expired")),
    {"where": "credits", "kind": "500"},
]


@pytest.mark.parametrize(
    "hidden",
    [
        KEY.encode(),
        KEY.encode("utf-16-le"),
        KEY.encode()[::-1],
        KEY.encode().hex().encode(),
        base64.b64encode(b"x-key: " + KEY.encode()),
        b"IDAT" + zlib.compress(KEY.encode() * 3),
    ],
    ids=["plain", "wide", "backwards", "hexadecimal", "base64", "compressed"],
)
def test_the_search_finds_what_is_there(hidden: bytes) -> None:
    assert holds(b"before" + hidden + b"after", KEY)
    assert not holds(b"before" + hidden[: len(hidden) // 2] + b"after", KEY)


def test_the_engine_writes_the_key_nowhere_and_the_prompt_only_where_it_belongs(
    server: PracticeProcess, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.set_faults(FAULTS)
    folders = Folders(tmp_path)
    with EngineRoom(folders, server.url, key=KEY) as room:
        ids = [room.submit(f"{PROMPT} {number}")[0] for number in range(12)]
        room.wait_until(lambda: _is_over(room, ids))
        told = repr(room.events)
    with EngineRoom(folders, server.url, key=KEY) as room:
        room.wait_for_end(room.submit(PROMPT))
    assert {State.DONE, State.FAILED, State.UNCONFIRMED} <= {_state(folders, each) for each in ids}
    said = capfd.readouterr()
    assert KEY not in told + said.out + said.err + caplog.text
    assert PROMPT not in said.out + said.err + caplog.text
    _check_files(tmp_path)
    assert server.ledger()["leaks"] == []
    assert {sighting["host"] for sighting in server.ledger()["key_sightings"]} <= {"api", "poll"}


def test_the_program_writes_the_key_nowhere_and_the_prompt_only_where_it_belongs(
    server: PracticeProcess, tmp_path: Path
) -> None:
    home = Home(tmp_path / "person")
    server.set_faults([{"where": "submit", "kind": "500"}, {"where": "poll", "kind": "html"}])
    options = ["--server", server.url, "--log-level", "debug"]
    for states in (["unconfirmed"], ["done", "unconfirmed"]):
        with DrivenProgram(home, *options, environ={"BFL_API_KEY": KEY}) as program:
            program.generate(PROMPT)
            program.wait_for_states(*states)
            program.paste("promptEditor", DRAFT)
            program.leave()
    assert (home.profile / "logs" / "flux-desktop.log").exists()
    _check_files(tmp_path)
    assert [file.name for file in files_with(DRAFT, _files(tmp_path))] == ["draft.json"]
    assert server.ledger()["leaks"] == []


def _state(folders: Folders, generation_id: int) -> State:
    return folders.details(generation_id).row.state


def _is_over(room: EngineRoom, ids: list[int]) -> bool:
    """Whoever refuses a key or is in trouble waits for a person, here for one who insists."""
    if room.trouble.cause is not None:
        room.engine.use_server(Server.custom(str(room.server and room.server.url)), KEY)
        room.engine.try_again()
    return all(room.state(each) in FINAL for each in ids)


def _check_files(folder: Path) -> None:
    files = _files(folder)
    assert files_with(KEY, files) == []
    records = {"database", "journal", "copy"}
    told = {_belongs(file, folder) for file in files_with(PROMPT, files)}
    assert records <= told <= records | {"history", "picture"}
    assert {_belongs(file, folder) for file in files_with(SLUG, files)} == records | {"picture"}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _belongs(file: Path, folder: Path) -> str:
    """What kind of file it is, among those that may tell what was asked for; its path when it is none of them."""
    if file.name.startswith("library.sqlite3"):
        return "database"
    if file.name == "journal.jsonl":
        return "journal"
    if file.name == "library-copy.sqlite3":
        return "copy"
    if file.name == "prompts.json":
        return "history"
    is_picture = file.suffix in (".png", ".jpg") and "library" in file.parts
    return "picture" if is_picture else str(file.relative_to(folder))


def test_the_watch_over_the_whole_suite_sees_a_key_and_a_prompt_where_they_must_not_be(tmp_path: Path) -> None:
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "flux-desktop.log").write_text("asked for a quiet " + "fjord")
    (folder / "draft.json").write_text("a quiet " + "fjord")
    (folder / "some.bin").write_bytes(b"\0x-key: bfl_" + b"0123456789abc")
    found = sorted(leaks_in(folder))
    for path in folder.iterdir():
        path.unlink()  # before the watch itself sees them
    assert [words.partition(" in ")[0] for words in found] == ["a key", "a prompt"]
    assert list(leaks_in(folder)) == []
