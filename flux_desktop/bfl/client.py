"""The client of BFL's service. All that carries the key passes ``_with_key``, and nothing follows a redirect with it.

httpx's errors become the program's own here, in a way that keeps apart what was provably not sent, what was provably
not accepted, and what nobody can know.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from flux_desktop.bfl.answers import Answer, one_line
from flux_desktop.bfl.connections import Connections, Deadlines, ask, load_lazy_modules
from flux_desktop.bfl.download import Download, fetch_picture
from flux_desktop.bfl.faults import FAULTS, NEVER_ARRIVED, said, told_cause
from flux_desktop.bfl.host_trust import may_carry_key, validated_key
from flux_desktop.bfl.limited_read import MAX_JSON_BYTES, read_into
from flux_desktop.bfl.protocol import (
    Submission,
    TaskStatus,
    read_balance,
    read_status,
    read_submission,
    with_task_id,
)
from flux_desktop.bfl.redaction import redact
from flux_desktop.bfl.request_body import RequestBody, parts_of
from flux_desktop.domain.errors import (
    InvalidKeyError,
    KeyRefusedError,
    NotSentError,
    OutcomeUnknownError,
    ServiceError,
    ServiceTroubleError,
    UntrustedAddressError,
)
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server


class BflClient:
    """One server, one key. To be used in one loop; ``aclose`` when done.

    ``key`` is asked for at every request. ``image_path`` tells where the bytes of a reference lie. Clients may share
    an ``ssl_context`` (see ``connections.system_tls``); without one, each makes its own when it needs it.
    """

    def __init__(
        self,
        server: Server,
        key: Callable[[], str | None],
        *,
        image_path: Callable[[Reference], Path],
        ssl_context: ssl.SSLContext | None = None,
        deadlines: Deadlines | None = None,
    ) -> None:
        self._server = server
        self._key = key
        self._image_path = image_path
        self._deadlines = deadlines or Deadlines()
        self._connections = Connections(server, ssl_context, self._deadlines)

    def __repr__(self) -> str:
        return f"<BflClient of {self._server.url}>"

    async def warm_up(self) -> None:
        """Load what a first request loads, and reach the server once.

        To be awaited before the first submission. Never fails: what is wrong shows in the call that follows.
        """
        load_lazy_modules()
        with suppress(ServiceError):
            self._connections.open_all()
            await self.credits()

    async def credits(self) -> Hundredths:
        """The balance.

        Raises:
            KeyRefusedError, NotSentError, RateLimitedError, ServiceTroubleError
        """
        return read_balance(await self._ask(f"{self._server.url}/v1/credits"))

    async def submit(self, model: ImageModel, request: GenerationRequest) -> Submission:
        """Ask for one picture.

        Raises:
            NotSentError: it provably did not reach BFL whole; sending again costs nothing.
            RequestRefusedError, KeyRefusedError, OutOfCreditsError, RateLimitedError: BFL did not accept it.
            OutcomeUnknownError: it may have been accepted, and charged.
            UntrustedAddressError: the model's path leads somewhere else; nothing was sent.
        """
        body = RequestBody(parts_of(model, request), self._image_path)
        try:
            return read_submission(await self._post(f"{self._server.url}{model.path}", body), self._server, model)
        except OutcomeUnknownError as error:
            if body.is_handed_over:
                raise
            raise NotSentError(str(error)) from error
        finally:
            body.close()

    async def poll(self, polling_url: str, task_id: str) -> TaskStatus:
        """How a task stands.

        Raises:
            NotSentError, ServiceTroubleError, KeyRefusedError, RateLimitedError: ask again later; the task lives on.
            UntrustedAddressError: the key must not go to this address.
        """
        return read_status(await self._ask(with_task_id(polling_url, task_id)))

    async def download(self, sample_url: str) -> Download:
        """The picture behind a link, checked to its last byte. The key does not go along.

        Raises:
            LinkExpiredError: ask the task for a new link.
            DamagedDownloadError: what came is not a whole picture.
            NotSentError, ServiceTroubleError
        """
        client = self._connections.downloads
        return await fetch_picture(client, self._server, sample_url, self._deadlines.download_s)

    async def aclose(self) -> None:
        """Close all connections. What is under way ends in an error."""
        await self._connections.aclose()

    async def _post(self, url: str, body: RequestBody) -> Answer:
        client = self._connections.submissions
        received: list[bytes] = []
        request = self._with_key(client, "POST", url, body)
        patience_s = self._deadlines.submit_s + body.length / self._deadlines.slowest_upload_bytes_per_s
        try:
            async with asyncio.timeout(patience_s):
                return await self._answer(await client.send(request, stream=True), received)
        except (*FAULTS, ImportError) as error:  # whatever it is, the body tells what it means
            if not body.is_handed_over:
                raise NotSentError(self._said(error)) from told_cause(error)
            body_so_far = self._without_key(b"".join(received))
            if (answer := Answer(200, body_so_far)).names_a_task:
                return answer  # all that counts has come, before the time was up or the connection broke
            came = one_line(body_so_far.decode("utf-8", "replace"))
            raise OutcomeUnknownError(f"{self._said(error)} (what came: {came!r})") from told_cause(error)

    async def _ask(self, url: str) -> Answer:
        client = self._connections.questions
        request = self._with_key(client, "GET", url)
        try:
            async with asyncio.timeout(self._deadlines.answer_s):
                return await self._answer(await ask(client, request), [])
        except NEVER_ARRIVED as error:
            raise NotSentError(self._said(error)) from error
        except FAULTS as error:
            raise ServiceTroubleError(self._said(error)) from told_cause(error)

    def _with_key(
        self, client: httpx.AsyncClient, method: str, url: str, body: RequestBody | None = None
    ) -> httpx.Request:
        """A request that carries the key: the one place where the key is put on anything."""
        key = self._usable_key()
        if key is None:
            raise KeyRefusedError("There is no key, or it cannot be one.")
        about_body = {"content-type": "application/json", "content-length": str(body.length)} if body else {}
        request = client.build_request(method, self._trusted(url), content=body, headers=about_body)
        self._trusted(str(request.url))  # httpx reads addresses in its own way
        request.headers["x-key"] = key
        return request

    def _trusted(self, url: str) -> str:
        if may_carry_key(url, self._server):
            return url
        raise UntrustedAddressError(f"The key does not go to {redact(one_line(url))}")

    async def _answer(self, response: httpx.Response, received: list[bytes]) -> Answer:
        try:
            body = await read_into(received, response, MAX_JSON_BYTES)
        finally:
            await response.aclose()
        return Answer(response.status_code, self._without_key(body), response.headers)

    def _without_key(self, body: bytes) -> bytes:
        """An answer may repeat the key, and what it says ends up in messages."""
        key = self._usable_key()
        return body.replace(key.encode(), b"[key]") if key else body

    def _said(self, error: Exception) -> str:
        return said(error, self._usable_key())

    def _usable_key(self) -> str | None:
        try:
            return validated_key(self._key() or "")
        except InvalidKeyError:
            return None
