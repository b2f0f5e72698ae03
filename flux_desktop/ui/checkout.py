"""Where every click that spends money comes by: asked about where the person wants that, and stopped at a limit."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.errors import FluxDesktopError, SpendingLimitError
from flux_desktop.domain.money import Hundredths, dollars, whole_cents
from flux_desktop.domain.spending import PassedLimit, Prices, Spending
from flux_desktop.ui.errors import pictures, sentence_for
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.spending_watch import SpendingWatch
from flux_desktop.ui.spending_words import cost_words, fewer_words, limit_name
from flux_desktop.ui.support.question import ask, choose
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet


@dataclass(frozen=True, slots=True)
class Purchase:
    """Pictures that one click asks for.

    ``prices`` are those of the single pictures, none when they are free. ``send`` has the engine queue them, all or
    none; its argument says that the person agrees to pass a soft limit. ``fewer`` asks for the first so many of them.
    ``is_again``: the click was on a picture or a job, not on Generate. ``is_agreed``: number and price were agreed to
    in a dialog already.
    """

    prices: Prices
    send: Callable[[bool], Coroutine[Any, Any, None]]
    fewer: Callable[[int], None]
    is_again: bool = False
    is_agreed: bool = False

    @property
    def total(self) -> Hundredths:
        return sum(price or 0 for price in self.prices)


class Checkout(QObject):
    """Asks at most one question. What the engine says counts: a limit that was reached meanwhile asks after all."""

    def __init__(
        self, *, window: QWidget, settings: SettingsFlow, watch: SpendingWatch, toasts: Toasts, tasks: TaskSet
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._watch = watch
        self._toasts = toasts
        self._tasks = tasks
        self._is_asking = False
        self.balance: Hundredths | None = None
        """What is left on the account, as far as it is known."""

    def buy(self, purchase: Purchase) -> None:
        """Queue it, after asking if need be."""
        passed = self._watch.spending.passed_by(purchase.prices)
        if passed:
            self._ask_about_limit(purchase, passed)
        elif self._is_asked_about(purchase):
            self._ask_about_cost(purchase)
        else:
            self._send(purchase)

    def buy_anyway(self, purchase: Purchase) -> None:
        """Queue it: the person agrees to pass a soft limit, once."""
        self._send(purchase, consented=True)

    def _is_asked_about(self, purchase: Purchase) -> bool:
        settings = self._settings.settings
        if not purchase.total or purchase.is_agreed:
            return False
        return (settings.confirm and purchase.total > settings.confirm_above) or (
            settings.confirm_again and purchase.is_again
        )

    def _send(self, purchase: Purchase, *, consented: bool = False) -> None:
        self._tasks.start(self._sent(purchase, consented=consented))

    async def _sent(self, purchase: Purchase, *, consented: bool) -> None:
        try:
            await purchase.send(consented)
        except SpendingLimitError as error:
            self._watch.refresh()
            passed = Spending((error.limit,), {error.limit.span: error.spent}).passed_by(purchase.prices)
            self._ask_about_limit(purchase, passed or PassedLimit(error.limit, error.spent, error.wanted, 0))
        except FluxDesktopError as error:
            self._toasts.show(sentence_for(error))

    def _ask_about_cost(self, purchase: Purchase) -> None:
        settings, count, total = self._settings.settings, len(purchase.prices), dollars(purchase.total)
        why = f"One click that costs more than {dollars(settings.confirm_above)} is asked about first."
        if not settings.confirm or purchase.total <= settings.confirm_above:
            why = "Making a picture again is asked about first."
        left = (
            "" if self.balance is None else f" Your balance after that is {whole_cents(self.balance - purchase.total)}."
        )
        ask(
            self._window,
            f"Make {pictures(count)} for {total}?",
            f"{why}{left}",
            f"Generate {count} for {total}",
            lambda: self._send(purchase),
        )

    def _ask_about_limit(self, purchase: Purchase, passed: PassedLimit) -> None:
        if passed.wanted is None:
            title = f"BFL publishes no price for this, so it may pass your {limit_name(passed.limit)}."
        else:
            title = f"This would pass your {limit_name(passed.limit)}."
        so_far = f"{whole_cents(passed.so_far)} so far, with what is under way."
        choices: list[tuple[str, Callable[[], object]]] = []
        if passed.fits:
            choices.append((fewer_words(passed), lambda: purchase.fewer(passed.fits)))
        choices.append(("Change limit…", lambda: self._settings.open("Spending")))
        if not passed.limit.is_hard:
            choices.append(("Generate once anyway", lambda: self.buy_anyway(purchase)))
        if self._is_asking:
            self._toasts.show(title)  # one question at a time, however fast somebody clicks
            return
        self._is_asking = True
        text = f"{so_far} {cost_words(passed, len(purchase.prices))}".strip()
        choose(self._window, title, text, choices).finished.connect(self._answered)

    def _answered(self) -> None:
        self._is_asking = False
