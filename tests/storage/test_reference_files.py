import hashlib
import stat
from pathlib import Path

import pytest

from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.reference_files import ReferenceFiles

DATA = b"\xff\xd8\xff" + bytes(5000)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    library = tmp_path / "library"
    library.mkdir()
    return library


def test_the_same_bytes_are_kept_once_under_their_hash(library: Path) -> None:
    files = ReferenceFiles(library)
    first = files.add(DATA, "holiday.jpg", "jpeg", Size(30, 20))
    second = files.add(DATA, "../../copy of holiday.JPG", "jpeg", Size(30, 20))
    sha256 = hashlib.sha256(DATA).hexdigest()
    path = library / ".flux-desktop" / "references" / f"{sha256}.jpg"
    assert files.path(first) == files.path(second) == path
    assert path.read_bytes() == DATA
    assert (first.name, first.size, first.bytes) == ("holiday.jpg", Size(30, 20), len(DATA))
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", DATA[:-1], b"x" * len(DATA)])
def test_a_damaged_file_is_replaced_by_the_whole_one(library: Path, damage: bytes) -> None:
    files = ReferenceFiles(library)
    reference = files.add(DATA, "a.png", "png", Size(1, 1))
    files.path(reference).write_bytes(damage)
    assert not files.is_whole(reference)
    files.add(DATA, "a.png", "png", Size(1, 1))
    assert files.is_whole(reference)


def test_without_a_library_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryUnavailableError):
        ReferenceFiles(tmp_path / "gone").add(DATA, "a.png", "png", Size(1, 1))
    assert list(tmp_path.iterdir()) == []
