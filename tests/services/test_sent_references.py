"""References on their way to the server: as many megapixels as the model takes, and the request stays as it was."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from flux_desktop.domain.generation import State
from flux_desktop.domain.pricing import estimate
from flux_desktop.domain.request import GenerationRequest
from tests.support.engines import CATALOGUE, EngineRoom, Folders
from tests.support.practice import PracticeProcess

PRO = CATALOGUE["flux-2-pro"]


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess() as process:
        yield process


def photo(side_px: int, shade: int) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (side_px, side_px), (shade, 90, 120)).save(buffer, "PNG")
    return buffer.getvalue()


def test_twelve_megapixels_reach_pro_as_eight_at_the_price_that_was_shown(
    server: PracticeProcess, tmp_path: Path
) -> None:
    folders = Folders(tmp_path)
    with EngineRoom(folders, server.url) as room:
        references = tuple(
            room.engine.add_reference(photo(2048, shade), f"{shade}.png").result(20) for shade in (10, 20, 30)
        )
        request = GenerationRequest(PRO.id, "a quiet fjord", {"width": 1024, "height": 1024}, references)
        price = estimate(PRO, request).amount
        (queued,) = room.engine.submit([request], [price]).result(20)
        assert room.wait_for_end([queued.id]) == [State.DONE]
        (sent,) = server.submits()
        done = room.generation(queued.id)
    sizes = [(image["width"], image["height"]) for image in sent["images"]]
    assert len(sizes) == 3
    assert 7.9 * 1_048_576 < sum(width * height for width, height in sizes) <= 8 * 1_048_576
    assert done.submitted_cost == price
    assert done.request == request
    assert folders.details(queued.id).request == request


def test_a_reference_that_is_gone_fails_before_anything_is_sent(server: PracticeProcess, tmp_path: Path) -> None:
    server.reset()
    folders = Folders(tmp_path)
    with EngineRoom(folders, server.url) as room:
        references = tuple(
            room.engine.add_reference(photo(2048, shade), f"{shade}.png").result(20) for shade in (10, 20, 30)
        )
        (folders.library / ".flux-desktop" / "references" / references[1].file_name).unlink()
        request = GenerationRequest(PRO.id, "a quiet fjord", {"width": 1024, "height": 1024}, references)
        (queued,) = room.engine.submit([request], [None]).result(20)
        assert room.wait_for_end([queued.id]) == [State.FAILED]
        failure = room.generation(queued.id).failure
    assert failure
    assert "20.png cannot be read" in failure.detail
    assert failure.field == "references"
    assert server.submits() == []
