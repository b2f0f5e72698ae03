from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.import_room import ImportRoom
from tests.support.engines import Folders


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportRoom]:
    made = ImportRoom(Folders(tmp_path))
    with made.room:
        yield made
        made.library.close()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "photos"
