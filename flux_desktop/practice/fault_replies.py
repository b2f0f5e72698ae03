"""How the faults look that do not depend on a task."""

import io
from dataclasses import replace

from PIL import Image

from flux_desktop.practice.bombs import gzip_bomb, picture_bomb
from flux_desktop.practice.faults import Fault
from flux_desktop.practice.messages import Reply, Wire, detail_reply, json_reply

_HTML = "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
_DETAILS = {
    400: "Bad request",
    402: "Insufficient credits",
    403: "Not authenticated",
    404: "Not Found",
    429: "Too many active tasks",
    503: "The service is busy",
}
_WIRES = {
    "drop": Wire.CLOSED,
    "reset": Wire.RESET,
    "hang": Wire.SILENT,
    "slow": Wire.DRIPPING,
    "half": Wire.CUT,
    "short_length": Wire.LONGER,
}
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>'


class FaultReplies:
    """``elsewhere`` is the origin of the host that nobody should follow with a key."""

    def __init__(self, elsewhere: str) -> None:
        self._elsewhere = elsewhere

    def spoilt(self, fault: Fault, right: Reply, target: str) -> Reply:
        """The answer to a request for ``target`` as this fault makes it; ``right`` is what it should have been."""
        if fault.kind.isdecimal():
            return _status(int(fault.kind), fault)
        if fault.kind in _WIRES:
            return replace(right, wire=_WIRES[fault.kind], seconds=fault.seconds)
        match fault.kind:
            case "garbage":
                return replace(right, wire=Wire.RAW, body=b"\x16\x03\x01 this is not HTTP\r\n\r\n")
            case "delay":
                return replace(right, delay_s=fault.seconds)
            case "broken_json":
                return replace(right, body=right.body[: len(right.body) // 2])
            case _:
                return self._other_body(fault, right, target)

    def _other_body(self, fault: Fault, right: Reply, target: str) -> Reply:
        match fault.kind:
            case "html":
                return Reply(200, _HTML.format(title="Welcome to the hotel network").encode(), "text/html")
            case "empty":
                return Reply(200, b"", None)
            case "endless":
                return replace(right, body=right.body.ljust(65_536), wire=Wire.ENDLESS)
            case "gzip_bomb":
                return Reply(200, gzip_bomb(), right.content_type).with_headers(content_encoding="gzip")
            case "redirect":
                return Reply(307, b"", None).with_headers(location=fault.url or f"{self._elsewhere}{target}")
            case _:
                return right


def spoilt_picture(fault: Fault, right: Reply, file_format: str) -> Reply:
    """A delivery whose bytes are not the picture."""
    match fault.kind:
        case "truncated":
            return replace(right, body=right.body[: len(right.body) * 2 // 3])
        case "flipped":
            middle = len(right.body) // 2
            changed = bytes([right.body[middle] ^ 0x55])
            return replace(right, body=right.body[:middle] + changed + right.body[middle + 1 :])
        case "not_an_image":
            return replace(right, body=b"\x00\x01\x02\x03" * (len(right.body) // 4))
        case "svg":
            return replace(right, body=_SVG)
        case "other_format":
            return replace(right, body=_in_other_format(right.body, file_format))
        case "picture_bomb":
            return replace(right, body=picture_bomb())
        case _:
            return right


def _status(status: int, fault: Fault) -> Reply:
    detail = fault.detail or _DETAILS.get(status, "")
    match status:
        case 401:
            return json_reply(401, {"error": "invalid_api_key", "message": detail or "The key is not valid"})
        case 422:
            problem = {"type": "value_error", "loc": ["body", "prompt"], "msg": detail or "Value error", "input": None}
            return json_reply(422, {"detail": [problem]})
        case 500:
            return Reply(500, (detail or "Internal Server Error").encode(), "text/plain; charset=utf-8")
        case 502 | 504:
            title = detail or ("502 Bad Gateway" if status == 502 else "504 Gateway Time-out")
            return Reply(status, _HTML.format(title=title).encode(), "text/html")
        case _:
            return detail_reply(status, detail, **_retry_after(status, fault))


def _retry_after(status: int, fault: Fault) -> dict[str, str]:
    wait = 1 if fault.retry_after is None and status == 503 else fault.retry_after
    return {} if wait is None or wait == "" else {"retry_after": f"{wait}"}


def _in_other_format(data: bytes, file_format: str) -> bytes:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.save(buffer, format="webp" if file_format == "png" else "png")
    return buffer.getvalue()
