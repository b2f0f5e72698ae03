"""Every prompt that a prompt with alternatives stands for, before any is paid for."""

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from flux_desktop.domain import alternatives
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.pricing import Estimate
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.variations_line import total_of
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.theme.theme import Theme


class VariationsPreview(Popover):
    """The combinations in a list that scrolls, under their number and what they cost in all."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "Every combination", window)
        self.list = QListView()
        self.list.setAccessibleName("Every combination of the alternatives")
        self.list.setProperty("role", "rows")
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSpacing(theme.px(2))
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_combinations(self, draft: RequestDraft, estimate: Estimate, *, practice: bool) -> None:
        """Fill it; where there are too many to be sent it says so in their place."""
        prompts = alternatives.expand_or_none(draft.prompt)
        if prompts is None:
            sentence = f"There are too many to list: {alternatives.MOST_PICTURES} pictures at a click is the most."
            self.body.addWidget(PlainLabel("Too many combinations", "label"))
            self.body.addWidget(PlainLabel(sentence, "secondary", wrap=True))
            return
        total = total_of(draft, estimate, practice=practice)
        self.body.addWidget(PlainLabel(f"{words.pictures(draft.picture_count).capitalize()}, {total}", "label"))
        if draft.count > 1:
            self.body.addWidget(PlainLabel(f"{draft.count} of each of these:", "secondary"))
        rows = [f"{number}.  {prompt.strip()}" for number, prompt in enumerate(prompts, start=1)]
        self.list.setModel(QStringListModel(rows, self.list))
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.body.addWidget(self.list, 1)

    def take_focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)
