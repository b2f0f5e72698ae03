"""The body of a submission: JSON with images in it, streamed so that neither memory nor other threads suffer.

One ``json.dumps`` of eight 5 MB images would hold Python's lock for a tenth of a second, in whichever thread.
"""

import asyncio
import binascii
import json
import math
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flux_desktop.domain.errors import RequestRefusedError
from flux_desktop.domain.image_model import ImageModel, ParameterType, ParameterValue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest

PIECE_BYTES = 196_608
"""A multiple of three, so that pieces of base64 can be joined."""

_HIGHEST_SEED = 2**32 - 1


class ImageSlot(NamedTuple):
    """The place of an image in the body: the base64 of the reference's bytes, and nothing around it."""

    field: str
    reference: Reference


Part = bytes | ImageSlot


def parts_of(model: ImageModel, request: GenerationRequest) -> tuple[Part, ...]:
    """The body as JSON text with slots for images.

    Fields that the model lacks are left out, and so are sizes of zero. References fill the model's image fields in
    their order; one more than those is its mask.

    Raises:
        RequestRefusedError: when BFL could not accept it.
    """
    if model.retired:
        raise RequestRefusedError(f"{model.name} is no longer offered.")
    fields = dict(_plain_fields(model, request))
    try:
        text = json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        raise RequestRefusedError("A setting is not a number.", _field_without_number(fields)) from None
    head = text[:-1].encode("utf-8", "replace")
    comma = b"," if fields else b""
    return tuple(_joined([head, *_image_parts(model, request, comma), b"}"]))


class RequestBody:
    """An async iterable of the bytes of ``parts``, for one sending.

    ``length`` is known before. ``is_handed_over`` turns true with the last piece: as long as it is false, the server
    cannot have the whole body, and the text it may have is no JSON.
    """

    def __init__(self, parts: tuple[Part, ...], image_path: Callable[[Reference], Path]) -> None:
        self._image_path = image_path
        self._parts = [(part, self._bytes_of(part)) for part in parts]
        self.length = sum(_encoded_length(part, size) for part, size in self._parts)
        self.is_handed_over = False
        self._pieces = self._produce()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        await asyncio.sleep(0)
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration

    def close(self) -> None:
        """Close the file that is open, if the body was not read to its end."""
        self._pieces.close()

    def _produce(self) -> Generator[bytes, None, None]:
        for part, size in self._parts:
            if isinstance(part, bytes):
                self.is_handed_over = part is self._parts[-1][0]
                yield part
            else:
                yield from self._encoded_image(part, size)

    def _encoded_image(self, slot: ImageSlot, size: int) -> Iterator[bytes]:
        try:
            with self._image_path(slot.reference).open("rb") as file:
                for start in range(0, size, PIECE_BYTES):
                    yield binascii.b2a_base64(_exactly(file, min(PIECE_BYTES, size - start)), newline=False)
        except (OSError, EOFError) as error:
            raise RequestRefusedError(f"{slot.reference.name} cannot be read: {error}", slot.field) from error

    def _bytes_of(self, part: Part) -> int:
        if isinstance(part, bytes):
            return len(part)
        try:
            return self._image_path(part.reference).stat().st_size
        except OSError as error:
            raise RequestRefusedError(f"{part.reference.name} cannot be read: {error}", part.field) from error


def _plain_fields(model: ImageModel, request: GenerationRequest) -> Iterator[tuple[str, ParameterValue]]:
    for name, parameter in model.parameters.items():
        if parameter.type in (ParameterType.IMAGE, ParameterType.IMAGES):
            continue
        if name == "prompt":
            if request.prompt or parameter.required:
                yield name, request.prompt
        elif (value := request.settings.get(name)) is not None and not (name in ("width", "height") and not value):
            if name == "seed" and not (isinstance(value, int) and 0 <= value <= _HIGHEST_SEED):
                raise RequestRefusedError(f"A seed is a number from 0 to {_HIGHEST_SEED}.", name)
            yield name, value


def _field_without_number(fields: Mapping[str, ParameterValue]) -> str | None:
    return next((name for name, value in fields.items() if isinstance(value, float) and not math.isfinite(value)), None)


def _image_parts(model: ImageModel, request: GenerationRequest, comma: bytes) -> Iterator[Part]:
    references = request.references
    if not references:
        return
    names = model.reference_parameters
    is_list = len(names) == 1 and model.parameters[names[0]].type is ParameterType.IMAGES
    if not is_list and model.has("mask") and "mask" not in names:
        names = (*names, "mask")
    most = model.max_references if is_list else len(names)
    if len(references) > most:
        raise RequestRefusedError(f"{model.name} takes {most} images.", names[-1] if names else None)
    if is_list:
        yield from _image_list(names[0], references, comma)
    else:
        for name, reference in zip(names, references, strict=False):
            yield from (comma + f'"{name}":"'.encode(), ImageSlot(name, reference), b'"')
            comma = b","


def _image_list(name: str, references: Iterable[Reference], comma: bytes) -> Iterator[Part]:
    yield comma + f'"{name}":['.encode()
    for number, reference in enumerate(references):
        yield from (b',"' if number else b'"', ImageSlot(name, reference), b'"')
    yield b"]"


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """``parts`` with neighbouring texts made one."""
    text = b""
    for part in parts:
        if isinstance(part, bytes):
            text += part
        else:
            yield from (text, part)
            text = b""
    yield text


def _encoded_length(part: Part, size: int) -> int:
    return size if isinstance(part, bytes) else (size + 2) // 3 * 4


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise EOFError("it became shorter while it was sent")
    return data
