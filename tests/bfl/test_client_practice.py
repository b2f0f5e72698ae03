"""The client against the practice server: real requests, real answers, real pictures."""

import asyncio
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.protocol import Broken, Moderated, Pending, Ready, Submission, TaskStatus, TaskUnknown
from flux_desktop.domain.errors import (
    DamagedDownloadError,
    KeyRefusedError,
    LinkExpiredError,
    OutcomeUnknownError,
    OutOfCreditsError,
    RateLimitedError,
    RequestRefusedError,
    ServiceError,
    ServiceTroubleError,
)
from flux_desktop.domain.generation import Cause
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from tests.bfl.answer_bodies import CATALOGUE, PRO
from tests.bfl.conftest import KEY, PATIENT, QUICK, ClientMaker
from tests.bfl.test_picture_check import picture
from tests.support.practice import PracticeProcess

FJORD = GenerationRequest(
    "flux-2-pro", "a quiet fjord", {"width": 256, "height": 192, "seed": 7, "output_format": "png"}
)


SILENT = {"hang", "slow"}
"""These end when the client's patience does."""


@pytest.fixture(scope="module")
def shared_server() -> Iterator[PracticeProcess]:
    with PracticeProcess(seconds=0, credits=1000) as server:
        yield server


@pytest.fixture
def server(shared_server: PracticeProcess) -> PracticeProcess:
    """A practice server without memory of other tests."""
    shared_server.reset()
    shared_server.set_faults([])
    shared_server.set_credits(1000)
    return shared_server


async def settled(client: BflClient, submission: Submission) -> TaskStatus:
    """The task's status once it is over."""
    while isinstance(status := await client.poll(submission.polling_url, submission.task_id), Pending):
        await asyncio.sleep(0.005)
    return status


async def ready(client: BflClient, request: GenerationRequest = FJORD) -> Ready:
    status = await settled(client, await client.submit(CATALOGUE[request.model_id], request))
    assert isinstance(status, Ready)
    return status


async def test_a_picture_comes_from_words_and_its_price_is_told(
    server: PracticeProcess, client_of: ClientMaker
) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    before = await client.credits()
    submission = await client.submit(PRO, FJORD)
    assert submission.cost == 300
    assert submission.input_mp == 0
    status = await settled(client, submission)
    assert isinstance(status, Ready)
    assert status.seed == 7
    download = await client.download(status.sample_url)
    assert download.file_format == "png"
    assert Image.open(io.BytesIO(download.data)).size == (256, 192) == (download.size.width_px, download.size.height_px)
    assert before - await client.credits() == 300
    (made,) = server.submits()
    assert made["fields"] == {"prompt": "a quiet fjord", "width": 256, "height": 192, "seed": 7, "output_format": "png"}
    assert made["picture_sha256"] == hashlib.sha256(download.data).hexdigest()


async def test_the_key_is_seen_by_the_interface_and_never_by_the_delivery_host(
    server: PracticeProcess, client_of: ClientMaker
) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    await client.download((await ready(client)).sample_url)
    ledger = server.ledger()
    assert ledger["leaks"] == []
    assert {sighting["host"] for sighting in ledger["key_sightings"]} == {"api", "poll"}


async def test_references_arrive_byte_for_byte_and_in_order(
    server: PracticeProcess, client_of: ClientMaker, reference_of: Callable[[bytes], Reference]
) -> None:
    pictures = [picture("jpeg", 300, 200 + number, quality=95) for number in range(8)]
    client = await client_of(server.url, deadlines=PATIENT)
    request = GenerationRequest("flux-2-pro", "image 1 beside image 2", {}, tuple(map(reference_of, pictures)))
    submission = await client.submit(PRO, request)
    assert submission.cost == 300 + 8 * 150
    (made,) = server.submits()
    assert [image["sha256"] for image in made["images"]] == [hashlib.sha256(data).hexdigest() for data in pictures]


def smallest_request(model: ImageModel, reference_of: Callable[[bytes], Reference]) -> GenerationRequest:
    required = [parameter for parameter in model.parameters.values() if parameter.required]
    settings: dict[str, Any] = {"width": 512, "height": 512, "finetune_id": "my-finetune"}
    images = sum(parameter.type == "image" for parameter in required)
    reference = reference_of(picture("png", 320, 320))
    needed = {parameter.name: settings[parameter.name] for parameter in required if parameter.name in settings}
    return GenerationRequest(model.id, "a quiet fjord", needed, (reference,) * images)


@pytest.mark.parametrize("model", [model for model in CATALOGUE if not model.retired], ids=lambda model: model.id)
async def test_every_model_makes_a_picture_from_its_smallest_request(
    model: ImageModel, server: PracticeProcess, client_of: ClientMaker, reference_of: Callable[[bytes], Reference]
) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    status = await ready(client, smallest_request(model, reference_of))
    assert (await client.download(status.sample_url)).data
    assert server.submits()[0]["ignored"] == []


