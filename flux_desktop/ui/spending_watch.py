"""What was spent, as the window shows it: the month in the compose panel, the limits, the figures in Settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from flux_desktop.domain.errors import LibraryError
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.spending import Span, Spending, begin_of
from flux_desktop.services.engine import Engine
from flux_desktop.services.library import Library
from flux_desktop.services.spending import spending_at
from flux_desktop.ui.account import Account
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.settings_flow import SettingsFlow

_WAIT_MS = 60
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of what was charged, may have been, and will be for what is under way."""

    session: Hundredths
    day: Hundredths
    month: Hundredths
    all_time: Hundredths


class SpendingWatch(QObject):
    """Reads the sums again when a generation has changed, when a limit has, and when a day begins.

    What it shows is for the eye. The limits are kept by the engine, which it tells them.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        panel: ComposePanel,
        engine: Engine,
        bridge: EngineBridge,
        library: Library,
        account: Account,
        settings: SettingsFlow,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._engine = engine
        self._library = library
        self._account = account
        self._settings = settings
        self._now = now
        self._began = now()
        self._later = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._later.timeout.connect(self.refresh)
        self._midnight = QTimer(self, singleShot=True)
        self._midnight.timeout.connect(self.refresh)
        self.spending = Spending()
        """The limits that are on, and what counts towards each. None in practice mode."""
        bridge.generation_changed.connect(self._soon)
        account.changed.connect(self._soon)
        settings.changed.connect(self._limits_changed)
        self._tell_engine()

    def refresh(self) -> None:
        """Read and show the sums now."""
        now, settings = self._now(), self._settings.settings
        try:
            month = self._library.committed_since(begin_of(Span.MONTH, now))
            limits = () if self._account.is_practice else settings.spending_limits
            self.spending = spending_at(now, limits, self._library.committed_since)
        except LibraryError:
            return  # the banner says what is wrong with the library, and the engine still keeps the limits
        self._panel.set_month_spent(month, f"{now:%B}", settings.month_limit if settings.month_limit_on else None)
        self._panel.set_spending(self.spending)
        tomorrow = begin_of(Span.DAY, begin_of(Span.DAY, now) + timedelta(hours=36))
        self._midnight.start(max(1000, round((tomorrow - now).total_seconds() * 1000) + 500))
        self.changed.emit()

    def figures(self) -> Figures:
        """The sums for Settings."""
        now, since = self._now(), self._library.committed_since
        day, month = since(begin_of(Span.DAY, now)), since(begin_of(Span.MONTH, now))
        return Figures(since(self._began), day, month, since(_LONG_AGO))

    def _soon(self, *_: object) -> None:
        if not self._later.isActive():
            self._later.start()

    def _limits_changed(self) -> None:
        self._tell_engine()
        self.refresh()

    def _tell_engine(self) -> None:
        self._engine.set_spending_limits(self._settings.settings.spending_limits)
