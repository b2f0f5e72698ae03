"""Marks, notes, tags and albums: one transaction for any number of pictures, and always a way back."""

import sqlite3

import pytest

from flux_desktop.domain.edits import (
    Column,
    CreateAlbum,
    Edit,
    Label,
    RemoveAlbum,
    RenameAlbum,
    SetLabel,
    SetValues,
    clean_name,
    ids_of,
)
from flux_desktop.domain.errors import NameTakenError
from flux_desktop.storage.bin_files import FilePlace
from flux_desktop.storage.keeping_store import KeepingStore, LabelCount
from flux_desktop.storage.library_reader import LibraryReader
from tests.storage.making import FIRST_ID, failing_commits, insert_picture

IDS = [FIRST_ID + number for number in range(6)]


@pytest.fixture
def keeping(writer: sqlite3.Connection) -> KeepingStore:
    for item_id in IDS:
        insert_picture(writer, item_id, bytes=100, path=f"2026/2026-11/{item_id}.png")
    return KeepingStore(writer)


def _kept(writer: sqlite3.Connection) -> list[list[object]]:
    """All that people keep, for comparing."""
    queries = (
        "SELECT id, favourite, rating, notes, binned_at FROM picture ORDER BY id",
        "SELECT name FROM tag ORDER BY name",
        "SELECT name FROM album ORDER BY name",
        "SELECT name, picture_id FROM picture_tag JOIN tag ON tag.id = tag_id ORDER BY name, picture_id",
        "SELECT name, picture_id FROM picture_album JOIN album ON album.id = album_id ORDER BY name, picture_id",
    )
    return [writer.execute(query).fetchall() for query in queries]


@pytest.mark.parametrize(
    "edit",
    [
        SetValues.all(Column.FAVOURITE, 1, IDS[:3]),
        SetValues.all(Column.FAVOURITE, 0, IDS),
        SetValues.all(Column.RATING, 5, IDS[1:5]),
        SetValues(Column.RATING, ((1, IDS[:2]), (0, IDS[2:]))),
        SetValues.all(Column.NOTES, "for the calendar", IDS[:1]),
        SetValues.all(Column.BINNED_AT, 77, IDS),
        SetValues.all(Column.BINNED_AT, None, IDS),
        SetLabel(Label.TAG, "fjord", IDS),
        SetLabel(Label.TAG, "winter", IDS[:1]),
        SetLabel(Label.TAG, "fjord", IDS, is_on=False),
        SetLabel(Label.TAG, "never heard of", IDS, is_on=False),
        SetLabel(Label.ALBUM, "Calendar", IDS[3:]),
        SetLabel(Label.ALBUM, "Calendar", IDS, is_on=False),
        CreateAlbum("Posters", IDS[:2]),
        RemoveAlbum("Calendar"),
        RenameAlbum("Calendar", "calendar 2027"),
        RenameAlbum("Calendar", "CALENDAR"),
    ],
)
def test_every_edit_can_be_taken_back_and_made_again(
    keeping: KeepingStore, writer: sqlite3.Connection, edit: Edit
) -> None:
    for before in (
        SetValues.all(Column.FAVOURITE, 1, IDS[2:4]),
        SetValues(Column.RATING, ((3, IDS[:1]), (4, IDS[1:3]))),
        SetValues.all(Column.BINNED_AT, 55, IDS[4:]),
        SetLabel(Label.TAG, "Fjord", IDS[:2]),
        SetLabel(Label.ALBUM, "Calendar", IDS[2:4]),
    ):
        keeping.make(before)
    at_first = _kept(writer)
    back = keeping.make(edit)
    changed = _kept(writer)
    again = keeping.make(back)
    assert _kept(writer) == at_first
    keeping.make(again)
    assert _kept(writer) == changed


def test_an_edit_answers_only_what_it_has_changed(keeping: KeepingStore) -> None:
    keeping.make(SetValues.all(Column.FAVOURITE, 1, IDS[:2]))
    assert list(ids_of(keeping.make(SetValues.all(Column.FAVOURITE, 1, IDS[:4])))) == IDS[2:4]
    assert list(ids_of(keeping.make(SetLabel(Label.TAG, "fjord", [*IDS[:2], 12345])))) == IDS[:2], "12345 is no picture"


def test_more_pictures_than_go_into_one_statement(writer: sqlite3.Connection) -> None:
    many = range(FIRST_ID, FIRST_ID + 20_000)
    writer.executemany(
        "INSERT INTO picture (id, path, sha256, bytes, width, height, format) VALUES (?, ?, ?, 1, 3, 2, 'png')",
        ((item_id, f"{item_id}.png", "a" * 64) for item_id in many),
    )
    keeping = KeepingStore(writer)
    back = keeping.make(SetValues.all(Column.BINNED_AT, 1, many))
    assert list(keeping.bin_ids()) == list(reversed(many))
    keeping.make(back)
    assert not keeping.bin_ids()


