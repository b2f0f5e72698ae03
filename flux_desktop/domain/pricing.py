"""What a request will cost, in hundredths of a credit."""

from collections.abc import Sequence
from dataclasses import dataclass

from flux_desktop.domain.image_model import Confidence, FlatPrice, ImageModel, MegapixelPrice, TierPrice
from flux_desktop.domain.money import Hundredths, dollars
from flux_desktop.domain.reference_fitting import sent_sizes
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Size

DEFAULT_SIZE = Size(1024, 1024)
"""What FLUX.2 makes when neither a size nor a reference is given (BFL's text-to-image page)."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One row of the breakdown."""

    label: str
    amount: Hundredths


@dataclass(frozen=True, slots=True)
class Estimate:
    """The expected cost of one picture. ``amount`` is ``None`` when BFL publishes no price."""

    amount: Hundredths | None
    confidence: Confidence = Confidence.HIGH
    lines: tuple[PriceLine, ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.amount is not None and self.confidence is Confidence.HIGH

    def text(self, count: int = 1) -> str:
        """``$0.18``, ``about $0.05`` or ``price not published``, for ``count`` pictures."""
        if self.amount is None:
            return "price not published"
        total = dollars(self.amount * count)
        return total if self.is_sure else f"about {total}"


def estimate(model: ImageModel, request: GenerationRequest) -> Estimate:
    """The price of one picture by the catalogue's rule for the model.

    Megapixels are rounded up for each image on its own and capped at four (BFL's pricing page, 2026-08; replies of the
    service confirm the rounding for outputs, for references it rests on that page alone).
    """
    price = model.price
    match price:
        case MegapixelPrice():
            output = output_size(model, request)
            sent = sent_sizes(model.reference_limits, output, [reference.size for reference in request.references])
            return _by_megapixels(price, output, sent)
        case FlatPrice():
            return Estimate(price.amount, price.confidence, (PriceLine("1 picture", price.amount),))
        case TierPrice():
            default = model.parameters[price.parameter].default
            choice = str(request.settings.get(price.parameter, default))
            amount = price.amounts.get(choice)
            lines = () if amount is None else (PriceLine(f"1 picture at {choice}", amount),)
            return Estimate(amount, price.confidence, lines)
        case _:
            return Estimate(None)


def lowest_price(model: ImageModel) -> str:
    """``from $0.03``: the least a picture of the model costs; without "from" where all cost the same."""
    price = model.price
    match price:
        case MegapixelPrice():
            return f"from {Estimate(price.first_mp, price.confidence).text()}"
        case TierPrice():
            published = [amount for amount in price.amounts.values() if amount is not None]
            return f"from {Estimate(min(published), price.confidence).text()}" if published else Estimate(None).text()
        case FlatPrice():
            return Estimate(price.amount, price.confidence).text()
        case _:
            return Estimate(None).text()


def output_size(model: ImageModel, request: GenerationRequest) -> Size:
    """The size the picture will have, as far as it can be known before it is made."""
    if request.size:
        return request.size
    ratio = request.settings.get("aspect_ratio")
    if ratio in model.output.by_aspect_ratio:
        return model.output.by_aspect_ratio[str(ratio)]
    if request.references and model.has_custom_size:
        return request.references[0].size
    return DEFAULT_SIZE


def _by_megapixels(price: MegapixelPrice, output: Size, references: Sequence[Size]) -> Estimate:
    output_mp = output.billed_megapixels
    picture = price.first_mp + (output_mp - 1) * price.extra_output_mp
    lines = [PriceLine(f"{output} px ({output_mp} MP)", picture)]
    total = picture
    if references:
        reference_mp = sum(size.billed_megapixels for size in references)
        amount = reference_mp * price.reference_mp
        noun = "reference" if len(references) == 1 else "references"
        lines.append(PriceLine(f"{len(references)} {noun} ({reference_mp} MP)", amount))
        total += amount
    return Estimate(total, price.confidence, tuple(lines))


def reported_megapixels(size: Size) -> float:
    """Megapixels as BFL's replies report them: not rounded up, two decimals."""
    return round(size.pixels / PIXELS_PER_MEGAPIXEL, 2)
