"""Files that are damaged on purpose, and files that are made to fill the memory or to take for ever."""

import json
import struct
import zlib
from collections.abc import Iterator
from random import Random

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import embed, png_texts, xmp
from tests.storage.embedded.pictures import FORMATS, SETTINGS, picture
from tests.storage.embedded.test_programs import (
    FOOOCUS,
    GRAPH,
    INVOKE,
    OLD_INVOKE,
    PARAMETERS,
    SWARM,
    big,
    little,
    with_comment,
    with_tags,
    workflow,
)
from tests.storage.embedded.test_programs import png as png_with

_INTERESTING = (
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"{",
    b"[",
    b'"',
    b"\\u",
    b"<!",
    b"&a;",
)


def seeds() -> list[bytes]:
    """One of each kind of file that is read."""
    long = FileSettings(prompt="a fjord " * 12_000, tool="Flux Desktop")
    return [
        *(embed(picture(file_format), file_format, SETTINGS) for file_format in FORMATS),
        embed(picture("jpeg"), "jpeg", long),
        png_with(parameters=PARAMETERS),
        png_with(parameters=json.dumps(SWARM)),
        png_with(parameters=json.dumps(FOOOCUS), fooocus_scheme="fooocus"),
        png_with(prompt=json.dumps(GRAPH)),
        png_with(workflow=json.dumps(workflow(named=True))),
        png_with(invokeai_metadata=json.dumps(INVOKE)),
        png_with(sd_metadata=json.dumps(OLD_INVOKE)),
        png_with(Dream='"a fjord [fog]" -s 20 -S 4242 -W 512 -H 768 -C 7.5 -A k_lms'),
        with_comment("jpeg", big(PARAMETERS)),
        with_comment("webp", little(json.dumps(SWARM))),
        with_tags("webp", {0x0110: f"prompt:{json.dumps(GRAPH)}"}),
    ]


def mutants(count: int, seed: int = 0) -> Iterator[bytes]:
    """``count`` damaged files: bytes changed, put in, taken out and doubled, mostly where the words are."""
    chance, whole = Random(seed), seeds()
    for number in range(count):
        data = bytearray(whole[number % len(whole)])
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            _damage(data, chance)
        yield bytes(data)


