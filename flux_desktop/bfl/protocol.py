"""BFL's protocol without any input or output: a request as the parts of its body, and answers as outcomes.

The facts are those of BFL's API reference and of replies of the live service, as of 2026-11.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from flux_desktop.bfl.answers import Answer, complaint_in, credits_in, number, one_line
from flux_desktop.bfl.host_trust import may_carry_key
from flux_desktop.domain.errors import (
    KeyRefusedError,
    OutcomeUnknownError,
    OutOfCreditsError,
    RateLimitedError,
    RequestRefusedError,
    ServiceError,
    ServiceTroubleError,
)
from flux_desktop.domain.generation import Cause
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.server import Server

_REFUSALS = frozenset({400, 404, 405, 411, 413, 414, 415, 422, 431})
"""Answers to a submission that mean: not taken, and not charged."""

_STATUS_OF_A_LIVING_TASK = frozenset(
    {"pending", "reasoning", "generating", "ready", "request moderated", "content moderated"}
)

_TASK_ID = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Submission:
    """An accepted task. ``polling_url`` is one that the key may go to. Megapixels are as BFL reports them."""

    task_id: str
    polling_url: str
    cost: Hundredths | None = None
    input_mp: float | None = None
    output_mp: float | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Not finished. ``status`` is BFL's own word, also when it is a new one."""

    status: str
    progress: float | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """``prompt`` and ``seed`` are those that were used, ``cost`` is what was charged, as far as BFL tells."""

    sample_url: str
    prompt: str | None = None
    seed: int | None = None
    cost: Hundredths | None = None


@dataclass(frozen=True, slots=True)
class Moderated:
    """Refused by BFL's filter: ``stage`` is ``request_moderated`` or ``content_moderated``."""

    stage: Cause
    reasons: tuple[str, ...] = ()
    cost: Hundredths | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The task failed at BFL."""

    detail: str


@dataclass(frozen=True, slots=True)
class TaskUnknown:
    """BFL does not know the task: expired, or asked of the wrong data centre, or asked a moment too early."""

    detail: str


TaskStatus = Pending | Ready | Moderated | Broken | TaskUnknown


def read_submission(answer: Answer, server: Server, model: ImageModel) -> Submission:
    """The task that an answer to a submission speaks of.

    A body that names a task is believed whatever its code. Where BFL gives no polling address, or one that the key must
    not go to, the task is asked for at ``server``.

    Raises:
        KeyRefusedError, OutOfCreditsError, RateLimitedError, RequestRefusedError: nothing was accepted.
        OutcomeUnknownError: the answer tells neither.
    """
    fields = answer.fields
    task_id = _task_id(fields.get("id"))
    if task_id and (answer.is_success or _speaks_of_a_task(fields)):
        return Submission(
            task_id,
            polling_address(fields.get("polling_url"), task_id, server),
            credits_in(fields.get("cost")),
            number(fields.get("input_mp")),
            number(fields.get("output_mp")),
        )
    raise _refusal(answer, model) or OutcomeUnknownError(f"It is not known what became of it: {answer.complaint}")


def polling_address(url: object, task_id: str, server: Server) -> str:
    """``url`` with the task's id in it, if the key may go there; else the address of the task at ``server``."""
    if not isinstance(url, str) or not may_carry_key(url, server):
        return f"{server.url}/v1/get_result?id={quote(task_id, safe='')}"
    return with_task_id(url, task_id)


def with_task_id(url: str, task_id: str) -> str:
    """``url``, with the task's id appended when its query has none."""
    query = urlsplit(url).query
    if parse_qs(query).get("id"):
        return url
    return f"{url}{'&' if query else '' if url.endswith('?') else '?'}id={quote(task_id, safe='')}"


def read_status(answer: Answer) -> TaskStatus:
    """How a task stands. A body with a status is believed whatever its code.

    Raises:
        KeyRefusedError, RateLimitedError, ServiceTroubleError: nothing is known about the task; it lives on.
    """
    fields = answer.fields
    status = fields.get("status")
    if isinstance(status, str) and status.strip():
        return _status_of_task(one_line(status)[:60], fields)
    if answer.status in (404, 410):
        return TaskUnknown(answer.complaint)
    raise read_trouble(answer)


def read_balance(answer: Answer) -> Hundredths:
    """The credits that are left.

    Raises:
        KeyRefusedError, RateLimitedError, ServiceTroubleError
    """
    balance = credits_in(answer.fields.get("credits")) if answer.is_success else None
    if balance is None:
        raise read_trouble(answer)
    return balance


def read_trouble(answer: Answer) -> ServiceError:
    """What an answer without use to a harmless question means."""
    if answer.status in (401, 403):
        return KeyRefusedError(answer.complaint)
    if answer.status == 429:
        return RateLimitedError(answer.complaint, answer.wait_s)
    return ServiceTroubleError(answer.complaint, answer.wait_s)


def _speaks_of_a_task(fields: Mapping[str, Any]) -> bool:
    """Whether a body with an id is about a task: complaints of gateways carry ids of their own."""
    status = fields.get("status")
    return isinstance(fields.get("polling_url"), str) or (
        isinstance(status, str) and status.casefold() in _STATUS_OF_A_LIVING_TASK
    )


def _refusal(answer: Answer, model: ImageModel) -> ServiceError | None:
    match answer.status:
        case 401 | 403:
            return KeyRefusedError(answer.complaint)
        case 402:
            return OutOfCreditsError(answer.complaint)
        case 429:
            return RateLimitedError(answer.complaint, answer.wait_s)
        case status if status in _REFUSALS:
            return RequestRefusedError(answer.complaint, answer.blamed_field(model.parameters))
    return None


def _status_of_task(status: str, fields: Mapping[str, Any]) -> TaskStatus:
    match status.replace("_", " ").casefold():
        case "ready":
            return _ready(fields)
        case "request moderated":
            return Moderated(Cause.REQUEST_MODERATED, _reasons(fields.get("details")), credits_in(fields.get("cost")))
        case "content moderated":
            return Moderated(Cause.CONTENT_MODERATED, _reasons(fields.get("details")), credits_in(fields.get("cost")))
        case "error" | "failed":
            return Broken(_reason_of_failure(fields) or status)
        case "task not found":
            return TaskUnknown(status)
    return Pending(status, number(fields.get("progress")))


def _ready(fields: Mapping[str, Any]) -> Ready:
    """A task without a picture in its result is asked again: it is paid for."""
    result = fields.get("result")
    values = result if isinstance(result, dict) else {"sample": result}
    sample, prompt, seed = values.get("sample"), values.get("prompt"), values.get("seed")
    if not isinstance(sample, str) or not sample.strip():
        raise ServiceTroubleError("The picture is ready, but the answer holds no address for it.")
    cost = credits_in(fields.get("cost"))
    return Ready(
        sample.strip(),
        prompt if isinstance(prompt, str) and prompt else None,
        seed if isinstance(seed, int) and not isinstance(seed, bool) else None,
        credits_in(values.get("cost")) if cost is None else cost,
    )


def _reasons(details: object) -> tuple[str, ...]:
    if not isinstance(details, dict):
        return ()
    for name, value in details.items():
        if "reason" in name.casefold():
            found = value if isinstance(value, list) else [value]
            return tuple(one_line(reason) for reason in found[:20] if isinstance(reason, str) and reason.strip())
    return ()


def _reason_of_failure(fields: Mapping[str, Any]) -> str:
    result = fields.get("result")
    return complaint_in(fields) or (one_line(result) if isinstance(result, str) else "")


def _task_id(value: object) -> str | None:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if isinstance(text, str) and _TASK_ID.fullmatch(text) else None
