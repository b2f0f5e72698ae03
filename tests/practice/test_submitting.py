"""``POST /v1/<model>``: the order of the checks, prices, limits and what comes of images."""

import base64
import hashlib
import io
import itertools
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.support.practice import KEY, PracticeProcess


def _image(width_px: int, height_px: int, file_format: str = "png", colour: int = 0) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width_px, height_px), (colour, 120, 150)).save(buffer, file_format)
    return buffer.getvalue()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture(scope="module")
def shared() -> Iterator[PracticeProcess]:
    with PracticeProcess() as process:
        yield process


@pytest.fixture
def server(shared: PracticeProcess) -> PracticeProcess:
    shared.reset()
    return shared


@pytest.fixture
def slow_server() -> Iterator[PracticeProcess]:
    """Its pictures are never ready while a test lasts."""
    with PracticeProcess(seconds=3600) as process:
        yield process


def test_the_checks_come_in_the_order_of_the_service(slow_server: PracticeProcess) -> None:
    good, bad = {"prompt": "a fjord"}, {"prompt": 5}
    for _ in range(24):
        slow_server.submit()
    assert slow_server.request("POST", "/v1/flux-2-klein-4b", good, KEY)[0] == 429
    slow_server.set_credits(0)
    assert slow_server.request("POST", "/v1/flux-2-klein-4b", good, KEY)[0] == 402
    assert slow_server.request("POST", "/v1/flux-2-klein-4b", bad, KEY)[0] == 422
    assert slow_server.request("POST", "/v1/flux-2-klein-4b", bad, "bfl_bad_key")[0] == 403
    assert slow_server.request("POST", "/v1/flux-9", bad, "bfl_bad_key")[0] == 404


@pytest.mark.parametrize("key", [None, "short", "bfl_bad_key", "has a blank in it", "x" * 201, "refused-key"])
def test_a_key_that_is_none_is_not_authenticated(server: PracticeProcess, key: str | None) -> None:
    server.set_faults({"refused_keys": ["refused-key"]})
    status, answer = server.request("POST", "/v1/flux-2-pro", {"prompt": "a fjord"}, key)
    assert (status, answer) == (403, {"detail": "Not authenticated"})


@pytest.mark.parametrize("path", ["/v1/flux-pro", "/v1/flux-pro-1.0-canny", "/v1/flux-kontext", "/v1/get_result", "/"])
def test_retired_models_and_unknown_addresses_are_not_found(server: PracticeProcess, path: str) -> None:
    assert server.request("POST", path, {"prompt": "a fjord"}, KEY) == (404, {"detail": "Not Found"})


def test_a_model_is_only_posted_to(server: PracticeProcess) -> None:
    assert server.request("GET", "/v1/flux-2-pro", key=KEY)[0] == 405


@pytest.mark.parametrize(
    ("size", "credits", "megapixels"),
    [((1024, 1024), 3.0, 1.0), ((1024, 768), 3.0, 0.75), ((1920, 1080), 4.5, 1.98), ((2048, 2048), 7.5, 4.0)],
)
def test_the_answer_carries_price_and_megapixels_as_the_service_reckons_them(
    server: PracticeProcess, size: tuple[int, int], credits: float, megapixels: float
) -> None:
    answer = server.submit("flux-2-pro", width=size[0], height=size[1])
    assert (answer["cost"], answer["input_mp"], answer["output_mp"]) == (credits, 0.0, megapixels)


def test_references_are_billed_and_their_bytes_arrive(server: PracticeProcess) -> None:
    first, second = _image(800, 600), _image(1024, 1024, "jpeg")
    answer = server.submit("flux-2-pro", input_image=_text(first), input_image_2=_text(second), width=1024, height=1024)
    assert (answer["cost"], answer["input_mp"]) == (6.0, 1.46)
    images = server.submits()[0]["images"]
    assert [image["sha256"] for image in images] == [hashlib.sha256(data).hexdigest() for data in (first, second)]
    assert [(image["field"], image["format"]) for image in images] == [
        ("input_image", "png"),
        ("input_image_2", "jpeg"),
    ]


def test_without_a_size_the_picture_takes_that_of_the_first_reference(server: PracticeProcess) -> None:
    answer = server.submit("flux-2-klein-4b", input_image=_text(_image(650, 330)), output_format="png")
    with Image.open(io.BytesIO(server.picture(answer))) as picture:
        assert picture.size == (640, 320)


