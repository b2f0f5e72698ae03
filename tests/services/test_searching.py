"""Searches with a name, through the engine."""

from contextlib import closing
from pathlib import Path

from flux_desktop.services.searching import Searching
from flux_desktop.storage.search_reader import SearchReader
from tests.support.engines import EngineRoom, Folders

_PATIENCE_S = 10.0


def test_the_engine_keeps_renames_and_removes_searches(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    with EngineRoom(folders, None) as room, closing(SearchReader(folders.database)) as reader:
        searching = Searching(room.engine)
        searching.save("Boats", "tag:boats").result(_PATIENCE_S)
        (boats,) = reader.saved_searches()
        searching.rename(boats.id, "Ships").result(_PATIENCE_S)
        assert [(search.name, search.text) for search in reader.saved_searches()] == [("Ships", "tag:boats")]
        searching.remove(boats.id).result(_PATIENCE_S)
        assert reader.saved_searches() == []
