"""The menu of the Filter button. Every entry is a field of the search, so the same can be typed."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from flux_desktop.domain.colours import Colour
from flux_desktop.domain.search_query import Field, SearchQuery, Term
from flux_desktop.storage.search_facts import SavedSearch
from flux_desktop.ui.gallery.library_access import Searches
from flux_desktop.ui.gallery.search_words import SHAPES, ModelName
from flux_desktop.ui.gallery.swatch import swatch
from flux_desktop.ui.support.tool_tips import plain_tool_tip

_FAVOURITES = Term("yes", Field.FAVOURITE)
_REFERENCES = Term("yes", Field.REFERENCES)
_PRACTICE = Term("practice", Field.IS)
_MISSING = Term("missing", Field.IS)
_RATIOS = ("1:1", "3:2", "16:9", "2:3", "9:16")
_STARS = ("1 or more", "2 or more", "3 or more", "4 or more", "5")


class PracticeSwitch(NamedTuple):
    """Whether the gallery shows practice pictures, and what changes that: ``None`` when it cannot be changed now, for
    this ``reason``."""

    words: str
    is_shown: bool
    turn: Callable[[bool], None] | None
    reason: str = ""


class FilterMenu(QMenu):
    """Made anew each time it opens: it shows what the library has at that moment.

    ``toggle`` gets the term of an entry, and whether it is picked now.
    """

    def __init__(
        self,
        library: Searches,
        query: SearchQuery,
        model_name: ModelName,
        toggle: Callable[[Term, bool], None],
        parent: QWidget,
        *,
        practice: PracticeSwitch | None = None,
    ) -> None:
        super().__init__(parent)
        self._query = query
        self._toggle = toggle
        self.setAccessibleName("Filter")
        self.setToolTipsVisible(True)
        self._entry(self, "&Favourites", _FAVOURITES)
        self._choice("&Rating at least", Field.RATING, [(words, _rating(n)) for n, words in enumerate(_STARS, 1)])
        self._entry(self, "&Made from references", _REFERENCES)
        self.addSeparator()
        models = [(model_name(model), Term(model, Field.MODEL, is_exact=True)) for model in library.models()]
        self._choice("M&odel", Field.MODEL, sorted(models))
        shapes = [(words, Term(value, Field.SIZE)) for value, words in SHAPES.items()]
        self._choice("&Shape", Field.SIZE, [*((ratio, Term(ratio, Field.SIZE)) for ratio in _RATIOS), *shapes])
        self._colours()
        self._names("&Tag", Field.TAG, library.tags().values(), "No picture has a tag yet")
        self._names("&Album", Field.ALBUM, library.albums().values(), "There are no albums yet")
        self.addSeparator()
        self._entry(self, "&Practice", _PRACTICE)
        if practice:
            self._add_switch(practice)
        self._entry(self, "M&issing files", _MISSING)

    def add_command(self, words: str, act: Callable[[], None], *, is_enabled: bool = True) -> QAction:
        """An entry that is no filter."""
        action = self.addAction(words)
        action.setEnabled(is_enabled)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def add_saved(self, searches: Sequence[SavedSearch], run: Callable[[SavedSearch], None]) -> None:
        menu = self.addMenu("Saved s&earches")
        menu.menuAction().setEnabled(bool(searches))
        for search in searches:
            action = menu.addAction(_literal(search.name))
            action.triggered.connect(lambda _checked=False, search=search: run(search))

    def _entry(self, menu: QMenu, words: str, term: Term) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(self._is_picked(term))
        action.triggered.connect(lambda is_picked: self._toggle(term, is_picked))

    def _add_switch(self, practice: PracticeSwitch) -> None:
        action = self.addAction(practice.words)
        action.setCheckable(True)
        action.setChecked(practice.is_shown)
        action.setEnabled(practice.turn is not None)
        action.setToolTip(plain_tool_tip(practice.reason))
        if practice.turn:
            action.triggered.connect(practice.turn)

    def _choice(self, title: str, field: Field, entries: Sequence[tuple[str, Term]]) -> QMenu:
        """A menu of values of which a picture has one."""
        menu = self.addMenu(title)
        menu.menuAction().setEnabled(bool(entries))
        chosen = self._query.of(field)
        any_of_them = menu.addAction("Any")
        any_of_them.setCheckable(True)
        any_of_them.setChecked(not chosen)
        any_of_them.triggered.connect(lambda: self._let_go(chosen))
        menu.addSeparator()
        for words, term in entries:
            self._entry(menu, _literal(words), term)
        return menu

    def _colours(self) -> None:
        colours = [(colour.word.capitalize(), Term(colour.word, Field.COLOUR)) for colour in Colour]
        menu = self._choice("Main &colour", Field.COLOUR, colours)
        edge = self.palette().placeholderText().color()
        for action, colour in zip(menu.actions()[-len(Colour) :], Colour, strict=True):
            side_px, dpr = self.fontMetrics().height(), self.devicePixelRatioF()
            action.setIcon(swatch(colour, edge, side_px, dpr, is_picked=action.isChecked()))

    def _let_go(self, terms: Sequence[Term]) -> None:
        for term in terms:
            self._toggle(term, False)  # noqa: FBT003 - as Qt says it

    def _names(self, title: str, field: Field, names: Iterable[str], nothing: str) -> None:
        menu = self.addMenu(title)
        for name in names:
            self._entry(menu, _literal(name), Term(name, field, is_exact=True))
        if menu.isEmpty():
            menu.addAction(nothing).setEnabled(False)

    def _is_picked(self, term: Term) -> bool:
        return any(
            other.field is term.field and other.value == term.value and not other.is_left_out
            for other in self._query.terms
        )


def _rating(least: int) -> Term:
    return Term(f">={least}" if least < len(_STARS) else str(least), Field.RATING)


def _literal(words: str) -> str:
    """A name is no mnemonic."""
    return words.replace("&", "&&").replace("\t", " ")
