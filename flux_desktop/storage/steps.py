"""Steps of generations: what the store takes, what the journal keeps, what a rebuild takes again. One form for all."""

import sqlite3
from typing import Any

from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.picture import Picture
from flux_desktop.storage.generation_rows import ANSWERED, ASKED, answered, asked

Step = dict[str, Any]
"""``seq``, ``at`` (microseconds), ``id``, ``from``, ``to``, ``note``, ``answered``; ``asked`` in the first of a
generation, ``picture`` in the one that ends it well, ``doubtful`` where a cost stays in doubt."""

_INSERT_GENERATION = (
    f"INTO generation ({', '.join((*ASKED, 'state', *ANSWERED))})"
    f" VALUES ({', '.join('?' * (len(ASKED) + 1 + len(ANSWERED)))})"
)

_UPDATE_GENERATION = (
    f"UPDATE generation SET state = ?, {', '.join(f'{name} = ?' for name in ANSWERED)},"  # noqa: S608
    " doubtful_cost = doubtful_cost + ? WHERE id = ?"
)

_INSERT_PICTURE = """
    INTO picture (id, generation_id, path, sha256, bytes, width, height, format, favourite, rating,
                  practice, model, prompt, prompt_used, seed, cost, reference_count)
    SELECT id, id, :path, :sha256, :bytes, :width, :height, :format, :favourite, :rating,
           practice, model, prompt, prompt_used, coalesce(seed_used, seed),
           coalesce(settled_cost, submitted_cost, estimate), json_array_length(request, '$.references')
    FROM generation WHERE id = :id
"""

_INSERT_EVENT = "INTO generation_event (id, generation_id, at, from_state, to_state, note) VALUES (?, ?, ?, ?, ?, ?)"

_UPDATE_PICTURE = """
    UPDATE picture SET (prompt_used, seed, cost) = (
        SELECT prompt_used, coalesce(seed_used, seed), coalesce(settled_cost, submitted_cost, estimate)
        FROM generation WHERE generation.id = picture.id
    ) WHERE id = ?
"""


def first_step(generation: Generation) -> Step:
    """The step by which a generation comes to be."""
    return _step(None, generation) | {"asked": _named(ASKED, asked(generation))}


def next_step(before: Generation, after: Generation, picture: Picture | None = None) -> Step:
    step = _step(before.state, after)
    if doubtful := _doubtful_cost(before, after):
        step["doubtful"] = doubtful
    if picture:
        step["picture"] = {
            "path": picture.path,
            "sha256": picture.sha256,
            "bytes": picture.bytes,
            "width": picture.size.width_px,
            "height": picture.size.height_px,
            "format": picture.file_format,
            "favourite": int(picture.favourite),
            "rating": picture.rating,
        }
    return step


def take(connection: sqlite3.Connection, step: Step) -> bool:
    """Change the database by a new step; ``False``, and nothing changed, when the generation is not where it begins."""
    return _take(connection, step, "INSERT", only_from=step["from"])


def take_again(connection: sqlite3.Connection, step: Step) -> bool:
    """Change the database by a step of the past, wherever the generation is now; ``False`` when it is unknown."""
    return _take(connection, step, "INSERT OR IGNORE", only_from=None)


def _take(connection: sqlite3.Connection, step: Step, verb: str, only_from: str | None) -> bool:
    if "asked" in step:
        _insert_generation(connection, step, verb)
    elif not _update_generation(connection, step, only_from):
        return False
    if "picture" in step:
        connection.execute(f"{verb} {_INSERT_PICTURE}", {"id": step["id"], **step["picture"]})
    elif step["from"] == step["to"] == State.DONE:
        connection.execute(_UPDATE_PICTURE, (step["id"],))
    event = (step["seq"], step["id"], step["at"], step["from"], step["to"], step["note"])
    connection.execute(f"{verb} {_INSERT_EVENT}", event)
    return True


def _step(origin: State | None, after: Generation) -> Step:
    return {
        "id": after.id,
        "from": origin.value if origin else None,
        "to": after.state.value,
        "note": after.failure.cause.value if after.failure else "",
        "answered": _named(ANSWERED, answered(after)),
    }


def _named(columns: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    return {name: value for name, value in zip(columns, values, strict=True) if value is not None}


def _doubtful_cost(before: Generation, after: Generation) -> int:
    """What stays in doubt once this state is left: it may have been charged, and nothing will tell any more."""
    leaves_unconfirmed = before.state is State.UNCONFIRMED and after.state is not State.UNCONFIRMED
    dismisses_expired = before.state is State.EXPIRED and after.state is State.CANCELLED
    if (not leaves_unconfirmed and not dismisses_expired) or after.settled_cost is not None:
        return 0
    return before.cost or 0


def _insert_generation(connection: sqlite3.Connection, step: Step, verb: str) -> None:
    values = [step["asked"].get(name) for name in ASKED]
    connection.execute(f"{verb} {_INSERT_GENERATION}", (*values, step["to"], *_answers(step)))


def _update_generation(connection: sqlite3.Connection, step: Step, only_from: str | None) -> bool:
    values = (step["to"], *_answers(step), step.get("doubtful", 0), step["id"])
    if only_from is None:
        return connection.execute(_UPDATE_GENERATION, values).rowcount == 1
    return connection.execute(f"{_UPDATE_GENERATION} AND state = ?", (*values, only_from)).rowcount == 1


def _answers(step: Step) -> list[Any]:
    return [step["answered"].get(name) for name in ANSWERED]
