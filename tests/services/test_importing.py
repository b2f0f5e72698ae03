"""Importing through the engine, into a real library."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import created_at, first_id_at
from flux_desktop.domain.search_query import parse
from flux_desktop.domain.sizes import Size
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.storage.bin_files import FilePlace, settle
from flux_desktop.storage.database import check, prepare
from flux_desktop.storage.file_names import picture_path
from flux_desktop.storage.library_writer import LibraryWriter
from tests.services.import_room import PATIENCE_S, ImportRoom
from tests.storage.making import asked, picture_of, way_to
from tests.support.engines import Folders
from tests.support.picture_files import huge_png, made_by_us, photo_bytes, picture_bytes, put

_TAKEN = datetime(2024, 8, 3, 17, 5, 9, tzinfo=timezone(timedelta(hours=2)))


def test_a_copy_falls_into_its_place_by_the_date_it_was_taken(desk: ImportRoom, photos: Path) -> None:
    put(photos, beach_jpg=photo_bytes(taken=_TAKEN), later_png=picture_bytes(1))
    report = desk.run(photos)
    assert (len(report.added), report.refused, report.trouble) == (2, [], None)
    newest, oldest = desk.library.item_ids()
    assert created_at(oldest) == _TAKEN
    assert abs(created_at(newest) - datetime.now(UTC)) < timedelta(minutes=1)
    assert desk.paths()[1].name.startswith(f"{_TAKEN.astimezone():%Y%m%d-%H%M%S}_beach_")
    assert desk.paths()[1].read_bytes() == (photos / "beach.jpg").read_bytes()


def test_a_picture_is_found_by_the_name_that_its_file_had(desk: ImportRoom, photos: Path) -> None:
    put(photos, IMG_2041_JPG=picture_bytes(0, "JPEG"), other_png=made_by_us(FileSettings(prompt="a red door"), 1))
    desk.run(photos)
    for text, name in (("img_2041", "IMG_2041.JPG"), ("file:other", "other.png"), ("door other", "other.png")):
        found = desk.library.searches.all(parse(text))
        assert found
        (details,) = (desk.library.details(item_id) for item_id in found.ids)
        assert details
        assert details.file_name == name


def test_of_a_list_that_was_lost_the_words_in_the_name_are_found(desk: ImportRoom, photos: Path) -> None:
    put(photos, IMG_2041_png=picture_bytes(), other_png=made_by_us(FileSettings(prompt="a red door"), 1))
    desk.run(photos)
    with closing(sqlite3.connect(desk.folders.database)) as connection, connection:
        connection.execute("DELETE FROM seen_file")
        connection.execute("DELETE FROM picture")
    assert len(desk.rebuild().added) == 2
    details = [desk.library.details(item_id) for item_id in desk.library.item_ids()]
    assert sorted(one.file_name for one in details if one) == ["", "img-2041"]


def test_what_the_file_says_of_its_making_is_found_and_shown(desk: ImportRoom, photos: Path) -> None:
    told = FileSettings(prompt="a red door", model="flux-2-pro", seed=7, tool="Fooocus", rating=4, tags=("doors",))
    put(photos, door_png=made_by_us(told))
    (item_id,) = desk.run(photos).added
    row = desk.library.rows([item_id])[item_id]
    assert (row.prompt, row.model_id, row.seed, row.rating) == ("a red door", "flux-2-pro", 7, 4)
    found = desk.library.searches.newest(parse("door"), 9, within_s=5)
    assert found
    assert list(found.ids) == [item_id]


def test_halves_of_letters_in_the_words_of_a_file_do_no_harm(desk: ImportRoom, photos: Path) -> None:
    told = FileSettings(prompt="half \ud800 letter", notes="\udfff", tags=("\ud801",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flux_desktop.services.import_reading.settings_in", lambda _data: told)
        put(photos, a_png=picture_bytes())
        (item_id,) = desk.run(photos).added
    assert desk.library.rows([item_id])[item_id].prompt == "half ? letter"


def test_the_same_picture_is_taken_once_whatever_it_is_called(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes(), b_png=picture_bytes(), c_png=picture_bytes(1))
    first = desk.run(photos)
    assert (len(first.added), first.known) == (2, 1)
    again = desk.run(photos, photos / "a.png")
    assert (len(again.added), again.known) == (0, 4)
    assert len(desk.folders.pictures()) == 2


def test_what_is_in_the_bin_is_said_to_be_there(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    (item_id,) = desk.run(photos).added
    _sql(desk, "UPDATE picture SET binned_at = 1 WHERE id = ?", item_id)
    for copy in ("a.png", "b.png"):
        (photos / copy).write_bytes(picture_bytes())
        report = desk.run(photos / copy)
        assert (report.added, report.known, report.known_in_bin) == ([], 0, 1)


def test_what_cannot_be_taken_is_listed_with_its_reason_and_stops_nothing(desk: ImportRoom, photos: Path) -> None:
    put(
        photos,
        empty_png=b"",
        words_jpg=b"hello",
        cut_png=picture_bytes()[:-20],
        cut_jpg=photo_bytes()[:-40],
        bomb_png=huge_png(30_000, 30_000),
        moving_gif=picture_bytes(0, "GIF"),
        good_webp=picture_bytes(0, "WEBP"),
        notes_txt=b"no picture, and nobody said it was",
    )
    (photos / "link.png").symlink_to(photos / "good.webp")
    os.mkfifo(photos / "pipe.png")
    report = desk.run(photos, photos / "notes.txt", photos / "gone.png")
    reasons = {Path(refused.path).name: refused.reason for refused in report.refused}
    assert reasons == {
        "empty.png": "The file is empty.",
        "words.jpg": "This is no PNG, JPEG, WebP or GIF.",
        "cut.png": "The file is damaged, or not all of it is there.",
        "cut.jpg": "The file is damaged, or not all of it is there.",
        "bomb.png": (
            "The picture has 30000 × 30000 pixels; the most that can be shown is 67 million pixels and 16,384 a side."
        ),
        "moving.gif": "GIF pictures cannot be kept here: only PNG, JPEG and WebP.",
        "link.png": "This is a link to another file. Add the file itself.",
        "pipe.png": "This is no ordinary file.",
        "notes.txt": "This is no PNG, JPEG, WebP or GIF.",
        "gone.png": "The file or folder is not there any more.",
    }
    assert len(report.added) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_may_not_be_opened_is_listed(desk: ImportRoom, photos: Path) -> None:
    (photos / "private").mkdir(parents=True)
    (photos / "private").chmod(0)
    (refused,) = desk.run(photos).refused
    assert refused == (str(photos / "private"), "You are not allowed to open this.")


def test_hidden_folders_those_of_the_system_and_the_library_itself_are_passed_over(
    desk: ImportRoom, tmp_path: Path
) -> None:
    for number, folder in enumerate((".cache", "__MACOSX", "$RECYCLE.BIN", "pictures/2024")):
        put(tmp_path / folder, a_png=picture_bytes(number))
    put(tmp_path / "pictures", _hidden_png=b"", **{".DS_png": b""})
    (tmp_path / "pictures" / "_hidden.png").unlink()
    report = desk.run(tmp_path)
    assert (len(report.added), report.refused) == (1, [])
    assert desk.run(tmp_path).known == 1


def test_links_that_lead_in_circles_are_not_followed(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    (photos / "again").symlink_to(photos, target_is_directory=True)
    assert len(desk.run(photos).added) == 1


def test_a_picture_that_lies_on_its_side_has_the_shape_in_which_it_is_seen(desk: ImportRoom, photos: Path) -> None:
    put(photos, upright_jpg=photo_bytes(0), turned_jpg=photo_bytes(1, turn=6))
    ids = desk.run(photos).added
    sizes = [desk.library.rows(ids)[item_id].size for item_id in ids]
    assert sizes == [Size(32, 48), Size(48, 32)]


def test_pictures_left_in_place_are_shown_from_there_and_nothing_is_copied(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    desk.run(photos, in_place=True)
    assert desk.paths() == [photos / "a.png"]
    assert desk.folders.pictures() == []


def test_a_picture_that_was_edited_in_its_place_keeps_its_row(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    (item_id,) = desk.run(photos, in_place=True).added
    (photos / "a.png").write_bytes(picture_bytes(1, size=(90, 30)))
    report = desk.run(photos, in_place=True)
    assert (report.added, report.changed) == ([], [item_id])
    assert desk.library.rows([item_id])[item_id].size == Size(90, 30)


def test_many_pictures_of_one_moment_keep_the_order_of_their_names(desk: ImportRoom, photos: Path) -> None:
    put(photos, **{f"p{number}_png": picture_bytes(number) for number in range(40)})
    for file in photos.iterdir():
        os.utime(file, (0, 0))
    added = desk.run(photos).added
    assert added == sorted(added)
    assert [path.name.split("_")[1] for path in reversed(desk.paths())] == [f"p{number}" for number in range(40)]


def test_a_date_in_the_future_does_not_take_the_place_of_pictures_to_come(desk: ImportRoom, photos: Path) -> None:
    (path,) = put(photos, a_png=picture_bytes())
    os.utime(path, (4e9, 4e9))
    (item_id,) = desk.run(photos).added
    assert item_id < first_id_at(datetime.now(UTC))


def test_its_own_number_comes_back_unless_something_has_it(desk: ImportRoom, photos: Path) -> None:
    own = first_id_at(datetime(2026, 3, 1, 12, tzinfo=UTC)) + 5
    told = FileSettings(prompt="mine", generation_id=own, made_at=created_at(own))
    put(photos, a_png=made_by_us(told), b_png=made_by_us(told, 1))
    first, second = desk.run(photos).added
    assert first == own
    assert created_at(second) == created_at(own)


def test_names_of_any_kind_can_be_copied(desk: ImportRoom, photos: Path) -> None:
    photos.mkdir()
    Path(os.fsdecode(os.fsencode(photos) + b"/\xff\xfe.png")).write_bytes(picture_bytes())
    assert desk.run(photos, in_place=True).refused[0].reason.startswith("Its name holds characters")
    assert len(desk.run(photos).added) == 1
    assert desk.run(photos).known == 1


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40
)
@given(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=60).filter(
        lambda name: name not in (".", "..") and len(name.encode()) < 250
    )
)
def test_no_name_stops_an_import(desk: ImportRoom, photos: Path, name: str) -> None:
    photos.mkdir(exist_ok=True)
    file = photos / name
    file.write_bytes(picture_bytes(abs(hash(name)) % 10_000))
    try:
        report = desk.run(file)
        assert len(report.added) + report.known == 1
        assert report.refused == []
    finally:
        file.unlink()


def test_cancelling_keeps_what_was_imported(desk: ImportRoom, photos: Path) -> None:
    put(photos, **{f"p{number}_png": picture_bytes(number) for number in range(200)})
    job = ImportJob([photos])
    future = desk.importing.start(job)
    job.cancel()
    report = future.result(PATIENCE_S)
    assert report.is_cancelled
    assert len(report.added) < 200
    assert sorted(desk.library.item_ids()) == sorted(report.added)
    assert len(desk.run(photos).added) == 200 - len(report.added)


def test_a_library_that_is_gone_holds_an_import_up_until_it_is_cancelled(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    desk.folders.library.rmdir()
    job = ImportJob([photos])
    done = desk.importing.start(job)
    desk.room.wait_until(lambda: job.is_held_up)
    job.cancel()
    report = done.result(30)
    assert report.trouble is not None
    assert report.added == []
    assert not desk.folders.library.exists()


def test_a_watched_folder_gives_only_what_is_new_and_whole(desk: ImportRoom, photos: Path) -> None:
    old = (_TAKEN.timestamp(), _TAKEN.timestamp())
    paths = put(photos, a_png=picture_bytes(), cut_png=picture_bytes(1)[:-9], fresh_png=picture_bytes(2))
    for path in paths[:2]:
        os.utime(path, old)
    assert len(desk.run(photos, purpose=Purpose.WATCH).added) == 1  # the last one may still be being written
    for path in paths:
        os.utime(path, old)
    assert len(desk.run(photos, purpose=Purpose.WATCH).added) == 1
    assert desk.run(photos, purpose=Purpose.WATCH).refused == []  # it was said once
    paths[1].write_bytes(picture_bytes(1))
    os.utime(paths[1], (old[0] + 1, old[1] + 1))
    assert len(desk.run(photos, purpose=Purpose.WATCH).added) == 1


def test_what_was_deleted_for_ever_does_not_come_back_from_a_watched_folder(desk: ImportRoom, photos: Path) -> None:
    (path,) = put(photos, a_png=picture_bytes())
    os.utime(path, (0, 0))
    (item_id,) = desk.run(photos, purpose=Purpose.WATCH).added
    _sql(desk, "DELETE FROM picture WHERE id = ?", item_id)
    assert desk.run(photos, purpose=Purpose.WATCH).added == []
    assert len(desk.run(photos).added) == 1  # but when somebody asks for it


def test_watched_folders_are_kept(desk: ImportRoom, photos: Path) -> None:
    desk.importing.watch(photos, in_place=True).result(PATIENCE_S)
    ((folder_id, path, in_place),) = desk.importing.watch(photos, in_place=False).result(PATIENCE_S)
    assert (path, in_place) == (str(photos), False)
    assert desk.importing.unwatch(folder_id).result(PATIENCE_S) == []


def test_a_file_that_was_moved_inside_the_library_is_found_again_by_its_content(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes(), b_png=picture_bytes(1))
    desk.run(photos)
    kept, moved = desk.folders.pictures()
    moved.rename(desk.folders.library / "elsewhere.png")
    report = desk.rebuild()
    assert (report.added, len(report.found_again)) == ([], 1)
    assert sorted(desk.paths()) == sorted([kept, desk.folders.library / "elsewhere.png"])


def test_a_file_that_is_gone_is_marked_and_found_again_in_a_folder_that_is_given(
    desk: ImportRoom, photos: Path
) -> None:
    put(photos, a_png=picture_bytes())
    (item_id,) = desk.run(photos).added
    desk.folders.pictures()[0].unlink()
    assert desk.rebuild().missing == [item_id]
    assert desk.library.rows([item_id])[item_id].missing
    assert desk.run(photos).found_again == [item_id]
    assert not desk.library.rows([item_id])[item_id].missing
    assert desk.paths() == desk.folders.pictures()


def test_only_what_is_missing_is_taken_from_a_folder_where_it_is_looked_for(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes(), b_png=picture_bytes(1))
    copied, other = desk.run(photos).added
    put(photos / "outside", c_png=picture_bytes(2))
    (outside,) = desk.run(photos / "outside", in_place=True).added
    for path in desk.paths():
        path.unlink()
    assert desk.importing.look_at([copied, other, outside]).result(PATIENCE_S) == [copied, other, outside]
    put(photos / "backup", x_png=picture_bytes(), y_png=picture_bytes(2), new_png=picture_bytes(3), bad_png=b"")
    report = desk.run(photos / "backup", purpose=Purpose.FIND)
    assert (sorted(report.found_again), report.added) == (sorted([copied, outside]), [])
    rows = desk.library.rows([copied, other, outside])
    assert [rows[item_id].missing for item_id in (copied, other, outside)] == [False, True, False]
    assert rows[outside].path == str(photos / "backup" / "y.png")
    assert desk.library.absolute(rows[copied].path or "").is_relative_to(desk.folders.library)


def test_files_that_are_there_are_not_called_missing(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    (item_id,) = desk.run(photos).added
    assert desk.importing.look_at([item_id, 12345]).result(PATIENCE_S) == []
    assert desk.run(purpose=Purpose.CHECK).missing == []


def test_a_library_that_is_not_connected_loses_nothing(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    (item_id,) = desk.run(photos).added
    desk.folders.library.rename(photos / "unplugged")
    desk.folders.library.mkdir()
    report = desk.rebuild()
    assert report.trouble is not None
    assert not desk.library.rows([item_id])[item_id].missing


def test_a_library_without_its_list_is_the_same_again_from_its_files_alone(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    prepare(folders.database)
    writer = LibraryWriter(folders.database)
    for number in range(5):
        _make(writer, folders.library, first_id_at(_TAKEN) + 1000 * number, number)
    _throw_away(writer, folders.library, first_id_at(_TAKEN) + 4000)
    writer.close()
    with closing(sqlite3.connect(folders.database)) as before:
        wanted = [before.execute(query).fetchall() for query in _CONTENT]
    for file in folders.profile.iterdir():
        file.unlink()
    desk = ImportRoom(folders)
    with desk.room:
        assert len(desk.rebuild().added) == 5
        assert desk.rebuild().added == []
        desk.library.close()
    with closing(sqlite3.connect(folders.database)) as after:
        assert [after.execute(query).fetchall() for query in _CONTENT] == wanted
    assert check(folders.database) == []


def test_files_that_say_nothing_get_their_number_from_their_name(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    own = first_id_at(_TAKEN) + 77
    path = folders.library / picture_path(own, "a red door", "png", practice=True)
    path.parent.mkdir(parents=True)
    path.write_bytes(picture_bytes())
    desk = ImportRoom(folders)
    with desk.room:
        assert desk.rebuild().added == [own]
        assert desk.library.rows([own])[own].practice
        desk.library.close()


def test_the_file_of_a_picture_that_is_about_to_be_recorded_is_left_alone(desk: ImportRoom) -> None:
    own = first_id_at(_TAKEN)
    path = desk.folders.library / picture_path(own, "a red door", "png")
    path.parent.mkdir(parents=True)
    path.write_bytes(picture_bytes())

    async def begin(core: Any) -> None:
        core._writer.generations.add(way_to(State.FETCHING, asked(own))[:1])

    desk.room.engine.ask(begin).result(PATIENCE_S)
    report = desk.rebuild()
    assert (report.added, report.refused, report.trouble) == ([], [], None)


_CONTENT = (
    "SELECT * FROM pictures_v1 ORDER BY id",
    "SELECT sha256, bytes, favourite, rating, notes, reference_count FROM picture ORDER BY id",
    "SELECT id, state, model, prompt, seed, settled_credits, picture_id, practice FROM generations_v1 ORDER BY id",
    "SELECT request FROM generation ORDER BY id",
    "SELECT name, picture_id FROM tag JOIN picture_tag ON tag.id = tag_id ORDER BY 1, 2",
)


def _make(writer: LibraryWriter, library: Path, item_id: int, number: int) -> None:
    """A picture that was made here, with its settings in its file."""
    steps = way_to(State.DONE, asked(item_id, f"door {number}"))
    generation = steps[-1]
    told = FileSettings(
        prompt=generation.request.prompt,
        prompt_used=generation.prompt_used,
        model=generation.request.model_id,
        seed=generation.seed_used,
        generation_id=item_id,
        cost=generation.settled_cost,
        favourite=number == 2,
        rating=number,
        tags=("doors", f"of {number}"),
        notes="a note" if number == 3 else "",
        request_json=generation.request.to_json(),
        made_at=generation.created_at,
        tool="Flux Desktop",
    )
    data = made_by_us(told, number)
    path = picture_path(item_id, generation.request.prompt, "png")
    picture = picture_of(generation, path, data, size=Size(48, 32), favourite=told.favourite, rating=told.rating)
    (library / path).parent.mkdir(parents=True, exist_ok=True)
    (library / path).write_bytes(data)
    writer.generations.add(steps[:1])
    for before, after in pairwise(steps[:-1]):
        writer.generations.move(before, after)
    writer.generations.finish(steps[-2], generation, picture)
    connection = writer._connection
    connection.execute("UPDATE picture SET notes = ? WHERE id = ?", (told.notes, item_id))
    connection.executemany("INSERT OR IGNORE INTO tag (name) VALUES (?)", [(tag,) for tag in told.tags])
    connection.executemany(
        "INSERT INTO picture_tag SELECT id, ? FROM tag WHERE name = ?", [(item_id, tag) for tag in told.tags]
    )


def _throw_away(writer: LibraryWriter, library: Path, item_id: int) -> None:
    connection = writer._connection
    ((path,),) = connection.execute("SELECT path FROM picture WHERE id = ?", (item_id,)).fetchall()
    connection.execute("UPDATE picture SET binned_at = 1 WHERE id = ?", (item_id,))
    settle(library, [FilePlace(item_id, path, is_binned=True)])
    assert not (library / path).exists()


def _sql(desk: ImportRoom, sql: str, *values: Any) -> None:
    async def run(core: Any) -> None:
        core._writer._connection.execute(sql, values)

    desk.room.engine.ask(run).result(PATIENCE_S)
