"""HTTP/1.1 as the practice server speaks it."""

import base64
import hashlib
import http.client
import io
import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.support.practice import KEY, PracticeProcess

_CREDITS = b"GET /v1/credits HTTP/1.1\r\nhost: x\r\nx-key: practice-key\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess() as process:
        yield process


@pytest.fixture
def client(server: PracticeProcess) -> Iterator[socket.socket]:
    parts = urlsplit(server.url)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as connected:
        yield connected


def _everything(client: socket.socket) -> bytes:
    """All that comes until the server closes."""
    received = b""
    while piece := client.recv(65_536):
        received += piece
    return received


def _one_answer(client: socket.socket) -> bytes:
    received = b""
    while b'"credits":' not in received:
        piece = client.recv(65_536)
        assert piece
        received += piece
    return received


def test_a_connection_serves_one_request_after_the_other(client: socket.socket) -> None:
    for _ in range(3):
        client.sendall(_CREDITS + b"\r\n")
        assert _one_answer(client).startswith(b"HTTP/1.1 200 OK\r\n")


def test_requests_sent_together_are_answered_in_order(client: socket.socket) -> None:
    second = _CREDITS.replace(b"/v1/credits", b"/v1/nothing")
    client.sendall(_CREDITS + b"\r\n" + second + b"connection: close\r\n\r\n")
    received = _everything(client)
    assert received.index(b"200 OK") < received.index(b"404 Not Found")


def test_a_client_that_wants_to_leave_is_let_go(client: socket.socket) -> None:
    client.sendall(_CREDITS + b"Connection: Close\r\n\r\n")
    assert b"connection: close" in _everything(client)


def test_an_old_client_gets_one_answer(client: socket.socket) -> None:
    client.sendall(b"GET /v1/credits HTTP/1.0\r\nx-key: practice-key\r\n\r\n")
    assert b'"credits":' in _everything(client)


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(client: socket.socket) -> None:
    body = b'{"prompt": "a fjord"}'
    head = b"POST /v1/flux-2-klein-4b HTTP/1.1\r\nhost: x\r\nx-key: practice-key\r\ncontent-type: application/json\r\n"
    client.sendall(head + b"expect: 100-continue\r\ncontent-length: %d\r\n\r\n" % len(body))
    assert client.recv(100).startswith(b"HTTP/1.1 100 ")
    client.sendall(body)
    assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_a_body_in_chunks_is_put_together(client: socket.socket) -> None:
    head = b"POST /v1/flux-2-klein-4b HTTP/1.1\r\nhost: x\r\nx-key: practice-key\r\ncontent-type: application/json\r\n"
    client.sendall(head + b"transfer-encoding: chunked\r\n\r\n")
    for piece in (b'{"prompt"', b': "a fjord"}', b""):
        client.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
    assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_a_head_comes_without_a_body(client: socket.socket) -> None:
    client.sendall(b"HEAD /v1/flux-2-pro HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert _everything(client).endswith(b"\r\n\r\n")


def test_what_is_not_http_is_refused(client: socket.socket) -> None:
    client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
    assert _everything(client).startswith(b"HTTP/1.1 400 ")


def test_a_body_beyond_all_bounds_is_refused(client: socket.socket) -> None:
    client.sendall(b"POST /v1/flux-2-pro HTTP/1.1\r\nhost: x\r\ncontent-length: 300000000\r\n\r\n")
    received = []
    reader = threading.Thread(target=lambda: received.append(client.recv(100)))
    reader.start()
    piece = bytes(1_000_000)
    try:
        for _ in range(300):
            client.sendall(piece)
    except ConnectionError:
        pass
    reader.join()
    assert received[0].startswith(b"HTTP/1.1 413 ")


def test_a_client_that_leaves_in_the_middle_disturbs_nobody(server: PracticeProcess, client: socket.socket) -> None:
    client.sendall(b"POST /v1/flux-2-pro HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf")
    client.close()
    assert server.request("GET", "/v1/credits", key=KEY)[0] == 200


def test_only_this_computer_may_use_the_controls_and_they_know_what_they_are_asked(server: PracticeProcess) -> None:
    assert server.request("GET", "/practice/nothing")[0] == 404
    assert server.request("POST", "/practice/credits", {"credits": "many"})[0] == 422
    assert server.request("POST", "/practice/credits", ["many"])[0] == 422
    server.set_credits(12.5)
    assert server.request("GET", "/v1/credits", key=KEY) == (200, {"credits": 12.5})
    server.reset()
    assert server.request("GET", "/v1/credits", key=KEY) == (200, {"credits": 2500.0})


def test_eight_large_references_arrive_whole_while_others_are_served(server: PracticeProcess) -> None:
    images = [_noise_png(number) for number in range(8)]
    names = ["input_image", *(f"input_image_{number}" for number in range(2, 9))]
    texts = {name: base64.b64encode(image).decode() for name, image in zip(names, images, strict=True)}
    body = json.dumps({"prompt": 'a "quiet" fjord', "width": 64, "height": 64, **texts})
    assert len(body) > 50_000_000
    is_sent, times_s = threading.Event(), []

    def keep_asking() -> None:
        parts = urlsplit(server.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        while not is_sent.is_set():
            started_s = time.perf_counter()
            connection.request("GET", "/v1/credits", headers={"x-key": KEY})
            connection.getresponse().read()
            times_s.append(time.perf_counter() - started_s)
        connection.close()

    other = threading.Thread(target=keep_asking)
    other.start()
    try:
        parts = urlsplit(server.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        connection.request("POST", "/v1/flux-2-max", body, {"x-key": KEY, "content-type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
    finally:
        is_sent.set()
        other.join()
    submit = next(submit for submit in server.submits() if submit["id"] == answer["id"])
    assert [image["sha256"] for image in submit["images"]] == [hashlib.sha256(image).hexdigest() for image in images]
    assert answer["cost"] == 7.0 + 8 * 2 * 3.0  # each comes to two megapixels
    assert len(times_s) > 20
    assert statistics.median(times_s) < 0.1


def _noise_png(number: int) -> bytes:
    """A picture of 5 MB that no packer makes smaller."""
    side_px = 1290
    noise = hashlib.shake_128(str(number).encode()).digest(side_px * side_px * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (side_px, side_px), noise).save(buffer, "png", compress_level=0)
    return buffer.getvalue()
