"""Every fault that can be asked for, as a client sees it."""

import gzip
import http.client
import io
import json
import socket
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, UnidentifiedImageError

from flux_desktop.practice.faults import KINDS, STATUS_KINDS, WIRE_KINDS, Fault, FaultBook, UnknownFaultError, Where
from tests.support.practice import KEY, PracticeProcess


@dataclass
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


def _ask(url: str, body: Any = None, *, key: str | None = KEY, timeout_s: float = 10) -> Response:
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)
    try:
        headers = {"content-type": "application/json"} | ({"x-key": key} if key else {})
        sent = None if body is None else json.dumps(body)
        connection.request("POST" if body else "GET", f"{parts.path}?{parts.query}", sent, headers)
        response = connection.getresponse()
        seen = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, seen, response.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[PracticeProcess]:
    with PracticeProcess() as process:
        yield process


@pytest.fixture
def server(shared: PracticeProcess) -> PracticeProcess:
    shared.reset()
    return shared


def _submit(server: PracticeProcess, **fields: Any) -> Response:
    return _ask(f"{server.url}/v1/flux-2-pro", {"prompt": "a quiet fjord", **fields})


@pytest.mark.parametrize("kind", sorted(STATUS_KINDS))
@pytest.mark.parametrize("accepted", [False, True])
def test_a_refused_submit_makes_a_task_only_when_the_fault_says_so(
    server: PracticeProcess, kind: str, accepted: bool
) -> None:
    server.set_faults([{"where": "submit", "kind": kind, "accepted": accepted}])
    assert _submit(server).status == int(kind)
    server.wait_until(lambda: server.ledger()["active"] == 0)
    assert [submit["charged"] for submit in server.submits()] == [True] * accepted
    assert _submit(server).status == 200


@pytest.mark.parametrize(
    ("kind", "content_type", "text"),
    [
        ("401", "application/json", b"invalid_api_key"),
        ("403", "application/json", b"Not authenticated"),
        ("402", "application/json", b"Insufficient credits"),
        ("500", "text/plain", b"Internal Server Error"),
        ("502", "text/html", b"<h1>502 Bad Gateway</h1>"),
        ("504", "text/html", b"<h1>504 Gateway Time-out</h1>"),
        ("503", "application/json", b"busy"),
    ],
)
def test_a_refusal_has_the_form_that_such_refusals_have(
    server: PracticeProcess, kind: str, content_type: str, text: bytes
) -> None:
    server.set_faults([{"where": "credits", "kind": kind}])
    response = _ask(f"{server.url}/v1/credits")
    assert response.headers["content-type"].startswith(content_type)
    assert text in response.body


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "429"}, None),
        ({"kind": "429", "retry_after": 3}, "3"),
        ({"kind": "429", "retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "Wed, 21 Oct 2026 07:28:00 GMT"),
        ({"kind": "503"}, "1"),
        ({"kind": "503", "retry_after": ""}, None),
        ({"kind": "503", "retry_after": 0.5}, "0.5"),
    ],
)
def test_the_time_to_wait_is_told_or_not(server: PracticeProcess, fault: dict[str, Any], expected: str | None) -> None:
    server.set_faults([{"where": "submit", **fault}])
    assert _submit(server).headers.get("retry-after") == expected


@pytest.mark.parametrize("kind", ["drop", "reset"])
@pytest.mark.parametrize("accepted", [False, True])
def test_a_connection_may_end_before_or_after_the_task_is_made(
    server: PracticeProcess, kind: str, accepted: bool
) -> None:
    server.set_faults([{"where": "submit", "kind": kind, "accepted": accepted}])
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        _submit(server)
    server.wait_until(lambda: server.ledger()["active"] == 0)
    ledger = server.ledger()
    assert ledger["charged_total"] == (3.0 if accepted else 0)
    assert [fault["kind"] for fault in ledger["faults"]] == [kind]


def test_a_silent_server_is_left_by_the_client_alone(server: PracticeProcess) -> None:
    server.set_faults([{"where": "submit", "kind": "hang", "accepted": True}])
    with pytest.raises(TimeoutError):
        _ask(f"{server.url}/v1/flux-2-pro", {"prompt": "a fjord"}, timeout_s=0.2)
    assert len(server.submits()) == 1


