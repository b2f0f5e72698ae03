"""The reference images: slots that are filled, moved and emptied."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.references import Reference
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.reference_menu import reference_menu
from flux_desktop.ui.compose.reference_slot import AddSlot, ReferenceSlot, SlotContent
from flux_desktop.ui.compose.reference_sources import Source, choose_files, files_as_sources, name_of, sources_of
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_GAP = 8
_UNSUPPORTED = "Use PNG, JPEG, WebP or GIF (first frame)."


class ReferencePanel(QWidget):
    """Slots for references. It reads no files: it asks for them, and is given references and small pictures back.

    ``changed`` carries the new references and how their numbers moved (old number to new).
    """

    changed = Signal(object, object)
    references_wanted = Signal(list)
    thumbnails_wanted = Signal(list)
    words_wanted = Signal(str)
    message = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("referencePanel")
        self.setAccessibleName("Reference images")
        self._theme = theme
        self._limit = 0
        self._model_name = ""
        self._contents: list[SlotContent] = []
        self._slots: list[ReferenceSlot] = []
        self._drop_index: int | None = None
        self._counter = PlainLabel("", "caption", parent=self)
        self._note = PlainLabel("", "hint", wrap=True, parent=self)
        self._add = AddSlot(theme, self.choose, self)
        self._lay_out()
        theme.changed.connect(self._measure)

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

    def show_references(self, references: Sequence[Reference], model: ImageModel) -> None:
        """Show these references, as far as they are not shown already, and the limits of ``model``."""
        self._limit, self._model_name = model.max_references, words.short_name(model)
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

    def slot_at(self, point: QPoint) -> int | None:
        """The filled slot under ``point``, in the panel's own coordinates."""
        return next((i for i, slot in enumerate(self._slots) if slot.geometry().contains(point)), None)

    # What the person does

    def move_reference(self, index: int, target: int) -> None:
        """Move a slot; the numbers in the prompt follow."""
        target = min(max(target, 0), len(self._contents) - 1)
        if index == target:
            return
        before = self.references()
        self._contents.insert(target, self._contents.pop(index))
        self._tell(_new_numbers(before, self.references()))
        self._slots[target].setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_reference(self, index: int) -> None:
        before = self.references()
        gone = self._contents.pop(index)
        moved = _new_numbers(before, (*self.references(), gone.reference)) if gone.reference else {}
        self._tell(moved)
        neighbour = self._slots[min(index, len(self._slots) - 1)] if self._slots else self._add
        neighbour.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_index is None:
            return
        painter = QPainter(self)
        slot = self._slots[min(self._drop_index, len(self._slots) - 1)].geometry()
        x = slot.left() - self._theme.px(5) if self._drop_index < len(self._slots) else slot.right() + self._theme.px(3)
        mark = QRectF(x, slot.top(), self._theme.px(3), slot.height())
        painter.fillRect(mark, self._theme.colour("accent"))

    def _open_menu(self, slot: ReferenceSlot, at: QPointF) -> None:
        index = self._slots.index(slot)
        menu = reference_menu(self, self, index, len(self._slots), self._number_of(index))
        menu.popup(slot.mapToGlobal(at.toPoint()))

    def replace_by_choice(self, index: int) -> None:
        """Let the person pick a file for a slot."""
        choose_files(self, lambda paths: self.offer(files_as_sources(paths[:1]), replacing=index), many=False)

    def _step_focus(self, slot: ReferenceSlot, step: int) -> None:
        widgets: list[QWidget] = [*self._slots, *([self._add] if self.has_room else [])]
        index = widgets.index(slot) + step
        if 0 <= index < len(widgets):
            widgets[index].setFocus(Qt.FocusReason.TabFocusReason)

    def _dragged(self, point: QPointF) -> None:
        """Show where the slot would go: before the first slot whose middle is right of the pointer, in its row."""
        at = point.toPoint()
        index = len(self._slots)
        for i, slot in enumerate(self._slots):
            place = slot.geometry()
            if at.y() < place.top() or (at.y() <= place.bottom() and at.x() < place.center().x()):
                index = i
                break
        self._drop_index = index
        self.update()

    def _dropped(self, slot: ReferenceSlot) -> None:
        target, self._drop_index = self._drop_index, None
        self.update()
        if target is not None:
            index = self._slots.index(slot)
            self.move_reference(index, target - 1 if target > index else target)

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
        self._make_slots()
        unused = f"Not used by {self._model_name}: {self._limit} at most"
        for index, slot in enumerate(self._slots):
            number = self._number_of(index)
            slot.show_content(self._contents[index], number, unused if number > self._limit else "")
        count = len(self.references())
        over = count > self._limit
        self._counter.setText(f"{self._limit} of {count} used" if over else f"{count} of {self._limit}")
        failures = [f"{c.name}: {c.failure}" for c in self._contents if c.failure]
        notes = [*failures, *([f"{unused}."] if over else [])]
        self._note.setText("\n".join(notes))
        show_if(self._note, bool(notes))
        show_if(self._add, self.has_room)

    def _make_slots(self) -> None:
        while len(self._slots) > len(self._contents):
            slot = self._slots.pop()
            self._flow.removeWidget(slot)
            slot.hide()
            slot.deleteLater()
        while len(self._slots) < len(self._contents):
            slot = ReferenceSlot(self._theme, self._contents[len(self._slots)], self)
            self._flow.insert_widget(len(self._slots), slot)
            self._connect(slot)
            self._slots.append(slot)
            slot.show()
            self.setTabOrder(slot, self._add)

    def _connect(self, slot: ReferenceSlot) -> None:
        slot.menu_requested.connect(lambda at: self._open_menu(slot, at))
        slot.remove_requested.connect(lambda: self.remove_reference(self._slots.index(slot)))
        slot.moved_by_key.connect(
            lambda step: self.move_reference(self._slots.index(slot), self._slots.index(slot) + step)
        )
        slot.focus_step.connect(lambda step: self._step_focus(slot, step))
        slot.dragged_to.connect(self._dragged)
        slot.dropped.connect(lambda: self._dropped(slot))

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        header = QHBoxLayout()
        header.addWidget(PlainLabel("Reference images", "label", parent=self))
        header.addStretch(1)
        header.addWidget(self._counter)
        self._flow = FlowLayout()
        self._flow.addWidget(self._add)
        self._column.addLayout(header)
        self._column.addLayout(self._flow)
        self._column.addWidget(self._note)
        self._measure()

    def _measure(self) -> None:
        self._column.setSpacing(self._theme.px(8))
        self._flow.set_gap(self._theme.px(_GAP))


def _new_numbers(before: Sequence[Reference], after: Sequence[Reference]) -> dict[int, int]:
    """How the numbers moved: by identity, since the same picture may be there twice."""
    places = {id(reference): number for number, reference in enumerate(after, start=1)}
    return {
        number: places[id(reference)] for number, reference in enumerate(before, start=1) if id(reference) in places
    }
