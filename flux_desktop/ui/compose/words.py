"""The words of the compose panel."""

from collections.abc import Sequence

from flux_desktop.domain.image_model import ImageModel, Parameter
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.reference_fitting import Shrinking
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Shape, Tier

TIER_NAMES = {Tier.STANDARD: "Standard", Tier.LARGE: "Large", Tier.EXTRA_LARGE: "Extra large"}

SHAPE_NAMES = {
    Shape.SQUARE: "1 to 1, square",
    Shape.LANDSCAPE: "3 to 2, landscape",
    Shape.WIDE: "16 to 9, wide",
    Shape.PORTRAIT: "2 to 3, portrait",
    Shape.TALL: "9 to 16, tall",
}

FORMAT_NAMES = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"}
FORMAT_PURPOSES = {
    "png": "no loss, larger files",
    "jpeg": "smaller files, for photos",
    "webp": "smallest files, for the web",
}

_SAFETY = {
    4: ("Strict", "Careful", "Balanced", "Open", "Relaxed"),
    5: ("Strict", "Careful", "Balanced", "Open", "Free", "Relaxed"),
    6: ("Strict", "Careful", "Balanced", "Open", "Freer", "Free", "Relaxed"),
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def safety_name(level: int, highest: int) -> str:
    """How strict a level of the safety filter is, where 0 is the strictest."""
    names = _SAFETY.get(highest)
    if names and 0 <= level < len(names):
        return names[level]
    return "Strict" if level == 0 else "Relaxed" if level == highest else f"Level {level} of {highest}"


def resolution_name(resolution: str) -> str:
    """``1.5k`` as ``1.5K``, ``768sq`` as ``768``."""
    return resolution.removesuffix("sq").upper()


def format_name(file_format: str) -> str:
    return FORMAT_NAMES.get(file_format, file_format.upper())


def in_usual_order(formats: Sequence[str]) -> list[str]:
    """The formats as they are offered, PNG first; ones we have no name for come last."""
    known = [one for one in FORMAT_NAMES if one in formats]
    return known + [one for one in formats if one not in known]


def images(count: int) -> str:
    return "1 image" if count == 1 else f"{count} images"


def pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"


def usual_time(seconds: tuple[float, float] | None) -> str:
    """``about 12 s``, ``about 1 min``; nothing when it is not known."""
    if seconds is None:
        return ""
    typical = (seconds[0] + seconds[1]) / 2
    if typical < 60:
        return f"about {max(1, round(typical))} s"
    return f"about {round(typical / 60)} min"


def spoken_amount(amount: Hundredths) -> str:
    """``18 cents``, ``1 dollar 20``, ``4.5 cents``: what a screen reader says for an amount."""
    cents = amount / 100
    if cents < 100:
        number = f"{cents:.2f}".rstrip("0").rstrip(".")
        return f"{number} cent" if number == "1" else f"{number} cents"
    dollars, rest = divmod(round(cents), 100)
    noun = "dollar" if dollars == 1 else "dollars"
    return f"{dollars} {noun} {rest}" if rest else f"{dollars} {noun}"


def short_name(model: ImageModel) -> str:
    """What a model is called where there is little room: ``[pro]`` of ``FLUX.2 [pro]``."""
    start = model.name.find("[")
    return model.name[start:] if start >= 0 else model.name


def made_smaller(shrinking: Shrinking) -> str:
    """``Made smaller for sending (8.2 to 4 MP). Your file is unchanged.``"""
    before, after = (_megapixels(pixels) for pixels in (shrinking.pixels_before, shrinking.pixels_after))
    if shrinking.count == 1:
        return f"Made smaller for sending ({before} to {after} MP). Your file is unchanged."
    return f"{shrinking.count} are made smaller for sending ({before} to {after} MP). Your files are unchanged."


def _megapixels(pixels: int) -> str:
    return f"{pixels / PIXELS_PER_MEGAPIXEL:.1f}".removesuffix(".0")


def listed(names: Sequence[str]) -> str:
    """``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_EXPLANATIONS = {
    "steps": "More steps take longer and give finer detail.",
    "guidance": "Low is free, high keeps closely to your words.",
    "raw": "Less polished, like a photo somebody took in passing.",
    "grounding": "FLUX looks up present-day facts that your prompt names.",
    "image_prompt_strength": "0 uses your words alone, 1 the reference alone.",
}


def explanation(parameter: Parameter) -> str:
    return _EXPLANATIONS.get(parameter.name, "")
