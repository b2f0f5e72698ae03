"""How common clients repeat a request that did not go well, written anew from what they do, as small functions.

They share everything else: each asks for a picture, takes the id, and would poll with it. What differs is what becomes
of a POST that failed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from tests.support.practice import KEY

AT_ONCE = 1
"""One after the other, so that the same seed plays the same faults to the same requests."""
_PATIENCE_S = 1.0
_TOO_MANY = 429
_PAUSE_S = 0.02
"""Between two tries. The faults do not depend on time, so the pauses of the originals are cut short."""

Post = Callable[[], Awaitable[httpx.Response]]


class GaveUpError(Exception):
    """The client tells its user that the request has failed."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``statuses`` and ``faults`` after which a POST is sent again, at the most ``tries`` times in all."""

    name: str
    statuses: frozenset[int]
    faults: tuple[type[Exception], ...]
    tries: int

    async def submit(self, post: Post) -> httpx.Response:
        for left in reversed(range(self.tries)):
            try:
                response = await post()
            except self.faults as error:
                if not left:
                    raise GaveUpError(str(error)) from error
            except httpx.HTTPError as error:
                raise GaveUpError(str(error)) from error
            else:
                if response.status_code == httpx.codes.OK and _names_a_task(response):
                    return response
                if response.status_code not in self.statuses or not left:
                    raise GaveUpError(f"status {response.status_code}")
            await asyncio.sleep(_PAUSE_S)
        raise GaveUpError("no try left")


_SERVER_FAULTS = frozenset(range(500, 600))
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

POLICIES = (
    Policy(
        "again after 408, 409, 429, 5xx, time-outs and lost connections, 2 times (common SDKs)",
        frozenset({408, 409, _TOO_MANY}) | _SERVER_FAULTS,
        (httpx.TransportError,),
        3,
    ),
    Policy("again after 429 and 5xx, 3 times (sample clients)", frozenset({_TOO_MANY}) | _SERVER_FAULTS, (), 4),
    Policy("again after time-outs and lost connections, 10 times", frozenset({_TOO_MANY}), (httpx.TransportError,), 10),
    Policy("again after 429 and when no connection came about, 10 times", frozenset({_TOO_MANY}), _NEVER_SENT, 10),
    Policy("never again", frozenset(), (), 1),
)


async def ask_for(policy: Policy, url: str, prompts: list[str], model: str) -> dict[str, bool]:
    """Whether the user of such a client was told, for each prompt, that it was accepted."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=_PATIENCE_S, headers={"x-key": KEY, "connection": "close"}) as client:

        async def ask(prompt: str) -> bool:
            body = {"prompt": prompt, "width": 64, "height": 64}
            async with gate:
                try:
                    await policy.submit(lambda: client.post(f"{url}/v1/{model}", json=body))
                except GaveUpError:
                    return False
            return True

        return dict(zip(prompts, await asyncio.gather(*map(ask, prompts)), strict=True))


def _names_a_task(response: httpx.Response) -> bool:
    try:
        return "id" in response.json()
    except (ValueError, TypeError):
        return False