def test_a_data_prefix_is_taken_too(server: PracticeProcess) -> None:
    answer = server.submit(input_image=f"data:image/png;base64,{_text(_image(64, 64))}")
    assert server.outcome(answer)["status"] == "Ready"


@pytest.mark.parametrize(
    "text",
    ["not base64 at all!", "QUJD", _text(b"GIF89a but not really"), "QQ==" * 100_000, "", "data:image/png;base64"],
)
def test_an_image_that_is_none_is_accepted_and_then_fails_without_a_charge(server: PracticeProcess, text: str) -> None:
    answer = server.submit("flux-2-pro", input_image=text)
    outcome = server.outcome(answer)
    status, _ = server.poll(answer)
    assert outcome["status"] == "Error"
    assert outcome["details"] == {"error": "Invalid or corrupted image input"}
    assert status == 422
    assert server.ledger()["credits"] == 2500


def test_an_image_by_address_is_not_fetched(server: PracticeProcess) -> None:
    outcome = server.outcome(server.submit("flux-2-pro", input_image="https://example.org/a.png"))
    assert outcome["details"] == {"error": "Could not fetch the input image"}


@pytest.mark.parametrize("size", [(5000, 4100), (100, 300), (16_640, 256)])
def test_images_outside_of_the_limits_of_the_newest_model_are_refused(
    server: PracticeProcess, size: tuple[int, int]
) -> None:
    body = {"prompt": "a fjord", "images": [_text(_image(*size))]}
    status, answer = server.request("POST", "/v1/flux-3-image", body, KEY)
    assert status == 400
    assert "images" in answer["detail"]


def test_twentyfour_tasks_may_be_active_and_six_of_kontext_max(slow_server: PracticeProcess) -> None:
    for _ in range(6):
        slow_server.submit("flux-kontext-max")
    assert slow_server.request("POST", "/v1/flux-kontext-max", {"prompt": "a fjord"}, KEY)[0] == 429
    for _ in range(18):
        slow_server.submit()
    assert slow_server.request("POST", "/v1/flux-2-klein-4b", {"prompt": "a fjord"}, KEY)[0] == 429
    assert slow_server.ledger()["most_active"] == 24


def test_tasks_that_are_over_make_room(server: PracticeProcess) -> None:
    for _ in range(30):
        server.outcome(server.submit())
    assert server.ledger()["active"] == 0


def test_money_is_reserved_while_a_picture_is_made_and_taken_when_it_is_ready(slow_server: PracticeProcess) -> None:
    slow_server.set_credits(4)
    slow_server.submit("flux-2-pro")
    assert slow_server.ledger()["credits"] == 4
    status, answer = slow_server.request("POST", "/v1/flux-2-pro", {"prompt": "a fjord"}, KEY)
    assert (status, answer) == (402, {"detail": "Insufficient credits"})


def test_a_ready_picture_is_charged_once_however_often_it_is_polled_and_fetched(server: PracticeProcess) -> None:
    answer = server.submit("flux-2-pro")
    for _ in range(3):
        server.picture(answer)
    assert server.ledger()["credits"] == 2497
    assert server.request("GET", "/v1/credits", key=KEY) == (200, {"credits": 2497.0})


def test_the_older_models_tell_the_price_only_when_the_picture_is_ready(server: PracticeProcess) -> None:
    answer = server.submit("flux-pro-1.1")
    assert (answer["cost"], answer["input_mp"], answer["output_mp"]) == (None, None, None)
    assert server.outcome(answer)["cost"] == 4.0


def test_a_body_that_is_not_said_to_be_json_is_none(server: PracticeProcess) -> None:
    status, answer = server.request("POST", "/v1/flux-2-pro", None, KEY)
    assert status == 422
    assert answer["detail"][0]["type"] == "json_invalid"


def test_the_ledger_shows_what_was_sent_and_what_nobody_knows(server: PracticeProcess) -> None:
    server.submit("flux-2-pro", seed=7, steps=3)
    submit = server.submits()[0]
    assert submit["fields"] == {"prompt": "a quiet fjord", "seed": 7}
    assert submit["ignored"] == ["steps"]
    assert submit["seed"] == 7


def test_numbers_of_tasks_never_repeat_even_with_a_fixed_seed() -> None:
    numbers = []
    for _ in range(2):
        with PracticeProcess(seed=5) as server:
            numbers.append(server.submit()["id"])
    assert all(first != second for first, second in itertools.pairwise(numbers))
