"""Another program that reads the views of a database: ``python -m tests.support.outside_reader FILE MODE``.

It reads again and again until its standard input is closed, and prints how often, and what went wrong, as JSON.
"""

import json
import sqlite3
import sys
from contextlib import closing
from select import select

_PAUSE_S = 0.002
VIEWS = ("pictures_v1", "generations_v1")


def main(file: str, mode: str) -> None:
    count, wrong = 0, set()
    while not select([sys.stdin], [], [], _PAUSE_S)[0]:
        try:
            with closing(sqlite3.connect(f"file:{file}?mode={mode}", uri=True)) as connection:
                for view in VIEWS:
                    connection.execute(f"SELECT * FROM {view}").fetchall()
            count += 1
        except sqlite3.Error as error:
            wrong.add(f"{error} ({error.sqlite_errorname})")
    sys.stdout.write(json.dumps([count, sorted(wrong)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
