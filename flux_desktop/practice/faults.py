"""The faults that are to be played: which, where, how often."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any


class Where(StrEnum):
    SUBMIT = "submit"
    POLL = "poll"
    DELIVERY = "delivery"
    CREDITS = "credits"


STATUS_KINDS = frozenset({"400", "401", "402", "403", "404", "422", "429", "500", "502", "503", "504"})
"""Answers with this HTTP status, in the form that BFL or its gateway gives it."""

WIRE_KINDS = frozenset(
    {
        "drop",  # the connection is closed without an answer
        "reset",  # the connection is torn down without an answer
        "hang",  # no answer, until the client gives up
        "garbage",  # an answer that is not HTTP
        "delay",  # the right answer, after `seconds`
        "slow",  # the right answer, drop by drop over `seconds`
        "half",  # the whole length is announced, half of it is sent
        "short_length",  # half the length is announced, all of it is sent
        "broken_json",  # the right length, but the text is cut
        "html",  # a page of a hotel network, with status 200
        "empty",  # status 200 and nothing else
        "endless",  # a body without end
        "gzip_bomb",  # a small body that unpacks to 300 MB
        "redirect",  # to another host
    }
)
KINDS: Mapping[Where, frozenset[str]] = {
    Where.SUBMIT: STATUS_KINDS | WIRE_KINDS | {"no_id", "no_polling_url", "strange_polling_url"},
    Where.POLL: STATUS_KINDS
    | WIRE_KINDS
    | {
        "503_task",  # status 503 around a body that says Error
        "422_task",  # status 422 around a body that says Error
        "404_task",  # status 404 around a body that says Task not found
        "error",  # the task ends as Error (for good, not charged)
        "failed",  # the task ends as Failed (for good, not charged)
        "request_moderated",
        "content_moderated",
        "task_not_found",  # status 200, body says Task not found
        "unknown_status",  # a word that nobody knows, see `word`
        "no_sample",  # Ready, but without a link
        "no_result",  # Ready, but without a result
        "pending",  # Pending, although it is ready
        "dead_link",  # Ready with a link that has expired already; `repoll` says what the next poll shows
        "strange_sample",  # Ready with `url` as the link
    },
    Where.DELIVERY: STATUS_KINDS
    | WIRE_KINDS
    | {
        "expired",  # the store's answer to a dead link; the link stays dead, see `repoll`
        "truncated",  # the image is cut, and the length says so
        "flipped",  # one byte in the middle of the image is another
        "not_an_image",  # bytes that are no image, called one
        "svg",  # another kind of file, called an image
        "other_format",  # an image of another format than its name says
        "picture_bomb",  # a small PNG of 30000 by 30000 pixels
    },
    Where.CREDITS: STATUS_KINDS | WIRE_KINDS | {"no_credits", "no_number"},
}
NEEDS_READY = frozenset({"no_sample", "no_result", "pending", "dead_link", "strange_sample"})
"""Faults of a poll that wait until the task is ready."""
_REPOLLS = ("fresh", "same", "gone")


class UnknownFaultError(ValueError):
    """The description of a fault makes no sense; the message says why."""


@dataclass(slots=True)
class Fault:
    """One fault. ``times`` None means for ever.

    ``skip`` requests pass before the first; ``match`` is a text in the task's prompt, ``model`` a model's id.
    ``accepted``: a submit is carried out all the same, and only the answer is spoilt.
    """

    where: Where
    kind: str
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    match: str = ""
    model: str = ""
    accepted: bool = False
    retry_after: float | str | None = None
    seconds: float = 1.0
    word: str = "Daydreaming"
    url: str = ""
    repoll: str = "fresh"
    detail: str = ""
    played: int = field(default=0)

    @classmethod
    def from_json(cls, entry: Any) -> "Fault":
        """Read one fault.

        Raises:
            UnknownFaultError: when a name or a value is none that the server knows.
        """
        if not isinstance(entry, Mapping):
            raise UnknownFaultError("a fault is an object")
        unknown = set(entry) - {item.name for item in fields(cls)}
        if unknown:
            raise UnknownFaultError(f"a fault has no {', '.join(sorted(unknown))}")
        try:
            fault = cls(**{**entry, "where": Where(entry["where"]), "kind": str(entry["kind"])})
        except (KeyError, TypeError, ValueError) as error:
            raise UnknownFaultError(f"where must be one of {', '.join(Where)}, and a kind must be given") from error
        if fault.kind not in KINDS[fault.where]:
            names = ", ".join(sorted(KINDS[fault.where]))
            raise UnknownFaultError(f"{fault.where} has no fault {fault.kind}; it has {names}")
        if fault.repoll not in _REPOLLS:
            raise UnknownFaultError(f"repoll must be one of {', '.join(_REPOLLS)}")
        return fault

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def fits(self, where: Where, prompt: str, model_id: str, *, ready: bool) -> bool:
        return (
            self.where is where
            and self.times != 0
            and (ready or self.kind not in NEEDS_READY)
            and self.match.casefold() in prompt.casefold()
            and self.model in ("", model_id)
        )


class FaultBook:
    """The faults still to be played, in the order in which they were written down."""

    def __init__(self, happens: Callable[[float], bool]) -> None:
        self._happens = happens
        self._faults: list[Fault] = []

    def replace(self, faults: list[Fault]) -> None:
        self._faults = faults

    def to_json(self) -> list[dict[str, Any]]:
        return [fault.to_json() for fault in self._faults]

    def take(self, where: Where, prompt: str = "", model_id: str = "", *, ready: bool = True) -> Fault | None:
        """The fault to play now, counted down; ``None`` when this request goes well."""
        for fault in self._faults:
            if not fault.fits(where, prompt, model_id, ready=ready):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if self._happens(fault.probability):
                fault.played += 1
                fault.times = None if fault.times is None else fault.times - 1
                return fault
        return None


@dataclass(frozen=True, slots=True)
class FaultFile:
    """The content of a fault file: the faults, and what else changes how the server behaves."""

    faults: list[Fault]
    refused_keys: frozenset[str] = frozenset()
    link_seconds: float | None = None
    repoll: str = "fresh"

    @classmethod
    def from_json(cls, data: Any) -> "FaultFile":
        """Read ``{"faults": […], "refused_keys": […], "link_seconds": n, "repoll": "…"}``, or the list alone.

        Raises:
            UnknownFaultError: when something in it is none that the server knows.
        """
        if isinstance(data, list):
            data = {"faults": data}
        if not isinstance(data, Mapping) or set(data) - {"faults", "refused_keys", "link_seconds", "repoll"}:
            raise UnknownFaultError("a list of faults, or an object with faults, refused_keys, link_seconds, repoll")
        repoll = data.get("repoll", "fresh")
        if repoll not in _REPOLLS:
            raise UnknownFaultError(f"repoll must be one of {', '.join(_REPOLLS)}")
        return cls(
            [Fault.from_json(entry) for entry in data.get("faults", ())],
            frozenset(data.get("refused_keys", ())),
            data.get("link_seconds"),
            repoll,
        )
