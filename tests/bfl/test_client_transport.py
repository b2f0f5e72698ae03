"""Whatever the wire does, the client says what is known: not sent, refused, accepted, or that nobody can know."""

import asyncio
import json
import logging
import socket
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.connections import Deadlines
from flux_desktop.bfl.protocol import Pending
from flux_desktop.domain.errors import (
    DamagedDownloadError,
    KeyRefusedError,
    LinkExpiredError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RequestRefusedError,
    ServiceError,
    ServiceTroubleError,
    UntrustedAddressError,
)
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Region, Server
from tests.bfl.answer_bodies import PRO, TASK, task_body
from tests.bfl.conftest import KEY, QUICK, ClientMaker
from tests.bfl.test_picture_check import WHOLE
from tests.support.tcp_faults import (
    Behaviour,
    Exchange,
    TcpFaults,
    close_after_headers,
    close_after_request,
    drip,
    endless,
    gzip_bomb,
    half_headers,
    hang,
    hang_without_reading,
    head,
    kept_alive,
    not_http,
    reply,
    reset_after_head,
    reset_after_request,
    reset_at_once,
    reset_in_body,
    short_body,
)

FJORD = GenerationRequest("flux-2-pro", "a quiet fjord", {"seed": 7})
CREDITS = reply(200, b'{"credits": 100}')
ACCEPTED = json.dumps({"id": TASK, "polling_url": "https://api.us3.bfl.ai/v1/get_result?id=1", "cost": 3}).encode()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


AMBIGUOUS: dict[str, Behaviour] = {
    "reset after the whole request": reset_after_request,
    "closed after the whole request": close_after_request,
    "closed after the headers of the answer": close_after_headers,
    "half of the headers": half_headers,
    "an answer that is not HTTP": not_http,
    "no answer": hang,
    "half of the JSON, and closed": short_body(ACCEPTED[:20], len(ACCEPTED) - 20),
    "half of the JSON, and reset": reset_in_body(ACCEPTED[:20], len(ACCEPTED) - 20),
    "half of the JSON, called whole": reply(200, ACCEPTED[:20]),
    "a byte at a time": drip(ACCEPTED, 0.05),
    "a body without end": endless,
    "a bomb": gzip_bomb,
    "a body of an unknown packing": reply(200, b"\x0b\x02\x80{}\x03", content_encoding="br"),
    "a body that is not packed as it says": reply(200, ACCEPTED[:40], content_encoding="gzip"),
    "500": reply(500, b'{"detail":"Internal Server Error"}'),
    "502": reply(502, b"<html>Bad Gateway</html>"),
    "503": reply(503, b"", retry_after="1"),
    "504": reply(504),
    "a redirect": reply(307, location="https://api.bfl.ai/v1/flux-2-pro"),
    "a redirect to nowhere": reply(302, location="http://[half"),
    "a page of a hotel": reply(200, b"<html>Welcome</html>"),
    "nothing": reply(200),
    "no id": reply(200, b'{"polling_url":"https://api.bfl.ai/"}'),
}


@pytest.mark.parametrize("name", AMBIGUOUS)
async def test_a_submission_that_may_have_arrived_is_never_called_unsent(name: str, client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, AMBIGUOUS[name]) as server:
        client = await client_of(server.url)
        began = time.monotonic()
        with pytest.raises(OutcomeUnknownError) as caught:
            await client.submit(PRO, FJORD)
        assert time.monotonic() - began < 5
        assert server.connections == 2, "one warming up, one submission, and no second try"
        assert str(caught.value)


ODDLY_ACCEPTED: dict[str, Behaviour] = {
    "reset after the last byte that counts": reset_in_body(ACCEPTED),
    "closed before all that was announced": short_body(ACCEPTED),
    "called packed, and plain": reply(200, ACCEPTED, content_encoding="br"),
}


@pytest.mark.parametrize("name", ODDLY_ACCEPTED)
async def test_an_acceptance_that_came_whole_counts_whatever_else_is_wrong(name: str, client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, ODDLY_ACCEPTED[name]) as server:
        client = await client_of(server.url)
        submission = await client.submit(PRO, FJORD)
    assert submission.task_id == TASK
    assert submission.cost == 300


