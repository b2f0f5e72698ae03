"""One HTTP/1.1 connection: requests are read with h11, replies are written as bytes so that odd ones can be sent."""

import asyncio
import socket
import struct
from collections.abc import Iterator
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

from flux_desktop.practice.messages import Answer, Host, HttpRequest, Reply, Wire, detail_reply

MAX_BODY_BYTES = 200_000_000
_READ_BYTES = 262_144
_IDLE_S = 75.0
_PIECES = 20


class _BodyTooLargeError(Exception):
    pass


class HttpConnection:
    """Serves the requests of one client, one after the other, until either side closes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: Host, answer: Answer) -> None:
        self._reader = reader
        self._writer = writer
        self._host = host
        self._answer = answer
        self._left_over = b""

    async def serve(self) -> None:
        try:
            while await self._serve_one():
                pass
        except (ConnectionError, TimeoutError):
            pass
        finally:
            self._writer.close()

    async def _serve_one(self) -> bool:
        """Whether another request may follow."""
        try:
            parsed = await self._read_request()
        except h11.RemoteProtocolError:
            await self._write(detail_reply(400, "Bad Request"), keep_alive=False)
            return False
        except _BodyTooLargeError:
            await self._write(detail_reply(413, "Request Entity Too Large"), keep_alive=False)
            return False
        if parsed is None:
            return False
        request, keep_alive = parsed
        reply = await self._answer(request)
        return await self._write(reply, keep_alive=keep_alive, with_body=request.method != "HEAD")

    async def _read_request(self) -> tuple[HttpRequest, bool] | None:
        parser = h11.Connection(h11.SERVER)
        if self._left_over:
            parser.receive_data(self._left_over)
        async with asyncio.timeout(_IDLE_S):
            head = await self._next_event(parser)
        if not isinstance(head, h11.Request):
            return None
        if parser.they_are_waiting_for_100_continue:
            self._writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = bytearray()
        while isinstance(event := await self._next_event(parser), h11.Data):
            body += event.data
            if len(body) > MAX_BODY_BYTES:
                raise _BodyTooLargeError
        if not isinstance(event, h11.EndOfMessage):
            return None
        self._left_over = parser.trailing_data[0]
        return self._request(head, body), parser.our_state is not h11.MUST_CLOSE and _keeps_alive(head)

    async def _next_event(self, parser: h11.Connection) -> object:
        while (event := parser.next_event()) is h11.NEED_DATA:
            parser.receive_data(await self._reader.read(_READ_BYTES))
        return event

    def _request(self, head: h11.Request, body: bytearray) -> HttpRequest:
        target = head.target.decode("latin-1")
        parts = urlsplit(target)
        peer = self._writer.get_extra_info("peername")
        return HttpRequest(
            host=self._host,
            method=head.method.decode("latin-1"),
            target=target,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers},
            body=body,
            from_loopback=bool(peer) and str(peer[0]).startswith("127."),
        )

    async def _write(self, reply: Reply, *, keep_alive: bool, with_body: bool = True) -> bool:
        """Send the reply; whether the connection can go on."""
        if reply.delay_s:
            await asyncio.sleep(reply.delay_s)
        body = reply.body if with_body else b""
        match reply.wire:
            case Wire.DRIPPING:
                await self._drip(_head(reply, len(reply.body), keep_alive=keep_alive), body, reply.seconds)
            case Wire.ENDLESS:
                await self._repeat(_head(reply, None), body)
            case Wire.SILENT:
                await self._wait_for_close()
            case Wire.RESET:
                self._reset()
            case _:
                self._writer.write(_message(reply, body, keep_alive=keep_alive))
        await self._writer.drain()
        return keep_alive and reply.wire in (Wire.PLAIN, Wire.DRIPPING)

    async def _drip(self, head: bytes, body: bytes, seconds: float) -> None:
        self._writer.write(head)
        for piece in _pieces(body):
            await self._writer.drain()
            await asyncio.sleep(seconds / _PIECES)
            self._writer.write(piece)

    async def _repeat(self, head: bytes, body: bytes) -> None:
        self._writer.write(head)
        while not self._reader.at_eof():
            self._writer.write(body)
            await self._writer.drain()
            await asyncio.sleep(0)

    async def _wait_for_close(self) -> None:
        while await self._reader.read(_READ_BYTES):
            pass

    def _reset(self) -> None:
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def _keeps_alive(head: h11.Request) -> bool:
    wishes = {
        token.strip().lower() for name, value in head.headers if name == b"connection" for token in value.split(b",")
    }
    return head.http_version == b"1.1" and b"close" not in wishes


def _head(reply: Reply, length: int | None, *, keep_alive: bool = False) -> bytes:
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = "Unknown"
    headers = {"date": formatdate(usegmt=True), "server": "flux-practice"}
    if reply.content_type:
        headers["content-type"] = reply.content_type
    if length is not None:
        headers["content-length"] = str(length)
    headers["connection"] = "keep-alive" if keep_alive else "close"
    headers.update(reply.headers)
    lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _message(reply: Reply, body: bytes, *, keep_alive: bool) -> bytes:
    """All that is sent, for the replies that go out in one piece."""
    length = len(reply.body)
    match reply.wire:
        case Wire.CLOSED:
            return b""
        case Wire.RAW:
            return body
        case Wire.CUT:
            return _head(reply, length) + body[: int(length * reply.share)]
        case Wire.LONGER:
            return _head(reply, int(length * reply.share)) + body
        case _:
            return _head(reply, length, keep_alive=keep_alive) + body


def _pieces(body: bytes) -> Iterator[bytes]:
    step = max(1, -(-len(body) // _PIECES))
    for start in range(0, len(body), step):
        yield body[start : start + step]
