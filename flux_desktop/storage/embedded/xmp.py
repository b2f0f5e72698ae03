"""XMP packets: XML that programs for pictures read and keep. Ours holds the settings as one property."""

from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded.limits import MOST_TEXT_BYTES

_NAMESPACE = "urn:flux-desktop:1.0/"
_SETTINGS = f"{_NAMESPACE} settings"
_MORE = "http://ns.adobe.com/xmp/note/ HasExtendedXMP"
_BLOCK = f'<rdf:Description rdf:about="" xmlns:flux="{_NAMESPACE}">'
_BLOCK_END, _ALL_END = "</rdf:Description>", "</rdf:RDF>"
_DEEPEST = 100
_MOST_ATTRIBUTES = 20_000
_SHORT_CHARS = 8000

_NOT_IN_XML = dict.fromkeys((*range(0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
for _allowed in "\t\n":
    del _NOT_IN_XML[ord(_allowed)]

_PACKET = """<?xpacket begin="\N{BYTE ORDER MARK}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"\
 xmlns:xmpNote="http://ns.adobe.com/xmp/note/">
{properties}
</rdf:Description>
{settings}{end}</x:xmpmeta>
<?xpacket end="w"?>"""
_MORE_PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{settings}{end}</x:xmpmeta>"""


class Found(NamedTuple):
    """What matters in a packet: our settings as JSON, and the name of a further packet."""

    settings: str | None = None
    more: str | None = None


def packet(settings: FileSettings, *, more: str | None = None) -> str:
    """A whole packet. With ``more``, the settings are in a further packet of this name, and this one is short."""
    properties = _properties(settings, settings.prompt[:_SHORT_CHARS] if more else settings.prompt)
    if more:
        properties.append(f"<xmpNote:HasExtendedXMP>{more}</xmpNote:HasExtendedXMP>")
    return _PACKET.format(
        properties="\n".join(properties), settings="" if more else _settings_block(settings), end=_ALL_END
    )


def further_packet(settings: FileSettings) -> str:
    """The settings alone, for a file format whose first packet may not be that long."""
    return _MORE_PACKET.format(settings=_settings_block(settings), end=_ALL_END)


def with_settings(existing: str, settings: FileSettings) -> str:
    """A packet of another program with ours among its properties.

    Raises:
        ValueError: it is no packet.
    """
    bare = without_settings(existing)
    head, end, tail = bare.rpartition(_ALL_END)
    if not end:
        raise ValueError("no XMP")
    return f"{head}{_settings_block(settings)}{end}{tail}"


def without_settings(existing: str) -> str:
    head, start, rest = existing.partition(_BLOCK)
    return head + rest.partition(_BLOCK_END)[2].removeprefix("\n") if start else existing


def read(packet: bytes) -> Found:
    """What is ours in a packet. One that is damaged, or declares anything of its own, holds nothing."""
    if _NAMESPACE.encode() not in packet and b"HasExtendedXMP" not in packet:
        return Found()
    if len(packet) > MOST_TEXT_BYTES or packet.count(b"=") > _MOST_ATTRIBUTES:
        return Found()
    reader = _Reader()
    try:
        reader.feed(packet.strip(b"\0"))
    except (ExpatError, ValueError):
        return Found()
    return Found(reader.found.get(_SETTINGS), reader.found.get(_MORE))


class _Reader:
    """Text of the two properties, written as elements or as attributes."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._depth = 0
        self._name = ""

    def feed(self, packet: bytes) -> None:
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse  # no entities, so none that multiply
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(packet, True)  # noqa: FBT003  what the library calls it: isfinal

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("nested too deeply")
        self._name = name
        for wanted in (_SETTINGS, _MORE):
            if wanted in attributes:
                self.found[wanted] = attributes[wanted]
        if name in (_SETTINGS, _MORE):
            self.found[name] = ""

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._name = ""

    def _text(self, text: str) -> None:
        if self._name in (_SETTINGS, _MORE):
            self.found[self._name] += text


def _refuse(*_: object) -> None:
    raise ValueError("a packet does not declare a document type")


def _settings_block(settings: FileSettings) -> str:
    return f"{_BLOCK}<flux:settings>{escape(settings.to_json(ascii_only=True))}</flux:settings>{_BLOCK_END}\n"


def _properties(settings: FileSettings, description: str) -> list[str]:
    made: list[str] = []
    if description:
        made.append(
            f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{_safe(description)}</rdf:li></rdf:Alt>'
            "</dc:description>"
        )
    if settings.tags:
        items = "".join(f"<rdf:li>{_safe(tag)}</rdf:li>" for tag in settings.tags)
        made.append(f"<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>")
    simple = {
        "xmp:CreatorTool": settings.tool,
        "xmp:CreateDate": settings.made_at.isoformat(timespec="milliseconds") if settings.made_at else "",
        "xmp:Rating": str(settings.rating or ""),
    }
    made += [f"<{name}>{_safe(text)}</{name}>" for name, text in simple.items() if text]
    return made


def _safe(text: str) -> str:
    return escape(text.translate(_NOT_IN_XML))
