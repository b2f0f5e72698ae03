"""A server on loopback whose connections go wrong as told: reset, cut off, dripping, silent, endless.

``async with TcpFaults(reply(200), reset_after_request) as server: … server.url …``: each connection plays the next
behaviour, and the last one again and again.
"""

import asyncio
import gzip
import re
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass
class Exchange:
    """One connection, as a behaviour sees it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes = b""
    body: bytes = b""

    async def read_head(self) -> None:
        self.head = await self.reader.readuntil(b"\r\n\r\n")

    async def read_request(self) -> None:
        await self.read_head()
        found = re.search(rb"content-length: *(\d+)", self.head, re.IGNORECASE)
        self.body = await self.reader.readexactly(int(found[1])) if found else b""

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Tear the connection down instead of closing it."""
        connection: socket.socket = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Behaviour = Callable[[Exchange], Awaitable[None]]


@dataclass
class Seen:
    """A request that came in, as far as the behaviour read it."""

    head: bytes
    body: bytes

    @property
    def first_line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode()

    @property
    def headers(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}


class TcpFaults:
    """The server. ``seen`` are the requests so far, ``connections`` counts also those that sent none."""

    def __init__(self, *behaviours: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.behaviours = behaviours
        self._tls = tls
        self.seen: list[Seen] = []
        self.connections = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=2**20, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        behaviour = self.behaviours[min(self.connections, len(self.behaviours) - 1)]
        self.connections += 1
        exchange = Exchange(reader, writer)
        try:
            await behaviour(exchange)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client left first
        finally:
            if exchange.head:
                self.seen.append(Seen(exchange.head, exchange.body))
            writer.transport.abort() if writer.transport.is_closing() else writer.close()
            self._tasks.discard(task)


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def reply(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """A proper answer; ``retry_after="3"`` becomes a header."""

    async def behave(exchange: Exchange) -> None:
        await exchange.read_request()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await exchange.send(head(status, {"content-length": str(len(body)), **named}) + body)

    return behave


def kept_alive(*behaviours_body: tuple[int, bytes]) -> Behaviour:
    """Several proper answers on one connection."""

    async def behave(exchange: Exchange) -> None:
        for status, body in behaviours_body:
            await exchange.read_request()
            await exchange.send(head(status, {"content-length": str(len(body))}) + body)
        await exchange.reader.read()

    return behave


async def reset_at_once(exchange: Exchange) -> None:
    exchange.reset()


async def reset_after_head(exchange: Exchange) -> None:
    await exchange.read_head()
    exchange.reset()


async def reset_after_request(exchange: Exchange) -> None:
    await exchange.read_request()
    exchange.reset()


async def close_after_request(exchange: Exchange) -> None:
    await exchange.read_request()


async def close_after_headers(exchange: Exchange) -> None:
    await exchange.read_request()
    await exchange.send(head(200, {"content-length": "100"}))


async def half_headers(exchange: Exchange) -> None:
    await exchange.read_request()
    await exchange.send(b"HTTP/1.1 200 OK\r\ncontent-le")


async def not_http(exchange: Exchange) -> None:
    await exchange.read_request()
    await exchange.send(b"SSH-2.0-OpenSSH_9.2\r\n")


async def hang(exchange: Exchange) -> None:
    await exchange.read_request()
    await exchange.reader.read()


async def hang_without_reading(exchange: Exchange) -> None:
    exchange.writer.transport.pause_reading()  # type: ignore[attr-defined]
    await asyncio.Event().wait()


def short_body(body: bytes, missing: int = 1, **headers: str) -> Behaviour:
    """An answer that announces more than it sends."""

    async def behave(exchange: Exchange) -> None:
        await exchange.read_request()
        await exchange.send(head(200, {"content-length": str(len(body) + missing), **headers}) + body)

    return behave


def reset_in_body(body: bytes, missing: int = 1) -> Behaviour:
    async def behave(exchange: Exchange) -> None:
        await exchange.read_request()
        await exchange.send(head(200, {"content-length": str(len(body) + missing)}) + body)
        await asyncio.sleep(0.05)  # a reset throws away what the client has not read yet
        exchange.reset()

    return behave


def drip(body: bytes, every_s: float = 0.02) -> Behaviour:
    """A proper answer, a byte at a time."""

    async def behave(exchange: Exchange) -> None:
        await exchange.read_request()
        await exchange.send(head(200, {"content-length": str(len(body))}))
        for byte in body:
            await exchange.send(bytes([byte]))
            await asyncio.sleep(every_s)

    return behave


async def endless(exchange: Exchange) -> None:
    await exchange.read_request()
    await exchange.send(head(200, {"transfer-encoding": "chunked"}))
    while not exchange.reader.at_eof():
        await exchange.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


async def gzip_bomb(exchange: Exchange) -> None:
    await exchange.read_request()
    packed = gzip.compress(bytes(300_000_000), 1)
    await exchange.send(head(200, {"content-length": str(len(packed)), "content-encoding": "gzip"}) + packed)
