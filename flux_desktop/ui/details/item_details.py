"""All about one item: the picture, its words, how it was made, what it cost, where it is."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.references import Reference
from flux_desktop.domain.search_hits import hits_in_prompt, hits_in_used
from flux_desktop.domain.search_query import SearchQuery
from flux_desktop.storage.gallery_row import GenerationDetails
from flux_desktop.ui.details.facts import Fact, facts_of
from flux_desktop.ui.details.file_section import FileSection
from flux_desktop.ui.details.keeping_section import KeepingSection
from flux_desktop.ui.details.preview import Preview, ReferencePicture
from flux_desktop.ui.details.sources import DetailsSource, Previews
from flux_desktop.ui.job_words import words_for
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import ElidedLabel, LitLabel, PlainLabel, keep_to_the_pane, plain_tool_tip
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _TALLEST = 288, 340


class ItemDetails(QWidget):
    """Filled anew for each item. Buttons emit what was pressed; the ids are those of the item shown."""

    vary_requested = Signal(object)
    reference_requested = Signal(object)
    more_requested = Signal(object, QPoint)
    use_prompt_requested = Signal(object)
    show_in_folder_requested = Signal(object)
    locate_requested = Signal(object)
    remove_requested = Signal(object)

    def __init__(
        self, theme: Theme, library: DetailsSource, previews: Previews, model_name: Callable[[str], str]
    ) -> None:
        super().__init__()
        self._theme = theme
        self._library = library
        self._previews = previews
        self._model_name = model_name
        self._id: ItemId = 0
        self._preview = Preview(theme, previews, _WIDTH, _TALLEST, self)
        self._title = PlainLabel("", "label", wrap=True)
        self._sentence = PlainLabel("", "secondary", wrap=True, selectable=True)
        self._buttons = self._make_buttons()
        self.keeping = KeepingSection(theme)
        self._prompt = LitLabel("", "secondary", wrap=True, selectable=True)
        self._prompt.setAccessibleName("Prompt")
        self._used = LitLabel("", "secondary", wrap=True, selectable=True)
        self._query = SearchQuery()
        self._words = ("", "")
        self._facts = QGridLayout()
        self._references = QVBoxLayout()
        self._file = self._make_file_section()
        for label in (self._sentence, self._prompt, self._used):
            keep_to_the_pane(label)
        self._lay_out()
        theme.changed.connect(self._show_words)

    def show_item(self, details: GenerationDetails, made: str) -> None:
        """``made`` are the words for when it was made."""
        row = details.row
        self._id = row.id
        self._show_picture(details)
        differs = bool(row.prompt_used) and row.prompt_used != row.prompt
        self._words = (row.prompt, row.prompt_used if differs and row.prompt_used else "")
        self._show_words()
        show_if(self._used_section, differs)
        self._show_facts(facts_of(details, self._model_name, made))
        self._show_references(details.references)
        show_if(self._file_section, row.path is not None)
        self._file.show_file(row)

    def show_vary_words(self, words: str) -> None:
        """What Vary makes and costs."""
        self._vary.setToolTip(plain_tool_tip(f"Vary with a new seed{', ' if words else ''}{words} (V)"))

    def light(self, query: SearchQuery) -> None:
        """Light what this search finds in the words."""
        self._query = query
        self._show_words()

    def _show_words(self) -> None:
        asked, used = self._words
        colours = self._theme.colour("text").name(), self._theme.colour("soft").name()
        self._prompt.light(asked or "No words are known for this picture.", hits_in_prompt(self._query, asked), colours)
        self._used.light(used, hits_in_used(self._query, used), colours)

    def _show_picture(self, details: GenerationDetails) -> None:
        """The picture and what can be done with it, or in words what became of it."""
        row = details.row
        is_picture = row.state is State.DONE
        show_if(self._preview, is_picture)
        show_if(self._buttons, is_picture)
        show_if(self.keeping, is_picture)
        show_if(self._title, not is_picture)
        show_if(self._sentence, not is_picture)
        if is_picture:
            self.keeping.show_one(details)
            self._preview.show_item(row.id, row.path, row.size)
            self._preview.setAccessibleName(row.prompt)
            return
        self._preview.clear()
        words = words_for(row)
        detail = row.failure.detail if row.failure else ""
        self._title.setText(words.title)
        self._sentence.setText("\n\n".join(part for part in (words.text, detail) if part))

    def _show_facts(self, facts: list[Fact]) -> None:
        _empty(self._facts)
        for line, (label, value) in enumerate(facts):
            name = PlainLabel(label, "secondary")
            name.setMinimumWidth(self._theme.px(80))
            shown = PlainLabel(value, wrap=True, selectable=True)
            shown.setAccessibleName(f"{label}: {value}")
            keep_to_the_pane(shown)
            self._facts.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(shown, line, 1)

    def _show_references(self, references: tuple[Reference, ...]) -> None:
        _empty(self._references)
        show_if(self._references_section, bool(references))
        for number, reference in enumerate(references, 1):
            row = QHBoxLayout()
            row.setSpacing(self._theme.px(10))
            file = self._library.reference_path(reference)
            row.addWidget(ReferencePicture(self._theme, self._previews, file, number))
            row.addWidget(ElidedLabel(reference.name or f"Reference {number}", "secondary"), 1)
            self._references.addLayout(row)

    def _make_file_section(self) -> FileSection:
        section = FileSection(self._theme, self._library, self._theme.px(_WIDTH))
        section.show_in_folder_requested.connect(lambda: self.show_in_folder_requested.emit(self._id))
        section.locate_requested.connect(lambda: self.locate_requested.emit(self._id))
        section.remove_requested.connect(lambda: self.remove_requested.emit([self._id]))
        return section

    def _make_buttons(self) -> QWidget:
        holder, px = QWidget(), self._theme.px
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self._vary = button("Vary")
        self._reference = button("Use as reference")
        icons = ((self._vary, "vary"), (self._reference, "image-plus"))
        for made, icon in icons:
            made.setIcon(self._theme.icons.icon(icon))
            made.setIconSize(QSize(px(16), px(16)))
            row.addWidget(made)
        more = IconButton(self._theme, "more", "More")
        row.addStretch(1)
        row.addWidget(more)
        self._vary.clicked.connect(lambda: self.vary_requested.emit(self._id))
        self._reference.clicked.connect(lambda: self.reference_requested.emit([self._id]))
        more.clicked.connect(lambda: self.more_requested.emit([self._id], more.mapToGlobal(QPoint(0, more.height()))))
        return holder

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(16))
        column.setSpacing(px(6))
        column.addWidget(self._preview, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self._title, self._sentence, self._buttons, self.keeping):
            column.addWidget(widget)
        use = button("Use this prompt", "link")
        use.clicked.connect(lambda: self.use_prompt_requested.emit(self._id))
        self._used_section = self._section("Prompt as FLUX used it", self._used)
        self._references_section = self._section("References", self._references)
        self._file_section = self._section("File", self._file)
        for section in (
            self._section("Prompt", self._prompt, beside=use),
            self._used_section,
            self._section("Made with", self._facts),
            self._references_section,
            self._file_section,
        ):
            column.addWidget(section)
        column.addStretch(1)
        self._facts.setHorizontalSpacing(px(10))
        self._facts.setVerticalSpacing(px(5))
        self._facts.setColumnStretch(1, 1)

    def _section(self, title: str, *content: QWidget | QLayout, beside: QWidget | None = None) -> QWidget:
        """A heading with something under it, and perhaps a button ``beside`` it. It is hidden as one."""
        px = self._theme.px
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(6))
        head = QHBoxLayout()
        head.addWidget(PlainLabel(title, "label"))
        head.addStretch(1)
        if beside:
            head.addWidget(beside)
        column.addLayout(head)
        for part in content:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part)
        return section


def _empty(layout: QGridLayout | QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout, and the widgets out of the world."""
    while item := layout.takeAt(0):
        inner = item.layout()
        if isinstance(inner, QHBoxLayout):
            _empty(inner)
        widget = item.widget()
        if widget:
            widget.hide()
            widget.deleteLater()
