"""Settings > Pictures: where they are kept, in which form, and what their thumbnails take."""

from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog

from flux_desktop.settings.settings import OutputFormat, Settings
from flux_desktop.ui.preferences.import_section import ImportSection
from flux_desktop.ui.preferences.page import Page
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.inline_message import InlineMessage
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_FORMATS = {
    OutputFormat.PNG: "PNG, nothing is lost",
    OutputFormat.JPEG: "JPEG, smaller files",
    OutputFormat.WEBP: "WebP, smallest files",
}


_BIN_DAYS = (7, 30, 90, 365)


class PicturesPage(Page):
    """``usual_library`` is the folder when none was chosen."""

    clear_thumbnails_requested = Signal()
    folder_requested = Signal(str)

    def __init__(self, theme: Theme, usual_library: Path) -> None:
        super().__init__(theme, "Pictures", "image-plus")
        self._usual_library = usual_library
        self._library = usual_library
        self._path = ElidedLabel(str(usual_library))
        self._facts = PlainLabel("", "caption", wrap=True)
        self._change = button("Move…", name="Move the folder for pictures")
        self._open = button("Open folder")
        self._refusal = InlineMessage(theme)
        self._format = QComboBox()
        self._format.setAccessibleName("File format")
        self._format.addItems(list(_FORMATS.values()))
        self._embed = QCheckBox("Write the prompt and settings into picture files")
        self._ask = QCheckBox("Ask when pictures are not finished")
        self._bin_days = QComboBox()
        self._bin_days.setObjectName("binDays")
        self._bin_days.setAccessibleName("Empty the bin by itself")
        self._thumbnails = PlainLabel("", "body")
        self._clear = button("Clear", name="Clear the thumbnails")
        self.imports = ImportSection(theme)
        """Told what is watched by whoever knows."""
        self._lay_out()
        self._bind()
        self.show_thumbnail_bytes(None)

    def show_settings(self, settings: Settings) -> None:
        self._library = Path(settings.library) if settings.library else self._usual_library
        self._path.setText(str(self._library))
        self._format.setCurrentIndex(list(_FORMATS).index(settings.output_format))
        self._show_bin_days(settings.bin_days)
        self.imports.show_in_place(settings.import_in_place)
        self._embed.setChecked(settings.embed_settings)
        self._ask.setChecked(settings.ask_before_leaving)

    def show_library_facts(self, pictures: int, size_bytes: int | None = None) -> None:
        """What is in the library."""
        count = "1 picture" if pictures == 1 else f"{self.locale().toString(pictures)} pictures"
        self._facts.setText(f"{count}, {self._size(size_bytes)}" if size_bytes is not None else count)
        show_if(self._facts, wanted=True)

    def show_thumbnail_bytes(self, size_bytes: int | None) -> None:
        """What the thumbnails take on disk; ``None`` while it is not known."""
        self._thumbnails.setText("Thumbnails" if size_bytes is None else f"Thumbnails take {self._size(size_bytes)}")

    def _show_bin_days(self, days: int | None) -> None:
        """The usual choices, and another one that somebody has written into the file."""
        choices = [*sorted({*_BIN_DAYS, *([days] if days else [])}), None]
        self._bin_days.clear()
        for choice in choices:
            words = "Never" if choice is None else "After a day" if choice == 1 else f"After {choice} days"
            self._bin_days.addItem(words, choice)
        self._bin_days.setCurrentIndex(choices.index(days))

    def choose_folder(self) -> None:
        """Ask for another folder, starting at the present one."""
        dialog = QFileDialog(self, "Folder for your pictures", str(self._library))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.open()

    def folder_chosen(self, folder: str) -> None:
        """Have it looked at, and the person asked what is to come along."""
        self._refusal.clear()
        self.folder_requested.emit(folder)

    def show_folder_refused(self, lead: str, rest: str) -> None:
        self._refusal.say("err", lead, rest, icon="folder")

    def _size(self, size_bytes: int) -> str:
        return self.locale().formattedDataSize(
            size_bytes, 0 if size_bytes < 10**6 else 1, QLocale.DataSizeFormat.DataSizeSIFormat
        )

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._library)))

    def _lay_out(self) -> None:
        self._add_section("Folder")
        self._add(self._path)
        self._add(self._facts)
        show_if(self._facts, wanted=False)  # until somebody knows
        self._add_flow(self._change, self._open)
        self._add(self._refusal)
        self._add_note("You are asked whether the pictures you have come along.")
        self._add_section("File format of new pictures")
        self._add_row(self._format)
        self._add_note("Where a model offers it. More options has the format of a single picture.")
        self._add_section("Inside the files")
        self._add_choice(
            self._embed,
            "So a file alone tells how it was made, here and in other programs, and whoever gets it can read that. "
            "The picture itself stays as it came.",
        )
        self._add(self.imports)
        self._add_section("When Flux Desktop is closed")
        self._add_choice(self._ask, "Whatever you answer, no picture that was paid for gets lost.")
        self._add_section("Delete what is in the Bin for ever")
        self._add_row(self._bin_days)
        self._add_note("Until then everything in it can be put back.")
        self._add_section("Space on this computer")
        self._add_row(self._thumbnails, self._clear)
        self._add_note("Small copies that keep the gallery quick. What is cleared is made again when it is needed.")
        self._end()

    def _bind(self) -> None:
        self._change.clicked.connect(self.choose_folder)
        self._open.clicked.connect(self._open_folder)
        self._format.activated.connect(lambda index: self.changed.emit("output_format", list(_FORMATS)[index]))
        self._embed.clicked.connect(lambda wanted: self.changed.emit("embed_settings", wanted))
        self._ask.clicked.connect(lambda is_on: self.changed.emit("ask_before_leaving", is_on))
        self._bin_days.activated.connect(lambda index: self.changed.emit("bin_days", self._bin_days.itemData(index)))
        self._clear.clicked.connect(self.clear_thumbnails_requested)
