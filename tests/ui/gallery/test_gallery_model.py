from array import array

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.found import Found
from flux_desktop.ui.gallery.gallery_model import GalleryModel, Role
from tests.ui.gallery.sample_library import (
    NOW,
    SampleLibrary,
    changed,
    expected_size,
    ids_over,
    minutes_ago,
    picture_row,
)

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def tester(model: GalleryModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, FATAL)


def shown_ids(model: GalleryModel) -> list[int]:
    return [model.data(model.index(row), Role.GENERATION_ID) for row in range(model.rowCount())]  # type: ignore[misc]


def found(ids: list[int], *, is_whole: bool = True) -> Found:
    return Found(array("q", ids), array("q", [450] * len(ids)), is_whole)


def test_the_model_keeps_the_rules_of_qt_through_a_life(
    tester: QAbstractItemModelTester, model: GalleryModel, library: SampleLibrary
) -> None:
    new = first_id_at(NOW)
    model.put(changed(new, State.QUEUED))
    model.put(changed(new, State.RUNNING, task_id="t"))
    model.put(changed(new, State.DONE))
    model.put(changed(int(library.ids[30]) + 1, State.QUEUED))
    model.remove([*model.ids_between(3, 9), *model.ids_between(20, 21)])
    model.show_only(found(model.ids_between(0, 10)))
    model.put(changed(new + 5, State.QUEUED))
    model.show_all()
    assert shown_ids(model)[0] == new + 5
    assert tester.failureReportingMode() is FATAL


def test_items_are_shown_newest_first_wherever_they_come_in(model: GalleryModel, library: SampleLibrary) -> None:
    between = (int(library.ids[10]) + int(library.ids[11])) // 2
    model.put(changed(between, State.DONE))
    ids = shown_ids(model)
    assert ids == sorted(ids, reverse=True)
    assert between in ids
    assert model.row_of(between) == ids.index(between)
    assert model.row_of(between + 1) == -1


def test_a_job_becomes_its_picture_in_the_same_row(model: GalleryModel) -> None:
    new = first_id_at(NOW)
    model.put(changed(new, State.QUEUED))
    assert model.data(model.index(0), Role.STATE) == "queued"
    assert model.data(model.index(0), Role.FILE_PATH) == ""
    count = model.rowCount()
    model.put(changed(new, State.DONE, settled_cost=450))
    assert model.rowCount() == count
    assert model.data(model.index(0), Role.STATE) == "done"
    assert str(model.data(model.index(0), Role.FILE_PATH)).endswith(f"{new}.png")
    assert model.data(model.index(0), Role.COST_CREDITS) == 4.5


def test_roles_have_the_names_of_the_contract(model: GalleryModel) -> None:
    names = set(model.roleNames().values())
    assert {b"generationId", b"state", b"prompt", b"modelId", b"filePath", b"costCredits", b"favourite"} <= names


def test_an_item_says_what_a_person_would_want_to_hear(model: GalleryModel, library: SampleLibrary) -> None:
    new = first_id_at(minutes_ago(1))
    library.put(picture_row(new, favourite=True, practice=True, prompt="A quiet fjord at blue hour."))
    model.restore([new])
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        words = str(model.data(model.index(0), role))
        assert words.startswith("A quiet fjord at blue hour. FLUX.2 [pro]. Today ")
        assert words.endswith("Practice. Favourite.")


def test_a_job_says_what_became_of_it(model: GalleryModel) -> None:
    failure = Failure(Cause.REQUEST_MODERATED)
    model.put(changed(first_id_at(NOW), State.REFUSED, failure=failure))
    words = str(model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole))
    assert "Blocked by the safety filter. Try different wording." in words


def test_rows_are_read_a_page_at_a_time_and_only_when_asked_for(qapp: object) -> None:
    library = SampleLibrary(ids_over(900, 20_000))
    model = GalleryModel(library, str, expected_size)
    model.load()
    assert library.rows_read == 0
    model.row(10_000)
    model.row(10_001)
    assert library.rows_read == 32


def test_no_more_than_a_bounded_number_of_rows_is_kept(qapp: object) -> None:
    library = SampleLibrary(ids_over(900, 20_000))
    model = GalleryModel(library, str, expected_size)
    model.load()
    for row in range(0, 20_000, 32):
        model.row(row)
    assert len(model._rows._rows) <= 2048


def test_a_cancelled_generation_leaves(model: GalleryModel) -> None:
    new = first_id_at(NOW)
    model.put(changed(new, State.QUEUED))
    model.put(changed(new, State.CANCELLED))
    assert model.row_of(new) == -1


def test_a_job_that_was_hidden_stays_away_until_its_picture_arrives(model: GalleryModel) -> None:
    new = first_id_at(NOW)
    model.put(changed(new, State.RUNNING, task_id="t"))
    model.remove([new])
    model.put(changed(new, State.FETCHING, task_id="t"))
    assert model.row_of(new) == -1
    model.put(changed(new, State.DONE))
    assert model.row_of(new) == 0


def test_the_first_screen_can_be_shown_before_the_rest_is_known(
    tester: QAbstractItemModelTester, model: GalleryModel, library: SampleLibrary
) -> None:
    model.load_newest(library.item_ids()[:20])
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.load_rest()
    assert shown_ids(model) == list(library.item_ids())
    assert not resets


def test_what_came_in_between_does_not_confuse_the_rest(model: GalleryModel, library: SampleLibrary) -> None:
    model.load_newest(library.item_ids()[:20])
    new = first_id_at(NOW)
    library.put(picture_row(new))
    model.load_rest()
    assert shown_ids(model) == list(library.item_ids())


