"""One page of the settings: a heading, and sections below it that scroll where they do not fit."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from flux_desktop.settings.settings import Settings
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme


class Page(QScrollArea):
    """``changed`` carries the name of a setting and its new value."""

    changed = Signal(str, object)

    def __init__(self, theme: Theme, title: str, icon: str) -> None:
        super().__init__()
        self.title = title
        self.icon = icon
        self.aside: QWidget | None = None
        """What stands beside the dialog's Close button while this page is shown."""
        self._theme = theme
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        px = theme.px
        self._column.setContentsMargins(px(28), px(22), px(28), px(8))
        self._column.setSpacing(px(8))
        self._column.addWidget(PlainLabel(title, "page"))
        self._column.addSpacing(px(8))
        self.setWidget(inside)

    def show_settings(self, settings: Settings) -> None:
        """Bring the controls in line with ``settings``, without a word about it."""

    def _add_section(self, title: str) -> None:
        if self._column.count() > 2:
            self._column.addSpacing(self._theme.px(12))
        self._column.addWidget(PlainLabel(title, "strong"))

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _add_note(self, text: str) -> PlainLabel:
        note = PlainLabel(text, "caption", wrap=True)
        self._column.addWidget(note)
        return note

    def _add_choice(self, choice: QAbstractButton, note: str) -> None:
        """A box or a radio button, and what it means below its words."""
        choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        choice.setAccessibleDescription(note)
        explanation = PlainLabel(note, "caption", wrap=True)
        explanation.setContentsMargins(self._theme.px(28), 0, 0, 0)
        pair = QVBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(choice, 0, Qt.AlignmentFlag.AlignLeading)
        pair.addWidget(explanation)
        self._column.addLayout(pair)

    def _add_row(self, *widgets: QWidget) -> None:
        """Widgets side by side at their own width, from the leading edge."""
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(10))
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self._column.addLayout(row)

    def _add_flow(self, *widgets: QWidget) -> None:
        """Widgets of one height side by side, in more rows where there is no room."""
        holder = QWidget()
        flow = FlowLayout(holder, self._theme.px(10))
        for widget in widgets:
            flow.addWidget(widget)
        self._column.addWidget(holder)

    def _end(self) -> None:
        self._column.addStretch(1)
