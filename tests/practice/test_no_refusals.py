"""What the compose panel lets through, the practice server takes: for every model, whatever is set up."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from flux_desktop.bfl.request_body import RequestBody, parts_of
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.practice.orders import rules
from flux_desktop.practice.validation import check
from flux_desktop.services.reference_shaping import ReferenceShaper
from flux_desktop.services.workers import Workers
from flux_desktop.storage.reference_files import ReferenceFiles
from tests.domain.drafts import CATALOGUE, random_draft
from tests.support.practice import KEY, PracticeProcess

SENDABLE = [model for model in CATALOGUE if not model.retired and model.id != "erase-v1"]
"""A draft cannot hold the mask that this one needs."""

_IN_PROCESS, _OVER_HTTP = 1_000, 6


@cache
def _picture(folder: Path, size: Size) -> Reference:
    """An image of this size, in the library of ``folder``; one for each size."""
    file = folder / f"{size.width_px}x{size.height_px}.png"
    Image.new("L", size, 128).save(file, compress_level=1)
    return ReferenceFiles(folder).add(file.read_bytes(), file.name, "png", size)


def _requests(model: ImageModel, chance: Random, folder: Path, wanted: int) -> Iterator[GenerationRequest]:
    """Random ones that the panel would send."""
    while wanted:
        draft = random_draft(model, chance)
        if draft.problems(model):
            continue
        wanted -= 1
        yield _with_files(draft, folder).requests(model)[0]


def _with_files(draft: RequestDraft, folder: Path) -> RequestDraft:
    return replace(draft, references=tuple(_picture(folder, one.size) for one in draft.references))


def _body(model: ImageModel, request: GenerationRequest, folder: Path) -> dict[str, Any]:
    body = RequestBody(parts_of(model, request), ReferenceFiles(folder).path)

    async def read() -> bytes:
        return b"".join([piece async for piece in body])

    return dict(json.loads(asyncio.run(read())))


@pytest.mark.parametrize("model", SENDABLE, ids=lambda model: model.id)
def test_a_thousand_bodies_fit_what_the_server_checks(model: ImageModel, tmp_path: Path) -> None:
    chance, found = Random(model.id), 0
    while found < _IN_PROCESS:
        draft = random_draft(model, chance)
        if draft.problems(model):
            continue
        found += 1
        request = draft.requests(model)[0]
        fields = {**({"prompt": request.prompt} if model.has("prompt") else {}), **request.settings}
        fields |= dict.fromkeys(model.reference_parameters[: len(request.references)], "iVBORw0KGgo=")
        checked = check(model, fields)
        assert (checked.problems, checked.ignored) == ((), ())
        assert rules(model, checked.fields) == []


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess(credits=1_000_000) as process:
        yield process


@pytest.mark.parametrize("model", SENDABLE, ids=lambda model: model.id)
def test_bodies_with_their_images_are_taken_over_http(
    server: PracticeProcess, model: ImageModel, tmp_path: Path
) -> None:
    workers = Workers(1, "shaping")
    shaper = ReferenceShaper(lambda: ReferenceFiles(tmp_path), ReferenceFiles(tmp_path).path, workers)
    for request in _requests(model, Random(model.id), tmp_path, _OVER_HTTP):
        sent = asyncio.run(shaper.as_sent(model, request))
        status, answer = server.request("POST", model.path, _body(model, sent, tmp_path), KEY)
        assert status == 200, (answer, request.settings, [reference.size for reference in sent.references])
        assert server.outcome(answer)["status"] == "Ready"
    workers.shutdown()
