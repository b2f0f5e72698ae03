"""Files move between the library and the bin: whole, never over another one, and none is lost by a crash."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.storage import atomic_files, bin_files
from flux_desktop.storage.bin_files import BIN_FOLDER, FilePlace, settle

PATH = "2026/2026-11/20261120_a-fjord.png"
BINNED = f"{BIN_FOLDER}/7.png"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    _write(tmp_path, PATH, b"picture")
    return tmp_path


def _write(library: Path, path: str, data: bytes) -> None:
    file = library / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _files(library: Path) -> dict[str, bytes]:
    return {file.relative_to(library).as_posix(): file.read_bytes() for file in library.rglob("*") if file.is_file()}


def _place(*, is_binned: bool) -> FilePlace:
    return FilePlace(7, PATH, is_binned=is_binned)


def test_a_file_goes_into_the_bin_and_back_as_often_as_one_likes(library: Path) -> None:
    for _ in range(2):
        for is_binned, path in ((True, BINNED), (True, BINNED), (False, PATH)):
            moved = settle(library, [_place(is_binned=is_binned)])
            assert (moved.missing, moved.blocked) == ([], [])
            assert _files(library) == {path: b"picture"}


@pytest.mark.parametrize("is_binned", [True, False])
def test_what_a_crash_has_left_under_two_names_is_tidied_up(library: Path, is_binned: bool) -> None:
    settle(library, [_place(is_binned=not is_binned)])
    source, target = (PATH, BINNED) if is_binned else (BINNED, PATH)
    (library / target).parent.mkdir(parents=True, exist_ok=True)
    os.link(library / source, library / target)
    assert (7 in bin_files.listing(library).doubled) is True
    settle(library, [_place(is_binned=is_binned)])
    assert _files(library) == {target: b"picture"}


def test_a_picture_put_back_never_goes_over_another_file(library: Path) -> None:
    settle(library, [_place(is_binned=True)])
    _write(library, PATH, b"somebody else's")
    assert settle(library, [_place(is_binned=False)]).blocked == [7]
    assert _files(library) == {BINNED: b"picture", PATH: b"somebody else's"}
    free = bin_files.free_path(library, PATH)
    assert free == "2026/2026-11/20261120_a-fjord-2.png"
    settle(library, [FilePlace(7, free, is_binned=False)])
    assert _files(library) == {free: b"picture", PATH: b"somebody else's"}


def test_a_new_file_in_the_place_of_a_binned_picture_stays(library: Path) -> None:
    settle(library, [_place(is_binned=True)])
    _write(library, PATH, b"somebody else's")
    assert settle(library, [_place(is_binned=True)]) == bin_files.Moved([], [])
    assert _files(library) == {BINNED: b"picture", PATH: b"somebody else's"}


def test_a_file_that_is_nowhere_is_missing(library: Path) -> None:
    (library / PATH).rename(library / "elsewhere.png")
    assert settle(library, [_place(is_binned=True)]).missing == [7]
    assert _files(library) == {"elsewhere.png": b"picture"}


@pytest.mark.parametrize("is_there", [True, False])
def test_nothing_is_called_missing_while_the_drive_is_gone(tmp_path: Path, is_there: bool) -> None:
    library = tmp_path / "drive"
    if is_there:
        library.mkdir()  # the empty folder it is mounted to
    with pytest.raises(LibraryUnavailableError):
        settle(library, [_place(is_binned=True)])
    with pytest.raises(LibraryUnavailableError):
        bin_files.delete(library, [_place(is_binned=True)])
    assert bin_files.listing(library) == bin_files.BinListing(set(), set())


@pytest.mark.parametrize("code", [errno.EPERM, errno.EXDEV])
def test_on_drives_without_links_and_across_drives(library: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    plain_link = os.link

    def refuse(source: str, target: str, **_options: object) -> None:
        if code == errno.EXDEV and str(source).endswith(".part"):
            plain_link(source, target)
            return
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "there", str(target))
        raise OSError(code, os.strerror(code), str(source))

    monkeypatch.setattr(os, "link", refuse)
    for is_binned, path in ((True, BINNED), (False, PATH)):
        settle(library, [_place(is_binned=is_binned)])
        assert _files(library) == {path: b"picture"}


def test_files_are_on_the_disk_under_their_new_names_before_the_old_ones_go(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []
    plain_sync, plain_unlink = atomic_files.fsync_folder, Path.unlink

    def sync(folder: Path) -> None:
        seen.append(("sync", folder.name))
        plain_sync(folder)

    def unlink(file: Path, missing_ok: bool = False) -> None:
        seen.append(("unlink", file.name))
        plain_unlink(file, missing_ok=missing_ok)

    settle(library, [_place(is_binned=True)])
    settle(library, [_place(is_binned=False)])
    monkeypatch.setattr(atomic_files, "fsync_folder", sync)
    monkeypatch.setattr(Path, "unlink", unlink)
    settle(library, [_place(is_binned=True)])
    assert seen == [("sync", "bin"), ("unlink", Path(PATH).name), ("sync", "2026-11")]


def test_a_file_that_has_come_into_the_old_place_since_is_not_taken_for_the_picture(library: Path) -> None:
    settle(library, [_place(is_binned=True)])
    (library / BINNED).unlink()
    _write(library, PATH, b"somebody else's")
    assert settle(library, [_place(is_binned=True)], doubtful={7}).missing == [7]
    bin_files.delete(library, [_place(is_binned=True)])
    assert _files(library) == {PATH: b"somebody else's"}


def test_a_picture_whose_file_was_taken_from_the_bin_does_not_come_back_as_another_file(library: Path) -> None:
    settle(library, [_place(is_binned=True)])
    (library / BINNED).unlink()
    _write(library, PATH, b"somebody else's")
    assert settle(library, [_place(is_binned=False)], from_the_bin={7}) == bin_files.Moved([], [7])
    assert settle(library, [FilePlace(7, bin_files.free_path(library, PATH), is_binned=False)]).missing == [7]
    assert _files(library) == {PATH: b"somebody else's"}


def test_what_has_not_been_moved_yet_is_deleted_in_its_place(library: Path) -> None:
    bin_files.delete(library, [FilePlace(7, PATH, True, hashlib.sha256(b"picture").hexdigest())])
    assert _files(library) == {}


def test_deleting_leaves_everything_outside_the_bin_alone(library: Path) -> None:
    settle(library, [_place(is_binned=True)])
    _write(library, PATH, b"somebody else's")
    bin_files.delete(library, [_place(is_binned=True)])
    assert _files(library) == {PATH: b"somebody else's"}
