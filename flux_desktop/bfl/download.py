"""Fetching a picture by its link: without the key, over a few redirects at the most, whole or not at all."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from flux_desktop.bfl.answers import Answer, one_line
from flux_desktop.bfl.connections import ask
from flux_desktop.bfl.faults import FAULTS, NEVER_ARRIVED, said
from flux_desktop.bfl.host_trust import may_be_fetched
from flux_desktop.bfl.limited_read import MAX_PICTURE_BYTES, UnusableBodyError, read_into
from flux_desktop.bfl.picture_check import check_picture
from flux_desktop.bfl.redaction import redact
from flux_desktop.domain.errors import DamagedDownloadError, LinkExpiredError, NotSentError, ServiceTroubleError
from flux_desktop.domain.server import Server
from flux_desktop.domain.sizes import Size

_MAX_HOPS = 3
_EXPIRED = frozenset({401, 403, 404, 410})


@dataclass(frozen=True, slots=True)
class Download:
    """A whole picture, as it came."""

    data: bytes
    file_format: str
    size: Size


async def fetch_picture(client: httpx.AsyncClient, server: Server, url: str, deadline_s: float) -> Download:
    """The picture at ``url``, fetched with ``client``, which must know no key.

    Raises:
        LinkExpiredError, DamagedDownloadError, NotSentError, ServiceTroubleError
    """
    received: list[bytes] = []
    try:
        async with asyncio.timeout(deadline_s):
            data = await _fetch(client, server, url, received)
    except NEVER_ARRIVED as error:
        raise NotSentError(said(error)) from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise ServiceTroubleError(f"The picture came too slowly: {said(error)}") from error
    except UnusableBodyError as error:
        raise DamagedDownloadError(said(error)) from error
    except FAULTS as error:
        kind = DamagedDownloadError if received else ServiceTroubleError
        raise kind(f"The connection ended after {sum(map(len, received))} bytes: {said(error)}") from error
    picture = check_picture(data)
    return Download(data, picture.file_format, picture.size)


async def _fetch(client: httpx.AsyncClient, server: Server, url: str, received: list[bytes]) -> bytes:
    for _ in range(_MAX_HOPS + 1):
        if not may_be_fetched(url, server):
            raise ServiceTroubleError(f"The address of the picture is not a safe one: {redact(one_line(url))}")
        response = await ask(client, client.build_request("GET", url))
        try:
            if not response.has_redirect_location:
                return await _picture_bytes(response, received)
            url = urljoin(url, response.headers["location"])
        finally:
            await response.aclose()
    raise ServiceTroubleError("The address of the picture leads from one place to the next.")


async def _picture_bytes(response: httpx.Response, received: list[bytes]) -> bytes:
    if response.is_success:
        return await read_into(received, response, MAX_PICTURE_BYTES)
    answer = Answer(response.status_code, b"", response.headers)
    if response.status_code in _EXPIRED:
        raise LinkExpiredError(answer.complaint)
    raise ServiceTroubleError(answer.complaint, answer.wait_s)
