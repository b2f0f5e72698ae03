"""After the last test: a key in no file that the whole suite has written, and a prompt in none that must not tell it.

The tests use keys that begin in a few ways only, and one prompt more than any other. ``tests/proofs/test_canary.py``
seeks one key in many disguises; this seeks all of them, as they are, in everything.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_KEYS = re.compile(rb"bfl_(?:0123456789|fedcba98765432|c4nary|c4a7a2|bad_key)")
_PROMPT = b"quiet fjord"
_TELLS_NO_PROMPT = re.compile(
    r".*\.log|trace-\d+\.json|stderr-\d+\.txt|settings\.json|window\.json|thumbnails\.sqlite3.*", re.DOTALL
)


def leaks_in(folder: Path) -> Iterator[str]:
    """What leaks, in words. A copy of the project itself has the keys that its tests use."""
    files = list(_files(folder))
    copies = [path.parent for path in files if path.name == "leak_watch.py"]
    for path in files:
        if path.is_symlink() or not path.is_file() or any(copy.parent in path.parents for copy in copies):
            continue
        try:
            data = path.read_bytes()
        except OSError:
            continue  # a test that took its own rights away
        if _KEYS.search(data) or _KEYS.search(str(path).encode(errors="replace")):
            yield f"a key in {path}"
        if _TELLS_NO_PROMPT.fullmatch(path.name) and _PROMPT in data:
            yield f"a prompt in {path}"


def _files(folder: Path) -> Iterator[Path]:
    """Other runs of the tests clear away what lies beside: a folder that is gone has nothing in it."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)
