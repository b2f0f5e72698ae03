"""Keep a database of today's schema for the tests of later versions. Run once when a version is released:

    python -m tests.upgrades.make_fixture

It writes ``library-<schema>.sqlite3`` and ``library-<schema>.json``, what the views for other programs show of it. A
fixture of a released version is never made again.
"""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flux_desktop.domain.edits import Column, SetValues
from flux_desktop.domain.generation import State
from flux_desktop.storage.database import connect_writer, prepare, transaction
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.keeping_store import KeepingStore
from tests.storage.conftest import bring_in
from tests.storage.making import FIRST_ID, NOON, asked, insert_picture

FOLDER = Path(__file__).parent
VIEWS = ("pictures_v1", "generations_v1")


def make(folder: Path) -> Path:
    """A small library with one of everything; returns the database."""
    with TemporaryDirectory() as temporary:
        made = Path(temporary, "library.sqlite3")
        _fill(made)
        with closing(sqlite3.connect(made)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            kept = folder / f"library-{version}.sqlite3"
            kept.unlink(missing_ok=True)
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM INTO ?", (str(kept),))
    kept.with_suffix(".json").write_text(json.dumps(views(kept), indent=1) + "\n", encoding="utf-8")
    return kept


def views(database: Path) -> dict[str, list[dict[str, Any]]]:
    """What other programs see."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return {view: [dict(row) for row in connection.execute(f"SELECT * FROM {view} ORDER BY id")] for view in VIEWS}


def _fill(database: Path) -> None:
    prepare(database)
    with closing(connect_writer(database)) as writer:
        store = GenerationStore(writer, now=lambda: NOON)
        for place, state in enumerate(State):
            bring_in(store, state, asked(FIRST_ID + place, f"Füllhorn number {place}, in {state} light"))
        bring_in(store, State.DONE, asked(FIRST_ID + 20, "a practice piece", practice=True))
        bring_in(store, State.DONE, asked(FIRST_ID + 21, "thrown away"))
        for column, value in ((Column.FAVOURITE, 1), (Column.RATING, 4)):
            KeepingStore(writer).make(SetValues.all(column, value, [FIRST_ID + 20]))
        with transaction(writer):
            writer.execute("UPDATE picture SET binned_at = 1 WHERE id = ?", (FIRST_ID + 21,))
            insert_picture(
                writer, FIRST_ID + 30, prompt="imported from a folder", model="flux-dev", notes="old", missing=1
            )


if __name__ == "__main__":
    sys.stdout.write(f"{make(FOLDER)}\n")
