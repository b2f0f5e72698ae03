"""What the Account page shows: values only, put together by whoever knows the key and the service."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from flux_desktop.domain.errors import KeychainError
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.server import Server
from flux_desktop.settings.key_store import KeySource


class Verdict(Enum):
    """What BFL said of the key."""

    UNCHECKED = auto()
    CHECKING = auto()
    WORKS = auto()
    REFUSED = auto()
    UNREACHABLE = auto()


@dataclass(frozen=True, slots=True)
class AccountState:
    """``masked_key`` is ``None`` without a key, ``place`` the keychain's name where it is kept in one.

    ``checked_at`` is aware. ``trouble`` is why the key could not be read, ``home`` the server in use when practice mode
    is off, ``None`` for the one of the settings. ``practice``: pictures are drawn on this computer now, for whichever
    reason.
    """

    masked_key: str | None = None
    source: KeySource | None = None
    place: str | None = None
    verdict: Verdict = Verdict.UNCHECKED
    checked_at: datetime | None = None
    balance: Hundredths | None = None
    trouble: KeychainError | None = None
    home: Server | None = None
    practice: bool = False
