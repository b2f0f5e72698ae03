"""The HTTP clients behind the client: one for submissions, one for questions, one without the key for pictures."""

import importlib
import logging
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import certifi
import httpx
import truststore

from flux_desktop import __version__
from flux_desktop.domain.errors import NotSentError
from flux_desktop.domain.server import Server

_LAZY_MODULES = (
    "anyio._backends._asyncio",
    "anyio.streams.tls",
    "anyio.to_thread",
    "concurrent.futures.thread",
    "encodings.idna",
    "httpcore._backends.anyio",
    "socket",
)
"""What httpx and the loop import when they first send something."""

_CLIENTS = ("submissions", "questions", "downloads")

_IDLE_CONNECTION_S = 4.0
"""Shorter than the five seconds after which common servers close one: a connection is never used as it dies."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long things may take. ``idle_s`` is without a byte of progress, the others are totals.

    A submission gets ``submit_s`` and the time its body needs at ``slowest_upload_bytes_per_s``.
    """

    connect_s: float = 10.0
    idle_s: float = 30.0
    answer_s: float = 30.0
    submit_s: float = 90.0
    slowest_upload_bytes_per_s: float = 50_000.0
    download_s: float = 180.0


def system_tls() -> ssl.SSLContext:
    """TLS with the system's certificates, or with Mozilla's on a Linux that has none installed."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # not every build of Python has this as its usual one
    if sys.platform == "linux" and not _has_certificates():
        context.load_verify_locations(certifi.where())
    return context


def load_lazy_modules() -> None:
    """Import everything that a request needs, so that none fails on an import half-way."""
    for name in _LAZY_MODULES:
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)


async def ask(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    """Send a question, which may be repeated: a second time when the connection that was kept for it turns out dead.

    The caller closes the response.
    """
    is_new_connection = False

    async def watch(event: str, _: object) -> None:
        nonlocal is_new_connection
        is_new_connection = is_new_connection or event.startswith("connection.connect_")

    request.extensions = {**request.extensions, "trace": watch}
    try:
        return await client.send(request, stream=True)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        if is_new_connection:
            raise
        return await client.send(request, stream=True)


class Connections:
    """The clients are made when they are first asked for, in the thread and loop that use them."""

    def __init__(self, server: Server, ssl_context: ssl.SSLContext | None, deadlines: Deadlines) -> None:
        self._server = server
        self._ssl_context = ssl_context
        self._deadlines = deadlines
        self._made: list[httpx.AsyncClient] = []
        self._is_closed = False
        for name in ("httpx", "httpcore"):  # they log addresses with signatures
            logging.getLogger(name).setLevel(logging.WARNING)

    @cached_property
    def submissions(self) -> httpx.AsyncClient:
        """Each request on a connection of its own: one that was kept may be dead, and then nobody knows what happened.

        Raises:
            NotSentError: when the system's proxy settings are unusable; so do the others.
        """
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        return self._new_client(limits, {"accept": "application/json", "connection": "close"})

    @cached_property
    def questions(self) -> httpx.AsyncClient:
        return self._new_client(self._kept_alive(), {"accept": "application/json"})

    @cached_property
    def downloads(self) -> httpx.AsyncClient:
        return self._new_client(self._kept_alive(), {"accept": "image/*"})

    def open_all(self) -> None:
        """Make all three now."""
        for name in _CLIENTS:
            getattr(self, name)

    async def aclose(self) -> None:
        """Close them. Asking for one again is a ``NotSentError``."""
        self._is_closed = True
        for name in _CLIENTS:
            self.__dict__.pop(name, None)
        while self._made:
            await self._made.pop().aclose()

    def _kept_alive(self) -> httpx.Limits:
        return httpx.Limits(max_connections=None, max_keepalive_connections=24, keepalive_expiry=_IDLE_CONNECTION_S)

    def _new_client(self, limits: httpx.Limits, headers: dict[str, str]) -> httpx.AsyncClient:
        if self._is_closed:
            raise NotSentError("The connection to the server was closed.")
        if self._ssl_context is None:
            self._ssl_context = system_tls()
        patience = self._deadlines
        try:
            client = httpx.AsyncClient(
                verify=self._ssl_context,
                trust_env=not self._server.is_loopback,  # a proxy does not reach this computer
                follow_redirects=False,
                limits=limits,
                timeout=httpx.Timeout(patience.idle_s, connect=patience.connect_s, pool=patience.connect_s),
                headers={"user-agent": f"Flux-Desktop/{__version__}", "accept-encoding": "identity", **headers},
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            )
        except (ImportError, OSError, ValueError) as error:
            raise NotSentError(f"The proxy settings of this system cannot be used: {error}") from error
        self._made.append(client)
        return client


def _has_certificates() -> bool:
    paths = ssl.get_default_verify_paths()
    files = (paths.cafile, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/cert.pem", "/etc/ssl/cert.pem")
    if any(file and Path(file).is_file() for file in files):
        return True
    return bool(paths.capath and Path(paths.capath).is_dir() and any(Path(paths.capath).iterdir()))
