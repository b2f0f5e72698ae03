"""What is sent is what was asked for, field by field, in pieces, with its length known before."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flux_desktop.bfl.request_body import PIECE_BYTES, ImageSlot, RequestBody, parts_of
from flux_desktop.domain.errors import RequestRefusedError
from flux_desktop.domain.image_model import ParameterValue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from tests.bfl.answer_bodies import CATALOGUE


class ReferenceFolder:
    """References on disk, as the library keeps them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, data: bytes, name: str = "photo.jpg") -> Reference:
        reference = Reference(hashlib.sha256(data).hexdigest(), "jpeg", Size(64, 64), len(data), name)
        self.path(reference).write_bytes(data)
        return reference

    def path(self, reference: Reference) -> Path:
        return self._folder / reference.file_name


@pytest.fixture
def references(tmp_path: Path) -> ReferenceFolder:
    return ReferenceFolder(tmp_path)


async def pieces_of(body: RequestBody) -> list[bytes]:
    return [piece async for piece in body]


def sent(model_id: str, request: GenerationRequest, path: Callable[[Reference], Path]) -> dict[str, Any]:
    """The body as BFL reads it, after a look at its announced length."""
    body = RequestBody(parts_of(CATALOGUE[model_id], request), path)
    data = b"".join(asyncio.run(pieces_of(body)))
    assert len(data) == body.length
    assert body.is_handed_over
    fields = json.loads(data)
    assert isinstance(fields, dict)
    return fields


def request(model_id: str, prompt: str = "a fjord", **settings: ParameterValue) -> GenerationRequest:
    return GenerationRequest(model_id, prompt, settings)


def test_settings_are_sent_under_their_own_names(references: ReferenceFolder) -> None:
    asked = request(
        "flux-2-pro",
        'ein Fjörd 🏔 "quoted" \\ \n',
        seed=0,
        width=1024,
        height=768,
        disable_pup=True,
        output_format="png",
    )
    assert sent("flux-2-pro", asked, references.path) == {
        "prompt": 'ein Fjörd 🏔 "quoted" \\ \n',
        "seed": 0,
        "width": 1024,
        "height": 768,
        "disable_pup": True,
        "output_format": "png",
    }


def test_a_size_of_zero_is_left_out_and_a_zero_that_means_something_is_not(references: ReferenceFolder) -> None:
    asked = request("flux-2-pro", width=0, height=0, safety_tolerance=0, seed=0)
    assert sent("flux-2-pro", asked, references.path) == {"prompt": "a fjord", "safety_tolerance": 0, "seed": 0}


def test_a_field_that_the_model_lacks_is_never_sent(references: ReferenceFolder) -> None:
    asked = request(
        "flux-3-image", seed=7, width=512, height=512, steps=3, webhook_url="https://x", resolution="2k", nonsense=1
    )
    assert sent("flux-3-image", asked, references.path) == {"prompt": "a fjord", "resolution": "2k"}


def test_an_image_field_cannot_be_smuggled_in_as_a_setting(references: ReferenceFolder) -> None:
    assert sent("flux-2-pro", request("flux-2-pro", input_image="https://x"), references.path) == {"prompt": "a fjord"}


def test_a_model_without_a_prompt_gets_none(references: ReferenceFolder) -> None:
    picture = references.add(b"\xff\xd8 picture")
    asked = replace(request("deblur-v1", "words", seed=3), references=(picture,))
    assert sent("deblur-v1", asked, references.path) == {
        "seed": 3,
        "image": base64.b64encode(b"\xff\xd8 picture").decode(),
    }


def test_an_empty_prompt_is_left_out_where_it_is_not_needed(references: ReferenceFolder) -> None:
    assert sent("flux-pro-1.1", request("flux-pro-1.1", "", seed=3), references.path) == {"seed": 3}
    assert sent("flux-pro-1.1", request("flux-pro-1.1", ""), references.path) == {}
    assert sent("flux-2-pro", request("flux-2-pro", ""), references.path) == {"prompt": ""}


def test_half_a_character_in_a_prompt_does_not_break_the_body(references: ReferenceFolder) -> None:
    assert sent("flux-2-pro", request("flux-2-pro", "a \ud83d b"), references.path) == {"prompt": "a ? b"}


@pytest.mark.parametrize(
    ("model_id", "names"),
    [
        ("flux-2-pro", ["input_image", "input_image_2", "input_image_3"]),
        ("flux-kontext-pro", ["input_image", "input_image_2", "input_image_3"]),
        ("vto-v2", ["person", "garment"]),
        ("erase-v1", ["image", "mask"]),
        ("flux-pro-1.0-fill", ["image", "mask"]),
        ("flux-pro-1.1-ultra", ["image_prompt"]),
        ("flux-pro-1.0-expand", ["image"]),
        ("outpainting-v1", ["input_image"]),
    ],
)
def test_references_fill_the_models_image_fields_in_order(
    model_id: str, names: list[str], references: ReferenceFolder
) -> None:
    pictures = [f"picture {number}".encode() * (number + 1) for number in range(len(names))]
    asked = replace(request(model_id), references=tuple(map(references.add, pictures)))
    fields = sent(model_id, asked, references.path)
    assert {name: base64.b64decode(fields[name]) for name in names} == dict(zip(names, pictures, strict=True))


def test_a_model_with_one_list_of_images_gets_them_all_in_it(references: ReferenceFolder) -> None:
    pictures = [b"a", b"bb", b"ccc", b"dddd"]
    asked = replace(request("flux-3-image"), references=tuple(map(references.add, pictures)))
    fields = sent("flux-3-image", asked, references.path)
    assert [base64.b64decode(image) for image in fields["images"]] == pictures


