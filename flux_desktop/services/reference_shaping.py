"""References as they are sent and as a person cuts them: other images, made of those that the library keeps."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flux_desktop.domain import cropping
from flux_desktop.domain.errors import RequestRefusedError, UnreadableImageError
from flux_desktop.domain.image_model import ImageModel, ReferenceLimits
from flux_desktop.domain.pricing import output_size
from flux_desktop.domain.reference_fitting import sent_sizes
from flux_desktop.domain.references import Crop, Frame, Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.image_header import read_header
from flux_desktop.services.pixels import read_pixels, shrunk
from flux_desktop.services.reference_import import USUAL_LIMITS, encoded, useful_size
from flux_desktop.services.reference_origins import ReferenceOrigins
from flux_desktop.services.workers import Workers
from flux_desktop.storage.reference_files import ReferenceFiles

if TYPE_CHECKING:
    from PIL.Image import Image

_USUAL_BYTES = ReferenceLimits().max_bytes
_USUAL_MEGAPIXELS = USUAL_LIMITS.useful_megapixels or USUAL_LIMITS.max_megapixels

Shape = Callable[["Image"], "Image"]


class ReferenceShaper:
    """Makes images and keeps them beside the others. ``files`` and ``path`` are asked each time: libraries move."""

    def __init__(
        self, files: Callable[[], ReferenceFiles], path: Callable[[Reference], Path], workers: Workers
    ) -> None:
        self.origins = ReferenceOrigins()
        self._files = files
        self._path = path
        self._workers = workers
        self._known: dict[tuple[str, Size], Reference] = {}
        self._one_at_a_time = asyncio.Lock()

    async def cropped(self, reference: Reference, frame: Frame) -> Reference:
        """The part of ``reference`` in ``frame``; the whole of it again when that is what the frame holds.

        ``frame`` is in pixels of the person's picture (``seen_size``). It is cut out of that file where it is still
        there as it was, so that a small part of a large photo is as sharp as the photo; else out of the stored copy.

        Raises:
            UnreadableImageError, DiskFullError, LibraryUnavailableError
        """
        whole = reference.whole
        if frame == Frame.around(whole.seen_size):
            return whole
        kept = cropping.rescaled(frame, whole.seen_size, whole.size)
        made = await self._workers.run(self._cut, whole, frame, kept)
        return replace(made, crop=Crop(whole, kept))

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

    def _cut(self, whole: Reference, frame: Frame, kept: Frame) -> Reference:
        """In a worker: ``frame`` of the person's file, or else ``kept`` of the stored copy."""
        original = self._original(whole) if whole.original_size else None
        if original is None:
            return self._made(whole, lambda image: image.crop(_corners(kept)), _USUAL_BYTES)
        part = original.crop(_corners(frame))
        return self._kept(shrunk(part, useful_size(frame.size, _USUAL_MEGAPIXELS)), whole, _USUAL_BYTES)

    def _original(self, whole: Reference) -> "Image | None":
        """The picture in the person's file, if that is still the one that the reference was made of."""
        content = self.origins.content(whole)
        if content is None:
            return None
        try:
            image = read_pixels(content, read_header(content).file_format)
        except UnreadableImageError:
            return None
        return image if Size(*image.size) == whole.original_size else None

    def _made(self, reference: Reference, shape: Shape, most_bytes: int) -> Reference:
        """In a worker: another image out of this one, on disk."""
        image = shape(_opened(self._path(reference), reference.file_format))
        return self._kept(image, reference, most_bytes)

    def _kept(self, image: "Image", reference: Reference, most_bytes: int) -> Reference:
        """``image``, which comes of ``reference``, on disk."""
        data, file_format = encoded(image, reference.file_format, most_bytes)
        return self._files().add(data, reference.name, file_format, Size(*image.size))


def _opened(path: Path, file_format: str) -> "Image":
    try:
        return read_pixels(path.read_bytes(), file_format)
    except OSError as error:
        raise UnreadableImageError("The picture is missing. Add the file again.") from error


def _corners(frame: Frame) -> tuple[int, int, int, int]:
    return frame.left_px, frame.top_px, frame.left_px + frame.width_px, frame.top_px + frame.height_px


def _scaled(image: "Image", size: Size) -> "Image":
    from PIL import Image

    return image.resize(size, Image.Resampling.LANCZOS)
