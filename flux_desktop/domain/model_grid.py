"""One draft with several models and in several shapes: what that makes and what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from flux_desktop.domain.alternatives import MOST_PICTURES
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import Confidence, ImageModel
from flux_desktop.domain.pricing import Estimate
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Shape


@dataclass(frozen=True)
class GridCell:
    """One model in one shape; ``shape`` None is the draft's own size. ``notes`` say what the model cannot do of it."""

    model: ImageModel
    shape: Shape | None
    draft: RequestDraft
    notes: tuple[str, ...]

    @classmethod
    def of(cls, draft: RequestDraft, model: ImageModel, shape: Shape | None) -> "GridCell":
        shaped = replace(draft, count=1, size=replace(draft.size, shape=shape))
        fitted, notes = shaped.fitted_to(model)
        return cls(model, shape, fitted, tuple(notes))

    @cached_property
    def estimate(self) -> Estimate:
        """The price of one of its pictures; there is one for every combination of alternatives in the prompt."""
        return self.draft.estimate(self.model)

    @cached_property
    def problem(self) -> str:
        """Why it cannot be made, in a sentence; empty when it can."""
        problems = self.draft.problems(self.model)
        return problems[0].sentence if problems else ""

    def requests(self) -> list[GenerationRequest]:
        return self.draft.requests(self.model)


def shapes_of(draft: RequestDraft) -> list[Shape | None]:
    """The shapes to choose from: all, and before them the draft's own size where that is none of them."""
    own: list[Shape | None] = [] if draft.size.shape else [None]
    return [*own, *Shape]


@dataclass(frozen=True)
class ModelGrid:
    """The cells that are to be made. A model that comes to the same in two shapes makes it once."""

    cells: tuple[GridCell, ...]

    @classmethod
    def of(cls, cells: Iterable[GridCell]) -> "ModelGrid":
        """Of these cells: what can be made, each thing once."""
        seen, kept = set(), []
        for cell in cells:
            what = (cell.model.id, tuple(cell.draft.size.settings(cell.model)))
            if not cell.problem and what not in seen:
                seen.add(what)
                kept.append(cell)
        return cls(tuple(kept))

    @property
    def picture_count(self) -> int:
        return sum(cell.draft.picture_count for cell in self.cells)

    @property
    def problem(self) -> str:
        """Why it cannot be made at one click, in a sentence; empty when it can."""
        if self.picture_count > MOST_PICTURES:
            return f"That would be {self.picture_count:,} pictures; {MOST_PICTURES} at a click is the most."
        return ""

    @property
    def notes(self) -> list[str]:
        """What the models cannot do of the draft, each thing once."""
        return list(dict.fromkeys(note for cell in self.cells for note in cell.notes))

    def requests(self) -> list[GenerationRequest]:
        """One for each picture, model by model."""
        return [request for cell in self.cells for request in cell.requests()]

    def price_text(self) -> str:
        """``$0.18``, ``about $0.18``, or how much is known of it where a price is not published."""
        known = [cell for cell in self.cells if cell.estimate.amount is not None]
        if not known:
            return Estimate(None).text()
        amount = sum((cell.estimate.amount or 0) * cell.draft.picture_count for cell in known)
        sure = Confidence.HIGH if all(cell.estimate.is_sure for cell in known) else Confidence.LOW
        total = Estimate(amount, sure).text()
        return total if len(known) == len(self.cells) else f"more than {total}"
