"""The system's keychain, through keyring. Slow, may block for ever: for the key store's thread only.

keyring is not asked which back-end to use: an environment variable or a file in the home folder could name one that
loses keys silently, or run code. The few back-ends that keep secrets are tried by name.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from flux_desktop.domain.errors import (
    KeychainBrokenError,
    KeychainError,
    KeychainLockedError,
    KeychainMissingError,
    KeychainSilentError,
)
from flux_desktop.settings import secret_service

_log = logging.getLogger(__name__)

_PATIENCE_S = 120.0
_MISSING = ("NoKeyringError", "InitError", "SecretServiceNotAvailableException")
_LOCKED = ("KeyringLocked", "LockedException", "PromptDismissedException")


def open_backend(platform: str = sys.platform) -> Any:
    """The first back-end of the allow-list that works here.

    Raises:
        KeychainMissingError: none does.
    """
    for find_class in _ALLOWED.get(platform, _UNIX):
        try:
            backend_class = find_class()
        except ImportError:
            continue
        if backend_class.viable:
            _log.debug("keychain back-end %s", backend_class.__module__)
            return _with_own_properties(backend_class)
    raise KeychainMissingError("no keychain service")


def _with_own_properties(backend_class: Any) -> Any:
    """An instance without what KEYRING_PROPERTY_… variables would set on it."""
    backend = backend_class()
    fresh = {"handle": -1} if hasattr(backend, "handle") else {}
    vars(backend).clear()
    vars(backend).update(fresh)
    if hasattr(backend_class, "persist"):
        backend.persist = "local machine"  # the usual of Windows sends it to the person's other computers
    return backend


def _secret_service() -> Any:
    from keyring.backends import SecretService

    return SecretService.Keyring


def _kwallet() -> Any:
    from keyring.backends import kwallet

    return kwallet.DBusKeyring


def _libsecret() -> Any:
    from keyring.backends import libsecret

    return libsecret.Keyring


def _macos() -> Any:
    from keyring.backends import macOS

    return macOS.Keyring


def _windows() -> Any:
    from keyring.backends import Windows

    return Windows.WinVaultKeyring


_UNIX: Sequence[Callable[[], Any]] = (_secret_service, _kwallet, _libsecret)
_ALLOWED: dict[str, Sequence[Callable[[], Any]]] = {"darwin": (_macos,), "win32": (_windows,)}
_PLACES = {
    "keyring.backends.macOS": "Keychain",
    "keyring.backends.Windows": "Credential Manager",
    "keyring.backends.kwallet": "KWallet",
}


def _is_secret_service(backend: Any) -> bool:
    return bool(type(backend).__module__ == "keyring.backends.SecretService")


class _Border:
    """Turns whatever a back-end raises into one of ours.

    Back-ends are programs of others that talk to programs of others: besides keyring's own errors, those of sockets,
    D-Bus libraries and the Windows API were seen. Their texts and causes are dropped, since they may quote the key.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if kind is None or not issubclass(kind, Exception) or issubclass(kind, KeychainError):
            return
        raise _meaning(kind) from None


def _meaning(kind: type[BaseException]) -> KeychainError:
    names = [base.__name__ for base in kind.__mro__]
    detail = f"the keychain raised {names[0]}"
    if any(name in _LOCKED for name in names):
        return KeychainLockedError(detail)
    if issubclass(kind, TimeoutError):
        return KeychainSilentError(detail)
    if any(name in _MISSING for name in names) or issubclass(kind, OSError):
        return KeychainMissingError(detail)
    return KeychainBrokenError(detail)


class Keychain:
    """Keys by account, under the name of one service. Every method raises ``KeychainError`` and nothing else."""

    def __init__(self, service: str, open_backend: Callable[[], Any] = open_backend) -> None:
        self._service = service
        self._open_backend = open_backend
        self._backend: Any = None

    def place(self) -> str:
        """What people call it: GNOME Keyring, KWallet, Keychain, Credential Manager."""
        with _Border():
            backend = self._open()
            if _is_secret_service(backend):
                return secret_service.name_of_service()
            return _PLACES.get(type(backend).__module__, secret_service.UNNAMED)

    def read(self, account: str, *, may_ask: bool) -> str | None:
        with _Border():
            if not self._make_ready(may_ask=may_ask, create=False):
                return None
            return self._get(account)

    def save(self, account: str, key: str, *, may_ask: bool) -> None:
        """Store ``key`` and read it back: a back-end may cut it short or drop it."""
        with _Border():
            self._make_ready(may_ask=may_ask, create=True)
            self._open().set_password(self._service, account, key)
            if self._get(account) != key:
                raise KeychainBrokenError("the keychain did not keep the key as it was")

    def remove(self, account: str, *, may_ask: bool) -> None:
        """Afterwards there is no key; it is no error when there was none."""
        with _Border():
            if not self._make_ready(may_ask=may_ask, create=False) or self._get(account) is None:
                return
            self._open().delete_password(self._service, account)
            if self._get(account) is not None:
                raise KeychainBrokenError("the keychain did not remove the key")

    def _get(self, account: str) -> str | None:
        found = self._open().get_password(self._service, account)
        return None if found is None else str(found)

    def _make_ready(self, *, may_ask: bool, create: bool) -> bool:
        if _is_secret_service(self._open()):
            return secret_service.make_ready(may_ask=may_ask, create=create, patience_s=_PATIENCE_S)
        return True

    def _open(self) -> Any:
        if self._backend is None:
            self._backend = self._open_backend()
        return self._backend