@pytest.mark.parametrize("where", ["submit", "poll", "credits"])
def test_half_an_answer_is_announced_as_a_whole_one(server: PracticeProcess, where: str) -> None:
    answer = server.submit()
    server.set_faults([{"where": where, "kind": "half"}])
    urls = {"poll": answer["polling_url"], "credits": f"{server.url}/v1/credits"}
    with pytest.raises(http.client.IncompleteRead):
        _submit(server) if where == "submit" else _ask(urls[where])


def test_an_answer_may_be_longer_than_it_says(server: PracticeProcess) -> None:
    server.set_faults([{"where": "credits", "kind": "short_length"}])
    assert _ask(f"{server.url}/v1/credits").body == b'{"credits'
    server.set_faults([{"where": "delivery", "kind": "short_length"}])
    answer = server.submit()
    shortened = server.request("GET", server.outcome(answer)["result"]["sample"])[1]
    assert len(shortened) == len(server.picture(answer)) // 2


def test_broken_json_has_the_right_length(server: PracticeProcess) -> None:
    server.set_faults([{"where": "submit", "kind": "broken_json"}])
    response = _submit(server)
    assert response.status == 200
    assert int(response.headers["content-length"]) == len(response.body)
    with pytest.raises(json.JSONDecodeError):
        assert response.content
    assert len(server.submits()) == 1


def test_a_portal_page_an_empty_answer_and_garbage_come_on_demand(server: PracticeProcess) -> None:
    server.set_faults([{"where": "credits", "kind": kind} for kind in ("html", "empty", "garbage")])
    assert _ask(f"{server.url}/v1/credits").headers["content-type"] == "text/html"
    assert _ask(f"{server.url}/v1/credits").body == b""
    with pytest.raises(http.client.BadStatusLine):
        _ask(f"{server.url}/v1/credits")


@pytest.mark.parametrize("kind", ["slow", "delay"])
def test_a_slow_answer_takes_its_time_and_is_whole(server: PracticeProcess, kind: str) -> None:
    server.set_faults([{"where": "credits", "kind": kind, "seconds": 0.3}])
    started_s = time.monotonic()
    assert _ask(f"{server.url}/v1/credits").content == {"credits": 2500.0}
    assert time.monotonic() - started_s >= 0.25


def test_an_endless_answer_goes_on_until_the_client_leaves(server: PracticeProcess) -> None:
    server.set_faults([{"where": "credits", "kind": "endless"}])
    parts = urlsplit(server.url)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as client:
        client.sendall(b"GET /v1/credits HTTP/1.1\r\nhost: x\r\nx-key: practice-key\r\n\r\n")
        received = 0
        while received < 5_000_000:
            received += len(client.recv(262_144))
    assert server.request("GET", "/v1/credits", key=KEY)[0] == 200


def test_a_gzip_bomb_is_small_on_the_wire_and_huge_behind(server: PracticeProcess) -> None:
    server.set_faults([{"where": "credits", "kind": "gzip_bomb"}])
    response = _ask(f"{server.url}/v1/credits")
    assert response.headers["content-encoding"] == "gzip"
    assert len(response.body) < 1_000_000
    unpacker = zlib.decompressobj(wbits=31)
    size = len(unpacker.decompress(response.body, 400_000_000))
    assert size > 300_000_000
    assert unpacker.eof


@pytest.mark.parametrize("where", ["submit", "poll", "credits", "delivery"])
def test_a_redirect_leads_to_another_host_that_tells_who_came(server: PracticeProcess, where: str) -> None:
    answer = server.submit()
    link = server.outcome(answer)["result"]["sample"]
    urls = {"poll": answer["polling_url"], "credits": f"{server.url}/v1/credits", "delivery": link}
    server.set_faults([{"where": where, "kind": "redirect"}])
    response = _submit(server) if where == "submit" else _ask(urls[where], key=None if where == "delivery" else KEY)
    location = urlsplit(response.headers["location"])
    assert response.status == 307
    assert location.hostname == "localhost"
    followed = _ask(location.geturl())
    assert followed.status == (200 if where == "delivery" else 404)
    assert [leak["host"] for leak in server.ledger()["leaks"]] == ["elsewhere"]


def test_an_accepted_task_may_be_told_of_badly(server: PracticeProcess) -> None:
    kinds = ("no_id", "no_polling_url", "strange_polling_url")
    server.set_faults([{"where": "submit", "kind": kind} for kind in kinds])
    assert "id" not in _submit(server).content
    assert "polling_url" not in _submit(server).content
    assert urlsplit(_submit(server).content["polling_url"]).hostname == "localhost"
    assert len(server.submits()) == 3


