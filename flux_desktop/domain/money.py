"""Money as whole hundredths of a credit. BFL sells credits at one US cent each, so a hundredth is $0.0001."""

import math

Hundredths = int

HUNDREDTHS_PER_CREDIT = 100
_HUNDREDTHS_PER_DOLLAR = 100 * HUNDREDTHS_PER_CREDIT
_HUNDREDTHS_PER_TENTH_CENT = 10


def from_credits(credits: float) -> Hundredths:
    """A number of credits as BFL's JSON carries it; what is finer than a hundredth is rounded."""
    return round(credits * HUNDREDTHS_PER_CREDIT)


def to_credits(amount: Hundredths) -> float:
    return amount / HUNDREDTHS_PER_CREDIT


def dollars(amount: Hundredths) -> str:
    """``$0.18``, ``$0.045``: cents, and tenths of a cent where there are any (rounded up, so never too little)."""
    tenths = math.ceil(abs(amount) / _HUNDREDTHS_PER_TENTH_CENT)
    whole, rest = divmod(tenths, _HUNDREDTHS_PER_DOLLAR // _HUNDREDTHS_PER_TENTH_CENT)
    fraction = f"{rest:03d}"
    if fraction.endswith("0"):
        fraction = fraction[:-1]
    sign = "-" if amount < 0 and tenths else ""
    return f"{sign}${whole:,}.{fraction}"


def whole_cents(amount: Hundredths) -> str:
    """``$12.40``: for balances and sums over time, rounded down to the cent."""
    cents, sign = abs(amount) // HUNDREDTHS_PER_CREDIT, "-" if amount < 0 else ""
    return f"{sign}${cents // 100:,}.{cents % 100:02d}"
