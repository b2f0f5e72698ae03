"""Reading the body of an answer, up to a limit."""

import zlib

import httpx

MAX_JSON_BYTES = 1024 * 1024
MAX_PICTURE_BYTES = 64 * 1024 * 1024


class UnusableBodyError(Exception):
    """The body is too large, or packed in a way that was not asked for and cannot be undone."""


async def read_into(received: list[bytes], response: httpx.Response, max_bytes: int) -> bytes:
    """The whole body. What has arrived stands in ``received``, in pieces, also when the rest does not come.

    Raises:
        UnusableBodyError
        httpx.HTTPError: when the connection ends too early.
    """
    if int(response.headers.get("content-length", "0")) > max_bytes:
        raise UnusableBodyError(f"the answer is larger than {max_bytes} bytes")
    left = max_bytes
    async for piece in response.aiter_raw():
        received.append(piece)
        left -= len(piece)
        if left < 0:
            raise UnusableBodyError(f"the answer is larger than {max_bytes} bytes")
    return _unpacked(b"".join(received), response.headers.get("content-encoding", ""), max_bytes)


def _unpacked(data: bytes, encoding: str, max_bytes: int) -> bytes:
    """Packing is never asked for, but some proxies do it nevertheless."""
    match encoding.strip().lower():
        case "" | "identity":
            return data
        case "gzip" | "x-gzip" | "deflate":
            return _inflated(data, max_bytes)
    raise UnusableBodyError(f"the answer is packed as {encoding[:40]!r}")


def _inflated(data: bytes, max_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        unpacked = unpacker.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise UnusableBodyError("the packed answer is damaged") from error
    if len(unpacked) > max_bytes:
        raise UnusableBodyError(f"the answer is larger than {max_bytes} bytes unpacked")
    if not unpacker.eof:
        raise UnusableBodyError("the packed answer ends too early")
    return unpacked
