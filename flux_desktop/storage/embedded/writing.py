"""Settings into the bytes of a picture."""

from collections.abc import Mapping

from flux_desktop.domain.containers import jpeg, png
from flux_desktop.domain.containers.source import MemorySource
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import exif, jpeg_texts, png_texts, webp_texts, xmp
from flux_desktop.storage.embedded.programs import parameters_text
from flux_desktop.storage.embedded.reading import OWN_KEYWORD, own_settings

_LONGEST_JPEG_PACKET = 65_000
_LONGEST_JPEG_EXIF = jpeg_texts.MOST_SEGMENT_BYTES - len(jpeg.EXIF)


def embed(data: bytes, file_format: str, settings: FileSettings) -> bytes:
    """The same picture with its settings in it; ``file_format`` is ``png``, ``jpeg`` or ``webp``.

    The compressed pixels stay byte for byte, and so does everything else that was in the file; settings of ours that
    were in it are replaced.

    Raises:
        ValueError: it is no such file, or has no room for them.
    """
    return {"png": _into_png, "jpeg": _into_jpeg, "webp": _into_webp}[file_format](data, settings)


def _into_png(data: bytes, settings: FileSettings) -> bytes:
    source, before = MemorySource(data), own_settings(data)
    chunks = list(png.chunks(source))
    keywords = {chunk.start: png_texts.keyword_of(data, chunk) for chunk in chunks}
    ours = set(_png_chunks(before).values()) if before else set()
    dropped = {
        chunk.start for chunk in chunks if keywords[chunk.start] == OWN_KEYWORD or data[chunk.begin : chunk.end] in ours
    }
    there = {keyword for start, keyword in keywords.items() if start not in dropped}
    added = [chunk for name, chunk in _png_chunks(settings).items() if name not in there]
    if png_texts.XMP_KEYWORD in there:
        packet = next((text for name, text in png_texts.texts(source) if name == png_texts.XMP_KEYWORD), None)
        if packet is not None:  # else it is behind the pixels, or too large to be true
            added.append(png_texts.xmp_chunk(_merged_packet(packet.encode(), before, settings)))
            dropped |= {start for start, keyword in keywords.items() if keyword == png_texts.XMP_KEYWORD}
    else:
        added.append(png_texts.xmp_chunk(xmp.packet(settings)))
    return png_texts.rewritten(data, dropped, b"".join(added))


def _png_chunks(settings: FileSettings) -> dict[str, bytes]:
    """Our texts by their keywords."""
    texts = {
        OWN_KEYWORD: settings.to_json(ascii_only=True),
        "parameters": parameters_text.written(settings),
        "Description": settings.prompt,
        "Software": settings.tool,
    }
    return {name: png_texts.text_chunk(name, text) for name, text in texts.items() if text}


def _into_jpeg(data: bytes, settings: FileSettings) -> bytes:
    source, before = MemorySource(data), own_settings(data)
    tiff, packet = jpeg_texts.exif_and_xmp(source)
    replaced = [jpeg_texts.XMP]
    added = b""
    block = _exif(tiff, before, settings, _LONGEST_JPEG_EXIF)
    if block is not None:
        replaced.append(jpeg.EXIF)
        added += jpeg_texts.exif_segment(block)
    is_ours = packet is None or (before is not None and packet in _jpeg_packets(before))
    if is_ours:
        replaced.append(jpeg_texts.MORE_XMP)
        first, *further = _jpeg_packets(settings)
    else:
        first, further = _merged_packet(packet or b"", before, settings).encode(), []
    added += jpeg_texts.xmp_segment(first) + b"".join(jpeg_texts.more_xmp_segments(more) for more in further)
    return jpeg_texts.rewritten(data, added, tuple(replaced))


def _jpeg_packets(settings: FileSettings) -> list[bytes]:
    """One, or two where one would be too long for a segment."""
    whole = xmp.packet(settings).encode()
    if len(whole) <= _LONGEST_JPEG_PACKET:
        return [whole]
    further = xmp.further_packet(settings).encode()
    return [xmp.packet(settings, more=jpeg_texts.guid_of(further)).encode(), further]


def _into_webp(data: bytes, settings: FileSettings) -> bytes:
    before = own_settings(data)
    tiff, packet = webp_texts.exif_and_xmp(MemorySource(data))
    block = _exif(tiff, before, settings, len(data) + 1_000_000)
    text = _merged_packet(packet, before, settings) if packet else xmp.packet(settings)
    return webp_texts.rewritten(data, block or tiff, text.encode())


def _merged_packet(packet: bytes, before: FileSettings | None, settings: FileSettings) -> str:
    """A packet that was ours alone is made anew; to another one ours are added."""
    if before and packet == xmp.packet(before).encode():
        return xmp.packet(settings)
    return xmp.with_settings(packet.decode(), settings)


def _exif(tiff: bytes | None, before: FileSettings | None, settings: FileSettings, most_bytes: int) -> bytes | None:
    """The block with as many of our texts as there is room for; ``None`` when it should stay as it is."""
    if before and tiff == _exif(None, None, before, most_bytes):
        tiff = None  # ours alone
    ours = _tags(before) if before else {}
    theirs = {tag for tag, text in exif.read_texts(tiff or b"").items() if text != ours.get(tag)}
    texts = {tag: text for tag, text in _tags(settings).items() if tag not in theirs}
    while texts:
        try:
            block = exif.with_texts(tiff, texts)
        except ValueError:
            return None
        if len(block) <= most_bytes:
            return block
        texts.popitem()
    return None


def _tags(settings: FileSettings) -> Mapping[int, str]:
    """The one that matters least comes last."""
    texts = {
        exif.SOFTWARE: settings.tool,
        exif.USER_COMMENT: parameters_text.written(settings),
        exif.IMAGE_DESCRIPTION: settings.prompt,
    }
    return {tag: text for tag, text in texts.items() if text}
