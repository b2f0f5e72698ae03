"""Where the API key is kept: in the system's keychain, or in memory until quit. Never in a file.

A keychain may take its time, ask the person for a password, or never answer at all. So it is spoken to in a daemon
thread, which the end of the program does not wait for, and every question has a deadline.
"""

import logging
import threading
from collections.abc import Callable, MutableMapping
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from enum import StrEnum
from queue import SimpleQueue
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flux_desktop.domain.api_key import clean_key, masked
from flux_desktop.domain.errors import InvalidKeyError, KeychainError, KeychainSilentError
from flux_desktop.domain.server import Region, Server
from flux_desktop.settings.keychain import Keychain
from flux_desktop.settings.secret_service import UNNAMED

_log = logging.getLogger(__name__)

BFL_ACCOUNT = "BFL API key"
THREAD_NAME = "keychain"
READ_S, ASKING_S = 5.0, 120.0
_VARIABLE = "BFL_API_KEY"

T = TypeVar("T")


class KeySource(StrEnum):
    SYSTEM = "system"
    KEYCHAIN = "keychain"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key and where it comes from. ``place`` is the keychain's name, such as "GNOME Keyring"."""

    text: str = field(repr=False)
    source: KeySource
    place: str | None = None

    @property
    def masked(self) -> str:
        return masked(self.text)


def account_of(server: Server) -> str:
    """The entry for a server's key: one for BFL whatever the region, one for each other server."""
    if server.name in {region.value for region in Region}:
        return BFL_ACCOUNT
    parts = urlsplit(server.url)
    return f"{parts.scheme}://{parts.netloc}"


def take_system_key(environ: MutableMapping[str, str]) -> str | None:
    """The key of ``BFL_API_KEY``, which is taken out, so that programs started by this one do not inherit it."""
    text = environ.pop(_VARIABLE, None)
    if text is None:
        return None
    try:
        return clean_key(text)
    except InvalidKeyError as error:
        _log.warning("%s is not used: %s", _VARIABLE, error)
        return None


@dataclass(frozen=True, slots=True)
class _Question:
    ask: Callable[[Keychain], Any]
    answer: "Future[Any]"
    deadline: threading.Timer
    late: Callable[[Any], None]


class KeyStore:
    """Keys by account; the key of the system wins, then one that is kept until quit, then the keychain's.

    ``service`` is the profile's name in the keychain (``Profile.keychain_service``).

    Answers are futures that fail with a ``KeychainError``; they are settled in threads of this store. With ``may_ask``
    the system may ask the person for the keychain's password, and has longer to answer. ``on_late_answer(account,
    key)`` is called in such a thread when the keychain answers after its deadline: what it holds is known then.
    """

    def __init__(
        self,
        service: str,
        *,
        system_key: str | None = None,
        on_late_answer: Callable[[str, ApiKey | None], None] | None = None,
        read_s: float = READ_S,
        asking_s: float = ASKING_S,
    ) -> None:
        self._keychain = Keychain(service)
        self._system_key = ApiKey(system_key, KeySource.SYSTEM) if system_key else None
        self._on_late_answer = on_late_answer
        self._read_s, self._asking_s = read_s, asking_s
        self._kept: dict[str, ApiKey] = {}
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._place: str | None = None

    @property
    def place(self) -> str | None:
        """The keychain's name, once it has answered."""
        return self._place

    @property
    def system_key(self) -> ApiKey | None:
        return self._system_key

    def set_system_key_aside(self) -> None:
        """A person has entered another key: until quit that one counts, and what the keychain holds."""
        self._system_key = None

    def find_place(self) -> "Future[str]":
        """The keychain's name; fails when there is none."""
        return self._ask(self._find_place, self._read_s)

    def read(self, account: str = BFL_ACCOUNT, *, may_ask: bool = False) -> "Future[ApiKey | None]":
        """The key, or ``None`` when there is none. A key of the system or of memory is there at once."""
        at_hand = self._system_key or self._kept.get(account)
        if at_hand:
            return _settled(at_hand)

        def ask(keychain: Keychain) -> ApiKey | None:
            text = keychain.read(account, may_ask=may_ask)
            return self._found(keychain, text) if text else None

        return self._ask(ask, self._patience_s(may_ask=may_ask), account)

    def save(self, key: str, account: str = BFL_ACCOUNT, *, may_ask: bool = False) -> "Future[ApiKey]":
        """Store ``key`` in the keychain; a key that was kept until quit is forgotten then.

        Raises:
            InvalidKeyError: at once.
        """
        text = clean_key(key)

        def ask(keychain: Keychain) -> ApiKey:
            keychain.save(account, text, may_ask=may_ask)
            self._kept.pop(account, None)
            return self._found(keychain, text)

        return self._ask(ask, self._patience_s(may_ask=may_ask), account)

    def remove(self, account: str = BFL_ACCOUNT, *, may_ask: bool = False) -> "Future[None]":
        """Forget the key, in memory and in the keychain."""
        self._kept.pop(account, None)
        return self._ask(
            lambda keychain: keychain.remove(account, may_ask=may_ask), self._patience_s(may_ask=may_ask), account
        )

    def use_until_quit(self, key: str, account: str = BFL_ACCOUNT) -> ApiKey:
        """Keep ``key`` in memory.

        Raises:
            InvalidKeyError
        """
        self._kept[account] = ApiKey(clean_key(key), KeySource.MEMORY)
        return self._kept[account]

    def close(self) -> None:
        """Let the thread end when it has answered; nobody waits for it. The store may not be used afterwards."""
        self._questions.put(None)

    def _patience_s(self, *, may_ask: bool) -> float:
        return self._asking_s if may_ask else self._read_s

    def _found(self, keychain: Keychain, text: str) -> ApiKey:
        try:
            place = self._find_place(keychain)
        except KeychainError:
            place = UNNAMED  # the key is there; what the keychain is called is a nicety
        return ApiKey(text, KeySource.KEYCHAIN, place)

    def _find_place(self, keychain: Keychain) -> str:
        if self._place is None:
            self._place = keychain.place()
        return self._place

    def _ask(self, ask: Callable[[Keychain], T], deadline_s: float, account: str | None = None) -> "Future[T]":
        answer: Future[T] = Future()
        silence = KeychainSilentError(f"the keychain did not answer within {deadline_s:g} s")
        deadline = threading.Timer(deadline_s, _fail, (answer, silence))
        deadline.daemon = True
        deadline.start()

        def late(value: object) -> None:
            if self._on_late_answer and account is not None:
                self._on_late_answer(account, value if isinstance(value, ApiKey) else None)

        self._start()
        self._questions.put(_Question(ask, answer, deadline, late))
        return answer

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name=THREAD_NAME, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while question := self._questions.get():
            if not question.answer.done():  # otherwise the asker has given up on it
                self._put(question)
            question.deadline.cancel()

    def _put(self, question: _Question) -> None:
        try:
            value = question.ask(self._keychain)
        except KeychainError as error:
            _log.info("keychain: %s: %s", type(error).__name__, error)
            _fail(question.answer, error)
            return
        try:
            question.answer.set_result(value)
        except InvalidStateError:
            question.late(value)


def _fail(answer: "Future[Any]", error: KeychainError) -> None:
    try:
        answer.set_exception(error)
    except InvalidStateError:
        _log.debug("keychain: answered after its deadline")


def _settled(value: T) -> "Future[T]":
    answer: Future[T] = Future()
    answer.set_result(value)
    return answer