def _poll_after(server: PracticeProcess, kind: str, **more: Any) -> Response:
    answer = server.submit("flux-2-pro")
    server.outcome(answer)
    server.set_faults([{"where": "poll", "kind": kind, **more}])
    return _ask(answer["polling_url"])


@pytest.mark.parametrize(
    ("kind", "status", "word"),
    [
        ("503_task", 503, "Error"),
        ("422_task", 422, "Error"),
        ("404_task", 404, "Task not found"),
        ("task_not_found", 200, "Task not found"),
        ("unknown_status", 200, "Daydreaming"),
        ("pending", 200, "Pending"),
    ],
)
def test_a_poll_may_say_something_odd_once(server: PracticeProcess, kind: str, status: int, word: str) -> None:
    response = _poll_after(server, kind)
    assert (response.status, response.content["status"]) == (status, word)
    assert _ask(f"{server.ledger()['hosts']['poll']}/v1/get_result?id={server.submits()[0]['id']}").status == 200


def test_a_word_for_the_unknown_status_can_be_chosen(server: PracticeProcess) -> None:
    assert _poll_after(server, "unknown_status", word="Rendering").content["status"] == "Rendering"


def test_a_ready_task_may_lack_its_link_or_its_result(server: PracticeProcess) -> None:
    assert "sample" not in _poll_after(server, "no_sample").content["result"]
    assert _poll_after(server, "no_result").content["result"] is None
    strange = _poll_after(server, "strange_sample", url="file:///etc/passwd")
    assert strange.content["result"]["sample"] == "file:///etc/passwd"


def test_a_fault_of_a_ready_task_waits_until_it_is_ready() -> None:
    with PracticeProcess(seconds=0.8, faults=[{"where": "poll", "kind": "no_sample"}]) as server:
        answer = server.submit()
        assert server.poll(answer)[1]["status"] == "Pending"
        assert "sample" not in server.outcome(answer)["result"]
        assert "sample" in server.outcome(answer)["result"]


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("error", "Error"),
        ("failed", "Failed"),
        ("request_moderated", "Request Moderated"),
        ("content_moderated", "Content Moderated"),
    ],
)
def test_a_task_that_is_broken_by_a_poll_stays_broken_and_costs_nothing(kind: str, word: str) -> None:
    with PracticeProcess(seconds=0.2, faults=[{"where": "poll", "kind": kind}]) as server:
        answer = server.submit()
        assert server.outcome(answer)["status"] == word
        assert server.outcome(answer)["status"] == word
        assert server.submits()[0]["charged"] is False
        assert server.ledger()["active"] == 0
        assert server.ledger()["credits"] == 2500


@pytest.mark.parametrize("repoll", ["fresh", "same", "gone"])
@pytest.mark.parametrize("where", ["poll", "delivery"])
def test_a_link_may_be_dead_on_arrival(server: PracticeProcess, where: str, repoll: str) -> None:
    kind = "dead_link" if where == "poll" else "expired"
    server.set_faults([{"where": where, "kind": kind, "repoll": repoll}])
    answer = server.submit()
    link = server.outcome(answer)["result"]["sample"]
    assert server.request("GET", link)[0] == 403
    assert server.request("GET", link)[0] == 403
    status, again = server.poll(answer)
    assert status == (404 if repoll == "gone" else 200)
    if repoll != "gone":
        assert server.request("GET", again["result"]["sample"])[0] == (200 if repoll == "fresh" else 403)


def _delivered(server: PracticeProcess, kind: str, **fields: Any) -> tuple[Response, bytes]:
    answer = server.submit(width=320, height=320, **fields)
    whole = server.picture(answer)
    server.set_faults([{"where": "delivery", "kind": kind}])
    return _ask(server.outcome(answer)["result"]["sample"], key=None), whole


