"""Images made of those that the library keeps: parts of them, and smaller ones for sending."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from flux_desktop.domain.cropping import shown_frame
from flux_desktop.domain.errors import RequestRefusedError, UnreadableImageError
from flux_desktop.domain.references import Frame, Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.reference_shaping import ReferenceShaper
from flux_desktop.services.workers import Workers
from flux_desktop.storage.reference_files import ReferenceFiles
from tests.support.engines import CATALOGUE

PRO = CATALOGUE["flux-2-pro"]


class Bench:
    def __init__(self, library: Path) -> None:
        self.files = ReferenceFiles(library)
        self.workers = Workers(1, "shaping")
        self.shaper = ReferenceShaper(lambda: self.files, self.files.path, self.workers)

    def add(self, size: tuple[int, int], file_format: str = "png", name: str = "silk.png") -> Reference:
        buffer = BytesIO()
        quarters = Image.new("RGB", size, (200, 30, 30))
        quarters.paste((30, 200, 30), (size[0] // 2, 0, *size))
        quarters.save(buffer, file_format)
        return self.files.add(buffer.getvalue(), name, file_format, Size(*size))

    def image(self, reference: Reference) -> Image.Image:
        image = Image.open(self.files.path(reference))
        image.load()
        return image


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.workers.shutdown()


async def test_a_part_is_another_file_that_knows_what_it_was_cut_out_of(bench: Bench) -> None:
    whole = bench.add((400, 300))
    part = await bench.shaper.cropped(whole, Frame(200, 100, 150, 120))
    assert (part.size, part.name, part.whole) == (Size(150, 120), "silk.png", whole)
    assert bench.image(part).getpixel((0, 0)) == (30, 200, 30)
    assert bench.files.is_whole(whole)
    assert Reference.from_dict(part.to_dict()) == part


async def test_a_part_is_cut_anew_out_of_the_whole(bench: Bench) -> None:
    whole = bench.add((400, 300))
    part = await bench.shaper.cropped(whole, Frame(200, 100, 64, 64))
    wider = await bench.shaper.cropped(part, Frame(0, 0, 300, 300))
    assert wider.crop
    assert (wider.crop.source, wider.size) == (whole, Size(300, 300))
    assert await bench.shaper.cropped(wider, Frame(0, 0, 400, 300)) is whole


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A large one, green at the right."""
    path = tmp_path / "photo.png"
    image = Image.new("RGB", (4000, 3000), (200, 30, 30))
    image.paste((30, 200, 30), (2000, 0, 4000, 3000))
    image.save(path, compress_level=1)
    return path


def kept_small(bench: Bench, photo: Path) -> Reference:
    """As the library keeps it for sending."""
    reference = replace(bench.add((1000, 750)), original_size=Size(4000, 3000))
    bench.shaper.origins.remember(reference, photo)
    return reference


async def test_a_part_is_cut_out_of_the_persons_file_while_it_is_there(bench: Bench, photo: Path) -> None:
    whole = kept_small(bench, photo)
    part = await bench.shaper.cropped(whole, Frame(1800, 1000, 800, 600))
    assert (part.size, part.whole) == (Size(800, 600), whole)
    assert part.crop
    assert part.crop.frame == Frame(450, 250, 200, 150)
    assert [bench.image(part).getpixel((x, 300)) for x in (199, 200)] == [(200, 30, 30), (30, 200, 30)]
    assert shown_frame(part) == Frame(1800, 1000, 800, 600)


async def test_a_large_part_is_no_larger_than_is_of_use(bench: Bench, photo: Path) -> None:
    part = await bench.shaper.cropped(kept_small(bench, photo), Frame(0, 0, 3999, 2999))
    assert 3.9 < part.size.pixels / 1_048_576 <= 4


def _gone(photo: Path) -> None:
    photo.unlink()


def _changed(photo: Path) -> None:
    Image.new("RGB", (4000, 3000)).save(photo)


@pytest.mark.parametrize("happens", [_gone, _changed])
async def test_the_copy_serves_where_the_file_is_gone_or_another(
    bench: Bench, photo: Path, happens: Callable[[Path], None]
) -> None:
    whole = kept_small(bench, photo)
    happens(photo)
    part = await bench.shaper.cropped(whole, Frame(1800, 1000, 800, 600))
    assert part.size == Size(200, 150)
    assert bench.image(part).getpixel((199, 0)) == (30, 200, 30)


async def test_a_small_part_of_the_copy_is_still_taken_by_bfl(bench: Bench, photo: Path) -> None:
    whole = kept_small(bench, photo)
    photo.unlink()
    part = await bench.shaper.cropped(whole, Frame(3900, 2900, 100, 100))
    assert part.size == Size(64, 64)


async def test_all_of_the_persons_picture_is_the_reference_itself(bench: Bench, photo: Path) -> None:
    whole = kept_small(bench, photo)
    assert await bench.shaper.cropped(whole, Frame(0, 0, 4000, 3000)) is whole


async def test_a_reference_whose_file_is_gone_cannot_be_cut(bench: Bench) -> None:
    whole = bench.add((400, 300))
    bench.files.path(whole).unlink()
    with pytest.raises(UnreadableImageError):
        await bench.shaper.cropped(whole, Frame(0, 0, 64, 64))


async def test_references_that_are_too_much_in_all_are_sent_smaller(bench: Bench) -> None:
    references = tuple(bench.add((2048, 2048 - n), "jpeg", f"{n}.jpg") for n in range(3))
    request = GenerationRequest("flux-2-pro", "x", {"width": 1024, "height": 1024}, references)
    sent = await bench.shaper.as_sent(PRO, request)
    total = sum(reference.size.pixels for reference in sent.references) + 1024 * 1024
    assert 8.9 < total / 1_048_576 <= 9
    assert [bench.image(reference).size for reference in sent.references] == [r.size for r in sent.references]
    assert [reference.name for reference in sent.references] == ["0.jpg", "1.jpg", "2.jpg"]
    again = await bench.shaper.as_sent(PRO, request)
    assert again == sent


async def test_a_request_that_fits_is_sent_as_it_is(bench: Bench) -> None:
    request = GenerationRequest("flux-2-pro", "x", {"width": 1024, "height": 1024}, (bench.add((1024, 1024)),))
    assert await bench.shaper.as_sent(PRO, request) is request


async def test_a_damaged_reference_is_named(bench: Bench) -> None:
    references = tuple(bench.add((2048, 2048 - n), name=f"{n}.png") for n in range(3))
    bench.files.path(references[1]).write_bytes(b"\x89PNG\r\n\x1a\n")
    request = GenerationRequest("flux-2-pro", "x", {"width": 1024, "height": 1024}, references)
    with pytest.raises(RequestRefusedError, match=r"1\.png cannot be read") as refusal:
        await bench.shaper.as_sent(PRO, request)
    assert refusal.value.field == "references"
