"""``GET /v1/get_result`` on the regional host."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from flux_desktop.practice.moderation import TRIGGERS
from tests.support.practice import KEY, PracticeProcess


@pytest.fixture(scope="module")
def shared() -> Iterator[PracticeProcess]:
    with PracticeProcess() as process:
        yield process


@pytest.fixture
def server(shared: PracticeProcess) -> PracticeProcess:
    shared.reset()
    return shared


def test_a_task_is_known_only_at_the_address_that_was_given(server: PracticeProcess) -> None:
    answer = server.submit()
    assert not answer["polling_url"].startswith(server.url)
    assert server.request("GET", f"/v1/get_result?id={answer['id']}", key=KEY)[0] == 404
    assert server.poll(answer)[0] == 200


def test_an_unknown_task_is_not_found(server: PracticeProcess) -> None:
    origin = server.ledger()["hosts"]["poll"]
    unknown = f"{origin}/v1/get_result?id=5015d102-09e0-44e9-8ede-ab8c74b16ed6"
    assert server.request("GET", unknown, key=KEY) == (404, {"detail": "Not Found"})


def test_a_poll_needs_the_key(server: PracticeProcess) -> None:
    answer = server.submit()
    assert server.request("GET", answer["polling_url"])[0] == 403
    assert server.request("GET", answer["polling_url"], key="bfl_bad_key")[0] == 403


def test_a_task_is_pending_until_its_time_is_over() -> None:
    with PracticeProcess(seconds=0.8, spread=0) as server:
        answer = server.submit(seed=11)
        status, first = server.poll(answer)
        assert (status, first["status"], first["result"]) == (200, "Pending", None)
        result = server.outcome(answer)["result"]
        assert result["seed"] == 11
        assert 0.8 <= result["duration"] < 5
        assert result["end_time"] - result["start_time"] == pytest.approx(result["duration"])


def test_the_newest_model_reasons_and_generates_and_has_no_seed() -> None:
    with PracticeProcess(seconds=1.5, spread=0) as server:
        answer = server.submit("flux-3-image", resolution="768sq")
        seen = []
        while "Ready" not in seen:
            word = server.poll(answer)[1]["status"]
            seen += [word] if word not in seen else []
        assert seen == ["Reasoning", "Generating", "Ready"]
        assert "seed" not in server.outcome(answer)["result"]


@pytest.mark.parametrize(
    ("model", "fields", "is_changed"),
    [
        ("flux-2-pro", {}, True),
        ("flux-2-pro", {"disable_pup": True}, False),
        ("flux-2-flex", {}, True),
        ("flux-2-flex", {"prompt_upsampling": False}, False),
        ("flux-2-klein-4b", {}, False),
        ("flux-pro-1.1", {"prompt_upsampling": True}, True),
    ],
)
def test_the_prompt_comes_back_changed_where_upsampling_is_on(
    server: PracticeProcess, model: str, fields: dict[str, bool], is_changed: bool
) -> None:
    used = server.outcome(server.submit(model, **fields))["result"]["prompt"]
    assert used.startswith("a quiet fjord")
    assert (used != "a quiet fjord") is is_changed


@pytest.mark.parametrize("phrase", TRIGGERS)
def test_moderation_goes_by_words_gives_reasons_and_costs_nothing(server: PracticeProcess, phrase: str) -> None:
    verdict = TRIGGERS[phrase]
    outcome = server.outcome(server.submit(prompt=f"Please, {phrase.upper()} today"))
    assert outcome["status"] == verdict.status
    assert outcome["details"] == ({"Moderation Reasons": list(verdict.reasons)} if verdict.reasons else None)
    ledger = server.ledger()
    assert ledger["credits"] == 2500
    assert ledger["submits"][0]["charged"] is False


def test_a_refused_request_is_over_sooner_than_a_refused_picture() -> None:
    with PracticeProcess(seconds=0.5, spread=0) as server:
        for phrase in ("forbidden request", "forbidden picture"):
            server.outcome(server.submit(prompt=phrase))
        early_s, late_s = (submit["finished_at"] - submit["at"] for submit in server.submits())
        assert early_s < late_s
        assert late_s >= 0.5


def test_the_same_seed_and_words_make_the_same_picture(server: PracticeProcess) -> None:
    first, second = (server.submit(seed=3, width=256, height=256) for _ in range(2))
    other = server.submit(seed=4, width=256, height=256)
    assert server.picture(first) == server.picture(second) != server.picture(other)


@pytest.mark.parametrize("file_format", ["png", "jpeg", "webp"])
def test_the_picture_is_of_the_format_and_size_that_were_asked_for(server: PracticeProcess, file_format: str) -> None:
    answer = server.submit(width=200, height=130, output_format=file_format)
    with Image.open(io.BytesIO(server.picture(answer))) as picture:
        assert (picture.format or "").lower() == file_format
        assert picture.size == (192, 128)


def test_the_ledger_counts_polls_with_their_times(server: PracticeProcess) -> None:
    answer = server.submit()
    server.outcome(answer)
    before = server.submits()[0]["polls"]
    server.poll(answer)
    submit = server.submits()[0]
    assert submit["polls"] == before + 1 == len(submit["poll_times"])
    assert submit["poll_times"] == sorted(submit["poll_times"])
