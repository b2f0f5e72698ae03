"""The card in which pictures get tags or are put into albums."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.edits import Label
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.label_editor import LabelEditor
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.theme.theme import Theme

_WIDTH = 340


class LabelPopover(Popover):
    """``ids`` are the pictures it is about. The keyboard is in its field from the beginning."""

    albums_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget, kind: Label, whose: str) -> None:
        title = f"Tags of {whose}" if kind is Label.TAG else f"Albums of {whose}"
        super().__init__(theme, title, window)
        self.setObjectName("labelPopover")
        self.kind = kind
        self.ids: Sequence[ItemId] = ()
        placeholder = "Add a tag" if kind is Label.TAG else "Add to an album"
        self.editor = LabelEditor(theme, kind.value, placeholder)
        self.body.addWidget(PlainLabel(title, "label"))
        self.body.addWidget(self.editor)
        self.body.addWidget(PlainLabel("Return adds it. A name that is not there yet is made.", "hint", wrap=True))
        if kind is Label.ALBUM:
            manage = button("All albums…", "link")
            manage.clicked.connect(self.albums_requested)
            self.body.addWidget(manage, 0, Qt.AlignmentFlag.AlignLeft)

    def open_over(self, view: QWidget) -> None:
        """In the upper part of the pictures."""
        self._view = view
        self._place_over()
        self.open_at(view, width=self._theme.px(_WIDTH))
        self._place_over()
        self.editor.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_labels(self, labels: Sequence[tuple[str, int | None]]) -> None:
        self.editor.show_labels(labels)
        self._place_over()

    def _place_over(self) -> None:
        from PySide6.QtCore import QPoint

        width = self._theme.px(_WIDTH) + 2 * self._theme.px(14)
        height = self.body.totalHeightForWidth(width) if self.body.hasHeightForWidth() else self.sizeHint().height()
        corner = self._view.mapTo(self.window(), QPoint(0, 0))
        x = corner.x() + max(0, (self._view.width() - width) // 2)
        self.setGeometry(x, corner.y() + self._theme.px(24), width, height)
