"""What is known of a picture, as pairs of words for the details pane."""

from collections.abc import Callable, Iterator
from itertools import islice

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.generation import State
from flux_desktop.domain.money import Hundredths, dollars, to_credits
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails

Fact = tuple[str, str]

_MOST_PARAMETERS = 40
_LONGEST_VALUE = 200
_SAID_ALREADY = frozenset({"width", "height", "seed", "output_format"})


def facts_of(details: GenerationDetails, model_name: Callable[[str], str], made: str) -> list[Fact]:
    """Label and value of each thing that is known. ``made`` are the words for when it was made."""
    row = details.row
    seconds = details.seconds_taken
    facts: list[Fact | None] = [
        ("Model", model_name(row.model_id)) if row.model_id else None,
        ("Size", f"{row.size} px"),
        ("Seed", str(row.seed)) if row.seed is not None else None,
        _format(row),
        ("Made", made),
        ("File name", details.file_name) if details.file_name else None,
        ("Time", time_words(seconds)) if seconds is not None else None,
        *costs_of(row),
        *(_said_by_file(details.file_settings) if details.file_settings else ()),
    ]
    return [fact for fact in facts if fact]


def _said_by_file(settings: FileSettings) -> Iterator[Fact]:
    """What the file of an imported picture says besides, in its own program's names."""
    if settings.tool:
        yield "Program", settings.tool
    if settings.negative_prompt:
        yield "Not wanted", settings.negative_prompt
    if settings.cost is not None and not settings.practice:
        yield "Cost", amount_words(settings.cost)
    for name, value in islice(settings.parameters.items(), _MOST_PARAMETERS):
        if name not in _SAID_ALREADY:
            yield name.replace("_", " ").capitalize(), _short(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def costs_of(row: GalleryRow) -> list[Fact]:
    """What it cost, and how sure that is. Figures that differ stand beside one another."""
    if row.practice:
        return [("Cost", "Free, practice")]
    if row.settled_cost is not None:
        facts = [("Cost", amount_words(row.settled_cost))]
        if row.submitted_cost not in (None, row.settled_cost):
            facts.append(("When sent", amount_words(row.submitted_cost or 0)))
    elif row.submitted_cost is not None:
        facts = [("Cost", f"{amount_words(row.submitted_cost)}, as BFL said when it was sent")]
    elif row.estimate is not None and row.state is State.DONE:
        facts = [("Cost", f"about {amount_words(row.estimate)}")]
    elif row.estimate is not None:
        return [("Estimate", amount_words(row.estimate))]
    else:
        return []
    known = row.settled_cost if row.settled_cost is not None else row.submitted_cost
    if row.estimate is not None and known is not None and row.estimate != known:
        facts.append(("Estimate", amount_words(row.estimate)))
    return facts


def amount_words(amount: Hundredths) -> str:
    """``$0.045 (4.5 credits)``."""
    credits_text = f"{to_credits(amount):.2f}".rstrip("0").rstrip(".")
    return f"{dollars(amount)} ({credits_text} {'credit' if credits_text == '1' else 'credits'})"


def size_words(size_bytes: int) -> str:
    """``1.9 MB``, ``640 KB``."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1_000_000 else f"{max(1, round(size_bytes / 1e3))} KB"


def time_words(seconds: float) -> str:
    """``11 s``, ``2 min 5 s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _format(row: GalleryRow) -> Fact | None:
    if not row.file_format:
        return None
    name = {"jpeg": "JPEG", "png": "PNG", "webp": "WebP"}.get(row.file_format, row.file_format.upper())
    return ("Format", f"{name}, {size_words(row.bytes)}" if row.bytes else name)
