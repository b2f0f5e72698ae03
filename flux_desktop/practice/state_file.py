"""The server's memory on disk, so that it can be ended and started again."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

_VERSION = 1
_GATHER_S = 0.05


class StateFile:
    """Writes what ``snapshot`` gives, whole or not at all. ``path`` None means that nothing is kept."""

    def __init__(self, path: Path | None, snapshot: Callable[[], dict[str, Any]]) -> None:
        self._path = path
        self._snapshot = snapshot
        self._lock = asyncio.Lock()
        self._asked = self._saved = 0
        self._later: asyncio.Task[None] | None = None

    def save_soon(self) -> None:
        """Write within a moment; what changes meanwhile goes along."""
        if self._path and self._later is None:
            self._later = asyncio.create_task(self._save_later())

    async def save(self) -> None:
        """Come back when everything up to now is on disk."""
        if self._path is None:
            return
        self._asked += 1
        mine = self._asked
        async with self._lock:
            if self._saved < mine:
                covered, text = self._asked, self._text()
                await asyncio.to_thread(_publish, self._path, text)
                self._saved = covered

    async def finish(self) -> None:
        """The last write."""
        if self._later:
            await self._later
        await self.save()

    async def _save_later(self) -> None:
        await asyncio.sleep(_GATHER_S)
        self._later = None
        await self.save()

    def _text(self) -> str:
        return json.dumps({"version": _VERSION, **self._snapshot()})


def load(path: Path | None) -> dict[str, Any] | None:
    """The state that was saved; ``None`` when there is none that can be used."""
    if path is None:
        return None
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    usable = isinstance(state, dict) and state.get("version") == _VERSION
    return state if usable else None


def _publish(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    beside.touch(mode=0o600)
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
