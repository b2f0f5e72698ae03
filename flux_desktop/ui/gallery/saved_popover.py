"""Searches with a name: the present one is given one here, others are run, renamed and removed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from flux_desktop.domain.search_query import SearchQuery
from flux_desktop.storage.search_facts import SavedSearch
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel, plain_tool_tip
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.theme.theme import Theme

_WIDTH = 360
_ROWS_SHOWN = 8
_ROW_HEIGHT = 38
_LONGEST_NAME = 80


class SavedPopover(Popover):
    """``begin`` opens it. What is emitted has not happened yet: ``tell`` shows the list as it is then."""

    run_requested = Signal(object)
    save_requested = Signal(str)
    rename_requested = Signal(object, str)
    remove_requested = Signal(object)

    def __init__(self, theme: Theme, query: SearchQuery, window: QWidget) -> None:
        super().__init__(theme, "Saved searches", window)
        self._query = query
        self._searches: Sequence[SavedSearch] = ()
        self._renamed: SavedSearch | None = None
        self._title = PlainLabel("", "label")
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName("Name of the search")
        self.name.setPlaceholderText("A name for this search")
        self.keep = button("Save", "primary")
        self._hint = PlainLabel("", "hint", wrap=True)
        self._list = QVBoxLayout()
        self._scroll = QScrollArea()
        self._lay_out()
        self.name.textChanged.connect(self._name_changed)
        self.name.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)

    def begin(self, anchor: QWidget, searches: Sequence[SavedSearch]) -> None:
        """Open below the control it belongs to."""
        self.tell(searches)
        self._offer_to_save()
        self.open_at(anchor, width=self._theme.px(_WIDTH))
        self._take_focus()

    def tell(self, searches: Sequence[SavedSearch]) -> None:
        """Show these."""
        self._searches = searches
        while item := self._list.takeAt(0):
            widget = item.widget()
            if widget:
                widget.hide()
                widget.deleteLater()
        for search in searches:
            self._list.addWidget(self._row(search))
        if not searches:
            self._list.addWidget(PlainLabel("No search is saved yet.", "secondary"))
        self._list.addStretch(1)
        rows = max(1, min(len(searches), _ROWS_SHOWN))
        self._scroll.setFixedHeight(self._theme.px(rows * _ROW_HEIGHT))
        if self.hasFocus():
            self._take_focus()

    def _take_focus(self) -> None:
        first = self._list.itemAt(0)
        row = first.widget() if first else None
        run = row.findChild(QWidget, "savedSearch") if row else None
        target = run if self.name.isHidden() else self.name
        (target or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def _row(self, search: SavedSearch) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._theme.px(2))
        run = button("", "plain", name=f"Run the search {search.name}")
        run.setObjectName("savedSearch")
        run.setToolTip(plain_tool_tip(search.text))
        run.setMinimumHeight(self._theme.px(_ROW_HEIGHT - 4))
        inside = QHBoxLayout(run)
        inside.setContentsMargins(self._theme.px(8), 0, self._theme.px(8), 0)
        words = ElidedLabel(search.name)
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside.addWidget(words)
        rename = IconButton(self._theme, "pencil", f"Rename {search.name}", size=28, icon_size=15)
        remove = IconButton(self._theme, "bin", f"Remove {search.name}", size=28, icon_size=15)
        run.clicked.connect(lambda: self._run(search))
        rename.clicked.connect(lambda: self._offer_to_rename(search))
        remove.clicked.connect(lambda: self._remove(search))
        line.addWidget(run, 1)
        line.addWidget(rename)
        line.addWidget(remove)
        return row

    def _run(self, search: SavedSearch) -> None:
        self.close_popover()
        self.run_requested.emit(search)

    def _remove(self, search: SavedSearch) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # the row goes, and with it the popover if the keyboard is there
        self.remove_requested.emit(search)

    def _offer_to_save(self) -> None:
        self._renamed = None
        self._title.setText("Save this search" if self._query.terms else "Saved searches")
        self.keep.setText("Save")
        for widget in (self.name, self.keep):
            widget.setVisible(bool(self._query.terms))
        self._name_changed()

    def _offer_to_rename(self, search: SavedSearch) -> None:
        self._renamed = search
        self._title.setText(f"Rename “{search.name}”")
        self.keep.setText("Rename")
        for widget in (self.name, self.keep):
            widget.show()
        self.name.setText(search.name)
        self.name.selectAll()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            return
        if self._renamed:
            self.rename_requested.emit(self._renamed, name)
        else:
            self.save_requested.emit(name)
        self.close_popover()

    def _name_changed(self) -> None:
        """Say when a name is taken: keeping it takes the place of the other one."""
        name = " ".join(self.name.text().split()).casefold()
        self.keep.setEnabled(bool(name))
        is_taken = any(one.name.casefold() == name and one is not self._renamed for one in self._searches)
        self._hint.setText("There is a search of this name; it will be replaced." if is_taken else "")
        self._hint.setVisible(is_taken)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.keep)
        content = QWidget()
        content.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (self._scroll.viewport(), content):
            widget.setAutoFillBackground(False)
        self.body.addWidget(self._title)
        self.body.addLayout(line)
        self.body.addWidget(self._hint)
        self.body.addWidget(self._scroll)
