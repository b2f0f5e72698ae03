"""What a person has chosen, as one frozen value."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from flux_desktop.domain.local_days import Grouping
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.server import Region, Server
from flux_desktop.settings.migrations import VERSION_KEY, current_version

if TYPE_CHECKING:
    from flux_desktop.domain.spending import SpendingLimit


class ThemeChoice(StrEnum):
    AUTO = "auto"
    DARK = "dark"
    LIGHT = "light"


class OutputFormat(StrEnum):
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"


SMALLEST_THUMBNAIL_PX, LARGEST_THUMBNAIL_PX = 120, 320
MOST_AT_ONCE = 24
LONGEST_BIN_DAYS = 3650
LARGEST_AMOUNT: Hundredths = 1_000_000_000
"""$100,000."""


class Settings(NamedTuple):
    """Saved whole. ``others`` are entries that this version does not know; they are kept for the one that does.

    ``server_url`` is a BFL-compatible server that takes the place of the data region, ``practice`` the practice server
    on this computer that takes the place of both. ``library`` is ``None`` for the usual folder, ``details_shown`` for
    "when the window is wide enough", ``import_in_place`` until the person was asked, ``bin_days`` for "never",
    ``practice_shown`` for "until there is a key". Amounts stay when what they are for is switched off.
    """

    theme: ThemeChoice = ThemeChoice.AUTO
    thumbnail_height_px: int = 188
    grouping: Grouping = Grouping.AUTOMATIC
    details_shown: bool | None = None
    data_region: Region = Region.GLOBAL
    server_url: str | None = None
    practice: bool = False
    library: str | None = None
    output_format: OutputFormat = OutputFormat.PNG
    embed_settings: bool = True
    at_most_at_once: int = 8
    queue_shown: bool = False
    month_limit_on: bool = False
    month_limit: Hundredths = 250_000
    month_limit_stops: bool = False
    day_limit_on: bool = False
    day_limit: Hundredths = 50_000
    day_limit_stops: bool = False
    confirm: bool = True
    confirm_above: Hundredths = 10_000
    confirm_again: bool = False
    ask_before_leaving: bool = True
    import_in_place: bool | None = None
    bin_days: int | None = 30
    practice_shown: bool | None = None
    keep_prompts: bool = True
    others: Mapping[str, Any] = MappingProxyType({})

    @property
    def server(self) -> Server:
        """Where pictures are made when practice mode is off."""
        return Server.custom(self.server_url) if self.server_url else Server.of_region(self.data_region)

    def hides_practice(self, *, has_key: bool) -> bool:
        """Whether the gallery goes without practice pictures; in practice mode it never does."""
        return has_key if self.practice_shown is None else not self.practice_shown

    @property
    def spending_limits(self) -> "tuple[SpendingLimit, ...]":
        """The limits that are on."""
        from flux_desktop.domain.spending import Span, SpendingLimit

        month = SpendingLimit(Span.MONTH, self.month_limit, self.month_limit_stops)
        day = SpendingLimit(Span.DAY, self.day_limit, self.day_limit_stops)
        return (month,) * self.month_limit_on + (day,) * self.day_limit_on

    def with_server(self, server: Server) -> "Settings":
        """Another server. A region stays chosen behind a server of one's own."""
        if server.region is None:
            return self._replace(server_url=server.url)
        return self._replace(data_region=server.region, server_url=None)

    def with_changes(self, **changes: Any) -> "Settings":
        return self._replace(**changes)

    def to_json(self) -> dict[str, Any]:
        known = {name: getattr(self, name) for name in _READERS}
        return {**self.others, VERSION_KEY: current_version(), **known}


def settings_from_json(data: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Settings of this version's form, and the names of the entries that made no sense and got their default."""
    chosen: dict[str, Any] = {}
    refused = []
    for name, read in _READERS.items():
        if name not in data:
            continue
        try:
            chosen[name] = read(data[name])
        except (ValueError, TypeError):
            refused.append(name)
    others = {name: value for name, value in data.items() if name not in _READERS and name != VERSION_KEY}
    return Settings(**chosen, others=others), refused


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not true or false")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise TypeError("not a text")
    return value


def _whole_number(least: int, most: int) -> Callable[[object], int]:
    """A number outside the range moves to its edge: the range may have been another one."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError("not a whole number")
        return max(least, min(most, value))

    return read


def _maybe(read: Callable[[Any], Any]) -> Callable[[object], Any]:
    return lambda value: None if value is None else read(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "theme": ThemeChoice,
    "thumbnail_height_px": _whole_number(SMALLEST_THUMBNAIL_PX, LARGEST_THUMBNAIL_PX),
    "grouping": Grouping,
    "details_shown": _maybe(_flag),
    "data_region": Region,
    "server_url": _maybe(lambda value: Server.custom(_text(value)).url),
    "practice": _flag,
    "library": _maybe(_text),
    "output_format": OutputFormat,
    "embed_settings": _flag,
    "at_most_at_once": _whole_number(1, MOST_AT_ONCE),
    "queue_shown": _flag,
    "month_limit_on": _flag,
    "month_limit": _whole_number(0, LARGEST_AMOUNT),
    "month_limit_stops": _flag,
    "day_limit_on": _flag,
    "day_limit": _whole_number(0, LARGEST_AMOUNT),
    "day_limit_stops": _flag,
    "confirm": _flag,
    "confirm_above": _whole_number(0, LARGEST_AMOUNT),
    "confirm_again": _flag,
    "import_in_place": _maybe(_flag),
    "ask_before_leaving": _flag,
    "practice_shown": _maybe(_flag),
    "bin_days": _maybe(_whole_number(1, LONGEST_BIN_DAYS)),
    "keep_prompts": _flag,
}
