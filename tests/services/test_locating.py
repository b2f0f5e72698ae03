"""Showing the engine the file of a picture that is missing."""

from pathlib import Path

import pytest

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.locating import Located
from tests.services.import_room import PATIENCE_S, ImportRoom
from tests.support.picture_files import picture_bytes, put


def lose(desk: ImportRoom, photos: Path, *, in_place: bool = False) -> ItemId:
    """A picture whose file is gone."""
    put(photos, a_png=picture_bytes())
    (item_id,) = desk.run(photos, in_place=in_place).added
    desk.paths()[0].unlink()
    assert desk.importing.look_at([item_id]).result(PATIENCE_S) == [item_id]
    return item_id


def locate(desk: ImportRoom, item_id: ItemId, file: Path, *, may_differ: bool = False) -> Located:
    return desk.importing.locate(item_id, file, may_differ=may_differ).result(PATIENCE_S)


def test_the_same_bytes_are_taken_back_to_where_they_were(desk: ImportRoom, photos: Path) -> None:
    item_id = lose(desk, photos)
    before = desk.paths()
    assert locate(desk, item_id, photos / "a.png") is Located.FOUND
    assert not desk.library.rows([item_id])[item_id].missing
    assert desk.paths() == before
    assert before[0].read_bytes() == (photos / "a.png").read_bytes()


def test_a_file_in_the_library_stays_where_it_lies(desk: ImportRoom, photos: Path) -> None:
    item_id = lose(desk, photos)
    (file,) = put(desk.folders.library / "mine", moved_png=picture_bytes())
    assert locate(desk, item_id, file) is Located.FOUND
    assert desk.paths() == [file]


def test_a_picture_that_was_left_outside_is_followed_there(desk: ImportRoom, photos: Path) -> None:
    item_id = lose(desk, photos, in_place=True)
    (file,) = put(photos / "other", b_png=picture_bytes())
    assert locate(desk, item_id, file) is Located.FOUND
    assert desk.paths() == [file]
    assert desk.folders.pictures() == []


def test_other_bytes_are_taken_only_when_that_is_said(desk: ImportRoom, photos: Path) -> None:
    item_id = lose(desk, photos)
    (file,) = put(photos, edited_jpg=picture_bytes(9, "JPEG", (30, 60)))
    assert locate(desk, item_id, file) is Located.DIFFERS
    assert desk.library.rows([item_id])[item_id].missing
    assert locate(desk, item_id, file, may_differ=True) is Located.FOUND
    row = desk.library.rows([item_id])[item_id]
    assert (row.missing, tuple(row.size)) == (False, (30, 60))
    assert desk.paths()[0].suffix == ".jpg"
    assert desk.rebuild().changed == []


def test_the_file_of_another_picture_is_not_taken(desk: ImportRoom, photos: Path) -> None:
    put(photos, b_png=picture_bytes(1))
    desk.run(photos)
    (other,) = desk.paths()
    (photos / "b.png").unlink()
    item_id = lose(desk, photos / "more")
    assert locate(desk, item_id, other, may_differ=True) is Located.TAKEN
    assert desk.library.rows([item_id])[item_id].missing


def test_what_is_no_picture_is_refused_with_its_reason(desk: ImportRoom, photos: Path) -> None:
    item_id = lose(desk, photos)
    (file,) = put(photos, words_png=b"words")
    with pytest.raises(UnreadableImageError, match=r"This is no PNG, JPEG, WebP or GIF\."):
        locate(desk, item_id, file)


def test_a_picture_that_is_whole_keeps_its_file(desk: ImportRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes(), b_png=picture_bytes(1))
    first = desk.run(photos).added[0]
    before = desk.paths()
    assert locate(desk, first, photos / "b.png", may_differ=True) is Located.NOT_MISSING
    assert desk.paths() == before
