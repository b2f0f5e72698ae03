"""Moments at which a process kills itself, by name. The program knows nothing of them: they are wrapped around it."""

import functools
import importlib
import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flux_desktop.domain.generation import State

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class Point:
    """Just before or just after a function is called with arguments that ``fit``."""

    module: str
    function: str
    moment: str
    fits: Callable[..., bool] = lambda *_, **__: True


def _to(state: State) -> Callable[..., bool]:
    return lambda _store, _before, after, *_: after.state is state


def _is_post(_client: object, request: Any, **_: object) -> bool:
    return bool(request.method == "POST")


_STORE, _CLIENT = "flux_desktop.storage.generation_store", "flux_desktop.bfl.client"
_PLACES: dict[str, tuple[str, str, Callable[..., bool]]] = {
    "adding": (_STORE, "GenerationStore.add", lambda *_: True),
    "intent": (_STORE, "GenerationStore.move", _to(State.SUBMITTING)),
    "request": (_CLIENT, "BflClient.submit", lambda *_: True),
    "answer": ("httpx", "AsyncClient.send", _is_post),
    "acceptance": (_STORE, "GenerationStore.move", _to(State.RUNNING)),
    "poll": (_CLIENT, "BflClient.poll", lambda *_: True),
    "readiness": (_STORE, "GenerationStore.move", _to(State.FETCHING)),
    "download": (_CLIENT, "BflClient.download", lambda *_: True),
    "plan": (_STORE, "GenerationStore.plan", lambda *_: True),
    "flush": ("os", "fsync", lambda *_: True),
    "publishing": ("os", "link", lambda *_: True),
    "file": ("flux_desktop.storage.image_files", "ImageFiles.publish", lambda *_: True),
    "finish": (_STORE, "GenerationStore.finish", lambda *_: True),
    "journal": ("flux_desktop.storage.journal", "Journal.append", lambda *_: True),
    "clearing": ("flux_desktop.storage.image_files", "ImageFiles.drop_held", lambda *_: True),
}

POINTS: dict[str, Point] = {
    f"{moment} {name}": Point(module, function, moment, fits)
    for name, (module, function, fits) in _PLACES.items()
    for moment in (BEFORE, AFTER)
}


def arm(name: str, count: int) -> None:
    """Kill this process, as ``kill -9`` does, the ``count``-th time it comes to this point."""
    point = POINTS[name]
    owner: Any = importlib.import_module(point.module)
    *path, attribute = point.function.split(".")
    for part in path:
        owner = getattr(owner, part)
    original = getattr(owner, attribute)
    setattr(owner, attribute, _deadly(original, point, count))


def _deadly(original: Callable[..., Any], point: Point, count: int) -> Callable[..., Any]:
    seen = 0

    def is_time(arguments: tuple[Any, ...], named: dict[str, Any], moment: str) -> bool:
        nonlocal seen
        if moment != point.moment or not point.fits(*arguments, **named):
            return False
        seen += 1
        return seen == count

    @functools.wraps(original)
    def call(*arguments: Any, **named: Any) -> Any:
        _die_if(is_time(arguments, named, BEFORE))
        result = original(*arguments, **named)
        _die_if(is_time(arguments, named, AFTER))
        return result

    @functools.wraps(original)
    async def call_async(*arguments: Any, **named: Any) -> Any:
        _die_if(is_time(arguments, named, BEFORE))
        result = await original(*arguments, **named)
        _die_if(is_time(arguments, named, AFTER))
        return result

    return call_async if inspect.iscoroutinefunction(original) else call


def _die_if(is_time: bool) -> None:
    if is_time:
        os.kill(os.getpid(), signal.SIGKILL)
