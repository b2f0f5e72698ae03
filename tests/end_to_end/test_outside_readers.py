"""Other programs read the views of the database while the program runs, starts, leaves and is killed."""

import json
import os
import subprocess
import sys

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import REPOSITORY, Home

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
_WATCH = """
import os, sys

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        name, flags = os.path.basename(os.fsdecode(arguments[0])), arguments[2]
        if name.startswith("library.sqlite3") and not flags & os.O_EXCL:
            sys.stderr.write(f"opened {name}\\n")

sys.addaudithook(watch)
"""


def test_they_never_meet_an_error(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.leave()
    readers = [_reader(home, mode) for mode in ("ro", "rw")]
    try:
        for number, end in enumerate(("leave", "kill", "terminate"), start=1):
            with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
                program.generate("a quiet fjord")
                program.wait_for_states(*["done"] * number)
                getattr(program, end)()
    finally:
        answers = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    assert all(count > 10 for count, _ in answers)
    assert [wrong for _, wrong in answers] == [[], []]


def _reader(home: Home, mode: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.support.outside_reader", str(home.profile / "library.sqlite3"), mode]
    return subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_the_program_opens_its_database_by_sqlite_alone(home: Home, server: PracticeProcess) -> None:
    """A process that opens and closes the file in another way loses all of SQLite's locks on it: the next program that
    reads may take itself for the last one, and remove the log that this one writes into."""
    watch = home.folder / "watch"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(_WATCH)
    environ = KEY | {"PYTHONPATH": f"{watch}{os.pathsep}{home.environ['PYTHONPATH']}"}
    for _ in range(2):
        with DrivenProgram(home, "--server", server.url, environ=environ) as program:
            program.generate("a quiet fjord")
            program.wait_for_part("galleryView")
            program.leave()
    assert (home.library / ".flux-desktop" / "library-copy.sqlite3").exists()
