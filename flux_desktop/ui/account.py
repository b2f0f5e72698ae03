"""The account: which server pictures are made on, with which key, and whether that key works."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from flux_desktop.domain.errors import FluxDesktopError, KeychainError, KeyRefusedError
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.pricing import estimate
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.services.engine import Engine
from flux_desktop.settings.key_store import ApiKey, KeySource, KeyStore, account_of
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.preferences.account_state import AccountState, Verdict
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
    """Tells the engine which server and key to use. ``home`` is where pictures are made when practice mode is off.

    ``changed``: server, key or verdict are other ones. ``searched``: the keychain has answered, whether it has a key or
    not. ``key_given``: the person has entered a key that is in use now.
    """

    changed = Signal()
    searched = Signal()
    key_given = Signal()

    def __init__(
        self, engine: Engine, keys: KeyStore, tasks: TaskSet, home: Server, default_model: ImageModel, *, practice: bool
    ) -> None:
        super().__init__()
        self._engine = engine
        self._keys = keys
        self._tasks = tasks
        self._home = home
        self._practice = practice
        self._default_model = default_model
        self._key: ApiKey | None = keys.system_key
        self._wanted = ""
        self._verdict = Verdict.UNCHECKED
        self._checked_at: datetime | None = None
        self._balance: Hundredths | None = None
        self._trouble: KeychainError | None = None
        self._is_searched = False
        self._is_searching = not self.is_ready  # begin() is going to ask
        self._now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def home(self) -> Server:
        return self._home

    @property
    def server(self) -> Server:
        return PRACTICE if self._practice else self._home

    @property
    def is_practice(self) -> bool:
        return self._practice

    @property
    def is_ready(self) -> bool:
        """Whether pictures can be made."""
        return self._practice or self._key is not None

    @property
    def key_text(self) -> str | None:
        """For taking the key out of what is logged."""
        return self._key.text if self._key else None

    @property
    def is_key_kept(self) -> bool:
        """Whether the key will be there at the next start."""
        return self._key is not None and self._key.source is not KeySource.MEMORY

    @property
    def is_searching(self) -> bool:
        """Whether the keychain has been asked and has not answered; ``searched`` comes when it has."""
        return self._is_searching

    @property
    def lacks_key(self) -> bool:
        """Whether the keychain has answered that it holds no key."""
        return self._is_searched and not self.is_ready and self._trouble is None

    @property
    def trouble(self) -> KeychainError | None:
        """Why the key could not be read."""
        return self._trouble

    def state(self) -> AccountState:
        key = self._key
        return AccountState(
            masked_key=key.masked if key else None,
            source=key.source if key else None,
            place=key.place if key else None,
            verdict=self._verdict,
            checked_at=self._checked_at,
            balance=self._balance,
            trouble=self._trouble,
            home=self._home,
            practice=self._practice,
        )

    # What the person decides

    def begin(self) -> None:
        """At start: use what is known, and look for the key in the keychain."""
        if self.is_ready:
            self._use()
        else:
            self.look_for_key()

    def use(self, home: Server, *, practice: bool) -> None:
        """Make pictures there from now on, with the key that is kept for it."""
        if (home, practice) == (self._home, self._practice):
            return
        if home != self._home:
            self._key = self._keys.system_key
            self._verdict, self._balance = Verdict.UNCHECKED, None
        self._home, self._practice = home, practice
        self._use()
        if not self.is_ready:
            self.look_for_key()

    def look_for_key(self, *, may_ask: bool = False) -> None:
        """Read the keychain; with ``may_ask`` the system may ask the person for its password."""
        self._tasks.start(self._read(may_ask=may_ask))

    def check(self, key: str, form: KeyForm) -> None:
        """Find out whether a key works, and tell the form."""
        self._wanted = key
        self._tasks.start(self._check(key, form))

    def cancel_check(self) -> None:
        """The answer to the last check is not wanted any more."""
        self._wanted = ""

    def check_now(self) -> None:
        """Find out whether the key in use works."""
        self._tasks.start(self._check_own())

    def save(self, key: str, form: KeyForm, *, may_ask: bool = False) -> None:
        """Keep the key in the keychain and use it."""
        self._tasks.start(self._save(key, form, may_ask=may_ask))

    def use_until_quit(self, key: str, form: KeyForm) -> None:
        self._take(self._keys.use_until_quit(key, account_of(self._home)))
        form.show_saved()

    def remove(self) -> None:
        """Forget the key."""
        self._key = None
        self._verdict, self._balance = Verdict.UNCHECKED, None
        self._use()
        self._tasks.start(self._remove())

    def balance_changed(self, balance: Hundredths | None) -> None:
        """The engine has read the balance of the server in use."""
        if not self._practice and balance is not None:
            self._judge(Verdict.WORKS, balance)

    def key_refused(self) -> None:
        """BFL has turned the key in use away, in the middle of making pictures."""
        if not self._practice and self._key and self._verdict is not Verdict.REFUSED:
            self._judge(Verdict.REFUSED)

    # Parts

    def _use(self) -> None:
        key = _PRACTICE_KEY if self._practice else self.key_text
        self._engine.use_server(self.server, key)
        if key:
            self._engine.refresh_balance()
        self.changed.emit()

    def _take(self, key: ApiKey) -> None:
        """The person has entered this key: it counts before one of the system, which BFL has refused."""
        self._keys.set_system_key_aside()
        self._verdict, self._balance = Verdict.UNCHECKED, None
        self._key, self._practice, self._trouble = key, False, None
        self._use()
        self.key_given.emit()

    def _judge(self, verdict: Verdict, balance: Hundredths | None = None) -> None:
        self._verdict, self._balance = verdict, balance
        self._checked_at = self._now()
        self.changed.emit()

    async def _read(self, *, may_ask: bool) -> None:
        home = self._home
        self._is_searching = True
        try:
            key = await answer(self._keys.read(account_of(home), may_ask=may_ask))
        except KeychainError as error:
            self._trouble = error
            self._is_searching = False
            self.searched.emit()
            return
        self._is_searching = False
        if home != self._home:
            return
        self._trouble = None
        self._is_searched = True
        if key:
            self._key = key
            self._use()
        self.searched.emit()

    async def _check(self, key: str, form: KeyForm) -> None:
        form.show_checking()
        try:
            balance = await answer(self._engine.check_key(self._home, key))
        except KeyRefusedError:
            if self._is_wanted(key, form):
                form.show_refused()
        except FluxDesktopError as error:
            if self._is_wanted(key, form):
                form.show_unreachable(sentence_for(error))
        else:
            if self._is_wanted(key, form):
                form.show_works(balance, self._pictures_for(balance))

    def _is_wanted(self, key: str, form: KeyForm) -> bool:
        return self._wanted == key and isValid(form)

    def _pictures_for(self, balance: Hundredths) -> int | None:
        price = estimate(self._default_model, GenerationRequest(self._default_model.id, "")).amount
        return balance // price if price else None

    async def _check_own(self) -> None:
        key = self.key_text
        if not key:
            return
        self._verdict = Verdict.CHECKING
        self.changed.emit()
        try:
            balance = await answer(self._engine.check_key(self._home, key))
        except KeyRefusedError:
            self._judge(Verdict.REFUSED)
        except FluxDesktopError:
            self._judge(Verdict.UNREACHABLE)
        else:
            self._judge(Verdict.WORKS, balance)

    async def _save(self, key: str, form: KeyForm, *, may_ask: bool) -> None:
        home = self._home
        try:
            saved = await answer(self._keys.save(key, account_of(home), may_ask=may_ask))
        except KeychainError as error:
            if isValid(form):  # a keychain may answer long after the page was closed
                form.show_keychain_error(error)
            return
        if isValid(form):
            form.show_saved()
        if home == self._home:
            self._take(saved)

    async def _remove(self) -> None:
        try:
            await answer(self._keys.remove(account_of(self._home), may_ask=True))
        except KeychainError as error:
            self._trouble = error
            self.changed.emit()