async def test_a_port_without_a_server_means_not_sent(client_of: ClientMaker) -> None:
    client = await client_of(f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(NotSentError):
        await client.submit(PRO, FJORD)
    with pytest.raises(NotSentError):
        await client.credits()
    with pytest.raises(NotSentError):
        await client.download(f"http://127.0.0.1:{closed_port()}/1.png")


async def test_a_name_that_does_not_exist_means_not_sent(client_of: ClientMaker) -> None:
    client = await client_of("https://no-such-host.invalid", deadlines=Deadlines())
    for call in (client.submit(PRO, FJORD), client.credits(), client.download("https://no-such-host.invalid/1.png")):
        with pytest.raises(NotSentError):
            await call


async def test_a_server_that_never_accepts_means_not_sent(client_of: ClientMaker) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        address = deaf.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        try:
            for one in crowd:
                one.setblocking(False)
                one.connect_ex(address)
            client = await client_of(f"http://127.0.0.1:{address[1]}")
            with pytest.raises(NotSentError):
                await client.submit(PRO, FJORD)
        finally:
            for one in crowd:
                one.close()


@pytest.mark.parametrize("behaviour", [reset_at_once, reset_after_head, hang_without_reading])
async def test_a_large_body_that_never_left_whole_means_not_sent(
    behaviour: Behaviour, client_of: ClientMaker, reference_of: Callable[[bytes], Reference]
) -> None:
    request = GenerationRequest("flux-2-pro", "a fjord", {}, (reference_of(bytes(30_000_000)),))
    async with TcpFaults(CREDITS, behaviour) as server:
        client = await client_of(server.url)
        with pytest.raises(NotSentError):
            await client.submit(PRO, request)
        assert server.connections == 2


async def test_an_early_refusal_of_a_large_body_is_heard(
    client_of: ClientMaker, reference_of: Callable[[bytes], Reference]
) -> None:
    async def refuse(exchange: Exchange) -> None:
        await exchange.read_head()
        await exchange.send(head(413, {"content-length": "9", "connection": "close"}) + b"too large")
        await exchange.reader.read()

    request = GenerationRequest("flux-2-pro", "a fjord", {}, (reference_of(bytes(3_000_000)),))
    async with TcpFaults(CREDITS, refuse) as server:
        client = await client_of(server.url)
        with pytest.raises(RequestRefusedError, match="too large"):
            await client.submit(PRO, request)


async def test_a_body_of_pieces_arrives_whole_with_its_length(
    client_of: ClientMaker, reference_of: Callable[[bytes], Reference]
) -> None:
    request = GenerationRequest("flux-2-pro", "a fjord", {}, (reference_of(bytes(range(256)) * 4000),))
    async with TcpFaults(CREDITS, reply(200, ACCEPTED)) as server:
        client = await client_of(server.url)
        submission = await client.submit(PRO, request)
        assert submission.task_id == TASK
        assert submission.cost == 300
        seen = server.seen[-1]
        assert seen.first_line == "POST /v1/flux-2-pro HTTP/1.1"
        assert seen.headers["content-length"] == str(len(seen.body))
        assert "transfer-encoding" not in seen.headers
        assert seen.headers["content-type"] == "application/json"
        assert seen.headers["accept-encoding"] == "identity"
        assert seen.headers["connection"] == "close"
        assert seen.headers["x-key"] == KEY
        assert seen.headers["user-agent"].startswith("Flux-Desktop/")
        assert set(json.loads(seen.body)) == {"prompt", "input_image"}


async def test_every_submission_has_a_connection_of_its_own_and_polls_share_one(client_of: ClientMaker) -> None:
    body = json.dumps(task_body("Pending")).encode()
    polls = kept_alive((200, b'{"credits": 1}'), (200, body), (200, body), (200, body))
    async with TcpFaults(polls, reply(200, ACCEPTED)) as server:
        client = await client_of(server.url)
        for _ in range(3):
            assert await client.poll(f"{server.url}/v1/get_result?id=1", "1") == Pending("Pending")
        assert server.connections == 1
        for _ in range(3):
            await client.submit(PRO, FJORD)
        assert server.connections == 4


async def test_a_kept_connection_that_died_meanwhile_does_not_spoil_a_submission(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, reply(200, ACCEPTED), reply(200, ACCEPTED)) as server:
        client = await client_of(server.url)
        for _ in range(2):
            assert (await client.submit(PRO, FJORD)).task_id == TASK


async def test_a_poll_over_a_kept_connection_that_died_is_asked_again(client_of: ClientMaker) -> None:
    body = json.dumps(task_body("Pending")).encode()

    async def reset_the_second(exchange: Exchange) -> None:
        await exchange.read_request()
        await exchange.send(head(200, {"content-length": "14"}) + b'{"credits": 1}')
        await exchange.read_request()
        exchange.reset()

    async with TcpFaults(reset_the_second, reply(200, body)) as server:
        client = await client_of(server.url)
        assert await client.poll(f"{server.url}/v1/get_result?id=1", "1") == Pending("Pending")
        assert server.connections == 2


POLL_TROUBLE: dict[str, Behaviour] = {name: behaviour for name, behaviour in AMBIGUOUS.items() if name != "no id"} | {
    "reset at once": reset_at_once,
    "reset after the head": reset_after_head,
}


@pytest.mark.parametrize("name", POLL_TROUBLE)
async def test_a_poll_that_fails_leaves_the_task_alive(name: str, client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, POLL_TROUBLE[name], reply(200, json.dumps(task_body("Pending")).encode())) as server:
        client = await client_of(server.url)
        with pytest.raises(ServiceTroubleError):
            await client.poll(f"{server.url}/v1/get_result?id=1", "1")
        assert await client.poll(f"{server.url}/v1/get_result?id=1", "1") == Pending("Pending")


async def test_an_answer_packed_by_a_proxy_is_understood(client_of: ClientMaker) -> None:
    import gzip
    import zlib

    packed = gzip.compress(ACCEPTED)
    async with TcpFaults(
        CREDITS,
        reply(200, packed, content_encoding="gzip"),
        reply(200, zlib.compress(ACCEPTED), content_encoding="deflate"),
        reply(200, packed[:-9], content_encoding="gzip"),
    ) as server:
        client = await client_of(server.url)
        assert (await client.submit(PRO, FJORD)).task_id == TASK
        assert (await client.submit(PRO, FJORD)).task_id == TASK
        with pytest.raises(OutcomeUnknownError):
            await client.submit(PRO, FJORD)


async def test_too_many_requests_says_how_long_to_wait(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, reply(429, b'{"detail":"Too many"}', retry_after="3")) as server:
        client = await client_of(server.url)
        for call in (client.submit(PRO, FJORD), client.poll(f"{server.url}/v1/get_result?id=1", "1"), client.credits()):
            with pytest.raises(RateLimitedError) as caught:
                await call
            assert caught.value.retry_after_s == 3


async def test_the_key_does_not_follow_a_redirect(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS) as elsewhere:
        away = reply(302, location=f"http://localhost:{elsewhere.port}/v1/credits")
        async with TcpFaults(away) as server:
            client = await client_of(server.url)
            with pytest.raises(ServiceTroubleError):
                await client.credits()
            with pytest.raises(ServiceTroubleError):
                await client.poll(f"{server.url}/v1/get_result?id=1", "1")
            with pytest.raises(OutcomeUnknownError):
                await client.submit(PRO, FJORD)
        assert elsewhere.connections == 0


@pytest.mark.parametrize(
    "url",
    ["https://evil.com/v1/get_result?id=1", "http://192.168.0.1/get_result", "https://api.bfl.ai@evil.com/", "", "x"],
)
async def test_an_address_that_is_not_trusted_is_not_asked(url: str, client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS) as server:
        client = await client_of(server.url)
        with pytest.raises(UntrustedAddressError):
            await client.poll(url, "1")


async def test_the_id_is_added_to_a_polling_address_that_lacks_it(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, reply(200, json.dumps(task_body("Pending")).encode())) as server:
        client = await client_of(server.url)
        await client.poll(f"{server.url}/v1/get_result", "a b")
        assert server.seen[-1].first_line == "GET /v1/get_result?id=a%20b HTTP/1.1"


@pytest.mark.parametrize("key", [None, "", "short", "bfl_with\nnewline", "bfl_with a blank", "bfl_schlüssel123"])
async def test_what_cannot_be_a_key_never_reaches_a_header(key: str | None, client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS) as server:
        client = await client_of(server.url, key=key)
        for call in (client.submit(PRO, FJORD), client.credits(), client.poll(f"{server.url}/v1/get_result?id=1", "1")):
            with pytest.raises(KeyRefusedError) as caught:
                await call
            assert not key or key not in "".join(traceback.format_exception(caught.value))
        assert server.connections == 0


async def test_no_error_and_no_log_line_repeats_the_key(
    client_of: ClientMaker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"detail": f"The key {KEY} is odd"}).encode()
    async with TcpFaults(
        CREDITS, reply(500, echo), reply(403, echo), short_body(echo), reply(422, echo), not_http, reply(503, echo)
    ) as server:
        client = await client_of(server.url)
        for _ in range(6):
            with pytest.raises(ServiceError) as caught:
                await client.submit(PRO, FJORD)
            assert KEY not in "".join(traceback.format_exception(caught.value))
        assert KEY not in repr(client)
    assert KEY not in caplog.text


