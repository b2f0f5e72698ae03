"""References as they are sent and as a person cuts them: other images, made of those that the library keeps."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flux_desktop.domain.errors import RequestRefusedError, UnreadableImageError
from flux_desktop.domain.image_model import ImageModel, ReferenceLimits
from flux_desktop.domain.pricing import output_size
from flux_desktop.domain.reference_fitting import sent_sizes
from flux_desktop.domain.references import Crop, Frame, Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.pixels import read_pixels
from flux_desktop.services.reference_import import encoded
from flux_desktop.services.workers import Workers
from flux_desktop.storage.reference_files import ReferenceFiles

if TYPE_CHECKING:
    from PIL.Image import Image

_USUAL_BYTES = ReferenceLimits().max_bytes

Shape = Callable[["Image"], "Image"]


class ReferenceShaper:
    """Makes images and keeps them beside the others. ``files`` and ``path`` are asked each time: libraries move."""

    def __init__(
        self, files: Callable[[], ReferenceFiles], path: Callable[[Reference], Path], workers: Workers
    ) -> None:
        self._files = files
        self._path = path
        self._workers = workers
        self._known: dict[tuple[str, Size], Reference] = {}
        self._one_at_a_time = asyncio.Lock()

    async def cropped(self, reference: Reference, frame: Frame) -> Reference:
        """The part of ``reference`` in ``frame``; the whole of it again when that is what the frame holds.

        Raises:
            UnreadableImageError, DiskFullError, LibraryUnavailableError
        """
        whole = reference.whole
        if frame == Frame.around(whole.size):
            return whole
        corners = (frame.left_px, frame.top_px, frame.left_px + frame.width_px, frame.top_px + frame.height_px)
        made = await self._workers.run(self._made, whole, lambda image: image.crop(corners), _USUAL_BYTES)
        return replace(made, crop=Crop(whole, frame))

    async def as_sent(self, model: ImageModel, request: GenerationRequest) -> GenerationRequest:
        """``request`` with its references as small as the model takes them all together.

        Raises:
            RequestRefusedError: a reference is gone or damaged.
            DiskFullError, LibraryUnavailableError
        """
        references, limits = request.references, model.reference_limits
        sizes = sent_sizes(limits, output_size(model, request), [reference.size for reference in references])
        if all(reference.size == size for reference, size in zip(references, sizes, strict=True)):
            return request
        async with self._one_at_a_time:  # twelve pictures of one click need the same ones
            pairs = zip(references, sizes, strict=True)
            sent = [await self._resized(reference, size, limits.max_bytes) for reference, size in pairs]
        return replace(request, references=tuple(sent))

    async def _resized(self, reference: Reference, size: Size, most_bytes: int) -> Reference:
        if reference.size == size:
            return reference
        if known := self._known.get((reference.sha256, size)):
            is_there: bool = await self._workers.run(self._path(known).exists)
            if is_there:
                return known
        try:
            made = await self._workers.run(self._made, reference, lambda image: _scaled(image, size), most_bytes)
        except UnreadableImageError as error:
            raise RequestRefusedError(f"{reference.name} cannot be read: {error}", "references") from error
        self._known[(reference.sha256, size)] = made
        return made

    def _made(self, reference: Reference, shape: Shape, most_bytes: int) -> Reference:
        """In a worker: another image out of this one, on disk."""
        image = shape(_opened(self._path(reference), reference.file_format))
        data, file_format = encoded(image, reference.file_format, most_bytes)
        return self._files().add(data, reference.name, file_format, Size(*image.size))


def _opened(path: Path, file_format: str) -> "Image":
    try:
        return read_pixels(path.read_bytes(), file_format)
    except OSError as error:
        raise UnreadableImageError("The picture is missing. Add the file again.") from error


def _scaled(image: "Image", size: Size) -> "Image":
    from PIL import Image

    return image.resize(size, Image.Resampling.LANCZOS)
