"""The account: which server pictures are made on, with which key, and whether that key works."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.errors import FluxDesktopError, KeychainError, KeyRefusedError
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.pricing import estimate
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.services.engine import Engine
from flux_desktop.settings.key_store import ApiKey, KeyStore, account_of
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.tasks import TaskSet, answer

PRACTICE = Server("practice", "")
_PRACTICE_KEY = "practice-key"


class KeyForm(Protocol):
    """The page of the first run and the one in Settings: what is told to either."""

    def show_checking(self) -> None: ...
    def show_works(self, balance_hundredths: Hundredths, pictures: int | None = None) -> None: ...
    def show_refused(self) -> None: ...
    def show_unreachable(self, text: str = ...) -> None: ...
    def show_keychain_error(self, error: KeychainError) -> None: ...
    def show_saved(self) -> None: ...


class Account(QObject):
    """Tells the engine which server and key to use, and emits ``changed`` when either is another one.

    ``locked`` is emitted when the keychain holds the key back until the person unlocks it.
    """

    changed = Signal()
    keychain_failed = Signal(object)

    def __init__(
        self, engine: Engine, keys: KeyStore, tasks: TaskSet, server: Server, default_model: ImageModel
    ) -> None:
        super().__init__()
        self._engine = engine
        self._keys = keys
        self._tasks = tasks
        self._server = server
        self._default_model = default_model
        self._key: ApiKey | None = keys.system_key
        self._checking = ""

    @property
    def server(self) -> Server:
        return self._server

    @property
    def key(self) -> ApiKey | None:
        return self._key

    @property
    def is_practice(self) -> bool:
        return self._server.is_practice

    @property
    def is_ready(self) -> bool:
        """Whether pictures can be made."""
        return self.is_practice or self._key is not None

    def use_server(self, server: Server) -> None:
        """Make pictures there from now on, with the key that is kept for it."""
        self._server = server
        self._key = self._keys.system_key
        if self.is_ready:
            self._begin()
        else:
            self._engine.use_server(server, None)
            self.changed.emit()
            self._tasks.start(self._read(may_ask=False))

    def unlock(self) -> None:
        """Ask the keychain again; the system may ask the person for its password."""
        self._tasks.start(self._read(may_ask=True))

    def check(self, key: str, form: KeyForm) -> None:
        """Find out whether the key works, and tell the form."""
        self._checking = key
        self._tasks.start(self._check(key, form))

    def cancel_check(self) -> None:
        """The answer to the last check is not wanted any more."""
        self._checking = ""

    def save(self, key: str, form: KeyForm, *, may_ask: bool = False) -> None:
        """Keep the key in the keychain and use it."""
        self._tasks.start(self._save(key, form, may_ask=may_ask))

    def use_until_quit(self, key: str, form: KeyForm) -> None:
        self._key = self._keys.use_until_quit(key, account_of(self._server))
        form.show_saved()
        self._begin()

    def remove(self) -> None:
        """Forget the key."""
        self._key = None
        self._engine.use_server(self._server, None)
        self.changed.emit()
        self._tasks.start(self._remove())

    def _begin(self) -> None:
        key = _PRACTICE_KEY if self.is_practice else self._key.text if self._key else None
        self._engine.use_server(self._server, key)
        self._engine.refresh_balance()
        self.changed.emit()

    async def _read(self, *, may_ask: bool) -> None:
        server = self._server
        try:
            key = await answer(self._keys.read(account_of(server), may_ask=may_ask))
        except KeychainError as error:
            self.keychain_failed.emit(error)
            return
        if server == self._server and key:
            self._key = key
            self._begin()

    async def _check(self, key: str, form: KeyForm) -> None:
        form.show_checking()
        try:
            balance = await answer(self._engine.check_key(self._server, key))
        except KeyRefusedError:
            if self._checking == key:
                form.show_refused()
        except FluxDesktopError as error:
            if self._checking == key:
                form.show_unreachable(sentence_for(error))
        else:
            if self._checking == key:
                form.show_works(balance, self._pictures_for(balance))

    def _pictures_for(self, balance: Hundredths) -> int | None:
        price = estimate(self._default_model, GenerationRequest(self._default_model.id, "")).amount
        return balance // price if price else None

    async def _save(self, key: str, form: KeyForm, *, may_ask: bool) -> None:
        server = self._server
        try:
            saved = await answer(self._keys.save(key, account_of(server), may_ask=may_ask))
        except KeychainError as error:
            form.show_keychain_error(error)
            return
        form.show_saved()
        if server == self._server:
            self._key = saved
            self._begin()

    async def _remove(self) -> None:
        try:
            await answer(self._keys.remove(account_of(self._server), may_ask=True))
        except KeychainError as error:
            self.keychain_failed.emit(error)
