"""The main colours of pictures: the window finds them, the engine keeps them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.engine import Engine

if TYPE_CHECKING:
    from concurrent.futures import Future

    from flux_desktop.domain.colours import Colour
    from flux_desktop.services.engine_core import EngineCore


class Colours:
    """The window's handle. Every method may be called in any thread and returns at once; see ``Engine``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unknown(self, before: ItemId, limit: int) -> "Future[list[ItemId]]":
        """The newest pictures older than ``before`` whose colour nobody has looked at."""

        async def ask(core: "EngineCore") -> list[ItemId]:
            return core.colours.unknown(before, limit)

        return self._engine.ask(ask)

    def keep(self, colours: "Sequence[tuple[ItemId, Colour]]") -> "Future[None]":
        """These pictures have these colours."""

        async def ask(core: "EngineCore") -> None:
            core.colours.keep(colours)

        return self._engine.ask(ask)