async def test_addresses_with_signatures_are_not_logged(
    client_of: ClientMaker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with TcpFaults(reply(200, WHOLE["png"])) as server:
        client = await client_of(server.url)
        await client.download(f"{server.url}/1.png?sig=secret-signature")
    assert "secret-signature" not in caplog.text


async def test_cookies_are_neither_kept_nor_sent(client_of: ClientMaker) -> None:
    async with TcpFaults(reply(200, b'{"credits": 1}', set_cookie="id=1; Path=/"), CREDITS) as server:
        client = await client_of(server.url)
        await client.credits()
        assert "cookie" not in server.seen[-1].headers


async def test_a_download_carries_no_key_and_checks_the_picture(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, reply(200, WHOLE["jpeg"], content_type="text/html")) as server:
        client = await client_of(server.url)
        download = await client.download(f"{server.url}/results/1.jpeg?sig=abc")
        assert download.data == WHOLE["jpeg"]
        assert download.file_format == "jpeg"
        assert (download.size.width_px, download.size.height_px) == (48, 32)
        seen = server.seen[-1]
        assert "x-key" not in seen.headers
        assert KEY.encode() not in seen.head


DOWNLOAD_TROUBLE: dict[str, tuple[Behaviour, type[ServiceError]]] = {
    "reset at once": (reset_at_once, ServiceTroubleError),
    "reset after the request": (reset_after_request, ServiceTroubleError),
    "no answer": (hang, ServiceTroubleError),
    "not HTTP": (not_http, ServiceTroubleError),
    "a byte at a time": (drip(WHOLE["png"], 0.01), ServiceTroubleError),
    "500": (reply(500), ServiceTroubleError),
    "503": (reply(503, retry_after="4"), ServiceTroubleError),
    "429": (reply(429), ServiceTroubleError),
    "403": (reply(403, b"<?xml version='1.0'?><Error/>"), LinkExpiredError),
    "404": (reply(404), LinkExpiredError),
    "410": (reply(410), LinkExpiredError),
    "one byte short": (short_body(WHOLE["png"][:-1]), DamagedDownloadError),
    "reset in the middle": (reset_in_body(WHOLE["png"][:-9], 9), DamagedDownloadError),
    "a short picture with a right length": (reply(200, WHOLE["jpeg"][:-5]), DamagedDownloadError),
    "a page of a hotel": (reply(200, b"<html>Welcome</html>"), DamagedDownloadError),
    "nothing": (reply(204), DamagedDownloadError),
    "another length than is allowed": (reply(200, b"", content_length=str(65 * 2**20)), DamagedDownloadError),
    "a bomb": (gzip_bomb, DamagedDownloadError),
    "a redirect to http elsewhere": (reply(302, location="http://example.org/1.png"), ServiceTroubleError),
    "a redirect to a file": (reply(302, location="file:///etc/passwd"), ServiceTroubleError),
    "a redirect to itself": (reply(302, location="/1.png"), ServiceTroubleError),
}


MATTERS_OF_TIME = ("no answer", "a byte at a time")


@pytest.mark.parametrize("name", DOWNLOAD_TROUBLE)
async def test_a_download_that_fails_says_what_can_be_done(name: str, client_of: ClientMaker) -> None:
    behaviour, error = DOWNLOAD_TROUBLE[name]
    async with TcpFaults(CREDITS, behaviour) as server:
        # The rest is no matter of time, and must not become one on a busy machine.
        client = await client_of(server.url, deadlines=QUICK if name in MATTERS_OF_TIME else Deadlines())
        with pytest.raises(error) as caught:
            await client.download(f"{server.url}/1.png?sig=secret")
        assert type(caught.value) is error
        assert "secret" not in str(caught.value)
        assert server.connections <= 1 + 4


async def test_a_download_without_end_is_given_up_at_the_limit(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, endless) as server:
        client = await client_of(server.url, deadlines=Deadlines(download_s=30))
        with pytest.raises(DamagedDownloadError, match="larger than"):
            await client.download(f"{server.url}/1.png")


async def test_a_download_follows_a_few_redirects_by_hand_without_the_key(client_of: ClientMaker) -> None:
    async with TcpFaults(
        CREDITS,
        reply(302, location="/a.png"),
        reply(301, location="b.png", set_cookie="id=1"),
        reply(307, location="/c.png"),
        reply(200, WHOLE["webp"]),
    ) as server:
        client = await client_of(server.url)
        assert (await client.download(f"{server.url}/1.png")).file_format == "webp"
        assert [seen.first_line.split()[1] for seen in server.seen[1:]] == ["/1.png", "/a.png", "/b.png", "/c.png"]
        assert all("x-key" not in seen.headers and "cookie" not in seen.headers for seen in server.seen[1:])


@pytest.mark.parametrize(
    "url", ["http://example.org/1.png", "ftp://x/1.png", "/1.png", "", "https://a b/", "https://[::"]
)
async def test_an_address_that_is_not_safe_is_not_fetched(url: str, client_of: ClientMaker) -> None:
    client = await client_of(f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(ServiceTroubleError):
        await client.download(url)


async def test_a_server_elsewhere_cannot_make_us_fetch_from_this_computer(tmp_path: Path) -> None:
    client = BflClient(Server.of_region(Region.GLOBAL), lambda: KEY, image_path=lambda _: tmp_path, deadlines=QUICK)
    async with TcpFaults(reply(200, WHOLE["png"])) as server:
        with pytest.raises(ServiceTroubleError):
            await client.download(f"{server.url}/1.png")
        assert server.connections == 0
    await client.aclose()


async def test_a_submission_that_is_cancelled_leaves_nothing_open(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS, hang) as server:
        client = await client_of(server.url)
        task = asyncio.create_task(client.submit(PRO, FJORD))
        while server.connections < 2:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_closed_client_says_that_nothing_was_sent(client_of: ClientMaker) -> None:
    async with TcpFaults(CREDITS) as server:
        client = await client_of(server.url)
        await client.aclose()
        before = server.connections
        for call in (client.submit(PRO, FJORD), client.credits(), client.download(f"{server.url}/1.png")):
            with pytest.raises(NotSentError):
                await call
        assert server.connections == before


async def test_warming_up_never_fails(client_of: ClientMaker) -> None:
    for url in (f"http://127.0.0.1:{closed_port()}", "https://no-such-host.invalid"):
        client = await client_of(url)
        await client.warm_up()
    client = await client_of("https://api.bfl.ai", key=None)
    await client.warm_up()
    assert repr(client) == "<BflClient of https://api.bfl.ai>"
