"""The queue pane between the engine and the person: what it is told, and what its buttons do."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.engine import Engine
from flux_desktop.services.library import Library
from flux_desktop.ui.account import Account
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.errors import pictures
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.notices import Notices, kind_of
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.queue.queue_pane import QueuePane
from flux_desktop.ui.queue.row_words import RowAction
from flux_desktop.ui.queue.sources import Thumbnails
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.support.question import ask
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme


class QueueFlow(QObject):
    """The model hears everything from the start; the pane is made when it is first wanted."""

    close_requested = Signal()
    show_requested = Signal()

    def __init__(
        self,
        *,
        gallery: GalleryPage,
        theme: Theme,
        library: Library,
        thumbnails: Thumbnails,
        engine: Engine,
        bridge: EngineBridge,
        account: Account,
        settings: SettingsFlow,
        commands: PictureCommands,
        notices: Notices,
        toasts: Toasts,
    ) -> None:
        super().__init__(gallery)
        self._gallery = gallery
        self._theme = theme
        self._thumbnails = thumbnails
        self._engine = engine
        self._account = account
        self._settings = settings
        self._commands = commands
        self._notices = notices
        self._toasts = toasts
        self._pane: QueuePane | None = None
        self.model = QueueModel(library, engine.usual_s, parent=self)
        bridge.generation_changed.connect(self.model.put)
        bridge.queue_changed.connect(self.model.set_queue)
        bridge.trouble_changed.connect(self.model.set_trouble)
        commands.hidden.connect(self.model.hide)
        account.changed.connect(self._show_facts)
        settings.changed.connect(self._show_facts)
        notices.changed.connect(self._show_notices)

    def begin(self) -> None:
        """Show what an earlier run has left, and say so."""
        if picked_up := self.model.load():
            self._toasts.show(f"Picked up {pictures(picked_up)} from last time.", "Show", self.show_requested.emit)

    def pane(self) -> QueuePane:
        if self._pane is None:
            self._pane = self._make_pane()
            self._show_facts()
            self._show_notices()
        return self._pane

    def _make_pane(self) -> QueuePane:
        pane, commands, engine = QueuePane(self._theme, self.model, self._thumbnails), self._commands, self._engine
        pane.pause_requested.connect(engine.pause)
        pane.resume_requested.connect(engine.resume)
        pane.cancel_waiting_requested.connect(self._cancel_waiting)
        pane.retry_all_requested.connect(commands.retry_all)
        pane.dismiss_all_requested.connect(self._dismiss_all)
        pane.close_requested.connect(self.close_requested)
        pane.view.order_chosen.connect(engine.reorder)
        pane.view.chosen.connect(self._do)
        return pane

    def _do(self, action: RowAction, item_id: ItemId) -> None:
        commands, view = self._commands, self._gallery.view
        does: dict[RowAction, Callable[[ItemId], object]] = {
            RowAction.OPEN: view.picture_activated.emit,
            RowAction.MOVE_TO_FRONT: self._engine.move_to_front,
            RowAction.CANCEL: commands.cancel,
            RowAction.RETRY: commands.retry,
            RowAction.MAKE_AGAIN: commands.make_again,
            RowAction.EDIT_PROMPT: commands.edit_prompt,
            RowAction.DISMISS: commands.dismiss,
        }
        if action in does:
            does[action](item_id)
        else:
            view.action_requested.emit(item_id, action.value)

    def _cancel_waiting(self) -> None:
        for item_id in self.model.queue.order:
            self._commands.cancel(item_id)

    def _dismiss_all(self, ids: Sequence[ItemId]) -> None:
        """What may have been charged, or may still be had, goes only when the person says so twice."""
        rows = [row for item_id in ids if (row := self.model.row(self.model.number_of(item_id)))]
        costly = [row for row in rows if row.state in (State.UNCONFIRMED, State.EXPIRED)]
        if not costly:
            self._dismiss(ids)
            return
        text = f"{pictures(len(costly))} may have been charged. The cost stays in your spending."
        ask(self._gallery.window(), f"Dismiss {len(rows)}?", text, f"Dismiss {len(rows)}", lambda: self._dismiss(ids))

    def _dismiss(self, ids: Sequence[ItemId]) -> None:
        for item_id in ids:
            self._commands.dismiss(item_id)

    def _show_facts(self, *_: object) -> None:
        if self._pane:
            self._pane.set_at_most(self._settings.settings.at_most_at_once)
            self._pane.set_free(is_free=self._account.is_practice)

    def _show_notices(self) -> None:
        if self._pane:
            listed = self._notices.all_to_list()
            self._pane.notices.show_notices([(each, kind_of(each), self._notices.buttons_of(each)) for each in listed])
