from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.domain.search_query import Field, Term, parse
from flux_desktop.services.events import QueueChanged
from flux_desktop.ui.gallery.empty_gallery import IDEAS, EmptyGallery, IdeaCard
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.nothing_found import NothingFound
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.theme.theme import Theme
from tests.ui.gallery.sample_library import NOW, SampleLibrary, changed, expected_size, picture_row

FAVOURITES = Term("yes", Field.FAVOURITE)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, model: GalleryModel, loader: ThumbnailLoader) -> GalleryPage:
    made = GalleryPage(theme, model, loader)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    with qtbot.waitSignal(made.view.all_painted):
        made.show()
    return made


@pytest.fixture
def empty_page(qtbot: QtBot, theme: Theme) -> Iterator[GalleryPage]:
    library = SampleLibrary()
    model = GalleryModel(library, str, expected_size)
    loader = ThumbnailLoader(library)
    made = GalleryPage(theme, model, loader)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    model.load()
    made.show()
    yield made
    loader.stop()


def button(page: GalleryPage, text: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text() == text)


def current(page: GalleryPage, kind: type) -> bool:
    found = page.findChild(kind)
    return found is not None and found.isVisible()


# Nothing to show


def test_an_empty_gallery_offers_ideas_that_fill_the_prompt(qtbot: QtBot, empty_page: GalleryPage) -> None:
    assert current(empty_page, EmptyGallery)
    assert not empty_page.view.isVisible()
    cards = empty_page.findChildren(IdeaCard)
    assert len(cards) == 4
    with qtbot.waitSignal(empty_page.prompt_suggested) as suggested:
        cards[1].click()
    assert suggested.args == [IDEAS[1].prompt]


def test_the_cards_show_their_pictures(qtbot: QtBot, empty_page: GalleryPage) -> None:
    cards = empty_page.findChildren(IdeaCard)
    qtbot.waitUntil(lambda: all(not card._pixmap.isNull() for card in cards))
    cards[0].setFocus()
    assert not cards[0].grab().isNull()


def test_the_cards_stand_two_by_two_where_four_do_not_fit(qtbot: QtBot, empty_page: GalleryPage) -> None:
    cards = empty_page.findChildren(IdeaCard)
    qtbot.waitUntil(lambda: len({card.y() for card in cards}) == 1)
    empty_page.resize(560, 800)
    qtbot.waitUntil(lambda: len({card.y() for card in cards}) == 2)
    assert all(card.x() + card.width() <= 560 for card in cards)


def test_where_it_is_low_as_well_two_cards_are_left_and_nothing_covers_the_button(
    qtbot: QtBot, empty_page: GalleryPage
) -> None:
    cards = empty_page.findChildren(IdeaCard)
    empty_page.resize(560, 560)
    qtbot.waitUntil(lambda: [card.isVisible() for card in cards] == [True, True, False, False])
    bring = next(one for one in empty_page.findChildren(QPushButton) if one.text() == "Import pictures…")
    qtbot.waitUntil(lambda: bring.y() >= cards[0].geometry().bottom())
    assert bring.geometry().bottom() < empty_page.height()
    empty_page.resize(560, 800)
    qtbot.waitUntil(lambda: all(card.isVisible() for card in cards))


def test_the_first_job_takes_the_place_of_the_ideas_and_its_end_brings_them_back(empty_page: GalleryPage) -> None:
    new = first_id_at(NOW)
    empty_page.put(changed(new, State.QUEUED))
    assert empty_page.view.isVisible()
    empty_page.put(changed(new, State.CANCELLED))
    assert current(empty_page, EmptyGallery)


# Search


def test_the_gallery_follows_every_key_of_a_search(
    qtbot: QtBot, page: GalleryPage, library: SampleLibrary, model: GalleryModel
) -> None:
    wanted = int(library.ids[40])
    library.put(picture_row(wanted, prompt="a red door in the rain"))
    page.bar.search.setFocus()
    for typed in ("r", "e", "d"):
        with qtbot.waitSignal(page.search_changed):
            QTest.keyClicks(page.bar.search, typed)
    assert model.ascending_ids.tolist() == [wanted]  # type: ignore[attr-defined]
    QTest.keyClick(page.bar.search, Qt.Key.Key_Escape)
    assert model.rowCount() == len(library.ids)
    assert page.bar.search.text() == ""


def test_a_search_without_a_match_says_so_and_can_be_cleared(page: GalleryPage) -> None:
    page.bar.search.setText("zebra crossing")
    assert current(page, NothingFound)
    label = next(label for label in page.findChildren(QLabel) if label.text().startswith("Nothing found"))
    assert label.text() == "Nothing found for “zebra crossing”"
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert not button(page, "Clear the filters").isVisible()
    button(page, "Clear the words").click()
    assert page.view.isVisible()
    assert page.bar.search.text() == ""


def test_where_words_and_filters_find_nothing_either_can_be_cleared(page: GalleryPage) -> None:
    page.bar.search.setText("zebra")
    page.search.pick(FAVOURITES)
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Nothing found for “zebra” with these filters" in texts
    button(page, "Clear the filters").click()
    assert page.search.query.text == "zebra"
    page.search.set_query(parse("fav:"))
    assert button(page, "Clear the filters").isVisible()
    assert not button(page, "Clear the words").isVisible()
    button(page, "Clear the filters").click()
    assert page.view.isVisible()


