"""The drive of the library vanishes, fills up or cannot be written, whatever one does just then: it is told, nothing is
lost, and it goes on when the drive is back."""

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flux_desktop.domain.edits import Column, SetValues
from flux_desktop.domain.errors import LibraryError
from flux_desktop.domain.generation import Cause, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.import_job import ImportJob
from flux_desktop.services.importing import Importing
from flux_desktop.services.keeping import Keeping
from tests.support.drives import Drive
from tests.support.engines import EngineRoom, Folders
from tests.support.picture_files import picture_bytes, put
from tests.support.practice import PracticeProcess

PATIENCE_S = 20
DISK = (Cause.LIBRARY_UNAVAILABLE, Cause.DISK_FULL)
TROUBLES = {"vanished": (Drive.vanish, Drive.connect), "read-only": (Drive.lock, Drive.unlock)}
FULL = (Drive.fill, Drive.make_room)
Turn = tuple[Callable[[Drive], None], Callable[[Drive], None]]


@pytest.fixture(params=TROUBLES)
def turn(request: pytest.FixtureRequest) -> Turn:
    return TROUBLES[request.param]


@pytest.fixture
def drive(folders: Folders) -> Iterator[Drive]:
    with Drive.connected(folders.library) as drive:
        if drive is None:
            pytest.skip("no drive can be mounted here")
        yield drive


@pytest.fixture
def room(folders: Folders, drive: Drive) -> Iterator[EngineRoom]:
    with EngineRoom(folders, None) as room:
        yield room


def bring(room: EngineRoom, count: int = 2) -> list[ItemId]:
    photos = room.folders.library.parent / "photos"
    put(photos, **{f"p{number}_png": picture_bytes(number) for number in range(count)})
    return Importing(room.engine).start(ImportJob([photos])).result(PATIENCE_S).added


def wait_for_banner(room: EngineRoom) -> None:
    room.wait_until(lambda: room.trouble.cause in DISK)


def wait_for_silence(room: EngineRoom) -> None:
    room.engine.try_again()
    room.wait_until(lambda: room.trouble.cause is None)


def files(folder: Path) -> list[bytes]:
    return sorted(file.read_bytes() for file in folder.rglob("*.png"))


def test_what_is_thrown_away_and_put_back_meanwhile_follows(room: EngineRoom, drive: Drive, turn: Turn) -> None:
    first, second = bring(room)
    keeping, before = Keeping(room.engine), files(drive.folder)
    keeping.bin(array("q", [first])).result(PATIENCE_S)
    keeping.settled().result(PATIENCE_S)
    begin, end = turn
    begin(drive)
    keeping.make(SetValues.all(Column.BINNED_AT, None, [first])).result(PATIENCE_S)
    keeping.bin(array("q", [second])).result(PATIENCE_S)
    with pytest.raises(LibraryError):
        keeping.settled().result(PATIENCE_S)
    wait_for_banner(room)
    end(drive)
    wait_for_silence(room)
    keeping.settled().result(PATIENCE_S)
    assert files(drive.folder) == before
    assert [file.stem for file in (drive.folder / ".flux-desktop" / "bin").iterdir()] == [str(second)]
    assert room.bugs == []


def test_what_is_deleted_for_ever_meanwhile_goes_when_the_drive_is_back(
    room: EngineRoom, drive: Drive, turn: Turn
) -> None:
    first, _ = bring(room)
    keeping = Keeping(room.engine)
    begin, end = turn
    begin(drive)
    keeping.delete_for_ever(array("q", [first])).result(PATIENCE_S)
    wait_for_banner(room)
    end(drive)
    wait_for_silence(room)
    keeping.settled().result(PATIENCE_S)
    assert files(drive.folder) == [picture_bytes(1)]


@pytest.mark.parametrize("trouble", [*TROUBLES.values(), FULL], ids=[*TROUBLES, "full"])
def test_an_import_waits_and_goes_on(room: EngineRoom, drive: Drive, trouble: Turn) -> None:
    bring(room, 1)
    begin, end = trouble
    more = room.folders.library.parent / "more"
    put(more, **{f"m{number}_png": picture_bytes(number + 9, size=(300, 200)) for number in range(30)})
    begin(drive)
    job = ImportJob([more])
    done = Importing(room.engine).start(job)
    wait_for_banner(room)
    room.wait_until(lambda: job.is_held_up)
    assert not done.done()
    end(drive)
    report = done.result(PATIENCE_S)
    assert (len(report.added), report.trouble) == (30, None)
    assert files(drive.folder) == sorted([picture_bytes(0), *files(more)])
    wait_for_silence(room)
    assert not job.is_held_up


def test_an_import_that_waits_can_be_cancelled(room: EngineRoom, drive: Drive) -> None:
    drive.lock()
    photos = room.folders.library.parent / "photos"
    put(photos, a_png=picture_bytes())
    job = ImportJob([photos])
    done = Importing(room.engine).start(job)
    room.wait_until(lambda: job.is_held_up)
    job.cancel()
    report = done.result(PATIENCE_S)
    assert (report.is_cancelled, report.added) == (True, [])
    drive.unlock()
    assert len(bring(room, 1)) == 1


def test_looking_at_a_picture_tells_of_a_drive_that_has_vanished_and_calls_nothing_missing(
    room: EngineRoom, drive: Drive
) -> None:
    ids = bring(room)
    drive.vanish()
    assert Importing(room.engine).look_at(ids).result(PATIENCE_S) == []
    wait_for_banner(room)
    drive.connect()
    wait_for_silence(room)


def test_nothing_is_put_behind_the_drive_that_is_not_there(folders: Folders, drive: Drive) -> None:
    """A picture in the empty folder would be hidden as soon as the drive is back."""
    with PracticeProcess(seconds=0) as server, EngineRoom(folders, server.url) as room:
        bring(room, 1)
        server.set_faults([{"where": "poll", "kind": "pending", "times": None}])
        (under_way,) = room.submit("a quiet fjord")
        room.wait_for_state(under_way, State.RUNNING)
        drive.vanish()
        server.set_faults([])
        wait_for_banner(room)
        room.wait_until(lambda: room.trouble.held == 1)
        assert list(drive.folder.iterdir()) == []
        drive.connect()
        wait_for_silence(room)
        room.wait_for_state(under_way, State.DONE)
        assert len(folders.pictures()) == 2


def test_a_start_without_the_drive_puts_nothing_into_its_empty_place(folders: Folders, drive: Drive) -> None:
    with EngineRoom(folders, None) as room:
        bring(room, 1)
    drive.vanish()
    with EngineRoom(folders, None) as room:
        room.engine.ask(lambda core: core.expect_library()).result(PATIENCE_S)
        wait_for_banner(room)
        photos = folders.library.parent / "more"
        put(photos, a_png=picture_bytes(7))
        job = ImportJob([photos])
        done = Importing(room.engine).start(job)
        room.wait_until(lambda: job.is_held_up)
        assert list(drive.folder.iterdir()) == []
        drive.connect()
        assert len(done.result(PATIENCE_S).added) == 1
    assert len(files(drive.folder)) == 2
