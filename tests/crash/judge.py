"""Whether the promise was kept: the library as it is now, against what the server has written down."""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from flux_desktop.domain.generation import State
from tests.support.engines import FINAL, Folders

_TEXTS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
_TELLS_OF_A_CHARGE = frozenset({State.DONE, State.UNCONFIRMED, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Row:
    prompt: str
    state: State
    task_id: str | None
    path: str | None
    sha256: str | None


def broken_promises(folders: Folders, ledger: Mapping[str, Any], *, resent: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong, in words; empty when all is well. Every prompt was asked for once, but those ``resent``."""
    rows = _rows(folders)
    return [
        *_charged_twice(ledger, resent),
        *_lost(rows, ledger),
        *_forgotten_ids(folders, rows),
        *_files(folders, rows, ledger),
        *(f"still {row.state}: {row.prompt}" for row in rows if row.state not in FINAL),
        *(f"the key went to {leak['host']}" for leak in ledger["leaks"]),
    ]


def torn_pictures(folders: Folders, ledger: Mapping[str, Any]) -> list[str]:
    """Files under a picture's own name that are not what the server has sent: there is none at any moment."""
    made = {submit["picture_sha256"] for submit in ledger["submits"]}
    files = [path for path in folders.pictures() if not path.name.endswith(".part")]
    return [f"torn: {path.name}" for path in files if _sha256_as_sent(path.read_bytes()) not in made]


def _charged_twice(ledger: Mapping[str, Any], resent: frozenset[str]) -> list[str]:
    asked = Counter(submit["fields"]["prompt"] for submit in ledger["submits"])
    return [f"sent {times} times: {prompt}" for prompt, times in asked.items() if times > 1 and prompt not in resent]


def _lost(rows: list[Row], ledger: Mapping[str, Any]) -> list[str]:
    """A charge without a picture, and without a tile that says so."""
    states = {row.prompt: row.state for row in rows}
    charged = [submit["fields"]["prompt"] for submit in ledger["submits"] if submit["charged"]]
    return [
        f"charged, but {states.get(prompt, 'unknown')}: {prompt}"
        for prompt in charged
        if states.get(prompt) not in _TELLS_OF_A_CHARGE
    ]


def _forgotten_ids(folders: Folders, rows: list[Row]) -> list[str]:
    """A task's id that has reached the journal is in the database."""
    known = {row.task_id for row in rows}
    journal = folders.database.with_name("journal.jsonl")
    lines = journal.read_text().splitlines() if journal.exists() else []  # no engine has come so far
    told = {json.loads(line)["answered"].get("task_id") for line in lines} - {None}
    return [f"forgotten task {task_id}" for task_id in told - known]


def _files(folders: Folders, rows: list[Row], ledger: Mapping[str, Any]) -> list[str]:
    made = {submit["picture_sha256"] for submit in ledger["submits"]}
    known = {row.path: row.sha256 for row in rows if row.path}
    there = {path.relative_to(folders.library).as_posix(): path for path in folders.pictures()}
    wrong = [f"no file for {path}" for path in known.keys() - there.keys()]
    wrong += [f"a file of nobody: {path}" for path in there.keys() - known.keys()]
    for name in there.keys() & known.keys():
        data = there[name].read_bytes()
        if hashlib.sha256(data).hexdigest() != known[name] or _sha256_as_sent(data) not in made:
            wrong.append(f"not what was sent: {name}")
    return wrong + [f"still held: {path.name}" for path in folders.held.glob("*")]


def _sha256_as_sent(data: bytes) -> str:
    """Without the settings that the program writes into a PNG file; the server writes none."""
    sent, position = [data[:8]], 8
    while position < len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4])
        if data[position + 4 : position + 8] not in _TEXTS:
            sent.append(data[position:end])
        position = end
    return hashlib.sha256(b"".join(sent)).hexdigest()


def _rows(folders: Folders) -> list[Row]:
    with closing(sqlite3.connect(f"file:{folders.database}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = connection.execute(
            "SELECT g.prompt, g.state, g.task_id, p.path, p.sha256 FROM generation g LEFT JOIN picture p ON p.id = g.id"
        ).fetchall()
    return [Row(prompt, State(state), *rest) for prompt, state, *rest in found]
