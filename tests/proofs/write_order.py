"""The order of writes that a power cut would show: what has to be on the disk before what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from tests.proofs.syscalls import Call

WATCHED = "trace=connect,sendto,write,pwrite64,fsync,fdatasync,link,linkat,rename,renameat,renameat2,unlink,unlinkat"
WHOLE_PAGES = 5000
"""So many bytes of each write are needed to read a page of the database."""

_LINKS = ("link", "linkat", "rename", "renameat", "renameat2")
_PICTURE = re.compile(r"/\d{4}/\d{4}-\d{2}/[^/]+")
_PATH = re.compile(r'\\"path\\":\\"(.*?)\\"')
_PROMPT = re.compile(r'\\"prompt\\":\\"(.*?)\\"')


class Order:
    """Asks a trace what was on the disk when."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = calls

    def posts(self) -> list[tuple[str, Call]]:
        """Each submission: its prompt, and the call that opens its connection."""
        bodies = [call for call in self._calls if call.name == "sendto" and _PROMPT.search(call.arguments)]
        return [(_prompt(body), self._connection_of(body)) for body in bodies]

    def publications(self) -> list[tuple[str, str, Call]]:
        """Each picture that got its name: the name of its part, its own, and the call."""
        links = [call for call in self._calls if call.name in _LINKS and call.went_well]
        found = [(call.paths[0], call.paths[1], call) for call in links if call.paths[0].endswith(".part")]
        return [(part, path, call) for part, path, call in found if _PICTURE.search(path)]

    def rows(self) -> list[tuple[str, Call]]:
        """Each picture that is told to be in the library: its path, and the line of the journal that tells it."""
        written = [call for call in self._calls if call.name == "write" and call.target.endswith("journal.jsonl")]
        return [(found[1], call) for call in written if (found := _PATH.search(call.arguments))]

    def removal_of(self, path: str) -> Call:
        return next(
            call for call in self._calls if call.name.startswith("unlink") and path in call.paths and call.went_well
        )

    def write(self, text: str, target: str, after: int = -1) -> Call | None:
        """The first write of this text to a file that is named so."""
        return next(
            (
                call
                for call in self._calls
                if call.name in ("write", "pwrite64")
                and call.target.endswith(target)
                and text in call.arguments
                and call.begin > after
            ),
            None,
        )

    def last_write(self, target: str) -> Call | None:
        found = [call for call in self._calls if call.name in ("write", "pwrite64") and call.target == target]
        return found[-1] if found else None

    def flushed(self, target: str, after: Call | None, before: Call) -> Call | None:
        """A flush of this file, or folder, that began after one call and was over before the other."""
        if after is None:
            return None
        return next(
            (
                call
                for call in self._calls
                if call.name in ("fsync", "fdatasync")
                and call.target.endswith(target)
                and call.went_well
                and after.end < call.begin
                and call.end < before.begin
            ),
            None,
        )

    def _connection_of(self, sent: Call) -> Call:
        return next(call for call in self._calls if call.name == "connect" and call.target == sent.target)


def violations(calls: Sequence[Call], ids: Mapping[str, int]) -> list[str]:
    """What a power cut at a bad moment would lose, in words. ``ids`` are those of the generations by prompt."""
    order = Order(calls)
    return [*_of_posts(order, ids), *_of_pictures(order)]


def _of_posts(order: Order, ids: Mapping[str, int]) -> Iterable[str]:
    for prompt, connect in order.posts():
        intent = order.write(rf"\"id\":{ids[prompt]},\"from\":\"queued\",\"to\":\"submitting\"", "journal.jsonl")
        if not order.flushed("journal.jsonl", intent, connect):
            yield f"sent before its intent was in the journal: {prompt}"
        row = order.write("", "-wal", after=intent.end) if intent else None
        if not order.flushed("-wal", row, connect):
            yield f"sent before its intent was in the database: {prompt}"


def _of_pictures(order: Order) -> Iterable[str]:
    for part, path, link in order.publications():
        name = PurePosixPath(path).name
        if not order.flushed("-wal", order.write(name, "-wal"), link):
            yield f"has a name before the database knows of it: {name}"
        if not order.flushed(part, order.last_write(part), link):
            yield f"has its name before its bytes are on the disk: {name}"
        on_disk = order.flushed(str(PurePosixPath(path).parent), link, order.removal_of(part))
        if not on_disk:
            yield f"its part is gone before the folder is on the disk: {name}"
        if not on_disk or any(row.begin < on_disk.end for place, row in order.rows() if path.endswith(place)):
            yield f"is on record before it is on the disk: {name}"
    named = [path for _, path, _ in order.publications()]
    for place, _ in order.rows():
        if not any(path.endswith(place) for path in named):
            yield f"is on record without a file: {place}"


def _prompt(body: Call) -> str:
    found = _PROMPT.search(body.arguments)
    assert found
    return found[1]
