"""What the engine tells, carried to the parts of the window that show it."""

from PySide6.QtCore import QObject

from flux_desktop.domain.errors import KeychainLockedError
from flux_desktop.domain.generation import Cause, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths, dollars
from flux_desktop.services.engine import Engine
from flux_desktop.services.events import GenerationChanged, PictureArrived, QueueChanged, TroubleChanged
from flux_desktop.services.library import Library
from flux_desktop.ui.account import Account
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.errors import Action, Notice, notice_for, pictures, sentence_for
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.making import Making
from flux_desktop.ui.notices import Notices, Source
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.support.announce import announce


class EngineWatch(QObject):
    """Shows pictures and jobs as they change, and says in the banner what troubles all of them."""

    def __init__(
        self,
        *,
        bridge: EngineBridge,
        engine: Engine,
        gallery: GalleryPage,
        making: Making,
        account: Account,
        settings: SettingsFlow,
        library: Library,
        notices: Notices,
    ) -> None:
        super().__init__(gallery)
        self._engine = engine
        self._gallery = gallery
        self._making = making
        self._account = account
        self._settings = settings
        self._library = library
        self._notices = notices
        self._queue = QueueChanged(0, 0, paused=False)
        self._batches: dict[ItemId, int] = {}
        bridge.generation_changed.connect(self._generation_changed)
        bridge.picture_arrived.connect(self._picture_arrived)
        bridge.balance_changed.connect(self._balance_changed)
        bridge.queue_changed.connect(self._queue_changed)
        bridge.trouble_changed.connect(self._trouble_changed)
        account.changed.connect(self._account_changed)
        account.searched.connect(self._account_changed)
        gallery.pause_requested.connect(engine.pause)
        gallery.resume_requested.connect(engine.resume)

    def toggle_pause(self) -> None:
        self._engine.resume() if self._queue.paused else self._engine.pause()

    def _generation_changed(self, event: GenerationChanged) -> None:
        self._gallery.put(event)
        self._making.generation_changed(event)
        if event.generation.state is State.DONE:
            announce(self._gallery, "A picture is ready")
        elif event.generation.state.needs_attention:
            announce(self._gallery, "A picture could not be made", urgent=True)

    def _picture_arrived(self, event: PictureArrived) -> None:
        self._gallery.take_arrival(event)

    def _balance_changed(self, balance: Hundredths | None) -> None:
        self._account.balance_changed(balance)
        self._making.balance_changed(balance)

    def _queue_changed(self, queue: QueueChanged) -> None:
        self._queue = queue
        self._gallery.set_queue(queue)
        notice = None
        if queue.paused and queue.from_earlier:
            title = f"{pictures(queue.from_earlier)} {'was' if queue.from_earlier == 1 else 'were'} waiting."
            cost = f"They cost {dollars(queue.to_come)} together. " if queue.to_come and not self._is_free() else ""
            text = f"{cost}Nothing is sent until you resume."
            notice = Notice("clock", "info", title, text, ((Action.RESUME, "Resume"),))
        self._notices.say(Source.LEFT_OVER, notice)

    def _trouble_changed(self, trouble: TroubleChanged) -> None:
        self._gallery.set_trouble(trouble)
        folder, practice = str(self._library.folder), self._account.is_practice
        told = (trouble, *trouble.others)
        if Cause.KEY_REFUSED in {each.cause for each in told}:
            self._account.key_refused()
        self._notices.say(Source.ENGINE, *(notice_for(each, folder, practice=practice) for each in told))

    def _account_changed(self) -> None:
        practice = None
        if self._account.is_practice:
            text = "Pictures are simple patterns drawn on this computer. Nothing is sent or charged."
            practice = Notice("info", "info", "Practice mode.", text, ((Action.ENTER_KEY, "Add your key…"),))
        self._notices.say(Source.PRACTICE, practice)
        trouble = self._account.trouble
        notice = None
        if trouble and not self._account.is_ready:
            locked = isinstance(trouble, KeychainLockedError)
            button = (Action.UNLOCK, "Unlock…") if locked else (Action.ENTER_KEY, "Enter your key…")
            notice = Notice(
                "lock" if locked else "key", "warn", "Your key could not be read.", sentence_for(trouble), (button,)
            )
        elif self._account.lacks_key:
            text = "Add it to make new pictures. Those you have are all here."
            notice = Notice("key", "info", "There is no BFL key yet.", text, ((Action.ENTER_KEY, "Add your key…"),))
        self._notices.say(Source.KEYCHAIN, notice)

    def _is_free(self) -> bool:
        return self._account.is_practice