def _damage(data: bytearray, chance: Random) -> None:
    place = chance.randrange(len(data) or 1)
    match chance.randrange(7):
        case 0:
            data[place : place + 1] = bytes([chance.randrange(256)])
        case 1:
            data[place:place] = chance.choice(_INTERESTING)
        case 2:
            value = chance.choice(_INTERESTING)
            data[place : place + len(value)] = value
        case 3:
            del data[place : place + chance.randrange(1, 40)]
        case 4:
            data[place:place] = data[place : place + chance.randrange(1, 400)]
        case 5:
            del data[chance.randrange(len(data) // 2, len(data) + 1) :]
        case _:
            data[place : place + 1] = bytes([data[place] ^ 1 << chance.randrange(8)]) if data else b""


def bombs() -> dict[str, bytes]:
    """Each is small, or claims to be larger than it is, and asks for more than anybody should give."""
    many = 200_000_000
    deep = "[" * 500_000
    graph = {str(number): {"class_type": "KSampler", "inputs": _links(number)} for number in range(4000)}
    saves = {
        str(number): {"class_type": "SaveImage", "inputs": {"images": [str(number + 1), 0]}} for number in range(9000)
    }
    return {
        "zTXt that unpacks to 200 MB": _png(_chunk(b"zTXt", b"parameters\0\0" + _packed(many))),
        "iTXt that unpacks to 200 MB": _png(_chunk(b"iTXt", b"parameters\0\1\0\0\0" + _packed(many))),
        "a hundred texts of a megabyte": _png(*(_chunk(b"tEXt", b"t%d\0" % n + b"x" * 1_000_000) for n in range(100))),
        "a hundred texts that unpack to a megabyte": _png(
            *(_chunk(b"zTXt", b"t%d\0\0" % n + _packed(1_000_000)) for n in range(100))
        ),
        "a text of 30 MB": _png(_chunk(b"tEXt", b"parameters\0" + b"x" * 30_000_000)),
        "a text that claims 2 GB": _png(struct.pack(">I4s", 0x7FFFFFFF, b"tEXt") + b"parameters\0x"),
        "100,000 chunks": _png(*(_chunk(b"tEXt", b"") for _ in range(100_000))),
        "100,000 chunks of pixels": _png(*(_chunk(b"IDAT", b"") for _ in range(100_000))),
        "JSON of 300,000 lists": _text('{"sui_image_params": {"prompt": [' + "[]," * 300_000 + "0]}}"),
        "JSON of 40,000 lists": _text('{"sui_image_params": {"prompt": [' + "[]," * 19_000 + "0]}}"),
        "JSON 500,000 deep": _text('{"sui_image_params": {"prompt": ' + deep),
        "JSON with a number of 900,000 digits": _text('{"sui_image_params": {"seed": ' + "9" * 900_000 + "}}"),
        "our own, 500,000 deep": _png(png_texts.text_chunk("Flux Desktop", '{"prompt": ' + deep)),
        "a graph that is all links": _png(png_texts.text_chunk("prompt", json.dumps(graph))),
        "a graph that is all ends": _png(png_texts.text_chunk("prompt", json.dumps(saves))),
        "a workflow that is all links": _png(png_texts.text_chunk("workflow", json.dumps(_chain(4000)))),
        "settings that are all colons": _text("a fjord\n" + "a:" * 500_000),
        "settings that are all quotes": _text("a fjord\n" + 'a:"' * 20_000),
        "settings that are all lists": _text("a fjord\n" + "a:[" * 20_000),
        "settings that are all letters": _text("a fjord\n" + "a" * 1_000_000),
        "a command that is all brackets": _png(png_texts.text_chunk("Dream", '"' + "[" * 19_000 + '" -s 1')),
        "XMP with entities that multiply": _png(png_texts.xmp_chunk(_laughing())),
        "XMP 200,000 deep": _png(png_texts.xmp_chunk(_xmp("<a>" * 200_000))),
        "XMP of 100,000 attributes": _png(png_texts.xmp_chunk(_xmp(_attributes(100_000)))),
        "XMP of 19,000 attributes": _png(png_texts.xmp_chunk(_xmp(_attributes(19_000)))),
        "XMP that names a file": _png(png_texts.xmp_chunk('<!DOCTYPE a SYSTEM "file:///etc/passwd">' + _xmp("&a;"))),
        "EXIF that is all one value": b"RIFF\0\0\xff\0WEBP" + b"EXIF" + struct.pack("<I", 1_000_000) + _tiff(1_000_000),
        "EXIF in a circle": b"\xff\xd8" + _exif(b"MM\0*\0\0\0\x08\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x08"),
        "a further packet that never ends": _endless_packets(),
    }  # fmt: skip


def _chain(count: int) -> dict[str, object]:
    node = {"type": "KSampler", "inputs": [{"name": "positive", "link": 1}], "widgets_values": [1]}
    nodes = [{**node, "id": number} for number in range(count)]
    return {"nodes": nodes, "links": [[1, number, 0] for number in range(count)]}


def _links(number: int) -> dict[str, object]:
    return {"seed": 1, "positive": [str(number + 1), 0], "negative": [str((number * 7) % 4000), 0]}


def _packed(size: int) -> bytes:
    packer = zlib.compressobj(9)
    zeros = b"x" * 1_000_000
    return b"".join(packer.compress(zeros) for _ in range(size // len(zeros))) + packer.flush()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(*chunks: bytes) -> bytes:
    data = picture("png")
    return data[:33] + b"".join(chunks) + data[33:]


def _text(text: str) -> bytes:
    return _png(png_texts.text_chunk("parameters", text))


def _xmp(inside: str) -> str:
    return f'<x xmlns:flux="urn:flux-desktop:1.0/">{inside}</x>'


def _attributes(count: int) -> str:
    return "<a " + " ".join(f"b{number}=''" for number in range(count)) + "/>"


def _laughing() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]>' + _xmp("<flux:settings>&a11;</flux:settings>")


def _tiff(size: int) -> bytes:
    """A hundred tags that all say the same megabyte."""
    entries = b"".join(struct.pack(">HHII", tag, 2, size - 2000, 8) for tag in (0x10E, 0x10F, 0x110, 0x131) * 25)
    return (b"MM\0*\0\0\0\x08" + struct.pack(">H", 100) + entries).ljust(size, b"a")


def _exif(tiff: bytes) -> bytes:
    content = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + b"\xff\xda"


def _endless_packets() -> bytes:
    guid = "A" * 32
    first = b"http://ns.adobe.com/xap/1.0/\0" + xmp.packet(FileSettings(), more=guid).encode()
    head = b"http://ns.adobe.com/xmp/extension/\0" + guid.encode()
    pieces = [head + struct.pack(">II", 1_000_000, n) + b"x" * 65_000 for n in range(300)]
    segments = [struct.pack(">BBH", 0xFF, 0xE1, len(content) + 2) + content for content in (first, *pieces)]
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xda"
