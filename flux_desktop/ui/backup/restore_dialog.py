"""What restoring would do, before it does it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.services.restoring import RestorePreview
from flux_desktop.ui.backup.outcome import day
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _INDENT = 480, 28
_SET_BACK_NOTE = "What you have changed since then is lost in the gallery. The list as it is now is kept aside."


class RestoreDialog(QDialog):
    """``restore_requested`` carries whether what people keep, and whether settings are set back, too. ``more`` says
    what else will come back, and may be empty."""

    restore_requested = Signal(bool, bool)

    def __init__(
        self, theme: Theme, preview: RestorePreview, parent: QWidget, *, more: str = "", has_settings: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("restoreDialog")
        title = f"Restore from the backup of {day(preview.made_at)}?"
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._theme = theme
        self._is_idle = preview.is_idle and not more
        self._set_back = QCheckBox("Also set back favourites, ratings, notes, tags, albums and the bin")
        self._set_back.setEnabled(preview.in_both > 0)
        self._settings = QCheckBox("Also set back the settings of the program; your key and folder stay")
        self._settings.setVisible(has_settings)
        self._go = button("Restore", "primary")
        self._cancel = button("Cancel")
        self._lay_out(title, [*lines_for(preview), *([f"{more} that you do not have will come back."] if more else [])])
        self._settings.toggled.connect(self._update)
        self._set_back.toggled.connect(self._update)
        self._go.clicked.connect(self._restore)
        self._cancel.clicked.connect(self.reject)
        self._update()

    def _restore(self) -> None:
        self.restore_requested.emit(self._set_back.isChecked(), self._settings.isChecked())
        self.accept()

    def _update(self) -> None:
        self._go.setEnabled(not self._is_idle or self._set_back.isChecked() or self._settings.isChecked())

    def _lay_out(self, title: str, lines: list[str]) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(20), px(24), px(18))
        column.setSpacing(px(8))
        column.addWidget(PlainLabel(title, "title", wrap=True))
        for line in lines:
            column.addWidget(PlainLabel(line, "body", wrap=True))
        column.addSpacing(px(6))
        column.addWidget(self._set_back)
        note = PlainLabel(_SET_BACK_NOTE, "caption", wrap=True)
        note.setContentsMargins(px(_INDENT), 0, 0, 0)
        column.addWidget(note)
        self._set_back.setAccessibleDescription(_SET_BACK_NOTE)
        column.addWidget(self._settings)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(10), 0, 0)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._go)
        column.addLayout(foot)
        self.setMinimumWidth(px(_WIDTH))


def lines_for(preview: RestorePreview) -> list[str]:
    """One sentence for each thing that matters."""
    newest = f", the newest of {day(preview.newest_at)}" if preview.newest_at else ""
    lines = [f"The backup has {_count(preview.pictures, 'picture')}{newest}."]
    if preview.is_idle:
        lines.append("Nothing of it is missing here.")
    if preview.coming_back:
        lines.append(f"{_count(preview.coming_back, 'picture')} missing here will come back.")
    if preview.files_back:
        lines.append(f"{_count(preview.files_back, 'file')} that cannot be found will come back.")
    if preview.newer:
        are = "is" if preview.newer == 1 else "are"
        lines.append(f"{_count(preview.newer, 'picture')} that {are} not in the backup will stay.")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
