"""How pictures leave the library: format, size, names, what the files tell, and where they go."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from flux_desktop.domain.export_choice import LARGEST_SIDE_PX, SMALLEST_SIDE_PX, ExportChoice
from flux_desktop.domain.export_names import PLACES, USUAL_PATTERN, unknown_places
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.inline_message import InlineMessage
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel
from flux_desktop.ui.support.number_field import NumberField
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _LABELS, _INDENT, _SLIDER = 540, 84, 28, 220
_FORMATS = {
    None: "As they are",
    "png": "PNG, nothing is lost",
    "jpeg": "JPEG, smaller files",
    "webp": "WebP, smallest files",
}
_USUAL_SIDE_PX = 2048
_SETTINGS_NOTE = "So that this program and others can read how a picture was made."
_BARE_NOTE = "The files tell nothing: no prompt, no settings, no comments, no place or camera."

Example = Callable[[ExportChoice], str]


class ExportDialog(QDialog):
    """``export_requested`` carries the choice and the folder or the zip file it is for. ``example`` names the first
    picture as a choice would."""

    export_requested = Signal(object, object)

    def __init__(
        self, theme: Theme, *, count: int, choice: ExportChoice, folder: Path | None, example: Example, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("exportDialog")
        what = "1 picture" if count == 1 else f"{count:,} pictures"
        self._title = f"Export {what}"
        self.setWindowTitle(self._title)
        self.setAccessibleName(self._title)
        self._theme = theme
        self._count = count
        self._folder = folder
        self._zip: Path | None = None
        self._name_of = example
        self._make_controls()
        self._lay_out()
        self._show_choice(choice)
        self._bind()
        self._update()

    @property
    def choice(self) -> ExportChoice:
        return ExportChoice(
            file_format=list(_FORMATS)[self._format.currentIndex()],
            quality=self._quality.value(),
            longest_side_px=self._side.value() if self._is_smaller.isChecked() else None,
            pattern=self._pattern.text().strip() or USUAL_PATTERN,
            with_settings=self._settings.isChecked(),
            as_zip=self._target.currentIndex() == 1,
        )

    @property
    def place(self) -> Path | None:
        """The folder or the zip file, if there is one already."""
        return self._zip if self.choice.as_zip else self._folder

    def set_place(self, place: Path) -> None:
        """What was chosen for the present kind of target."""
        if self.choice.as_zip:
            self._zip = place
        else:
            self._folder = place
        self._update()

    def choose_place(self, *, then_export: bool = False) -> None:
        """Ask where it goes."""
        is_zip = self.choice.as_zip
        start = self._folder or Path.home()
        dialog = QFileDialog(self, "Export as zip file" if is_zip else "Export to folder", str(start))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if is_zip:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("zip")
            dialog.setNameFilter("Zip files (*.zip)")
            dialog.selectFile(f"{self._title.removeprefix('Export ')}.zip")
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda place: self.set_place(Path(place)))
        if then_export:
            dialog.fileSelected.connect(lambda _place: self.export())
        dialog.open()

    def export(self) -> None:
        """Go, once there is a place to go to."""
        if self.place is None:
            self.choose_place(then_export=True)
            return
        self.export_requested.emit(self.choice, self.place)
        self.accept()

    def _make_controls(self) -> None:
        self._format = QComboBox()
        self._format.setAccessibleName("File format")
        self._format.addItems(list(_FORMATS.values()))
        if self._count == 1:
            self._format.setItemText(0, "As it is")
        self._quality = QSlider(Qt.Orientation.Horizontal)
        self._quality.setAccessibleName("Quality, 1 to 100")
        self._quality.setRange(1, 100)
        self._quality.setFixedWidth(self._theme.px(_SLIDER))
        self._quality_words = PlainLabel("", "secondary")
        self._is_smaller = QCheckBox("At most")
        self._is_smaller.setAccessibleName("Make larger pictures smaller")
        self._side = NumberField("Longest side in pixels", SMALLEST_SIDE_PX, LARGEST_SIDE_PX)
        self._pattern = QLineEdit()
        self._pattern.setObjectName("exportPattern")
        self._pattern.setAccessibleName("Name of the files")
        self._pattern.setMaxLength(200)
        self._insert = button("Insert…", name="Insert a place into the name")
        self._insert.setMenu(self._make_places())
        self._example = ElidedLabel("", "caption")
        self._unknown = InlineMessage(self._theme)
        self._settings = QCheckBox("Write the prompt and settings into the files")
        self._note = PlainLabel("", "caption", wrap=True)
        self._target = QComboBox()
        self._target.setAccessibleName("Where to")
        self._target.addItems(["A folder", "One zip file"])
        self._path = ElidedLabel("", "secondary")
        self._choose = button("Choose…", name="Choose where the pictures go")
        self._go = button(self._title, "primary")
        self._go.setDefault(True)
        self._cancel = button("Cancel")

    def _make_places(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName("Places in a name")
        for name, meaning in PLACES.items():
            menu.addAction(f"{meaning}\t{{{name}}}").triggered.connect(
                lambda _checked=False, name=name: self._insert_place(name)
            )
        return menu

    def _insert_place(self, name: str) -> None:
        self._pattern.insert(f"{{{name}}}")
        self._pattern.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_choice(self, choice: ExportChoice) -> None:
        self._format.setCurrentIndex(list(_FORMATS).index(choice.file_format))
        self._quality.setValue(choice.quality)
        self._is_smaller.setChecked(choice.longest_side_px is not None)
        self._side.setValue(choice.longest_side_px or _USUAL_SIDE_PX)
        self._pattern.setText(choice.pattern)
        self._settings.setChecked(choice.with_settings)
        self._target.setCurrentIndex(int(choice.as_zip))

    def _bind(self) -> None:
        self._format.currentIndexChanged.connect(self._update)
        self._quality.valueChanged.connect(self._update)
        self._is_smaller.toggled.connect(self._update)
        self._side.valueChanged.connect(self._update)
        self._pattern.textChanged.connect(self._update)
        self._settings.toggled.connect(self._update)
        self._target.currentIndexChanged.connect(self._update)
        self._choose.clicked.connect(lambda _checked: self.choose_place())
        self._go.clicked.connect(self.export)
        self._cancel.clicked.connect(self.reject)

    def _update(self) -> None:
        """Show what the choice means."""
        choice = self.choice
        show_if(self._quality_row, choice.file_format in ("jpeg", "webp"))
        self._quality_words.setText(_quality_words(choice.quality))
        self._side.setEnabled(choice.longest_side_px is not None)
        self._example.setText(f"For example: {self._name_of(choice)}")
        self._note.setText(_SETTINGS_NOTE if choice.with_settings else _BARE_NOTE)
        self._settings.setAccessibleDescription(self._note.text())
        self._path.setText(f"{self.place.name}, in {self.place.parent}" if self.place else "Not chosen yet")
        self._show_unknown(unknown_places(choice.pattern))

    def _show_unknown(self, names: list[str]) -> None:
        show_if(self._unknown_row, bool(names))
        if not names:
            self._unknown.clear()
            return
        words = " and ".join(f"{{{name}}}" for name in names)
        lead = f"{words} {'stands' if len(names) == 1 else 'stand'} for nothing."
        if not self._unknown.text.startswith(lead):
            self._unknown.say("warn", lead, "It stays in the name as it is. Insert has what can be put in.")

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(20), px(24), px(18))
        column.setSpacing(px(10))
        column.addWidget(PlainLabel(self._title, "title"))
        column.addSpacing(px(4))
        column.addWidget(self._row("Format", self._format))
        self._quality_row = self._row("Quality", self._quality, self._quality_words)
        column.addWidget(self._quality_row)
        column.addWidget(self._row("Size", self._is_smaller, self._side, PlainLabel("pixels on the longest side")))
        column.addWidget(self._row("", PlainLabel("Pictures are never made larger.", "caption")))
        column.addWidget(self._row("Name", self._pattern, self._insert, stretched=self._pattern))
        column.addWidget(self._row("", self._example, stretched=self._example))
        self._unknown_row = self._row("", self._unknown, stretched=self._unknown)
        column.addWidget(self._unknown_row)
        column.addWidget(self._row("", self._settings))
        self._note.setContentsMargins(px(_INDENT), 0, 0, 0)
        column.addWidget(self._row("", self._note, stretched=self._note))
        column.addWidget(self._row("To", self._target, self._path, self._choose, stretched=self._path))
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(10), 0, 0)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._go)
        column.addLayout(foot)
        self.setMinimumWidth(px(_WIDTH))

    def _row(self, label: str, *widgets: QWidget, stretched: QWidget | None = None) -> QWidget:
        px = self._theme.px
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        words = PlainLabel(label, "secondary")
        words.setFixedWidth(px(_LABELS))
        row.addWidget(words)
        for widget in widgets:
            row.addWidget(widget, 1 if widget is stretched else 0)
        if stretched is None:
            row.addStretch(1)
        return holder


def _quality_words(quality: int) -> str:
    kind = "best" if quality >= 95 else "very good" if quality >= 85 else "good" if quality >= 70 else "small files"
    return f"{quality}, {kind}"
