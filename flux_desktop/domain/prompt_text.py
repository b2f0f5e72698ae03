"""What a prompt says beyond its letters: references by number, words FLUX misreads, texts and colours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Compiled when they are first used, and kept by ``re``: nobody needs them to start.
_IMAGE = r"(?i)\bimage[ \t\n]+(\d{1,2})\b"
_QUOTED = r'"[^"\n]+"|“[^”\n]+”'
_HEX_COLOUR = r"#[0-9A-Fa-f]{6}\b"
_NEGATION = r"(?i)\b(?P<lead>with\s+|and\s+)?(?P<no>no|without(?:\s+any)?|not)\s+(?P<what>[a-z][\w'-]*)"
_SHORT_WORDS = 5
_LONG_WORDS = 150

_NOT_A_NEGATION = frozenset(
    {"longer", "matter", "doubt", "more", "less", "only", "just", "too", "very", "quite", "so", "yet", "far", "even"}
)
_SAID_OTHERWISE: Mapping[str, tuple[str, bool]] = {
    # what is not wanted: what stands there instead, and whether that is a thing ("with …") or a quality (", …")
    "people": ("deserted", False),
    "person": ("deserted", False),
    "humans": ("deserted", False),
    "one": ("deserted", False),
    "crowds": ("quiet and deserted", False),
    "blur": ("tack-sharp", False),
    "blurry": ("tack-sharp", False),
    "text": ("clean, unmarked surfaces", True),
    "words": ("clean, unmarked surfaces", True),
    "letters": ("clean, unmarked surfaces", True),
    "logo": ("clean, unmarked surfaces", True),
    "logos": ("clean, unmarked surfaces", True),
    "watermark": ("clean, unmarked surfaces", True),
    "clutter": ("tidy and minimal", False),
    "modern": ("period, traditional", False),
    "makeup": ("a natural, fresh face", True),
    "clouds": ("a clear blue sky", True),
    "rain": ("dry, clear weather", True),
    "snow": ("bare ground", True),
    "cars": ("a quiet, empty road", True),
    "traffic": ("a quiet, empty road", True),
    "shadows": ("soft, even light", True),
    "background": ("a plain white backdrop", True),
    "colour": ("black and white", False),
    "color": ("black and white", False),
    "noise": ("clean and smooth", False),
    "grain": ("clean and smooth", False),
    "frame": ("edge to edge", False),
    "border": ("edge to edge", False),
    "glasses": ("bare eyes", True),
    "beard": ("a clean-shaven face", True),
    "trees": ("open ground", True),
    "buildings": ("open land", True),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text: ``start`` up to, and without, ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ImageMention(Span):
    """``image 2`` somewhere in the text."""

    number: int


@dataclass(frozen=True, slots=True)
class Negation(Span):
    """Words that FLUX reads as what they deny. ``suggestion`` is what to say instead, where we know."""

    phrase: str
    what: str
    suggestion: str
    replace_start: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Edit(Span):
    """A piece of the text and what it becomes."""

    text: str


def image_mentions(text: str) -> list[ImageMention]:
    return [ImageMention(m.start(), m.end(), int(m[1])) for m in re.finditer(_IMAGE, text)]


def quoted_spans(text: str) -> list[Span]:
    """Words in quotes, which FLUX writes into the picture."""
    return [Span(*m.span()) for m in re.finditer(_QUOTED, text)]


def colour_spans(text: str) -> list[Span]:
    """Colours such as ``#2C3E50``."""
    return [Span(*m.span()) for m in re.finditer(_HEX_COLOUR, text)]


def negations(text: str) -> list[Negation]:
    """Wordings such as "no people"; not inside quotes, where they are text for the picture."""
    quoted = quoted_spans(text)
    return [found for found in _negations(text) if not any(q.start <= found.start < q.end for q in quoted)]


def _negations(text: str) -> Iterator[Negation]:
    for match in re.finditer(_NEGATION, text):
        what = match["what"].lower()
        known = _SAID_OTHERWISE.get(what)
        if what in _NOT_A_NEGATION or (match["no"].lower() == "not" and known is None):
            continue
        start, end = match.start("no"), match.end()
        phrase = text[start:end]
        if known is None:
            yield Negation(start, end, phrase, what, "", start, "")
            continue
        words, is_thing = known
        replace_start, replacement = _instead(text, match, words, is_thing=is_thing)
        read_as = "people" if what == "one" else what
        yield Negation(start, end, phrase, read_as, words, replace_start, replacement)


def _instead(text: str, match: re.Match[str], words: str, *, is_thing: bool) -> tuple[int, str]:
    """Where the replacement starts, and its words, so that the sentence still reads well."""
    lead = (match["lead"] or "").strip().lower()
    if is_thing:
        linked = words if lead or match["no"].lower() == "no" else f"with {words}"
        return match.start("no"), linked
    start = match.start()
    before = text[:start].rstrip()
    if not before:
        return start, words[0].upper() + words[1:]
    if before[-1] in ",.;:!?(":
        return start, words
    return len(before), f", {words}"


def renumbered(text: str, new_number: Mapping[int, int]) -> list[Edit]:
    """The edits, last one first, that make every ``image N`` follow its reference."""
    edits = []
    for mention in reversed(image_mentions(text)):
        number = new_number.get(mention.number, mention.number)
        if number != mention.number:
            digits = len(str(mention.number))
            edits.append(Edit(mention.end - digits, mention.end, str(number)))
    return edits


def phrase_with_commas(before: str, phrase: str, after: str) -> str:
    """``phrase`` as it is inserted between ``before`` and ``after``, with the commas and spaces that go around it."""
    lead = trail = ""
    stripped = before.rstrip()
    if stripped and stripped[-1] not in ",.;:!?":
        lead = ", "
    elif before and not before[-1].isspace():
        lead = " "
    rest = after.lstrip()
    if rest and rest[0] not in ",.;:!?":
        trail = ", " if not after[:1].isspace() else ","
    return f"{lead}{phrase}{trail}"


def length_hint(text: str) -> str:
    """Advice where a prompt is so short, or so long, that the picture will suffer; else nothing."""
    words = len(text.split())
    if 0 < words < _SHORT_WORDS:
        return "Short prompts give random results. Add the setting and the light."
    if words > _LONG_WORDS:
        return "Long prompts lose focus. Keep the essentials first."
    return ""