def test_tags_differ_by_more_than_capitals_and_go_with_their_last_picture(keeping: KeepingStore) -> None:
    keeping.make(SetLabel(Label.TAG, "Fjord", IDS[:1]))
    keeping.make(SetLabel(Label.TAG, "fjord", IDS[1:3]))
    assert keeping.labels(Label.TAG) == [LabelCount("Fjord", 3)]
    keeping.make(SetLabel(Label.TAG, "FJORD", IDS, is_on=False))
    assert keeping.labels(Label.TAG) == []


def test_albums_stay_when_they_are_empty_and_have_one_name_each(keeping: KeepingStore) -> None:
    keeping.make(CreateAlbum("Calendar"))
    keeping.make(CreateAlbum("Posters"))
    with pytest.raises(NameTakenError):
        keeping.make(CreateAlbum("calendar"))
    with pytest.raises(NameTakenError):
        keeping.make(RenameAlbum("Posters", "Calendar"))
    assert keeping.labels(Label.ALBUM) == [LabelCount("Calendar", 0), LabelCount("Posters", 0)]


def test_labels_are_counted_over_a_selection_and_without_the_bin(keeping: KeepingStore) -> None:
    keeping.make(SetLabel(Label.TAG, "fjord", IDS[:3]))
    keeping.make(SetLabel(Label.TAG, "blue", IDS[2:4]))
    assert keeping.labels_of(Label.TAG, IDS[2:]) == [LabelCount("blue", 2), LabelCount("fjord", 1)]
    keeping.make(SetValues.all(Column.BINNED_AT, 1, IDS[:1]))
    assert keeping.labels(Label.TAG) == [LabelCount("blue", 2), LabelCount("fjord", 2)]


def test_the_details_of_a_picture_name_its_tags_and_albums(keeping: KeepingStore, reader: LibraryReader) -> None:
    for name in ("winter", "Blue", "fjord"):
        keeping.make(SetLabel(Label.TAG, name, IDS[:1]))
    keeping.make(SetLabel(Label.ALBUM, "Calendar", IDS[:1]))
    details = reader.details(IDS[0])
    assert details
    assert details.tags == ("Blue", "fjord", "winter")
    assert details.albums == ("Calendar",)


def test_a_failed_commit_changes_nothing(keeping: KeepingStore, writer: sqlite3.Connection) -> None:
    before = _kept(writer)
    with failing_commits(writer), pytest.raises(sqlite3.DatabaseError):
        keeping.make(SetValues.all(Column.BINNED_AT, 1, IDS))
    assert _kept(writer) == before


def test_the_row_of_a_binned_picture_names_its_file_in_the_bin(keeping: KeepingStore, reader: LibraryReader) -> None:
    keeping.make(SetValues.all(Column.BINNED_AT, 1, IDS[:1]))
    rows = reader.rows(IDS[:2])
    assert (rows[IDS[0]].binned, rows[IDS[0]].path) == (True, f".flux-desktop/bin/{IDS[0]}.png")
    assert (rows[IDS[1]].binned, rows[IDS[1]].path) == (False, f"2026/2026-11/{IDS[1]}.png")
    assert keeping.places(IDS[:1]) == [FilePlace(IDS[0], f"2026/2026-11/{IDS[0]}.png", is_binned=True, sha256="a" * 64)]


def test_what_is_condemned_is_in_no_list_and_nothing_brings_it_back(
    keeping: KeepingStore, reader: LibraryReader, writer: sqlite3.Connection
) -> None:
    keeping.make(SetValues.all(Column.BINNED_AT, 5, IDS[:2]))
    keeping.make(SetLabel(Label.TAG, "fjord", IDS[:1]))
    keeping.condemn(IDS[:1])
    keeping.make(SetValues.all(Column.BINNED_AT, None, IDS[:2]))
    assert list(keeping.bin_ids()) == []
    assert list(reader.item_ids()) == IDS[:0:-1]
    assert list(keeping.condemned(10)) == IDS[:1]
    keeping.forget(IDS)
    assert [row[0] for row in writer.execute("SELECT id FROM picture ORDER BY id")] == IDS[1:]
    assert keeping.labels(Label.TAG) == []


def test_sums_and_lists_of_the_bin(keeping: KeepingStore, writer: sqlite3.Connection) -> None:
    insert_picture(writer, FIRST_ID + 50, bytes=7000, path="/elsewhere/one.png", is_outside=1, practice=1)
    keeping.make(SetValues(Column.BINNED_AT, ((10, IDS[:2]), (30, IDS[2:4]))))
    assert list(keeping.binned_before(20)) == IDS[:2]
    assert keeping.bytes_of([*IDS, FIRST_ID + 50]) == 600
    assert list(keeping.outside_among([*IDS, FIRST_ID + 50])) == [FIRST_ID + 50]
    assert list(keeping.practice_ids()) == [FIRST_ID + 50]
    assert sorted(keeping.all_binned()) == IDS[:4]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  blue   hour ", "blue hour"), ('say "cheese"', "say cheese"), ("\n", ""), ("x" * 300, "x" * 100)],
)
def test_names_are_one_tidy_line(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept
