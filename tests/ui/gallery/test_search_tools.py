"""The menus and the chips of the search: each entry is a field that can be typed as well."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.search_query import Field, SearchQuery, Term, parse
from flux_desktop.storage.search_facts import MonthCount, SavedSearch
from flux_desktop.ui.gallery import search_tools
from flux_desktop.ui.gallery.date_menu import DateMenu
from flux_desktop.ui.gallery.day_picker import DayPicker
from flux_desktop.ui.gallery.filter_menu import FilterMenu
from flux_desktop.ui.gallery.gallery_bar import GalleryBar
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.search_words import date_words, words_of
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme
from tests.ui.gallery.sample_library import SampleLibrary

TODAY = date(2026, 11, 20)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, model: GalleryModel, loader: ThumbnailLoader) -> Iterator[GalleryPage]:
    made = GalleryPage(theme, model, loader)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.search.stop()


def entries(menu: QMenu) -> dict[str, QAction]:
    """By their words, without mnemonics and what stands at the right."""
    return {action.text().replace("&", "").partition("\t")[0]: action for action in menu.actions() if action.text()}


def opened(page: GalleryPage, kind: type[QMenu]) -> QMenu:
    return page.bar.findChildren(kind)[-1]


def filter_menu(page: GalleryPage) -> QMenu:
    page.bar.filter.click()
    return opened(page, FilterMenu)


def pick(page: GalleryPage, *path: str) -> None:
    menu = filter_menu(page)
    for words in path[:-1]:
        inside = entries(menu)[words].menu()
        assert isinstance(inside, QMenu)
        menu = inside
    entries(menu)[path[-1]].trigger()
    opened(page, FilterMenu).close()


def chips(page: GalleryPage) -> list[str]:
    return [chip.text().strip() for chip in page.tools.chips.shown]


@pytest.mark.parametrize(
    ("path", "text", "chip"),
    [
        (("Favourites",), "fav:yes", "Favourites"),
        (("Rating at least", "3 or more"), "rating:>=3", "Rating 3 or more"),
        (("Rating at least", "5"), "rating:5", "Rating 5"),
        (("Made from references",), "ref:yes", "Made from references"),
        (("Model", "FLUX.2 [pro]"), 'model:"flux-2-pro"', "Model: FLUX.2 [pro]"),
        (("Shape", "16:9"), "size:16:9", "Shape 16:9"),
        (("Shape", "Portrait"), "size:portrait", "Portrait"),
        (("Tag", "old boats"), 'tag:"old boats"', "Tag: old boats"),
        (("Album", "Fjords"), 'album:"Fjords"', "Album: Fjords"),
        (("Main colour", "Teal"), "colour:teal", "Mainly teal"),
        (("Practice",), "is:practice", "Practice"),
        (("Missing files",), "is:missing", "Missing files"),
    ],
)
def test_an_entry_of_the_filter_menu_is_a_field_and_a_chip(
    page: GalleryPage, path: tuple[str, ...], text: str, chip: str
) -> None:
    pick(page, *path)
    assert page.search.query == parse(text)
    assert chips(page) == [chip]
    assert page.tools.chips.isVisible()
    assert page.bar.filter.text() == "Filter  1 ▾"
    pick(page, *path)
    assert page.search.query == SearchQuery()
    assert not page.tools.chips.isVisible()
    assert page.bar.filter.text() == "Filter ▾"


def test_what_was_typed_is_checked_in_the_menu_and_let_go_there(page: GalleryPage) -> None:
    page.bar.search.setText("quiet is:practice rating:>=4")
    menu = filter_menu(page)
    assert entries(menu)["Practice"].isChecked()
    entries(menu)["Practice"].trigger()
    assert page.bar.search.text() == "quiet rating:>=4"
    ratings = entries(filter_menu(page))["Rating at least"].menu()
    assert isinstance(ratings, QMenu)
    assert not entries(ratings)["Any"].isChecked()
    entries(ratings)["Any"].trigger()
    assert page.bar.search.text() == "quiet"


def test_a_second_tag_joins_the_first_and_a_second_rating_takes_its_place(page: GalleryPage) -> None:
    pick(page, "Tag", "boats")
    pick(page, "Tag", "old boats")
    pick(page, "Rating at least", "3 or more")
    pick(page, "Rating at least", "4 or more")
    assert chips(page) == ["Tag: boats", "Tag: old boats", "Rating 4 or more"]


def test_the_bin_is_asked_for_by_signal(qtbot: QtBot, page: GalleryPage) -> None:
    with qtbot.waitSignal(page.bin_requested):
        pick(page, "In the Bin")


def test_saved_searches_are_in_the_menu(page: GalleryPage, library: SampleLibrary) -> None:
    library.saved.append(SavedSearch(1, "Best & last", "quiet fav:"))
    pick(page, "Saved searches", "Best  last")
    assert page.bar.search.text() == "quiet"
    assert chips(page) == ["Favourites"]


def test_the_words_for_days_and_the_months_with_pictures_are_in_the_date_menu(page: GalleryPage) -> None:
    page.bar.date.click()
    menu = opened(page, DateMenu)
    assert [action.text().replace("&", "") for action in menu.actions() if action.text()] == [
        *("Any time", "Today", "Yesterday", "Last 7 days", "This month", "Last month"),
        *("November 2026\t100", "August 2026\t20", "Choose days…"),
    ]
    entries(menu)["August 2026"].trigger()
    assert page.search.query == parse("date:2026-08")
    assert page.bar.date.text() == "August 2026 ▾"
    assert page.bar.date.accessibleName() == "Date, August 2026"
    page.bar.date.click()
    menu = opened(page, DateMenu)
    assert entries(menu)["August 2026"].isChecked()
    entries(menu)["Any time"].trigger()
    assert page.search.query == SearchQuery()
    assert page.bar.date.text() == "Date ▾"


def test_very_old_months_have_a_menu_of_their_own(qtbot: QtBot, page: GalleryPage) -> None:
    months = [MonthCount(2026 - n // 12, 12 - n % 12, 1) for n in range(20)]
    menu = DateMenu(months, SearchQuery(), lambda _term: None, lambda: None, page)
    earlier = entries(menu)["Earlier months"].menu()
    assert isinstance(earlier, QMenu)
    assert len(earlier.actions()) == 8


def test_in_a_narrow_window_the_buttons_have_their_icons_alone(page: GalleryPage) -> None:
    pick(page, "Favourites")
    page.resize(799, 800)
    assert (page.bar.date.text(), page.bar.filter.text(), page.bar.queue.text()) == ("", "1", "0")
    assert page.bar.date.toolTip()
    page.resize(800, 800)
    assert page.bar.date.text() == "Date ▾"


@pytest.mark.parametrize("width", [470, 587, 799])
def test_nothing_in_a_narrow_bar_lies_on_anything_else(page: GalleryPage, width: int) -> None:
    page.resize(width, 800)
    parts = _parts(page.bar)
    assert page.bar.width() == width
    assert {page.bar.search, page.bar.details} < set(parts)
    assert all(left.geometry().right() < right.x() for left, right in pairwise(parts))
    assert parts[-1].geometry().right() < page.bar.width()


def test_the_bar_with_words_lets_what_is_beside_it_grow(page: GalleryPage) -> None:
    page.resize(1000, 800)
    assert page.bar.date.text() == "Date ▾"
    assert page.bar.minimumSizeHint().width() < 500


def _parts(bar: GalleryBar) -> list[QWidget]:
    """What is seen in it, from left to right."""
    row = bar.layout()
    assert row is not None
    row.activate()
    found = [item.widget() for item in map(row.itemAt, range(row.count())) if item]
    return [part for part in found if part and part.isVisible()]


# Chips


def test_a_chip_is_removed_by_mouse_and_by_key(qtbot: QtBot, page: GalleryPage) -> None:
    page.search.set_query(parse("fav: rating:4 is:practice"))
    page.tools.chips.shown[1].click()
    assert chips(page) == ["Favourites", "Practice"]
    page.tools.chips.shown[0].setFocus()
    QTest.keyClick(page.tools.chips.shown[0], Qt.Key.Key_Right)
    assert page.tools.chips.shown[1].hasFocus()
    QTest.keyClick(page.tools.chips.shown[1], Qt.Key.Key_Delete)
    assert chips(page) == ["Favourites"]
    assert page.tools.chips.shown[0].hasFocus()
    assert page.tools.chips.shown[0].accessibleName() == "Remove the filter Favourites"


def test_all_filters_go_and_the_words_stay(page: GalleryPage) -> None:
    page.search.set_query(parse("quiet fav: rating:4"))
    page.tools.chips.clear.click()
    assert page.search.query == parse("quiet")


def test_words_alone_need_no_chips(page: GalleryPage) -> None:
    page.bar.search.setText("quiet")
    assert not page.tools.chips.isVisible()


def test_a_field_that_is_being_typed_has_no_chip_before_it_is_understood(page: GalleryPage) -> None:
    page.bar.search.setText("fog rating:")
    assert not page.tools.chips.isVisible()
    page.bar.search.setText("fog rating:>")
    assert not page.tools.chips.isVisible()
    page.bar.search.setText("fog rating:>3")
    assert chips(page) == ["Rating 4 or more"]
    page.bar.search.setText("rating:red fog")
    assert chips(page) == ["rating:red is not understood"]
    assert page.bar.filter.text() == "Filter ▾"


def test_words_that_may_be_a_date_are_offered_as_one(page: GalleryPage) -> None:
    page.bar.search.setText("fog august")
    assert chips(page) == ["Only made in August 2026?"]
    page.tools.chips.shown[0].click()
    assert page.bar.search.text() == "fog"
    assert page.search.query == parse("fog date:august")
    assert chips(page) == ["August 2026"]
    page.bar.search.setText("last 7 days")
    assert chips(page)[-1] == "Only made last 7 days?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fav:no", "Not favourites"),
        ("-fav:", "Not: Favourites"),
        ("rating:none", "Without a rating"),
        ("rating:<=2", "Rating 2 or less"),
        ("rating:2..4", "Rating 2 to 4"),
        ("cost:>0.1", "Cost $0.1001 or more"),
        ("cost:>=0.1", "Cost $0.10 or more"),
        ("cost:0.045", "Cost $0.045"),
        ("cost:free", "Free"),
        ("cost:0.01..0.1", "Cost $0.01 to $0.10"),
        ("ref:no", "Made without references"),
        ("ref:2", "2 references"),
        ("ref:>2", "3 references or more"),
        ("seed:42", "Seed: 42"),
        ("size:1024x768", "Size 1024x768"),
        ("is:imported", "Imported"),
        ("in:used", "Words as FLUX used them"),
        ("model:pro", "Model: pro"),
        ("rating:red", "rating:red is not understood"),
        ("date:", 'date:"" is not understood'),
    ],
)
def test_chips_say_what_a_field_means(text: str, words: str) -> None:
    (term,) = parse(text).terms
    assert words_of(term, TODAY, str) == words


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("august", "August 2026"),
        ("2025-08", "August 2025"),
        ("last month", "Last month"),
        ("2026-08-03", "3 August 2026"),
        ("2026-08-03..2026-08-05", "3 August 2026 to 5 August 2026"),
        (">2026-08", ">2026-08"),
        ("yesterday", "Yesterday"),
    ],
)
def test_dates_are_named(words: str, named: str) -> None:
    assert date_words(words, TODAY) == named


# The calendar


@pytest.fixture
def picker(qtbot: QtBot, page: GalleryPage) -> DayPicker:
    page.tools.choose_days()
    return page.findChildren(DayPicker)[-1]


def test_two_clicks_are_the_days_from_one_to_the_other(page: GalleryPage, picker: DayPicker) -> None:
    picker.calendar.clicked.emit(QDate(2026, 11, 9))
    assert picker.isVisible()
    picker.calendar.clicked.emit(QDate(2026, 11, 3))
    assert not picker.isVisible()
    assert page.search.query == SearchQuery((Term("2026-11-03..2026-11-09", Field.DATE),))
    assert page.bar.date.text() == "Some days ▾"
    assert page.bar.date.accessibleName() == "Date, 3 November 2026 to 9 November 2026"


def test_the_calendar_works_by_keyboard(page: GalleryPage, picker: DayPicker) -> None:
    assert page.focusWidget() is picker.calendar or picker.calendar.isAncestorOf(page.focusWidget())
    inside = page.focusWidget()
    QTest.keyClick(inside, Qt.Key.Key_Left)
    QTest.keyClick(inside, Qt.Key.Key_Return)
    QTest.keyClick(inside, Qt.Key.Key_Return)
    assert page.search.query == parse("date:2026-11-19")


def test_a_single_day_and_no_day_of_the_future(page: GalleryPage, picker: DayPicker) -> None:
    assert picker.calendar.maximumDate() == QDate(2026, 11, 20)
    assert not picker.use.isEnabled()
    picker.calendar.clicked.emit(QDate(2026, 11, 9))
    picker.use.click()
    assert page.search.query == parse("date:2026-11-09")


def test_escape_leaves_the_calendar_without_a_date(page: GalleryPage, picker: DayPicker) -> None:
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert page.search.query == SearchQuery()


# Proposals


def typed(page: GalleryPage, text: str) -> list[str]:
    """Type it, and see what is proposed."""
    assert page.tools
    page.bar.search.setFocus()
    page.bar.search.clear()
    QTest.keyClicks(page.bar.search, text)
    popup = page.tools.completer.popup
    return page.tools.completer._words.stringList() if popup.isVisible() else []


def test_values_of_a_field_are_proposed_and_taken_by_key(page: GalleryPage) -> None:
    assert typed(page, "fog tag:") == ["boats", '"old boats"']
    popup = page.tools.completer.popup
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert page.bar.search.text() == 'fog tag:"old boats" '
    assert not popup.isVisible()
    assert chips(page) == ["Tag: old boats"]


def test_a_name_of_a_field_leads_to_its_values(page: GalleryPage) -> None:
    assert typed(page, "mod") == ["model:"]
    popup = page.tools.completer.popup
    QTest.keyClick(popup, Qt.Key.Key_Tab)
    assert page.bar.search.text() == "model:"
    assert page.tools.completer._words.stringList() == ["flux-2-pro"]
    assert popup.isVisible()
    popup.hide()


def test_return_goes_to_the_pictures_while_something_is_proposed(qtbot: QtBot, page: GalleryPage) -> None:
    assert typed(page, "fav:") == ["yes", "no"]
    popup = page.tools.completer.popup
    with qtbot.waitSignal(page.bar.search.left):
        QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert page.bar.search.text() == "fav:"


def test_words_are_typed_without_proposals(page: GalleryPage) -> None:
    assert typed(page, "quiet mountain") == []


# For everybody


@pytest.mark.parametrize(
    ("text", "said"), [("quiet", "120 pictures found"), ("zebra", "Nothing found"), ("rating:", None)]
)
def test_how_many_were_found_is_said_when_the_typing_rests(
    qtbot: QtBot, page: GalleryPage, monkeypatch: pytest.MonkeyPatch, text: str, said: str | None
) -> None:
    told: list[str] = []
    monkeypatch.setattr(search_tools, "announce", lambda _widget, words: told.append(words))
    page.tools._telling.setInterval(0)
    with qtbot.waitSignals([page.search.answered] * (2 if said == "120 pictures found" else 1)):
        page.bar.search.setText(text)
    qtbot.waitUntil(lambda: not page.tools._telling.isActive())
    assert told[-1:] == ([said] if said else [])


def test_the_tab_key_goes_through_the_bar_and_the_chips_to_the_pictures(page: GalleryPage) -> None:
    page.search.set_query(parse("fav: rating:4"))
    bar, chips_row = page.bar, page.tools.chips
    page.bar.search.setFocus()
    slider = page.findChild(QSlider)
    order = [bar.date, bar.filter, slider, bar.queue, bar.details, *chips_row.shown, chips_row.save, chips_row.clear]
    for widget in order:
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        assert page.focusWidget() is widget
