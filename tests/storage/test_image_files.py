import errno
import hashlib
import os
import stat
import subprocess
import sys
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import pytest

from flux_desktop.domain.errors import DiskFullError, LibraryUnavailableError
from flux_desktop.storage.image_files import HeldPicture, ImageFiles
from tests.storage.making import FIRST_ID, asked

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400
NAME = "2026/2026-11/20261120-141503_a-quiet-fjord_7f3a9c.png"


@pytest.fixture
def files(tmp_path: Path) -> ImageFiles:
    files = ImageFiles(tmp_path / "library", tmp_path / "held", UTC)
    files.create_library()
    return files


def test_a_published_picture_is_whole_private_and_alone_in_its_folder(files: ImageFiles) -> None:
    path = files.publish(NAME, PNG)
    assert path == files.absolute(NAME)
    assert files.relative(path) == NAME
    assert path.read_bytes() == PNG
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_nlink == 1
    for folder in (path.parent, path.parent.parent, files.library):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(list(folder.iterdir())) == 1


def test_the_planned_path_is_always_the_same(files: ImageFiles) -> None:
    planned = files.planned_path(asked(), "png")
    assert planned == files.planned_path(asked(), "png")
    assert planned.startswith("2026/2026-11/20261120-120000_a-quiet-fjord-at-blue-hour_")
    assert "/practice-2026" in files.planned_path(asked(practice=True), "png")


def test_publishing_again_after_a_crash_takes_the_file_that_is_there(files: ImageFiles) -> None:
    first = files.publish(NAME, PNG)
    before = first.stat().st_ino
    assert files.publish(NAME, PNG) == first
    assert first.stat().st_ino == before
    assert len(list(first.parent.iterdir())) == 1


def test_another_file_of_that_name_is_never_touched(files: ImageFiles) -> None:
    first = files.publish(NAME, b"somebody's own")
    second = files.publish(NAME, PNG)
    assert second.name == "20261120-141503_a-quiet-fjord_7f3a9c-2.png"
    assert files.publish(NAME, PNG) == second
    assert first.read_bytes() == b"somebody's own"
    assert second.read_bytes() == PNG


