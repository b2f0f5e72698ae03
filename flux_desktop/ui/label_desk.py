"""Tags, albums, ratings and notes in the details pane and in the popovers of the menu: what is shown, what is asked."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flux_desktop.domain.edits import Edit, Label
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.keeping import Keeping
from flux_desktop.ui.keeping_flow import KeepingFlow
from flux_desktop.ui.keeping_words import counted
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.telling import trouble_said
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.services.keeping_desk import Labels
    from flux_desktop.ui.album_dialog import AlbumDialog
    from flux_desktop.ui.details.details_pane import DetailsPane
    from flux_desktop.ui.label_popover import LabelPopover

_MOST_COUNTED = 2000
"""Of a larger selection the details do not say which tags it has; the card of the menu does."""


class LabelDesk(QObject):
    """``search`` shows the pictures that a search finds."""

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        keeping: Keeping,
        flow: KeepingFlow,
        toasts: Toasts,
        tasks: TaskSet,
        search: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._keeping = keeping
        self._flow = flow
        self._toasts = toasts
        self._tasks = tasks
        self._search = search
        self._pane: DetailsPane | None = None
        self._popover: LabelPopover | None = None
        flow.edited.connect(self._edited)

    def attach(self, pane: "DetailsPane") -> None:
        """Fill this pane, and do what is asked for in it."""
        self._pane = pane
        pane.labels_wanted.connect(lambda ids: self._tasks.start(self._fill_pane(ids)))
        flow = self._flow
        for section in pane.keeping:
            section.favourite_toggled.connect(flow.set_favourite)
            section.rating_chosen.connect(flow.set_rating)
            section.label_added.connect(flow.set_label)
            section.label_removed.connect(lambda kind, ids, name: flow.set_label(kind, ids, name, is_on=False))
            section.label_opened.connect(self.show_pictures)
            section.notes_changed.connect(flow.set_notes)

    def show_pictures(self, kind: Label, name: str) -> None:
        """Those with this tag, or those of this album."""
        self._search(f'{kind}:"{name}"')

    def ask(self, kind: Label, ids: Sequence[ItemId]) -> None:
        """Open the card in which these pictures get tags, or are put into albums."""
        from flux_desktop.ui.label_popover import LabelPopover

        if self._popover:
            self._popover.close_popover()
        flow = self._flow
        popover = self._popover = LabelPopover(self._theme, self._window, kind, counted(len(ids)))
        popover.editor.added.connect(lambda name: flow.set_label(kind, ids, name))
        popover.editor.removed.connect(lambda name: flow.set_label(kind, ids, name, is_on=False))
        popover.editor.opened.connect(popover.close_popover)
        popover.editor.opened.connect(lambda name: self.show_pictures(kind, name))
        popover.albums_requested.connect(popover.close_popover)
        popover.albums_requested.connect(self.manage_albums)
        popover.closed.connect(lambda: self._popover_closed(popover))
        popover.ids = ids
        popover.open_over(self._window.gallery.view)
        self._tasks.start(self._fill_popover(popover))

    def manage_albums(self) -> None:
        """Open the list of albums: see, make, rename, remove."""
        from flux_desktop.ui.album_dialog import AlbumDialog

        dialog = AlbumDialog(self._theme, self._window)
        flow = self._flow
        dialog.opened.connect(lambda name: self.show_pictures(Label.ALBUM, name))
        dialog.created.connect(flow.create_album)
        dialog.renamed.connect(flow.rename_album)
        dialog.removed.connect(flow.remove_album)
        renew = flow.edited.connect(lambda: self._tasks.start(self._fill_albums(dialog)))
        dialog.finished.connect(lambda: flow.edited.disconnect(renew))
        dialog.open()
        self._tasks.start(self._fill_albums(dialog))

    def _edited(self, _edit: Edit) -> None:
        if self._pane:
            self._pane.refresh_all()
        if self._popover:
            self._tasks.start(self._fill_popover(self._popover))

    def _popover_closed(self, popover: "LabelPopover") -> None:
        if self._popover is popover:
            self._popover = None
        popover.deleteLater()
        self._window.gallery.view.setFocus()

    async def _ask_labels(self, ids: Sequence[ItemId]) -> "tuple[Labels, Labels] | None":
        """Those of these pictures, and all there are."""
        with trouble_said(self._toasts):
            return await answer(self._keeping.labels_of(ids)), await answer(self._keeping.labels())
        return None

    async def _fill_pane(self, ids: Sequence[ItemId]) -> None:
        found = await self._ask_labels(ids if len(ids) <= _MOST_COUNTED else ())
        if found is None or self._pane is None or self._pane.shown_ids != ids:
            return
        labels, known = found
        for section in self._pane.keeping:
            section.show_known([label.name for label in known.tags], [label.name for label in known.albums])
        if len(ids) > 1:
            self._pane.keeping[1].show_labels(labels.tags, labels.albums)

    async def _fill_popover(self, popover: "LabelPopover") -> None:
        found = await self._ask_labels(popover.ids)
        if found is None or self._popover is not popover:
            return
        labels, known = found
        chosen, offered = (labels.tags, known.tags) if popover.kind is Label.TAG else (labels.albums, known.albums)
        count = len(popover.ids)
        popover.show_labels([(name, None if number == count else number) for name, number in chosen])
        popover.editor.show_known([label.name for label in offered])

    async def _fill_albums(self, dialog: "AlbumDialog") -> None:
        with trouble_said(self._toasts):
            known = await answer(self._keeping.labels())
            dialog.show_albums(known.albums)
