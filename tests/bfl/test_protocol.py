"""Every status and every error body of BFL's interface, and what it means."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.bfl.answers import Answer
from flux_desktop.bfl.host_trust import may_carry_key
from flux_desktop.bfl.protocol import (
    Broken,
    Moderated,
    Pending,
    Ready,
    Submission,
    TaskStatus,
    TaskUnknown,
    read_balance,
    read_status,
    read_submission,
)
from flux_desktop.domain.errors import (
    KeyRefusedError,
    OutcomeUnknownError,
    OutOfCreditsError,
    RateLimitedError,
    RequestRefusedError,
    ServiceError,
    ServiceTroubleError,
)
from flux_desktop.domain.generation import Cause
from flux_desktop.domain.server import Region, Server
from tests.bfl.answer_bodies import BFL, POLLING_URL, PRO, SAMPLE, TASK, answer, task_body

OWN_POLLING_URL = f"https://api.bfl.ai/v1/get_result?id={TASK}"
ACCEPTED = {"id": TASK, "polling_url": POLLING_URL, "cost": 4.5, "input_mp": 0.0, "output_mp": 1.98}


@pytest.mark.parametrize(
    ("found", "submission"),
    [
        (answer(200, ACCEPTED), Submission(TASK, POLLING_URL, 450, 0.0, 1.98)),
        (answer(202, ACCEPTED), Submission(TASK, POLLING_URL, 450, 0.0, 1.98)),
        (answer(200, {"id": TASK, "polling_url": POLLING_URL}), Submission(TASK, POLLING_URL)),
        (
            answer(200, {"id": TASK, "polling_url": POLLING_URL, "cost": None, "input_mp": None, "output_mp": None}),
            Submission(TASK, POLLING_URL),
        ),
        (answer(200, {"id": TASK, "polling_url": POLLING_URL, "cost": "3"}), Submission(TASK, POLLING_URL)),
        (answer(200, {"id": TASK, "status": "Pending", "webhook_url": "x"}), Submission(TASK, OWN_POLLING_URL)),
        (answer(200, {"id": 77, "polling_url": POLLING_URL}), Submission("77", POLLING_URL)),
        (answer(500, ACCEPTED), Submission(TASK, POLLING_URL, 450, 0.0, 1.98)),
        (answer(503, task_body("Pending")), Submission(TASK, OWN_POLLING_URL)),
        (answer(422, task_body("Request Moderated")), Submission(TASK, OWN_POLLING_URL)),
    ],
)
def test_an_answer_that_names_a_task_is_an_accepted_task(found: Answer, submission: Submission) -> None:
    assert read_submission(found, BFL, PRO) == submission


@pytest.mark.parametrize(
    ("given_url", "used_url"),
    [
        ("https://api.us3.bfl.ai/v1/get_result", f"https://api.us3.bfl.ai/v1/get_result?id={TASK}"),
        ("https://api.us3.bfl.ai/v1/get_result?", f"https://api.us3.bfl.ai/v1/get_result?id={TASK}"),
        ("https://api.us3.bfl.ai/v1/get_result?x=1", f"https://api.us3.bfl.ai/v1/get_result?x=1&id={TASK}"),
        ("https://api.us3.bfl.ai/v1/get_result?x=1&id=other", "https://api.us3.bfl.ai/v1/get_result?x=1&id=other"),
        ("https://evil.com/v1/get_result?id=1", OWN_POLLING_URL),
        ("https://api.bfl.ai@evil.com/?id=1", OWN_POLLING_URL),
        ("http://api.bfl.ai/v1/get_result?id=1", OWN_POLLING_URL),
        ("not an address", OWN_POLLING_URL),
        ("", OWN_POLLING_URL),
        (7, OWN_POLLING_URL),
        (None, OWN_POLLING_URL),
    ],
)
def test_a_task_is_never_lost_to_an_address_that_the_key_must_not_go_to(given_url: object, used_url: str) -> None:
    submission = read_submission(answer(200, {"id": TASK, "polling_url": given_url}), BFL, PRO)
    assert submission.task_id == TASK
    assert submission.polling_url == used_url
    assert may_carry_key(submission.polling_url, BFL)


def test_an_id_with_signs_of_its_own_stays_one_value_in_the_address() -> None:
    submission = read_submission(answer(200, {"id": "a&b=c#d/é"[:7]}), Server.of_region(Region.EU), PRO)
    assert submission.polling_url == "https://api.eu.bfl.ai/v1/get_result?id=a%26b%3Dc%23d"


@pytest.mark.parametrize(
    ("found", "error", "text"),
    [
        (answer(400, {"detail": "Finetune not found or not ready"}), RequestRefusedError, "Finetune not found"),
        (answer(401, {"error": "invalid_api_key", "message": "wrong"}), KeyRefusedError, "wrong"),
        (answer(402, {"detail": "Insufficient credits"}), OutOfCreditsError, "Insufficient credits"),
        (answer(403, {"detail": "Not authenticated"}), KeyRefusedError, "Not authenticated"),
        (answer(404, {"detail": "Not Found"}), RequestRefusedError, "Not Found"),
        (answer(413, "<html>too large</html>"), RequestRefusedError, "too large"),
        (answer(422, {"detail": "odd"}), RequestRefusedError, "odd"),
        (answer(429, {"detail": "Too many"}), RateLimitedError, "Too many"),
        (answer(429, b""), RateLimitedError, "429"),
        (answer(500, {"detail": "Internal Server Error"}), OutcomeUnknownError, "Internal Server Error"),
        (answer(500, {"id": "req_1", "status": "error"}), OutcomeUnknownError, "500"),
        (answer(502, "<html>Bad Gateway</html>"), OutcomeUnknownError, "Bad Gateway"),
        (answer(503, {"detail": "busy"}, retry_after="3"), OutcomeUnknownError, "busy"),
        (answer(504, b""), OutcomeUnknownError, "504"),
        (answer(408, b""), OutcomeUnknownError, "408"),
        (answer(409, {"detail": "conflict"}), OutcomeUnknownError, "conflict"),
        (answer(302, b"", location="https://evil.com/"), OutcomeUnknownError, "302"),
        (answer(307, b"", location="https://api.bfl.ai/"), OutcomeUnknownError, "307"),
        (answer(200, b""), OutcomeUnknownError, "200"),
        (answer(200, "<html>Welcome to our hotel</html>"), OutcomeUnknownError, "hotel"),
        (answer(200, b'{"id":"5015d102-09e0-44e9-8ede-ab8'), OutcomeUnknownError, "5015d102-09e0-44e9-8ede-ab8"),
        (answer(200, {"polling_url": POLLING_URL}), OutcomeUnknownError, "200"),
        (answer(200, {"id": "", "polling_url": POLLING_URL}), OutcomeUnknownError, "200"),
        (answer(200, {"id": None, "polling_url": POLLING_URL}), OutcomeUnknownError, "200"),
        (answer(200, {"id": "two\nlines", "polling_url": POLLING_URL}), OutcomeUnknownError, "200"),
        (answer(200, [TASK]), OutcomeUnknownError, "200"),
    ],
)
def test_what_names_no_task_is_refused_for_sure_or_not_known(
    found: Answer, error: type[ServiceError], text: str
) -> None:
    with pytest.raises(error) as caught:
        read_submission(found, BFL, PRO)
    assert type(caught.value) is error
    assert text in str(caught.value)


def test_a_validation_error_carries_the_name_of_the_setting() -> None:
    detail = [{"loc": ["body", "seed"], "msg": "Input should be a valid integer", "type": "int_type"}]
    with pytest.raises(RequestRefusedError) as caught:
        read_submission(answer(422, {"detail": detail}), BFL, PRO)
    assert caught.value.field == "seed"
    assert "seed: Input should be a valid integer" in str(caught.value)


def test_too_many_tasks_at_once_says_how_long_to_wait() -> None:
    with pytest.raises(RateLimitedError) as caught:
        read_submission(answer(429, {"retry_after": 5}, retry_after="7"), BFL, PRO)
    assert caught.value.retry_after_s == 7


READY = Ready(SAMPLE, "a quiet fjord, upsampled", 1601288383)


@pytest.mark.parametrize("code", [200, 422, 503, 404])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (
            task_body(
                "Ready",
                result={
                    "start_time": 1764253858.8,
                    "prompt": "a quiet fjord, upsampled",
                    "seed": 1601288383,
                    "sample": SAMPLE,
                    "end_time": 1764253868.8,
                    "duration": 10.0,
                },
            ),
            READY,
        ),
        (task_body("Ready", result={"sample": SAMPLE}), Ready(SAMPLE)),
        (task_body("Ready", result={"sample": SAMPLE, "prompt": "x", "duration": 50.1}), Ready(SAMPLE, "x")),
        (task_body("Ready", result={"sample": SAMPLE}, cost=4.0), Ready(SAMPLE, cost=400)),
        (task_body("Ready", result={"sample": SAMPLE, "cost": 2.5}), Ready(SAMPLE, cost=250)),
        (task_body("Ready", result={"sample": SAMPLE, "seed": "x", "prompt": 7}), Ready(SAMPLE)),
        (task_body("Ready", result=SAMPLE), Ready(SAMPLE)),
        (task_body("Pending"), Pending("Pending")),
        (task_body("Pending", progress=0.25), Pending("Pending", 0.25)),
        (task_body("Pending", progress="half"), Pending("Pending")),
        (task_body("Reasoning"), Pending("Reasoning")),
        (task_body("Generating", progress=0.5), Pending("Generating", 0.5)),
        (task_body("Queued"), Pending("Queued")),
        (task_body("Processing"), Pending("Processing")),
        (task_body("Daydreaming"), Pending("Daydreaming")),
        (task_body("  odd\x00 word \n"), Pending("odd word")),
        (
            task_body("Request Moderated", details={"Moderation Reasons": ["Safety Filter"]}),
            Moderated(Cause.REQUEST_MODERATED, ("Safety Filter",)),
        ),
        (
            task_body("Content Moderated", details={"Moderation Reasons": ["Derivative Works Filter", "Violence"]}),
            Moderated(Cause.CONTENT_MODERATED, ("Derivative Works Filter", "Violence")),
        ),
        (
            task_body("Content Moderated", details={"Moderation Reasons": "Violence"}, cost=3),
            Moderated(Cause.CONTENT_MODERATED, ("Violence",), 300),
        ),
        (task_body("Request Moderated", details={"Moderation Reasons": [3, None]}), Moderated(Cause.REQUEST_MODERATED)),
        (task_body("Request Moderated"), Moderated(Cause.REQUEST_MODERATED)),
        (task_body("request_moderated"), Moderated(Cause.REQUEST_MODERATED)),
        (
            task_body("Error", details={"error": "Invalid or corrupted image input"}),
            Broken("Invalid or corrupted image input"),
        ),
        (task_body("Error", error="top level"), Broken("top level")),
        (task_body("Error", message="in words", error="code"), Broken("in words")),
        (task_body("Error", result="in the result"), Broken("in the result")),
        (task_body("Error"), Broken("Error")),
        (task_body("Failed"), Broken("Failed")),
        (task_body("Task not found"), TaskUnknown("Task not found")),
        ({"id": TASK, "status": "Pending"}, Pending("Pending")),
    ],
)
def test_the_body_of_a_task_is_believed_whatever_the_code(code: int, body: dict[str, Any], status: TaskStatus) -> None:
    assert read_status(answer(code, body)) == status


@pytest.mark.parametrize("found", [answer(404, {"detail": "Not Found"}), answer(404, b""), answer(410, "gone")])
def test_a_task_that_bfl_does_not_know_is_told_from_trouble(found: Answer) -> None:
    assert isinstance(read_status(found), TaskUnknown)


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (answer(401, {"error": "invalid_api_key"}), KeyRefusedError),
        (answer(403, {"detail": "Not authenticated"}), KeyRefusedError),
        (answer(429, {"detail": "slow down"}, retry_after="4"), RateLimitedError),
        (answer(200, b""), ServiceTroubleError),
        (answer(200, "<html>hotel</html>"), ServiceTroubleError),
        (answer(200, b'{"id":"x","stat'), ServiceTroubleError),
        (answer(200, {"id": TASK}), ServiceTroubleError),
        (answer(200, {"id": TASK, "status": None}), ServiceTroubleError),
        (answer(200, {"id": TASK, "status": 3}), ServiceTroubleError),
        (answer(200, {"id": TASK, "status": " "}), ServiceTroubleError),
        (answer(200, task_body("Ready")), ServiceTroubleError),
        (answer(200, task_body("Ready", result={})), ServiceTroubleError),
        (answer(200, task_body("Ready", result={"sample": ""})), ServiceTroubleError),
        (answer(200, task_body("Ready", result={"sample": None})), ServiceTroubleError),
        (answer(302, b"", location="https://evil.com"), ServiceTroubleError),
        (answer(402, {"detail": "Insufficient credits"}), ServiceTroubleError),
        (answer(422, {"detail": [{"loc": ["query", "id"], "msg": "Field required"}]}), ServiceTroubleError),
        (answer(500, {"detail": "Internal Server Error"}), ServiceTroubleError),
        (answer(502, "<html>"), ServiceTroubleError),
        (answer(503, {"detail": "busy"}, retry_after="9"), ServiceTroubleError),
        (answer(504, b""), ServiceTroubleError),
    ],
)
def test_an_answer_without_a_status_leaves_the_task_alive(found: Answer, error: type[ServiceError]) -> None:
    with pytest.raises(error) as caught:
        read_status(found)
    assert type(caught.value) is error
    if isinstance(caught.value, RateLimitedError | ServiceTroubleError):
        assert caught.value.retry_after_s == found.wait_s


def test_the_balance_is_read_in_hundredths() -> None:
    assert read_balance(answer(200, {"credits": 857.0})) == 85_700
    assert read_balance(answer(200, {"credits": 0})) == 0


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (answer(200, {}), ServiceTroubleError),
        (answer(200, {"credits": "many"}), ServiceTroubleError),
        (answer(200, {"credits": None}), ServiceTroubleError),
        (answer(200, b'{"credits": NaN}'), ServiceTroubleError),
        (answer(500, {"credits": 5}), ServiceTroubleError),
        (answer(403, {"detail": "Not authenticated"}), KeyRefusedError),
        (answer(401, b""), KeyRefusedError),
        (answer(429, b""), RateLimitedError),
    ],
)
def test_a_balance_that_is_none_is_not_taken_for_zero(found: Answer, error: type[ServiceError]) -> None:
    with pytest.raises(error):
        read_balance(found)


WORDS = st.sampled_from(["Ready", "Pending", "Error", "Request Moderated", "Task not found", "Nap"]) | st.text(
    max_size=9
)
VALUES = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=9)
    | st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=2)
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "id": VALUES,
        "status": WORDS | VALUES,
        "polling_url": VALUES,
        "cost": VALUES,
        "result": VALUES | st.dictionaries(st.sampled_from(["sample", "seed", "prompt"]), VALUES),
        "details": VALUES
        | st.dictionaries(st.sampled_from(["Moderation Reasons", "error"]), VALUES | st.lists(VALUES, max_size=2)),
        "detail": VALUES,
        "progress": VALUES,
    },
)


@given(st.sampled_from([200, 202, 204, 302, 400, 403, 404, 418, 422, 429, 500, 503]), BODIES)
def test_no_answer_is_ever_a_surprise(code: int, body: dict[str, Any]) -> None:
    found = Answer(code, json.dumps(body).encode())
    for read in (read_status, read_balance, lambda a: read_submission(a, BFL, PRO)):
        try:
            outcome = read(found)
        except ServiceError:
            continue
        if isinstance(outcome, Submission):
            assert may_carry_key(outcome.polling_url, BFL)
            assert outcome.task_id