def test_after_a_search_the_gallery_is_where_it_was(page: GalleryPage) -> None:
    page.view.verticalScrollBar().setValue(900)
    before = page.view.top_id()
    page.bar.search.setText("fjord")
    assert page.view.top_px == 0
    page.bar.search.clear()
    assert page.view.top_id() == before


def test_a_field_that_is_still_being_typed_changes_nothing(page: GalleryPage, model: GalleryModel) -> None:
    page.view.verticalScrollBar().setValue(900)
    before = page.view.top_id()
    for text in ("rating:", "rating:>", "size:1", "date:last"):
        page.bar.search.setText(text)
        assert not model.is_filtered
    assert page.view.top_id() == before


def test_all_matches_come_from_another_thread(qtbot: QtBot, page: GalleryPage, model: GalleryModel) -> None:
    everything = model.rowCount()
    assert everything == 120
    with qtbot.waitSignals([page.search.answered, page.search.answered]):
        page.bar.search.setText("quiet")
    assert model.rowCount() == everything


def test_typing_over_the_pictures_begins_a_search(page: GalleryPage) -> None:
    page.activateWindow()
    page.view.setFocus()
    QTest.keyClicks(page.view, "q")
    assert page.bar.search.text() == "q"


def test_return_in_the_search_goes_to_the_pictures(qtbot: QtBot, page: GalleryPage) -> None:
    with qtbot.waitSignal(page.bar.search.left):
        QTest.keyClick(page.bar.search, Qt.Key.Key_Return)


# The bar and the strip


def test_the_slider_and_the_gallery_agree_about_the_size(page: GalleryPage) -> None:
    slider = page.findChild(QSlider)
    assert slider
    slider.setValue(250)
    assert page.view.row_height == 250
    page.view.zoom(1)
    assert slider.value() == 270


def test_the_strip_says_what_is_under_way(page: GalleryPage) -> None:
    assert not page.strip.isVisible()
    page.set_queue(QueueChanged(2, 3, paused=False, usual_s=10.2))
    texts = [label.text() for label in page.strip.findChildren(QLabel) if label.isVisible()]
    assert "2 being made, 3 waiting" in texts
    assert any("Usually about 10 seconds each" in label.accessibleName() for label in page.strip.findChildren(QLabel))
    assert page.strip.isVisible()
    page.set_queue(QueueChanged(0, 0, paused=False))
    assert not page.strip.isVisible()


def test_the_strip_pauses_resumes_and_cancels(qtbot: QtBot, page: GalleryPage) -> None:
    page.set_queue(QueueChanged(2, 3, paused=False))
    with qtbot.waitSignal(page.pause_requested):
        button(page, "Pause").click()
    page.set_queue(QueueChanged(0, 3, paused=True, to_come=1350))
    assert not button(page, "Pause").isVisible()
    with qtbot.waitSignal(page.resume_requested):
        button(page, "Resume").click()
    with qtbot.waitSignal(page.cancel_waiting_requested):
        button(page, "Cancel waiting").click()
    texts = [label.text() for label in page.strip.findChildren(QLabel)]
    assert "Paused: 3 waiting" in texts


def test_nothing_waiting_nothing_to_cancel(page: GalleryPage) -> None:
    page.set_queue(QueueChanged(2, 0, paused=False))
    assert not button(page, "Cancel waiting").isVisible()


def test_the_details_button_tells_and_follows(qtbot: QtBot, page: GalleryPage) -> None:
    with qtbot.waitSignal(page.details_toggled) as toggled:
        page.bar.details.click()
    assert toggled.args == [True]
    page.set_dock(queue=True, details=False)
    assert not page.bar.details.isChecked()
    assert page.bar.queue.isChecked()


def test_the_queue_button_says_how_many_there_are_and_opens_the_queue(qtbot: QtBot, page: GalleryPage) -> None:
    page.resize(1280, 800)
    assert page.bar.queue.text() == "Queue  0"
    page.set_queue(QueueChanged(2, 4, paused=False))
    assert page.bar.queue.text() == "Queue  6"
    assert page.bar.queue.accessibleName() == "Queue, 6 in it"
    with qtbot.waitSignal(page.queue_toggled) as toggled:
        page.bar.queue.click()
    assert toggled.args == [True]


def test_a_banner_pushes_the_pictures_down(qtbot: QtBot, page: GalleryPage, theme: Theme) -> None:
    banner = Banner(theme)
    page.set_banner(banner)
    top = page.view.mapTo(page, page.view.rect().topLeft()).y()
    banner.show_message("warn", "You are out of credits.", "Nothing was lost.")
    qtbot.waitUntil(lambda: page.view.mapTo(page, page.view.rect().topLeft()).y() > top + 30)
    assert banner.isVisible()


def test_everything_in_the_bar_has_a_name(page: GalleryPage) -> None:
    for widget in (page.bar.search, page.bar.details, page.findChild(QSlider), page.view, page.strip):
        assert widget
        assert widget.accessibleName()
