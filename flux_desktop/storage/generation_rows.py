"""Generations as rows of the database, and back."""

from typing import Any

from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Size, size_within
from flux_desktop.storage.columns import failure_of, microseconds, moment

ASKED = ("id", "batch_id", "practice", "request", "model", "prompt", "seed", "width", "height", "estimate")
"""Columns that never change."""

ANSWERED = (
    "server",
    "task_id",
    "polling_url",
    "submitted_at",
    "ready_at",
    "finished_at",
    "submitted_cost",
    "settled_cost",
    "prompt_used",
    "seed_used",
    "failure_cause",
    "failure_detail",
    "failure_field",
)
"""Columns that change as the generation goes its way; the state does too, but only from a known one."""

COLUMNS = ("id", "batch_id", "practice", "request", "estimate", "state", *ANSWERED)
"""What ``generation_of`` reads, in its order."""

RECENT_DURATIONS = """
    SELECT (ready_at - submitted_at) / 1e6 FROM generation
    WHERE model = ? AND practice = ? AND state = 'done' AND ready_at > submitted_at
    ORDER BY id DESC LIMIT ?
"""
"""Values: the model's id, practice (0 or 1), how many at the most."""

_LARGEST_INTEGER = 2**63 - 1
_USUAL_SIDE = Size(1024, 1024)


def asked(generation: Generation) -> tuple[Any, ...]:
    """Values for ``ASKED``."""
    request = generation.request
    size = expected_size(request)
    return (
        generation.id,
        generation.batch_id,
        int(generation.practice),
        storable(request.to_json()),
        request.model_id,
        storable(request.prompt),
        _integer(request.seed),
        size.width_px,
        size.height_px,
        generation.estimate,
    )


def answered(generation: Generation) -> tuple[Any, ...]:
    """Values for ``ANSWERED``."""
    failure = generation.failure
    return (
        generation.server,
        generation.task_id,
        generation.polling_url,
        microseconds(generation.submitted_at),
        microseconds(generation.ready_at),
        microseconds(generation.finished_at),
        generation.submitted_cost,
        generation.settled_cost,
        storable(generation.prompt_used),
        _integer(generation.seed_used),
        failure.cause.value if failure else None,
        storable(failure.detail) if failure else None,
        storable(failure.field) if failure else None,
    )


def generation_of(row: tuple[Any, ...]) -> Generation:
    """The generation in a row of ``COLUMNS``."""
    (
        item_id,
        batch_id,
        practice,
        request,
        estimate,
        state,
        server,
        task_id,
        polling_url,
        submitted_at,
        ready_at,
        finished_at,
        submitted_cost,
        settled_cost,
        prompt_used,
        seed_used,
        cause,
        detail,
        field,
    ) = row
    return Generation(
        id=item_id,
        batch_id=batch_id,
        request=GenerationRequest.from_json(request),
        state=State(state),
        estimate=estimate,
        server=server,
        practice=bool(practice),
        task_id=task_id,
        polling_url=polling_url,
        submitted_at=moment(submitted_at),
        ready_at=moment(ready_at),
        finished_at=moment(finished_at),
        submitted_cost=submitted_cost,
        settled_cost=settled_cost,
        prompt_used=prompt_used,
        seed_used=seed_used,
        failure=failure_of(cause, detail, field),
    )


def storable(text: str | None) -> str | None:
    """The text without what UTF-8 cannot carry: half a character, as JSON may smuggle one in."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def expected_size(request: GenerationRequest) -> Size:
    """About how large the picture will be, as far as the request tells: enough to give its tile the right shape."""
    if request.size:
        return request.size
    across, _, down = str(request.settings.get("aspect_ratio", "")).partition(":")
    if across.isdecimal() and down.isdecimal() and int(across) and int(down):
        return size_within(int(across) / int(down), PIXELS_PER_MEGAPIXEL, multiple_of=16)
    return request.references[0].size if request.references else _USUAL_SIDE


def _integer(value: int | None) -> int | None:
    """A number the database can hold. No real seed is larger; a paid picture must not be lost over a false one."""
    return value if value is None or abs(value) <= _LARGEST_INTEGER else None
