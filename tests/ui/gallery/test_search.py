"""One query, said in words and in picked filters; the newest matches at once, all of them from another thread."""

import threading
from array import array
from collections.abc import Iterable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.domain.search_query import Field, SearchQuery, Term, parse
from flux_desktop.storage.found import Found
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.search import GallerySearch
from flux_desktop.ui.gallery.search_worker import SearchWorker
from tests.ui.gallery.sample_library import NOW, SampleLibrary, SampleSearches, changed, picture_row

FAVOURITES = Term("yes", Field.FAVOURITE)
FOUR = Term(">=4", Field.RATING)


@pytest.fixture
def search(view: GalleryView) -> Iterator[GallerySearch]:
    made = GallerySearch(view)
    yield made
    made.stop()


def test_what_is_typed_and_what_is_picked_are_one_query(search: GallerySearch) -> None:
    search.type_text("fjord fav:")
    search.pick(FOUR)
    assert search.query == parse("fjord fav: rating:>=4")
    search.type_text("fjo")
    assert search.query == parse("fjo rating:>=4")


def test_what_is_typed_can_be_let_go_of_as_what_was_picked(qtbot: QtBot, search: GallerySearch) -> None:
    search.type_text("fjord fav: red")
    with qtbot.waitSignal(search.text_changed) as told:
        search.drop(Term("", Field.FAVOURITE))
    assert told.args == ["fjord red"]
    search.pick(FOUR)
    search.drop(FOUR)
    assert search.query == parse("fjord red")


def test_what_is_picked_takes_the_place_of_what_was_typed(qtbot: QtBot, search: GallerySearch) -> None:
    search.type_text("red rating:2")
    with qtbot.waitSignal(search.text_changed) as told:
        search.pick(FOUR)
    assert told.args == ["red"]
    assert search.query == parse("red rating:>=4")


def test_a_query_that_is_set_is_words_to_type_and_filters_to_pick(qtbot: QtBot, search: GallerySearch) -> None:
    with qtbot.waitSignal(search.text_changed) as told:
        search.set_query(parse("red fav: door"))
    assert told.args == ["red door"]
    search.type_text("")
    assert search.query == parse("fav:")


def test_words_are_the_date_when_the_person_says_so(search: GallerySearch) -> None:
    search.type_text("red last month")
    search.replace(search.query.terms[1:], Term("last month", Field.DATE))
    assert search.query == parse("red date:last month")


def test_the_same_query_is_not_looked_for_twice(search: GallerySearch) -> None:
    told: list[bool] = []
    search.changed.connect(lambda: told.append(True))
    for text in ("red", "red ", " red", "red -"):
        search.type_text(text)
    assert len(told) == 1


def test_a_letter_that_changes_nothing_found_leaves_what_is_shown_as_it_is(
    qtbot: QtBot, search: GallerySearch, view: GalleryView, model: GalleryModel
) -> None:
    with qtbot.waitSignals([search.answered, search.answered]):
        search.type_text("fjor")
    found, resets = list(model.ascending_ids), []
    model.modelReset.connect(lambda: resets.append(model.rowCount()))
    with qtbot.waitSignals([search.answered, search.answered]):
        search.type_text("fjord")
    assert list(model.ascending_ids) == found
    assert not resets
    view.verticalScrollBar().setValue(700)
    with qtbot.waitSignal(search.answered):
        search.type_text("fjord -nothing")
    assert view.top_id() is None  # a new search begins with the newest


