"""What the gallery and the details pane show of one item: a picture, or a generation that has none (yet)."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.sizes import Size
from flux_desktop.domain.state import Failure, State

if TYPE_CHECKING:
    from flux_desktop.domain.file_settings import FileSettings
    from flux_desktop.domain.generation import Generation
    from flux_desktop.domain.picture import Picture
    from flux_desktop.domain.references import Reference
    from flux_desktop.domain.request import GenerationRequest


class GalleryRow(NamedTuple):
    """One tile. ``size`` is that of the picture, or the one to expect; ``path`` is relative to the library,
    or an ``OutsidePath``.

    An imported picture has the state ``done``, an empty ``model_id`` when nothing is known of its making, and no costs.
    The request is not here: reading it costs more than the rest together, see ``LibraryReader.details``.
    """

    id: ItemId
    state: State
    prompt: str
    model_id: str
    size: Size
    path: str | None = None
    file_format: str | None = None
    bytes: int | None = None
    favourite: bool = False
    rating: int = 0
    missing: bool = False
    practice: bool = False
    seed: int | None = None
    prompt_used: str | None = None
    estimate: Hundredths | None = None
    submitted_cost: Hundredths | None = None
    settled_cost: Hundredths | None = None
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    failure: Failure | None = None
    binned: bool = False

    @property
    def created_at(self) -> datetime:
        return created_at(self.id)

    @property
    def cost(self) -> Hundredths | None:
        """The best figure there is: settled, else as submitted, else the estimate."""
        for amount in (self.settled_cost, self.submitted_cost, self.estimate):
            if amount is not None:
                return amount
        return None

    @classmethod
    def of(cls, generation: "Generation", picture: "Picture | None", expected: Size) -> "GalleryRow":
        """The row of a generation that has just changed; ``expected`` is its size as long as there is no picture."""
        request = generation.request
        return cls(
            id=generation.id,
            state=generation.state,
            prompt=request.prompt,
            model_id=request.model_id,
            size=picture.size if picture else expected,
            path=picture.path if picture else None,
            file_format=picture.file_format if picture else None,
            bytes=picture.bytes if picture else None,
            favourite=picture.favourite if picture else False,
            rating=picture.rating if picture else 0,
            practice=generation.practice,
            seed=generation.seed_used if generation.seed_used is not None else request.seed,
            prompt_used=generation.prompt_used,
            estimate=generation.estimate,
            submitted_cost=generation.submitted_cost,
            settled_cost=generation.settled_cost,
            submitted_at=generation.submitted_at,
            finished_at=generation.finished_at,
            failure=generation.failure,
        )


class GenerationDetails(NamedTuple):
    """All that is stored about one item.

    An imported picture has no ``generation``, a generation under way has no ``picture``; one of the two is there.
    ``file_settings`` are what the file of an imported picture says of its making, ``file_name`` is
    how that file was called.
    """

    row: GalleryRow
    generation: "Generation | None"
    picture: "Picture | None"
    notes: str = ""
    imported: bool = False
    binned_at: datetime | None = None
    file_settings: "FileSettings | None" = None
    tags: tuple[str, ...] = ()
    albums: tuple[str, ...] = ()
    file_name: str = ""

    @property
    def request(self) -> "GenerationRequest | None":
        """What makes it again, where that is known."""
        if self.generation:
            return self.generation.request
        return self.file_settings.request if self.file_settings else None

    @property
    def references(self) -> "tuple[Reference, ...]":
        request = self.request
        return request.references if request else ()

    @property
    def seconds_taken(self) -> float | None:
        """From submission until BFL had it ready."""
        generation = self.generation
        if generation is None or generation.submitted_at is None or generation.ready_at is None:
            return None
        return (generation.ready_at - generation.submitted_at).total_seconds()