SUBMIT_FAULTS: list[tuple[dict[str, Any], type[ServiceError]]] = [
    ({"kind": "400"}, RequestRefusedError),
    ({"kind": "401"}, KeyRefusedError),
    ({"kind": "402"}, OutOfCreditsError),
    ({"kind": "403"}, KeyRefusedError),
    ({"kind": "404"}, RequestRefusedError),
    ({"kind": "422"}, RequestRefusedError),
    ({"kind": "429"}, RateLimitedError),
    ({"kind": "500"}, OutcomeUnknownError),
    ({"kind": "502"}, OutcomeUnknownError),
    ({"kind": "503"}, OutcomeUnknownError),
    ({"kind": "504"}, OutcomeUnknownError),
    *(
        ({"kind": kind, "accepted": accepted}, OutcomeUnknownError)
        for kind in (
            "drop",
            "reset",
            "garbage",
            "half",
            "broken_json",
            "html",
            "empty",
            "endless",
            "gzip_bomb",
            "redirect",
        )
        for accepted in (False, True)
    ),
    ({"kind": "500", "accepted": True}, OutcomeUnknownError),
    ({"kind": "hang", "accepted": True}, OutcomeUnknownError),
    ({"kind": "slow", "seconds": 5, "accepted": True}, OutcomeUnknownError),
    ({"kind": "no_id"}, OutcomeUnknownError),
]


@pytest.mark.parametrize(
    ("fault", "error"),
    SUBMIT_FAULTS,
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
async def test_every_fault_of_a_submission_is_what_it_is(
    fault: dict[str, Any], error: type[ServiceError], server: PracticeProcess, client_of: ClientMaker
) -> None:
    client = await client_of(server.url, deadlines=QUICK if fault["kind"] in SILENT else PATIENT)
    server.set_faults([{"where": "submit", **fault}])
    with pytest.raises(error) as caught:
        await client.submit(PRO, FJORD)
    assert type(caught.value) is error
    accepted = len(server.submits())
    assert accepted <= 1, "nothing is sent twice"
    assert accepted == 0 or error is OutcomeUnknownError, "nothing that was accepted is called refused"


@pytest.mark.parametrize("kind", ["no_polling_url", "strange_polling_url"])
async def test_a_task_without_a_trustworthy_address_keeps_its_id(
    kind: str, server: PracticeProcess, client_of: ClientMaker
) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    server.set_faults([{"where": "submit", "kind": kind}])
    submission = await client.submit(PRO, FJORD)
    assert submission.task_id == server.submits()[0]["id"]
    assert submission.polling_url == f"{server.url}/v1/get_result?id={submission.task_id}"
    assert server.ledger()["leaks"] == []


POLL_FAULTS: list[tuple[dict[str, Any], TaskStatus | type[ServiceError]]] = [
    ({"kind": "unknown_status", "word": "Daydreaming"}, Pending("Daydreaming")),
    ({"kind": "task_not_found"}, TaskUnknown("Task not found")),
    ({"kind": "404_task"}, TaskUnknown("Task not found")),
    ({"kind": "404"}, TaskUnknown("404 Not Found")),
    ({"kind": "401"}, KeyRefusedError),
    ({"kind": "403"}, KeyRefusedError),
    ({"kind": "429"}, RateLimitedError),
    *(
        ({"kind": kind}, ServiceTroubleError)
        for kind in (
            "500", "502", "503", "504", "drop", "reset", "garbage", "half", "broken_json", "html", "empty", "endless",
            "gzip_bomb", "redirect", "hang",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "outcome"), POLL_FAULTS, ids=lambda value: value["kind"] if isinstance(value, dict) else ""
)
async def test_every_fault_of_a_poll_is_what_it_is(
    fault: dict[str, Any], outcome: TaskStatus | type[ServiceError], server: PracticeProcess, client_of: ClientMaker
) -> None:
    submission = await (await client_of(server.url, deadlines=PATIENT)).submit(PRO, FJORD)
    client = await client_of(server.url, deadlines=QUICK if fault["kind"] in SILENT else PATIENT)
    server.set_faults([{"where": "poll", **fault}])
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            await client.poll(submission.polling_url, submission.task_id)
    else:
        assert await client.poll(submission.polling_url, submission.task_id) == outcome


@pytest.fixture(scope="module")
def slow_server() -> Iterator[PracticeProcess]:
    """Its tasks take longer than any test."""
    with PracticeProcess(seconds=60) as server:
        yield server


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("request_moderated", Moderated(Cause.REQUEST_MODERATED, ("Safety Filter",))),
        ("content_moderated", Moderated(Cause.CONTENT_MODERATED, ("Safety Filter",))),
        ("error", Broken("out of paint")),
        ("failed", Broken("out of paint")),
        ("422_task", Broken("out of paint")),
        ("503_task", Broken("out of paint")),
    ],
)
async def test_a_task_that_ends_badly_says_how_with_any_code(
    kind: str, outcome: TaskStatus, slow_server: PracticeProcess, client_of: ClientMaker
) -> None:
    client = await client_of(slow_server.url, deadlines=PATIENT)
    slow_server.set_faults([{"where": "poll", "kind": kind, "detail": "out of paint"}])
    submission = await client.submit(PRO, FJORD)
    assert await client.poll(submission.polling_url, submission.task_id) == outcome


