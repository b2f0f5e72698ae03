"""The list of files that an import could not take, each with its reason."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from flux_desktop.domain.imports import ImportReport
from flux_desktop.ui.importing.words import refusal_lines, summary_words
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.tool_tips import plain_tool_tip
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _HEIGHT, _NAME_WIDTH = 640, 420, 220
_MOST_ROWS = 500


class RefusedDialog(QDialog):
    """Show it with ``open()``."""

    def __init__(self, theme: Theme, report: ImportReport, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("refusedDialog")
        count = len(report.refused)
        title = "1 file could not be read" if count == 1 else f"{count:,} files could not be read"
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._report = report
        self._table = _table(report, theme)
        copy, close = button("Copy list"), button("Close", "primary")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(refusal_lines(report)))
        close.clicked.connect(self.close)
        px = theme.px
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(18), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(PlainLabel(title, "title"))
        column.addWidget(PlainLabel(f"{summary_words(report)} Nothing was changed about these files.", wrap=True))
        column.addWidget(self._table, 1)
        if count > _MOST_ROWS:
            column.addWidget(PlainLabel(f"And {count - _MOST_ROWS:,} more: the copied list has them all.", "caption"))
        column.addLayout(buttons)
        self.resize(QSize(px(_WIDTH), px(_HEIGHT)))
        close.setFocus()


def _table(report: ImportReport, theme: Theme) -> QTableWidget:
    shown = report.refused[:_MOST_ROWS]
    table = QTableWidget(len(shown), 2)
    table.setAccessibleName("Files that could not be read")
    table.setHorizontalHeaderLabels(["File", "Why"])
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.verticalHeader().hide()
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    table.setColumnWidth(0, theme.px(_NAME_WIDTH))
    for row, refused in enumerate(shown):
        name = QTableWidgetItem(Path(refused.path).name or refused.path)
        name.setToolTip(plain_tool_tip(refused.path))
        table.setItem(row, 0, name)
        table.setItem(row, 1, QTableWidgetItem(refused.reason))
    table.horizontalHeader().sectionResized.connect(table.resizeRowsToContents)
    return table
