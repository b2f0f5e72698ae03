"""The reference images: slots that are filled, moved and emptied."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.reference_fitting import Shrinking
from flux_desktop.domain.references import Reference
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.reference_menu import reference_menu
from flux_desktop.ui.compose.reference_slot import ReferenceSlot, SlotContent
from flux_desktop.ui.compose.reference_sources import Source, choose_files, files_as_sources, name_of, sources_of
from flux_desktop.ui.compose.slot_row import SlotRow
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_UNSUPPORTED = "Use PNG, JPEG, WebP or GIF (first frame)."


class ReferencePanel(QWidget):
    """Slots for references. It reads no files: it asks for them, and is given references and small pictures back.

    ``changed`` carries the new references and how their numbers moved (old number to new).
    """

    changed = Signal(object, object)
    references_wanted = Signal(list)
    thumbnails_wanted = Signal(list)
    crop_requested = Signal(object)
    """A reference, of which a part is wanted; ``replace_reference`` answers."""
    open_requested = Signal(object)
    words_wanted = Signal(str)
    message = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("referencePanel")
        self.setAccessibleName("Reference images")
        self._theme = theme
        self._limit = 0
        self._model_name = ""
        self._made_smaller = ""
        self._contents: list[SlotContent] = []
        self._counter = PlainLabel("", "caption", parent=self)
        self._row = SlotRow(theme, self)
        self._note = PlainLabel("", "hint", wrap=True, parent=self)
        self._lay_out()
        self._row.add_requested.connect(self.choose)
        self._row.menu_requested.connect(self._open_menu)
        self._row.remove_requested.connect(self.remove_reference)
        self._row.move_requested.connect(self.move_reference)
        theme.changed.connect(self._measure)

    @property
    def slots(self) -> tuple[ReferenceSlot, ...]:
        return self._row.slots

    @property
    def add_slot(self) -> QWidget:
        """The empty slot at the end, hidden when there is no room."""
        return self._row.add_slot

    # What the window and scripts use

    def addFiles(self, paths: list[str]) -> None:
        """Add image files, as a drop of them would."""
        self.offer(files_as_sources(paths))

    def offer(self, sources: Sequence[Source], replacing: int | None = None) -> None:
        """Take in images: the first in place of slot ``replacing``, the others from the first free slot on."""
        taken: list[Source] = []
        for source in sources:
            name = name_of(source)
            if replacing is not None and replacing < len(self._contents):
                content, replacing = self._contents[replacing], None
                content.waiting_for, content.failure = name, ""
            elif self.has_room:
                self._contents.append(SlotContent(name, waiting_for=name))
            else:
                break
            taken.append(source)
        left_out = len(sources) - len(taken)
        if left_out:
            self.message.emit(f"{left_out} not added. {self._model_name} takes {self._limit}.")
        self._refresh()
        if taken:
            self.references_wanted.emit(taken)

    def offer_at(self, sources: Sequence[Source], point: QPoint) -> None:
        """Take in images dropped at ``point`` of the panel: on a filled slot, the first replaces it."""
        self.offer(sources, replacing=self._row.slot_at(self._row.mapFrom(self, point)))

    def add_reference(self, reference: Reference, thumbnail: QImage) -> None:
        """A wanted image has been read."""
        content = self._waiting_for(reference.name)
        if content is None:
            content = SlotContent(reference.name)
            self._contents.append(content)
        content.reference, content.thumbnail, content.name = reference, thumbnail, reference.name
        content.waiting_for = content.failure = ""
        self._tell({})

    def reference_failed(self, name: str, sentence: str) -> None:
        """A wanted image could not be read; ``sentence`` says why and what to do."""
        content = self._waiting_for(name)
        if content is None:
            return
        content.waiting_for = ""
        if content.reference:
            self.message.emit(f"{name}: {sentence}")
        else:
            content.failure = sentence
        self._refresh()

    def set_thumbnail(self, sha256: str, thumbnail: QImage) -> None:
        """The small picture of a reference that came with a draft."""
        for content in self._contents:
            if content.reference and content.reference.sha256 == sha256:
                content.thumbnail = thumbnail
        self._refresh()

    def references(self) -> tuple[Reference, ...]:
        return tuple(content.reference for content in self._contents if content.reference)

    def show_references(
        self, references: Sequence[Reference], model: ImageModel, shrinking: Shrinking | None = None
    ) -> None:
        """Show these references, as far as they are not shown already, and the limits of ``model``; ``shrinking`` is
        what is sent smaller."""
        self._limit, self._model_name = model.max_references, words.short_name(model)
        self._made_smaller = words.made_smaller(shrinking) if shrinking else ""
        if tuple(references) != self.references():
            known = {c.reference.sha256: c.thumbnail for c in self._contents if c.reference}
            self._contents = [SlotContent(r.name, r, known.get(r.sha256)) for r in references]
            missing = [c.reference for c in self._contents if c.thumbnail is None]
            if missing:
                self.thumbnails_wanted.emit(missing)
        self._refresh()

    @property
    def has_room(self) -> bool:
        return len(self._contents) < self._limit

    def choose(self) -> None:
        """Let the person pick files."""
        choose_files(self, lambda paths: self.offer(files_as_sources(paths)))

    def paste(self) -> None:
        """Take the image on the clipboard."""
        sources = sources_of(QGuiApplication.clipboard().mimeData())
        if sources:
            self.offer(sources)
        else:
            self.message.emit(f"There is no picture on the clipboard. {_UNSUPPORTED}")

    # What the person does

    def move_reference(self, index: int, target: int) -> None:
        """Move a slot; the numbers in the prompt follow."""
        target = min(max(target, 0), len(self._contents) - 1)
        if index == target:
            return
        before = self.references()
        self._contents.insert(target, self._contents.pop(index))
        self._tell(_new_numbers(before, self.references()))
        self._row.focus_slot(target)

    def remove_reference(self, index: int) -> None:
        before = self.references()
        gone = self._contents.pop(index)
        moved = _new_numbers(before, (*self.references(), gone.reference)) if gone.reference else {}
        self._tell(moved)
        self._row.focus_slot(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def replace_by_choice(self, index: int) -> None:
        """Let the person pick a file for a slot."""
        choose_files(self, lambda paths: self.offer(files_as_sources(paths[:1]), replacing=index), many=False)

    def crop(self, index: int) -> None:
        """Let the person choose the part of a slot's picture that is sent."""
        if reference := self._contents[index].reference:
            self.crop_requested.emit(reference)

    def look_at(self, index: int) -> None:
        """Show a slot's picture in full."""
        if reference := self._contents[index].reference:
            self.open_requested.emit(reference)

    def replace_reference(self, old: Reference, new: Reference, thumbnail: QImage) -> None:
        """Put ``new`` in the place of ``old``, wherever that is by now; if it is gone, nothing happens."""
        content = next((content for content in self._contents if content.reference is old), None)
        if content:
            content.reference, content.thumbnail = new, thumbnail
            self._tell({})

    def _open_menu(self, index: int, at: QPoint) -> None:
        reference_menu(self, self, index, len(self._contents), self._number_of(index)).popup(at)

    # Keeping what is shown in step

    def _waiting_for(self, name: str) -> SlotContent | None:
        return next((content for content in self._contents if content.waiting_for == name), None)

    def _number_of(self, index: int) -> int:
        """The number of a slot: its place among those that can be sent; 0 for the others."""
        if self._contents[index].reference is None:
            return 0
        return sum(1 for content in self._contents[: index + 1] if content.reference)

    def _tell(self, new_numbers: Mapping[int, int]) -> None:
        self._refresh()
        self.changed.emit(self.references(), dict(new_numbers))

    def _refresh(self) -> None:
        why = f"Not used by {self._model_name}: {self._limit} at most"
        numbers = [self._number_of(index) for index in range(len(self._contents))]
        unused = [why if number > self._limit else "" for number in numbers]
        self._row.show_contents(self._contents, numbers, unused, has_room=self.has_room)
        count = len(self.references())
        over = count > self._limit
        self._counter.setText(f"{self._limit} of {count} used" if over else f"{count} of {self._limit}")
        failures = [f"{c.name}: {c.failure}" for c in self._contents if c.failure]
        notes = [*failures, f"{why}." if over else "", self._made_smaller]
        self._note.setText("\n".join(note for note in notes if note))
        show_if(self._note, any(notes))

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        header = QHBoxLayout()
        header.addWidget(PlainLabel("Reference images", "label", parent=self))
        header.addStretch(1)
        header.addWidget(self._counter)
        self._column.addLayout(header)
        self._column.addWidget(self._row)
        self._column.addWidget(self._note)
        self._measure()

    def _measure(self) -> None:
        self._column.setSpacing(self._theme.px(8))


def _new_numbers(before: Sequence[Reference], after: Sequence[Reference]) -> dict[int, int]:
    """How the numbers moved: by identity, since the same picture may be there twice."""
    places = {id(reference): number for number, reference in enumerate(after, start=1)}
    return {
        number: places[id(reference)] for number, reference in enumerate(before, start=1) if id(reference) in places
    }