@pytest.mark.parametrize("kind", ["no_sample", "no_result"])
async def test_ready_without_a_link_is_asked_again(kind: str, server: PracticeProcess, client_of: ClientMaker) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    submission = await client.submit(PRO, FJORD)
    assert isinstance(await settled(client, submission), Ready)
    server.set_faults([{"where": "poll", "kind": kind}])
    with pytest.raises(ServiceTroubleError):
        await client.poll(submission.polling_url, submission.task_id)
    assert isinstance(await client.poll(submission.polling_url, submission.task_id), Ready)


DELIVERY_FAULTS: list[tuple[str, type[ServiceError]]] = [
    ("expired", LinkExpiredError),
    ("403", LinkExpiredError),
    ("404", LinkExpiredError),
    ("truncated", DamagedDownloadError),
    ("flipped", DamagedDownloadError),
    ("not_an_image", DamagedDownloadError),
    ("svg", DamagedDownloadError),
    ("picture_bomb", DamagedDownloadError),
    ("half", DamagedDownloadError),
    ("html", DamagedDownloadError),
    ("empty", DamagedDownloadError),
    ("gzip_bomb", DamagedDownloadError),
    ("500", ServiceTroubleError),
    ("503", ServiceTroubleError),
    ("429", ServiceTroubleError),
    ("drop", ServiceTroubleError),
    ("reset", ServiceTroubleError),
    ("garbage", ServiceTroubleError),
    ("hang", ServiceTroubleError),
]


@pytest.mark.parametrize(("kind", "error"), DELIVERY_FAULTS, ids=lambda value: value if isinstance(value, str) else "")
async def test_every_fault_of_a_download_is_what_it_is_and_the_next_try_works(
    kind: str, error: type[ServiceError], server: PracticeProcess, client_of: ClientMaker
) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    submission = await client.submit(PRO, FJORD)
    status = await settled(client, submission)
    assert isinstance(status, Ready)
    fetcher = await client_of(server.url, deadlines=QUICK if kind in SILENT else PATIENT)
    server.set_faults([{"where": "delivery", "kind": kind}])
    with pytest.raises(error) as caught:
        await fetcher.download(status.sample_url)
    assert type(caught.value) is error
    again = await client.poll(submission.polling_url, submission.task_id)
    assert isinstance(again, Ready)
    assert (await client.download(again.sample_url)).file_format == "png"


async def test_a_picture_of_another_format_is_known_by_its_bytes(
    server: PracticeProcess, client_of: ClientMaker
) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    status = await ready(client)
    server.set_faults([{"where": "delivery", "kind": "other_format"}])
    assert (await client.download(status.sample_url)).file_format != "png"


async def test_a_refused_setting_is_named(server: PracticeProcess, client_of: ClientMaker) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    with pytest.raises(RequestRefusedError) as caught:
        await client.submit(PRO, GenerationRequest("flux-2-pro", "a fjord", {"safety_tolerance": 9}))
    assert caught.value.field == "safety_tolerance"


async def test_no_credits_left_is_told_from_everything_else(server: PracticeProcess, client_of: ClientMaker) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    server.set_credits(1)
    assert await client.credits() == 100
    with pytest.raises(OutOfCreditsError):
        await client.submit(PRO, FJORD)


async def test_a_wrong_key_is_refused_and_not_repeated(server: PracticeProcess, client_of: ClientMaker) -> None:
    client = await client_of(server.url, key="bfl_bad_0123456789", deadlines=PATIENT)
    for call in (client.credits, lambda: client.submit(PRO, FJORD)):
        with pytest.raises(KeyRefusedError) as caught:
            await call()
        assert "bfl_bad" not in str(caught.value)


async def test_a_task_of_another_data_centre_is_unknown_here(server: PracticeProcess, client_of: ClientMaker) -> None:
    client = await client_of(server.url, deadlines=PATIENT)
    submission = await client.submit(PRO, FJORD)
    here = f"{server.url}/v1/get_result?id={submission.task_id}"
    assert isinstance(await client.poll(here, submission.task_id), TaskUnknown)


async def test_two_dozen_pictures_at_once_all_arrive(server: PracticeProcess, client_of: ClientMaker) -> None:
    client = await client_of(server.url, deadlines=PATIENT)

    async def one(number: int) -> str:
        request = GenerationRequest("flux-2-klein-4b", f"fjord {number}", {"width": 64, "height": 64, "seed": number})
        status = await ready(client, request)
        return hashlib.sha256((await client.download(status.sample_url)).data).hexdigest()

    hashes = await asyncio.gather(*map(one, range(24)))
    assert sorted(hashes) == sorted(made["picture_sha256"] for made in server.submits())
    assert KEY not in json.dumps(server.ledger())
