"""Searches with a name, in the engine's thread."""

from collections.abc import Callable

from flux_desktop.storage.saved_searches import SavedSearches


class SearchKeeper:
    """Each method is one wish of a person. All raise ``LibraryError`` when the disk or the database fails them."""

    def __init__(self, searches: SavedSearches, on_edit: Callable[[], None]) -> None:
        self._searches = searches
        self._on_edit = on_edit

    async def save(self, name: str, text: str) -> None:
        self._searches.save(name, text)
        self._on_edit()

    async def rename(self, search_id: int, name: str) -> None:
        self._searches.rename(search_id, name)
        self._on_edit()

    async def remove(self, search_id: int) -> None:
        self._searches.remove(search_id)
        self._on_edit()
