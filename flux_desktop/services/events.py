"""What the engine tells the window. Values only; they cross from the engine's thread to the window's in one queue."""

from collections.abc import Callable
from dataclasses import dataclass

from flux_desktop.domain.generation import Cause, Generation
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.picture import Picture


@dataclass(frozen=True, slots=True)
class GenerationChanged:
    """Recorded already. ``picture`` is set with the state ``done``."""

    generation: Generation
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class PictureArrived:
    """The whole, checked bytes of a picture, before they are on disk, so that it can be painted meanwhile."""

    generation_id: ItemId
    data: bytes
    file_format: str


@dataclass(frozen=True, slots=True)
class BalanceChanged:
    """``balance`` is ``None`` when it could not be read."""

    balance: Hundredths | None


@dataclass(frozen=True, slots=True)
class TroubleChanged:
    """Something lasting that concerns every picture, for the banner: ``cause`` is ``None`` when it is over.

    Causes used: ``database_lost``, ``disk_full``, ``library_unavailable``, ``key_refused``, ``out_of_credits``,
    ``offline``, ``service_trouble``, ``rate_limited``. ``held`` is how many pictures wait because of it. ``others`` are
    troubles of the same moment, the graver first.
    """

    cause: Cause | None
    detail: str = ""
    held: int = 0
    retry_in_s: float | None = None
    others: "tuple[TroubleChanged, ...]" = ()


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """How much is under way. ``usual_s`` is the usual time of the models that are running, if known.

    ``paused``: by the person, or because pictures wait that an earlier run has left (``from_earlier`` of them; new ones
    go out all the same). ``to_come`` is what those that wait will cost, and ``order`` is who they are, the next first.
    """

    running: int
    waiting: int
    paused: bool
    usual_s: float | None = None
    from_earlier: int = 0
    to_come: Hundredths = 0
    order: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineFailed:
    """The engine met a bug of ours; ``report`` is a traceback with the key taken out."""

    report: str


Event = GenerationChanged | PictureArrived | BalanceChanged | TroubleChanged | QueueChanged | EngineFailed

EventSink = Callable[[Event], None]
