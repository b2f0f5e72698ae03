"""Settings out of a picture file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from flux_desktop.domain.containers import format_of
from flux_desktop.domain.containers.source import MemorySource, Source
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import exif, jpeg_texts, png_texts, webp_texts, xmp
from flux_desktop.storage.embedded.json_text import json_object
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs import READERS
from flux_desktop.storage.embedded.source import opened

OWN_KEYWORD = "Flux Desktop"

_STRAY = re.compile("[\0\ud800-\udfff]")


def read_settings(file: Path) -> FileSettings | None:
    """What the file says of its making, or ``None`` when it says nothing or cannot be read.

    Never raises, and never takes more than a few MB, whatever the file is: only what stands around the pixels is read.
    """
    try:
        with opened(file) as source:
            return _settings(source)
    except OSError:
        return None


def settings_in(data: bytes) -> FileSettings | None:
    """The same for the bytes of a file that has been read."""
    return _settings(MemorySource(data))


def own_settings(data: bytes) -> FileSettings | None:
    """What this program has written into the bytes of a picture."""
    return next((own for metadata in _metadata(MemorySource(data)) if (own := _own(metadata))), None)


def _settings(source: Source) -> FileSettings | None:
    for metadata in _metadata(source):
        for read in (_own, *READERS):
            if settings := read(metadata):
                return _storable(settings)
    return None


def _metadata(source: Source) -> Iterator[Metadata]:
    """What the file holds; of a PNG first what stands before the pixels, and then what stands behind."""
    match format_of(source.read(0, 12)):
        case "png":
            yield _of_png(source, behind_pixels=False)
            yield _of_png(source, behind_pixels=True)
        case "jpeg":
            yield _of_jpeg(source)
        case "webp":
            tiff, packet = webp_texts.exif_and_xmp(source)
            yield Metadata(tags=_tags(tiff), settings=xmp.read(packet).settings if packet else None)


def _of_jpeg(source: Source) -> Metadata:
    tiff, packet = jpeg_texts.exif_and_xmp(source)
    found = xmp.read(packet) if packet else xmp.Found()
    if found.settings is None and found.more and (further := jpeg_texts.more_xmp(source, found.more)):
        found = xmp.read(further)
    return Metadata(tags=_tags(tiff), settings=found.settings)


def _of_png(source: Source, *, behind_pixels: bool) -> Metadata:
    texts: dict[str, str] = {}
    for keyword, text in png_texts.texts(source, behind_pixels=behind_pixels):
        if keyword == OWN_KEYWORD:
            return Metadata(settings=text)
        texts.setdefault(keyword, text)
    packet = texts.get(png_texts.XMP_KEYWORD)
    settings = xmp.read(packet.encode("utf-8", "replace")).settings if packet else None
    return Metadata(texts, _tags(png_texts.exif(source, behind_pixels=behind_pixels)), settings)


def _tags(tiff: bytes | None) -> Mapping[int, str]:
    return exif.read_texts(tiff) if tiff else {}


def _own(metadata: Metadata) -> FileSettings | None:
    values = json_object(metadata.settings or "")
    return None if values is None else FileSettings.of(values)


def _storable(settings: FileSettings) -> FileSettings:
    """Without the characters that databases and other programs stumble over."""
    return replace(
        settings,
        prompt=_clean(settings.prompt),
        prompt_used=_clean(settings.prompt_used or "") or None,
        negative_prompt=_clean(settings.negative_prompt or "") or None,
        model=_clean(settings.model or "") or None,
        tool=_clean(settings.tool),
        notes=_clean(settings.notes),
        tags=tuple(map(_clean, settings.tags)),
        request_json=_clean(settings.request_json or "") or None,
        parameters={_clean(name): _clean(value) for name, value in settings.parameters.items()},
    )


def _clean(text: str) -> str:
    return _STRAY.sub("", text)
