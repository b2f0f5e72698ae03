"""Searches with a name, as the window keeps them."""

from typing import TYPE_CHECKING

from flux_desktop.services.engine import Engine

if TYPE_CHECKING:
    from concurrent.futures import Future


class Searching:
    """The window's handle. Every method may be called in any thread and returns at once; see ``Engine``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, name: str, text: str) -> "Future[None]":
        """Keep a search, in the place of one of the same name."""
        return self._engine.ask(lambda core: core.searches.save(name, text))

    def rename(self, search_id: int, name: str) -> "Future[None]":
        """One that has this name already gives way."""
        return self._engine.ask(lambda core: core.searches.rename(search_id, name))

    def remove(self, search_id: int) -> "Future[None]":
        return self._engine.ask(lambda core: core.searches.remove(search_id))