def test_a_picture_may_arrive_damaged_in_many_ways(server: PracticeProcess) -> None:
    truncated, whole = _delivered(server, "truncated")
    assert whole.startswith(truncated.body)
    assert int(truncated.headers["content-length"]) == len(truncated.body) < len(whole)
    flipped, whole = _delivered(server, "flipped")
    assert sum(a != b for a, b in zip(flipped.body, whole, strict=True)) == 1
    svg, _ = _delivered(server, "svg")
    assert svg.body.startswith(b"<svg")
    assert svg.headers["content-type"] == "image/jpeg"
    html, _ = _delivered(server, "html")
    assert html.headers["content-type"] == "text/html"
    noise, _ = _delivered(server, "not_an_image")
    with pytest.raises(UnidentifiedImageError):
        Image.open(io.BytesIO(noise.body))


def test_a_picture_may_be_of_another_format_than_it_says(server: PracticeProcess) -> None:
    response, _ = _delivered(server, "other_format")
    assert response.headers["content-type"] == "image/jpeg"
    assert response.body.startswith(b"\x89PNG")


def test_a_picture_bomb_is_a_sound_png_that_nobody_should_open(server: PracticeProcess) -> None:
    response, _ = _delivered(server, "picture_bomb", output_format="png")
    assert len(response.body) < 300_000
    header, rest = response.body[16:24], response.body[41:]
    assert header == (30_000).to_bytes(4) * 2
    assert len(zlib.decompress(rest[: rest.index(b"IEND") - 8])) == 30_000 * 3_751


def test_half_a_picture_is_announced_as_a_whole_one(server: PracticeProcess) -> None:
    with pytest.raises(http.client.IncompleteRead):
        _delivered(server, "half")


def test_the_ledger_tells_which_delivery_was_spoilt(server: PracticeProcess) -> None:
    _delivered(server, "truncated")
    assert [delivery["fault"] for delivery in server.submits()[0]["deliveries"]] == [None, "truncated"]


def test_the_balance_may_be_empty_or_no_number(server: PracticeProcess) -> None:
    server.set_faults([{"where": "credits", "kind": kind} for kind in ("no_credits", "no_number")])
    assert [_ask(f"{server.url}/v1/credits").content["credits"] for _ in range(3)] == [0.0, "plenty", 2500.0]


def test_faults_go_by_words_models_and_counts(server: PracticeProcess) -> None:
    server.set_faults(
        [
            {"where": "submit", "kind": "500", "match": "STORM", "times": 2},
            {"where": "submit", "kind": "503", "model": "flux-2-flex", "skip": 1, "times": None},
        ]
    )
    assert [_submit(server, prompt="a storm").status for _ in range(3)] == [500, 500, 200]
    body = {"prompt": "a fjord"}
    seen = [server.request("POST", "/v1/flux-2-flex", body, KEY)[0] for _ in range(4)]
    assert seen == [200, 503, 503, 503]
    left = server.control("GET", "/practice/faults")["faults"]
    assert [(fault["played"], fault["times"]) for fault in left] == [(2, 0), (3, None)]


def test_chance_is_the_same_with_the_same_seed() -> None:
    seen = []
    for _ in range(2):
        fault = {"where": "submit", "kind": "500", "times": None, "probability": 0.5}
        with PracticeProcess(seed=9, faults=[fault]) as server:
            seen.append([_submit(server, seed=1).status for _ in range(20)])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {200, 500}


@pytest.mark.parametrize(
    "fault",
    [
        {"where": "submit", "kind": "explode"},
        {"where": "moon", "kind": "500"},
        {"kind": "500"},
        {"where": "poll"},
        {"where": "poll", "kind": "500", "time": 3},
        {"where": "delivery", "kind": "expired", "repoll": "perhaps"},
        "500",
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_a_reason(server: PracticeProcess, fault: Any) -> None:
    status, answer = server.request("POST", "/practice/faults", [fault])
    assert status == 422
    assert answer["detail"]
    with pytest.raises(UnknownFaultError):
        Fault.from_json(fault)


@pytest.mark.parametrize("kind", sorted(WIRE_KINDS | STATUS_KINDS))
@pytest.mark.parametrize("where", list(Where))
def test_faults_of_the_wire_are_known_everywhere(where: Where, kind: str) -> None:
    book = FaultBook(lambda probability: True)
    book.replace([Fault(where, kind)])
    assert kind in KINDS[where]
    taken = book.take(where)
    assert taken
    assert book.take(where) is None


def test_gzip_understands_the_bomb() -> None:
    from flux_desktop.practice.bombs import gzip_bomb

    assert gzip.decompress(gzip_bomb(2)) == bytes(2 * 1_048_576)
