"""Keeping and throwing away, as the window sees it. Importing this module costs next to nothing."""

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

from flux_desktop.services.engine import Engine

if TYPE_CHECKING:
    from concurrent.futures import Future

    from flux_desktop.domain.edits import Edit, Ids
    from flux_desktop.services.keeping_desk import BinContents, Labels, Weight


class Keeping:
    """Every method returns at once. What its future holds when something went wrong is a ``LibraryError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def make(self, edit: "Edit") -> "Future[Edit]":
        """Record an edit; the answer is the one that takes it back.

        Raises:
            NameTakenError: another album has this name.
        """
        return self._engine.ask(lambda core: core.keeping.make(edit))

    def bin(self, ids: "Ids", *, but_favourites: bool = False) -> "Future[Edit]":
        """Throw these away, or those of them that are no favourites; the answer puts them back."""
        return self._engine.ask(lambda core: core.keeping.bin(ids, but_favourites=but_favourites))

    def are_favourites(self, ids: "Ids") -> "Future[bool]":
        """Whether all of these are."""
        return self._engine.ask(lambda core: core.keeping.are_favourites(ids))

    def bin_practice(self) -> "Future[Edit]":
        """Throw all practice pictures away; the answer puts them back."""
        return self._engine.ask(lambda core: core.keeping.bin_practice())

    def bin_contents(self) -> "Future[BinContents]":
        """What is in the bin."""
        return self._engine.ask(lambda core: core.keeping.bin_contents())

    def weigh(self, ids: "Ids") -> "Future[Weight]":
        """What deleting these for ever would mean."""
        return self._engine.ask(lambda core: core.keeping.weigh(ids))

    def delete_for_ever(self, ids: "Ids") -> "Future[None]":
        """No way leads back from here, also when the program is killed before the files are gone."""
        return self._engine.ask(lambda core: core.keeping.delete_for_ever(ids))

    def expire(self, days: int) -> "Future[array[int]]":
        """Delete for ever what has been in the bin for so many days; which pictures that was."""
        return self._engine.ask(lambda core: core.keeping.expire(days))

    def labels(self) -> "Future[Labels]":
        """All tags and albums, with how many pictures have each."""
        return self._engine.ask(lambda core: core.keeping.labels())

    def labels_of(self, ids: "Ids") -> "Future[Labels]":
        """Those of these pictures, with how many of them have each."""
        return self._engine.ask(lambda core: core.keeping.labels_of(ids))

    def settled(self) -> "Future[None]":
        """Done when every file is where its picture belongs; an error when files cannot be moved at present."""
        return self._engine.ask(lambda core: core.keeping.settled())

    def watch_files(self, on_progress: Callable[[int, int], None]) -> None:
        """Have this called in the engine's thread while files are moved: how many of how many; zeros at the end."""
        self._engine.ask(lambda core: core.keeping.watch_files(on_progress))