def test_a_link_to_elsewhere_is_not_written_through(files: ImageFiles, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(PNG)
    wanted = files.absolute(NAME)
    wanted.parent.mkdir(parents=True)
    wanted.symlink_to(target)
    wanted.with_name(f".{wanted.name}.part").symlink_to(target)
    assert files.publish(NAME, PNG[:-1]) != wanted
    assert target.read_bytes() == PNG


def test_what_a_crash_left_half_written_is_replaced(files: ImageFiles) -> None:
    wanted = files.absolute(NAME)
    wanted.parent.mkdir(parents=True)
    wanted.with_name(f".{wanted.name}.part").write_bytes(PNG[:100])
    assert files.publish(NAME, PNG).read_bytes() == PNG
    assert len(list(wanted.parent.iterdir())) == 1


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK])
def test_a_drive_without_hard_links_holds_pictures_too(
    files: ImageFiles, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", no_links)
    path = files.publish(NAME, PNG)
    assert path.read_bytes() == PNG
    assert files.publish(NAME, PNG) == path
    assert files.publish(NAME, b"other").name.endswith("-2.png")
    assert len(list(path.parent.iterdir())) == 2


def test_a_name_that_a_crash_only_reserved_is_filled(files: ImageFiles) -> None:
    wanted = files.absolute(NAME)
    wanted.parent.mkdir(parents=True)
    wanted.touch()
    assert files.publish(NAME, PNG) == wanted
    assert wanted.read_bytes() == PNG


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("call", ["write", "fsync", "link", "mkdir", "open"])
def test_no_room_is_told_as_a_full_disk_wherever_it_shows(
    files: ImageFiles, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    _fail(monkeypatch, call, code)
    with pytest.raises(DiskFullError):
        files.publish(NAME, PNG)
    monkeypatch.undo()
    assert _all_files(files.library) == []
    assert files.publish(NAME, PNG).read_bytes() == PNG


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EIO, errno.ENOENT, errno.ESTALE, errno.EMFILE])
@pytest.mark.parametrize("call", ["write", "fsync", "mkdir", "open"])
def test_a_drive_in_trouble_is_told_as_an_unavailable_library(
    files: ImageFiles, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    _fail(monkeypatch, call, code)
    with pytest.raises(LibraryUnavailableError):
        files.publish(NAME, PNG)
    monkeypatch.undo()
    assert _all_files(files.library) == []
    assert files.publish(NAME, PNG).read_bytes() == PNG


def test_every_call_of_publishing_may_fail_once_and_the_next_try_goes_well(
    files: ImageFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = 0
    while True:
        name = NAME.replace("7f3a9c", f"{place:06x}")
        counter = _fail_at(monkeypatch, place)
        with suppress(LibraryUnavailableError):
            files.publish(name, PNG)
        monkeypatch.undo()
        assert files.publish(name, PNG) == files.absolute(name)
        assert not [path for path in _all_files(files.library) if path.name.endswith(".part")]
        if counter.calls <= place:
            break
        place += 1
    assert place >= 6  # both folders, the part, its data, the link, the folder's list
    assert len(_all_files(files.library)) == place + 1
    assert {path.read_bytes() for path in _all_files(files.library)} == {PNG}


def test_a_write_that_takes_a_part_only_is_continued(files: ImageFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, bytes(data[:1000])))
    assert files.publish(NAME, PNG).read_bytes() == PNG


def test_the_folder_of_a_drive_that_is_not_connected_stays_empty(tmp_path: Path) -> None:
    mount_point = tmp_path / "mount"
    mount_point.mkdir()
    files = ImageFiles(mount_point / "Flux Desktop", tmp_path / "held")
    for attempt in (lambda: files.publish(NAME, PNG), files.free_bytes):
        with pytest.raises(LibraryUnavailableError):
            attempt()
    assert list(mount_point.iterdir()) == []


def test_a_library_below_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    files = ImageFiles(tmp_path / "file" / "library", tmp_path / "file" / "held")
    for attempt in (
        files.create_library,
        files.free_bytes,
        lambda: files.publish(NAME, PNG),
        lambda: files.hold(FIRST_ID, PNG, "png"),
    ):
        with pytest.raises(LibraryUnavailableError):
            attempt()
    assert files.held() == []
    assert files.sweep_parts() == 0


def test_a_file_in_the_place_of_a_month_is_left_alone(files: ImageFiles) -> None:
    (files.library / "2026").write_text("mine")
    with pytest.raises(LibraryUnavailableError):
        files.publish(NAME, PNG)
    assert (files.library / "2026").read_text() == "mine"


_PUBLISH_WITH_A_LIMIT = """
import resource, signal, sys
from pathlib import Path
from flux_desktop.domain.errors import DiskFullError
from flux_desktop.storage.image_files import ImageFiles
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    ImageFiles(Path(sys.argv[1]), Path(sys.argv[1])).publish(sys.argv[2], bytes(200_000))
except DiskFullError as error:
    print("full:", error)
"""


def test_a_disk_that_really_takes_no_more_leaves_no_part_behind(files: ImageFiles) -> None:
    command = [sys.executable, "-c", _PUBLISH_WITH_A_LIMIT, str(files.library), NAME]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("full: File too large"), answer.stderr
    assert _all_files(files.library) == []


def test_an_orphan_of_a_crash_is_known_by_its_bytes(files: ImageFiles) -> None:
    sha256 = hashlib.sha256(PNG).hexdigest()
    assert not files.holds(NAME, sha256)
    files.publish(NAME, PNG)
    assert files.holds(NAME, sha256)
    assert not files.holds(NAME, "0" * 64)


def test_only_what_crashes_left_is_swept(files: ImageFiles) -> None:
    picture = files.publish(NAME, PNG)
    held = files.hold(FIRST_ID, PNG, "png")
    references = files.library / ".flux-desktop" / "references"
    references.mkdir(parents=True)
    own = [files.library / "my.part", picture.with_name("own.part"), picture.with_name(".hidden")]
    left = [picture.with_name(".x.png.part"), references / ".a.jpg.part", held.with_name(".1.png.part")]
    for path in (*own, *left):
        path.write_bytes(b"half")
    assert files.sweep_parts() == len(left)
    assert all(path.exists() for path in (*own, picture, held))
    assert not any(path.exists() for path in left)


def test_held_pictures_wait_in_the_profile_until_they_are_dropped(files: ImageFiles, tmp_path: Path) -> None:
    assert files.held() == []
    later, earlier = files.hold(FIRST_ID + 1, b"jpeg", "jpeg"), files.hold(FIRST_ID, PNG, "png")
    files.hold(FIRST_ID, PNG, "png")  # tried again
    (tmp_path / "held" / "notes.txt").write_text("not ours")
    assert files.held() == [HeldPicture(FIRST_ID, "png", earlier), HeldPicture(FIRST_ID + 1, "jpeg", later)]
    assert stat.S_IMODE(earlier.stat().st_mode) == 0o600
    assert stat.S_IMODE(earlier.parent.stat().st_mode) == 0o700
    assert earlier.read_bytes() == PNG
    files.drop_held(FIRST_ID)
    files.drop_held(FIRST_ID)
    assert [picture.generation_id for picture in files.held()] == [FIRST_ID + 1]


def test_free_space_is_that_of_the_library(files: ImageFiles) -> None:
    assert files.free_bytes() == pytest.approx(os.statvfs(files.library).f_bavail * 4096, rel=0.2)


class _Counter:
    calls = 0


def _fail(monkeypatch: pytest.MonkeyPatch, call: str, code: int) -> None:
    def failing(*args: object, **_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, failing)


def _fail_at(monkeypatch: pytest.MonkeyPatch, place: int) -> _Counter:
    """The call with this number, of all that publishing makes, fails with EIO."""
    counter = _Counter()
    for call in ("open", "write", "fsync", "link", "mkdir"):
        monkeypatch.setattr(os, call, _counted(getattr(os, call), counter, place))
    return counter


def _counted(real: object, counter: _Counter, place: int) -> object:
    def call(*args: object, **options: object) -> object:
        counter.calls += 1
        if counter.calls == place + 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*args, **options)  # type: ignore[operator]

    return call


def _all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