def test_the_same_reference_may_be_used_twice(references: ReferenceFolder) -> None:
    picture = references.add(b"same")
    fields = sent("flux-2-pro", replace(request("flux-2-pro"), references=(picture, picture)), references.path)
    assert fields["input_image"] == fields["input_image_2"]


@pytest.mark.parametrize(
    ("model_id", "count"), [("flux-2-klein-4b", 5), ("flux-3-image", 11), ("vto-v1", 3), ("erase-v1", 3)]
)
def test_more_references_than_the_model_takes_are_refused_before_anything_is_sent(
    model_id: str, count: int, references: ReferenceFolder
) -> None:
    picture = references.add(b"picture")
    with pytest.raises(RequestRefusedError):
        parts_of(CATALOGUE[model_id], replace(request(model_id), references=(picture,) * count))


@pytest.mark.parametrize("seed", [-1, 2**32, 10**30, 1.5, "7"])
def test_a_seed_out_of_range_is_refused_before_anything_is_sent(seed: ParameterValue) -> None:
    with pytest.raises(RequestRefusedError) as caught:
        parts_of(CATALOGUE["flux-2-pro"], request("flux-2-pro", seed=seed))
    assert caught.value.field == "seed"


def test_a_number_that_json_lacks_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(RequestRefusedError) as caught:
        parts_of(CATALOGUE["flux-2-flex"], request("flux-2-flex", guidance=float("nan")))
    assert caught.value.field == "guidance"


def test_a_model_that_is_gone_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(RequestRefusedError):
        parts_of(CATALOGUE["flux-pro"], request("flux-pro"))


@pytest.mark.parametrize("size", [1, 2, 3, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES + 2])
def test_an_image_of_any_length_is_streamed_in_pieces_that_join(size: int, references: ReferenceFolder) -> None:
    data = bytes(number % 251 for number in range(size))
    asked = replace(request("flux-2-pro"), references=(references.add(data),))
    body = RequestBody(parts_of(CATALOGUE["flux-2-pro"], asked), references.path)
    pieces = asyncio.run(pieces_of(body))
    assert base64.b64decode(json.loads(b"".join(pieces))["input_image"]) == data
    assert sum(map(len, pieces)) == body.length
    assert max(map(len, pieces)) <= PIECE_BYTES // 3 * 4


def test_the_last_piece_closes_the_json_and_only_it_counts_as_handed_over(references: ReferenceFolder) -> None:
    asked = replace(request("flux-2-pro"), references=(references.add(b"x" * (PIECE_BYTES + 5)),))
    body = RequestBody(parts_of(CATALOGUE["flux-2-pro"], asked), references.path)

    async def watch() -> list[tuple[bytes, bool]]:
        return [(piece[-1:], body.is_handed_over) async for piece in body]

    seen = asyncio.run(watch())
    assert [handed_over for _, handed_over in seen] == [False] * (len(seen) - 1) + [True]
    assert seen[-1][0] == b"}"


def test_other_tasks_get_their_turn_between_pieces(references: ReferenceFolder) -> None:
    asked = replace(request("flux-2-pro"), references=(references.add(b"x" * 20 * PIECE_BYTES),))
    body = RequestBody(parts_of(CATALOGUE["flux-2-pro"], asked), references.path)
    turns = 0

    async def count() -> int:
        nonlocal turns

        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        pieces = len(await pieces_of(body))
        task.cancel()
        return pieces

    assert asyncio.run(count()) <= turns


def test_a_reference_that_is_gone_is_told_by_name_before_anything_is_sent(references: ReferenceFolder) -> None:
    picture = references.add(b"picture", name="holiday.jpg")
    references.path(picture).unlink()
    asked = replace(request("flux-2-pro"), references=(picture,))
    with pytest.raises(RequestRefusedError, match=r"holiday\.jpg") as caught:
        RequestBody(parts_of(CATALOGUE["flux-2-pro"], asked), references.path)
    assert caught.value.field == "input_image"


def test_a_reference_that_shrinks_while_it_is_sent_never_completes_the_body(references: ReferenceFolder) -> None:
    picture = references.add(b"x" * 3 * PIECE_BYTES)
    body = RequestBody(
        parts_of(CATALOGUE["flux-2-pro"], replace(request("flux-2-pro"), references=(picture,))), references.path
    )
    references.path(picture).write_bytes(b"short")
    with pytest.raises(RequestRefusedError):
        asyncio.run(pieces_of(body))
    assert not body.is_handed_over


def test_a_body_that_is_not_read_to_its_end_leaves_no_file_open(references: ReferenceFolder) -> None:
    picture = references.add(b"x" * 3 * PIECE_BYTES)
    body = RequestBody(
        parts_of(CATALOGUE["flux-2-pro"], replace(request("flux-2-pro"), references=(picture,))), references.path
    )

    async def read_some() -> bytes:
        await anext(body)
        return await anext(body)

    assert asyncio.run(read_some())
    body.close()
    path = references.path(picture)
    assert all(link.resolve() != path for link in Path("/proc/self/fd").iterdir() if link.is_symlink())


def test_parts_are_text_and_slots_in_turn(references: ReferenceFolder) -> None:
    picture = references.add(b"picture")
    parts = parts_of(CATALOGUE["flux-2-pro"], replace(request("flux-2-pro"), references=(picture, picture)))
    assert [type(part) for part in parts] == [bytes, ImageSlot, bytes, ImageSlot, bytes]
    assert [part.field for part in parts if isinstance(part, ImageSlot)] == ["input_image", "input_image_2"]
