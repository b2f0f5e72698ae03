"""What goes over the wire: requests as they were read, and replies with the odd ways in which they can be sent."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Host(StrEnum):
    """The hosts that the server plays, each on a port of its own."""

    API = "api"
    POLL = "poll"
    DELIVERY = "delivery"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One whole request. Header names are in small letters; ``target`` is path and query as they were sent."""

    host: Host
    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes | bytearray = b""
    from_loopback: bool = True

    @property
    def key(self) -> str | None:
        return self.headers.get("x-key")

    @property
    def says_json(self) -> bool:
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind == "application/json" or kind.endswith("+json")


class Wire(StrEnum):
    """How a reply is put on the wire."""

    PLAIN = "plain"
    CLOSED = "closed"
    """Not a byte; the connection is closed in the ordinary way."""
    RESET = "reset"
    """Not a byte; the connection is torn down."""
    SILENT = "silent"
    """Not a byte; the connection stays open until the client gives up."""
    DRIPPING = "dripping"
    """In small pieces, spread over ``seconds``."""
    CUT = "cut"
    """The full length is announced, ``share`` of it is sent, then the connection is closed."""
    LONGER = "longer"
    """``share`` of the length is announced, all of it is sent, then the connection is closed."""
    ENDLESS = "endless"
    """The body again and again, with no announced length, until the client gives up."""
    RAW = "raw"
    """The body alone, without status line and headers."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    content_type: str | None = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: Wire = Wire.PLAIN
    seconds: float = 0.0
    share: float = 0.5
    delay_s: float = 0.0

    def with_headers(self, **headers: str) -> "Reply":
        """This reply with more headers; an underscore in a name stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})


def json_reply(status: int, content: Any, **headers: str) -> Reply:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair, which a client may send as an escape, can only go back as one.
    return Reply(status, text.encode(errors="backslashreplace")).with_headers(**headers)


def detail_reply(status: int, detail: str, **headers: str) -> Reply:
    """An error as FastAPI words it."""
    return json_reply(status, {"detail": detail}, **headers)


Answer = Callable[[HttpRequest], Awaitable[Reply]]
