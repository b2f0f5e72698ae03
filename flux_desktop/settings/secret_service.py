"""What keyring's Secret Service back-end does not tell: is it locked, can it be opened, and what is it called.

Called in the key store's thread only. keyring itself would ask the person for a password on every read of a locked
keychain; a program that has just been started should not.
"""

from contextlib import closing
from pathlib import Path
from typing import Any

from flux_desktop.domain.errors import KeychainLockedError, KeychainMissingError

_BUS_NAME = "org.freedesktop.secrets"
_DIED = "org.freedesktop.DBus.Error.NoReply"
"""What the bus says when whom it had asked is gone."""
_NAMES = {
    "gnome-keyring-d": "GNOME Keyring",  # /proc cuts a name at 15 characters
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "ksecretd": "KWallet",
    "keepassxc": "KeePassXC",
    "oo7-daemon": "GNOME Keyring",
}
UNNAMED = "the system keychain"


def make_ready(*, may_ask: bool, create: bool, patience_s: float) -> bool:
    """Whether the default collection is there and open, after unlocking or making it where ``may_ask`` allows that.

    Raises:
        KeychainLockedError: it is locked and the person did not open it, or ``may_ask`` is off and they have to.
        KeychainMissingError: there is none, and the person did not make one.
    """
    import secretstorage

    try:
        return _make_ready(may_ask=may_ask, create=create, patience_s=patience_s)
    except secretstorage.SecretServiceNotAvailableException as error:
        if getattr(error.__cause__, "name", "") != _DIED:
            raise
    return _make_ready(may_ask=may_ask, create=create, patience_s=patience_s)  # the bus starts it anew, if it can


def _make_ready(*, may_ask: bool, create: bool, patience_s: float) -> bool:
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            collection = secretstorage.Collection(bus)
        except secretstorage.ItemNotFoundException:
            if not create:
                return False
            if not may_ask:
                raise KeychainLockedError("there is no keyring yet") from None
            return _make_collection(bus)
        if collection.is_locked():
            if may_ask:
                collection.unlock(timeout=patience_s)
            if collection.is_locked():
                raise KeychainLockedError("the keyring is locked")
    return True


def _make_collection(bus: Any) -> bool:
    """Make the first keyring of this person; the system asks for a password for it."""
    import secretstorage

    try:
        secretstorage.create_collection(bus, "Default", "default")
    except secretstorage.PromptDismissedException:
        raise KeychainMissingError("no keyring was made") from None
    return True


def name_of_service() -> str:
    """The name under which people know the program that serves the keychain here; starts it when need be."""
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    with closing(open_dbus_connection("SESSION")) as bus:
        proxy = Proxy(message_bus, bus)
        if not proxy.NameHasOwner(_BUS_NAME)[0]:
            proxy.StartServiceByName(_BUS_NAME)
        (process_id,) = proxy.GetConnectionUnixProcessID(_BUS_NAME)
    try:
        return _NAMES.get(Path(f"/proc/{process_id}/comm").read_text().strip(), UNNAMED)
    except OSError:
        return UNNAMED