def test_a_letter_that_leaves_out_only_older_ones_leaves_them_out(
    qtbot: QtBot, search: GallerySearch, model: GalleryModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignals([search.answered, search.answered]):
        search.type_text("fjor")
    monkeypatch.setattr("flux_desktop.ui.gallery.search.FIRST", 50)
    fewer = array("q", list(model.ascending_ids)[::-1][:60])
    monkeypatch.setattr(SampleSearches, "all", lambda *_: Found(fewer, array("q", [450] * len(fewer))))
    search.type_text("fjord")
    qtbot.waitUntil(lambda: model.rowCount() == 60)
    assert list(model.ascending_ids) == list(fewer)[::-1]


def test_a_look_that_takes_too_long_leaves_what_is_shown_until_the_answer_comes(
    qtbot: QtBot, search: GallerySearch, model: GalleryModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = model.rowCount()
    monkeypatch.setattr(SampleSearches, "newest", lambda *_: None)
    monkeypatch.setattr(SampleSearches, "all", lambda self, _query: _some(self._library.ids, 3))
    with qtbot.waitSignal(search.answered):
        search.type_text("fjord")
    assert model.rowCount() == everything
    qtbot.waitUntil(lambda: model.rowCount() == 3)


def test_a_picture_that_arrives_comes_in_where_it_matches(
    qtbot: QtBot, search: GallerySearch, model: GalleryModel, library: SampleLibrary
) -> None:
    search.type_text("door")
    assert model.rowCount() == 0
    new = first_id_at(NOW) + 5
    library.put(picture_row(new, prompt="a red door"))
    model.put(changed(new, State.DONE))
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    assert model.id_at(0) == new


def test_a_picture_that_arrives_above_does_not_move_what_is_seen(
    qtbot: QtBot, search: GallerySearch, view: GalleryView, model: GalleryModel, library: SampleLibrary
) -> None:
    with qtbot.waitSignals([search.answered, search.answered]):
        search.type_text("fjord")
    view.verticalScrollBar().setValue(700)
    before = view.top_id()
    new = first_id_at(NOW) + 5
    library.put(picture_row(new))
    with qtbot.waitSignal(search.answered):
        model.put(changed(new, State.DONE))
    assert model.id_at(0) == new
    assert view.top_id() == before


# The other thread


class SlowReader:
    """Finds as many pictures as the query has letters, once it may."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_go_on = threading.Event()
        self.is_asked = threading.Event()
        self.is_closed = threading.Event()
        self._is_interrupted = False

    def all(self, query: SearchQuery) -> Found | None:
        self.asked.append(query.text)
        self._is_interrupted = False
        self.is_asked.set()
        assert self.may_go_on.wait(10)
        return None if self._is_interrupted else _some(range(1, 99), len(query.text))

    def interrupt(self) -> None:
        self._is_interrupted = True

    def close(self) -> None:
        self.is_closed.set()


@pytest.fixture
def reader() -> SlowReader:
    return SlowReader()


@pytest.fixture
def worker(qapp: object, reader: SlowReader) -> Iterator[SearchWorker]:
    made = SearchWorker(lambda: reader)
    yield made
    reader.may_go_on.set()
    made.stop()


def test_the_newest_query_wins_and_no_other_is_answered(qtbot: QtBot, worker: SearchWorker, reader: SlowReader) -> None:
    told: list[str] = []
    worker.found.connect(lambda query, _found: told.append(query.text))
    worker.find(parse("a"))
    assert reader.is_asked.wait(10)
    worker.find(parse("ab"))
    worker.find(parse("abc"))
    with qtbot.waitSignal(worker.found) as answered:
        reader.may_go_on.set()
    assert (told, reader.asked) == (["abc"], ["a", "abc"])
    assert answered.args
    assert len(answered.args[1].ids) == 3


def test_an_answer_that_was_on_its_way_is_not_told_when_another_query_is_wanted(
    qtbot: QtBot, worker: SearchWorker, reader: SlowReader
) -> None:
    told: list[str] = []
    worker.found.connect(lambda query, _found: told.append(query.text))
    reader.may_go_on.set()
    with qtbot.waitSignal(worker._answered):
        worker.find(parse("a"))
    worker.find(parse("ab"))
    with qtbot.waitSignal(worker.found):
        pass
    assert told[-1] == "ab"


def test_a_query_that_was_broken_off_for_nothing_is_found_all_the_same(
    qtbot: QtBot, worker: SearchWorker, reader: SlowReader
) -> None:
    worker.find(parse("a"))
    assert reader.is_asked.wait(10)
    reader.interrupt()
    with qtbot.waitSignal(worker.found):
        reader.may_go_on.set()
    assert reader.asked == ["a", "a"]


def test_the_thread_and_its_connection_end_when_there_is_nothing_to_find(
    qtbot: QtBot, worker: SearchWorker, reader: SlowReader
) -> None:
    worker.find(parse("a"))
    assert reader.is_asked.wait(10)
    assert worker.is_at_work
    worker.forget()
    reader.may_go_on.set()
    assert reader.is_closed.wait(10)
    worker.stop()
    assert not worker.is_at_work
    with qtbot.waitSignal(worker.found):
        worker.find(parse("b"))


def test_a_library_that_cannot_be_read_is_an_empty_one_here(
    qtbot: QtBot, worker: SearchWorker, reader: SlowReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_query: SearchQuery) -> Found | None:
        raise LibraryUnavailableError("gone")

    monkeypatch.setattr(reader, "all", fail)
    with qtbot.waitSignal(worker.found) as answered:
        worker.find(parse("a"))
    assert answered.args == [parse("a"), Found.nothing()]


def _some(ids: Iterable[int], count: int) -> Found:
    newest = sorted(ids, reverse=True)[:count]
    return Found(array("q", newest), array("q", [450] * count))
