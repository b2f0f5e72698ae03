"""The balance. Only finished pictures are paid for."""

from collections.abc import Mapping

from flux_desktop.domain.money import Hundredths, from_credits, to_credits


class Account:
    """A balance of play money, in hundredths of a credit."""

    def __init__(self, credits: float) -> None:
        self._balance: Hundredths = from_credits(credits)
        self.charged_total: Hundredths = 0

    @property
    def credits(self) -> float:
        return to_credits(self._balance)

    def reset(self, credits: float) -> None:
        self.set(credits)
        self.charged_total = 0

    def set(self, credits: float) -> None:
        self._balance = from_credits(credits)

    def can_pay(self, cost: Hundredths, reserved: Hundredths) -> bool:
        """Whether ``cost`` is there beside what the active tasks will take."""
        return self._balance - reserved >= cost

    def charge(self, cost: Hundredths) -> None:
        self._balance -= cost
        self.charged_total += cost

    def to_json(self) -> dict[str, Hundredths]:
        return {"balance": self._balance, "charged_total": self.charged_total}

    @classmethod
    def from_json(cls, data: Mapping[str, Hundredths]) -> "Account":
        account = cls(0)
        account._balance = data["balance"]
        account.charged_total = data["charged_total"]
        return account
