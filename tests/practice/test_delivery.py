"""The delivery host and its signed links."""

import hashlib
import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.support.practice import KEY, PracticeProcess


@pytest.fixture(scope="module")
def shared() -> Iterator[PracticeProcess]:
    with PracticeProcess() as process:
        yield process


@pytest.fixture
def server(shared: PracticeProcess) -> PracticeProcess:
    shared.reset()
    return shared


def _link(server: PracticeProcess) -> str:
    return str(server.outcome(server.submit())["result"]["sample"])


def test_a_link_leads_to_a_host_of_its_own_and_needs_no_key(server: PracticeProcess) -> None:
    answer = server.submit()
    data = server.picture(answer)
    link = server.outcome(answer)["result"]["sample"]
    origins = {urlsplit(url).netloc for url in (server.url, answer["polling_url"], link)}
    assert len(origins) == 3
    delivery = server.submits()[0]["deliveries"][0]
    assert (delivery["status"], delivery["sha256"]) == (200, hashlib.sha256(data).hexdigest())
    assert delivery["sha256"] == server.submits()[0]["picture_sha256"]
    assert server.ledger()["leaks"] == []


def test_the_picture_says_what_it_is_and_lets_no_web_page_read_it(server: PracticeProcess) -> None:
    link = urlsplit(_link(server))
    assert link.hostname
    connection = http.client.HTTPConnection(link.hostname, link.port)
    connection.request("GET", f"{link.path}?{link.query}")
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.headers["content-type"] == "image/jpeg"
    assert int(response.headers["content-length"]) == len(body)
    assert "access-control-allow-origin" not in response.headers


def test_a_key_on_the_way_to_a_picture_is_recorded_as_a_leak(server: PracticeProcess) -> None:
    link = _link(server)
    assert server.request("GET", link, key=KEY)[0] == 200
    leaks = server.ledger()["leaks"]
    assert [(leak["host"], leak["path"]) for leak in leaks] == [("delivery", urlsplit(link).path)]


def test_the_ledger_knows_which_host_saw_which_key(server: PracticeProcess) -> None:
    server.picture(server.submit())
    server.request("GET", "/v1/credits", key="another-key")
    seen = {(entry["host"], entry["path"]) for entry in server.ledger()["key_sightings"]}
    assert seen == {("api", "/v1/flux-2-klein-4b"), ("api", "/v1/credits"), ("poll", "/v1/get_result")}
    assert len({entry["key"] for entry in server.ledger()["key_sightings"]}) == 2
    assert KEY not in str(server.ledger())


@pytest.mark.parametrize(
    "change", [("sig=", "sig=x"), ("se=2", "se=3"), ("sp=r", "sp=w"), ("/results/2", "/results/1")]
)
def test_a_link_that_was_tampered_with_is_refused_as_a_cloud_store_does(
    server: PracticeProcess, change: tuple[str, str]
) -> None:
    link = _link(server)
    assert change[0] in link
    status, body = server.request("GET", link.replace(*change))
    assert status == 403
    assert b"<Code>AuthenticationFailed</Code>" in body


def test_nothing_is_at_an_address_without_a_task(server: PracticeProcess) -> None:
    origin = server.ledger()["hosts"]["delivery"]
    for path in ("/", "/results/2026/11/20/00000000000000000000000000000000_sample.png"):
        status, body = server.request("GET", origin + path)
        assert status == 404
        assert b"<Code>BlobNotFound</Code>" in body


def test_links_live_ten_minutes_unless_told_otherwise(server: PracticeProcess) -> None:
    answer = server.submit()
    outcome = server.outcome(answer)
    assert server.outcome(answer)["result"]["sample"] == outcome["result"]["sample"]
    server.set_faults({"link_seconds": 0.2})
    short = server.outcome(server.submit())["result"]["sample"]
    server.wait_until(lambda: server.request("GET", short)[0] == 403)
    assert server.request("GET", outcome["result"]["sample"])[0] == 200


def test_a_dead_link_is_renewed_by_the_next_poll(server: PracticeProcess) -> None:
    answer = server.submit()
    link = server.outcome(answer)["result"]["sample"]
    server.expire_links()
    status, body = server.request("GET", link)
    assert (status, b"expired" in body) == (403, True)
    fresh = server.outcome(answer)["result"]["sample"]
    assert fresh != link
    assert server.request("GET", fresh)[0] == 200
    assert server.request("GET", link)[0] == 403


def test_a_dead_link_may_also_stay_dead(server: PracticeProcess) -> None:
    server.set_faults({"repoll": "same"})
    answer = server.submit()
    link = server.outcome(answer)["result"]["sample"]
    server.expire_links()
    assert server.outcome(answer)["result"]["sample"] == link
    assert server.request("GET", link)[0] == 403


def test_a_task_may_also_be_gone_with_its_link(server: PracticeProcess) -> None:
    server.set_faults({"repoll": "gone"})
    answer = server.submit()
    server.outcome(answer)
    server.expire_links()
    assert server.poll(answer)[0] == 404