def test_a_search_grows_by_its_rest(tester: QAbstractItemModelTester, model: GalleryModel) -> None:
    everything = shown_ids(model)
    model.show_only(found(everything[5:10], is_whole=False))
    assert model.is_filtered
    assert model.follow(found(everything[3:40]))
    assert shown_ids(model) == everything[3:40]
    model.show_all()
    assert shown_ids(model) == everything
    assert not model.is_filtered


def test_a_search_that_finds_others_lets_go_of_some_and_takes_in_some(
    tester: QAbstractItemModelTester, model: GalleryModel
) -> None:
    everything = shown_ids(model)
    model.show_only(found(everything[10:40]))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    now = [*everything[5:12], *everything[15:20], *everything[22:50]]
    assert model.follow(found(now))
    assert shown_ids(model) == now
    assert not resets


def test_a_search_that_finds_others_in_too_many_places_is_shown_anew(
    tester: QAbstractItemModelTester, model: GalleryModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flux_desktop.ui.gallery.bulk.MOST_RUNS", 3)
    everything = shown_ids(model)
    model.show_only(found(everything))
    assert not model.follow(found(everything[::2]))
    assert shown_ids(model) == everything[::2]


def test_a_search_that_has_found_nothing_yet_grows_too(tester: QAbstractItemModelTester, model: GalleryModel) -> None:
    everything = shown_ids(model)
    model.show_only(found([]))
    assert model.follow(found(everything[:3]))
    assert shown_ids(model) == everything[:3]


def test_while_a_search_is_on_a_section_counts_what_is_shown_of_it(model: GalleryModel) -> None:
    everything = shown_ids(model)
    section = model.calendar.section_of(everything[0])
    some = [item for item in everything if item in section][:2]
    whole = model.sum_of(section)
    assert whole
    assert whole[0] > 2
    model.show_only(found(some, is_whole=False))
    assert model.sum_of(section) is None
    model.follow(found(some))
    assert model.sum_of(section) == (2, 900)
    model.remove(some[:1])
    assert model.sum_of(section) == (1, 450)
    model.show_all()
    assert model.sum_of(section) == (whole[0], whole[1])


def test_what_is_removed_during_a_search_is_gone_after_it(model: GalleryModel) -> None:
    everything = shown_ids(model)
    model.show_only(found(everything[:10]))
    model.remove([everything[3], everything[30]])
    assert shown_ids(model) == [*everything[:3], *everything[4:10]]
    model.show_all()
    assert everything[30] not in shown_ids(model)


def test_many_pictures_here_and_there_are_removed_in_one_go(qapp: object) -> None:
    model = GalleryModel(SampleLibrary(ids_over(900, 5000)), str, expected_size)
    model.load()
    every_second = shown_ids(model)[::2]
    model.remove(every_second)
    assert model.rowCount() == 2500
    assert not set(every_second) & set(shown_ids(model))


def test_a_favourite_is_shown_at_once_and_corrected_by_the_library(model: GalleryModel) -> None:
    item = model.id_at(4)
    model.row(4)
    told: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, _last: told.append(first))
    model.mark([item], favourite=True)
    assert model.data(model.index(4), Role.FAVOURITE) is True
    model.refresh([item])
    assert model.data(model.index(4), Role.FAVOURITE) is False
    assert [index.row() for index in told] == [4, 4]


def test_what_was_removed_does_not_come_back_by_being_read_again(model: GalleryModel) -> None:
    item = model.id_at(4)
    model.remove([item])
    model._rows.read([item])
    model.refresh([item])
    model.mark([item], favourite=True)
    assert model.row_of(item) == -1


def test_the_last_news_of_a_picture_does_not_take_it_out_of_the_bin(
    model: GalleryModel, library: SampleLibrary
) -> None:
    new = first_id_at(NOW)
    model.put(changed(new, State.DONE))
    assert model.row_of(new) == 0
    model.remove([new])
    library.own[new] = picture_row(new)._replace(binned=True)
    model.put(changed(new, State.DONE))
    assert model.row_of(new) == -1


def test_what_comes_back_is_in_its_place(model: GalleryModel) -> None:
    before = shown_ids(model)
    for gone in (before[:3], before[2:9:3], before):
        model.remove(gone)
        model.restore(gone)
        assert shown_ids(model) == before


def test_another_shape_than_was_expected_is_told(model: GalleryModel) -> None:
    new = first_id_at(NOW)
    rows: list[int] = []
    model.shape_changed.connect(rows.append)
    model.put(changed(new, State.RUNNING, task_id="t"))
    model.put(changed(new, State.DONE))
    assert rows == []
    model._store(picture_row(new, Size(500, 900)))
    assert rows == [0]


def test_dragging_gives_files_and_words(model: GalleryModel, library: SampleLibrary) -> None:
    data = model.mimeData([model.index(0), model.index(1)])
    assert [url.toLocalFile() for url in data.urls()] == [
        str(library.absolute(f"{model.id_at(row)}.jpg")) for row in (0, 1)
    ]
    assert "fjord" in data.text()
    assert model.supportedDragActions() is Qt.DropAction.CopyAction


def test_a_million_ids_are_an_array(qapp: object) -> None:
    library = SampleLibrary()
    library.ids = array("q", range(10**9, 10**9 + 1_000_000))
    model = GalleryModel(library, str, expected_size)
    model.load()
    assert model.rowCount() == 1_000_000
    assert model.id_at(0) == 10**9 + 999_999
    assert model.row_of(10**9) == 999_999
