"""Taking over what a picture file says of its making, as far as the models here know what it means."""

from dataclasses import replace

from flux_desktop.domain import alternatives, seeds, size_offers
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.size_offers import SizeKind
from flux_desktop.domain.sizes import Size


def draft_with(draft: RequestDraft, settings: FileSettings, model: ImageModel) -> tuple[RequestDraft, list[str]]:
    """``draft`` with the prompt, the seed and the size of a picture that another program has made, and a sentence for
    everything that does not fit ``model``, the draft's own. The other settings mean nothing here."""
    notes: list[str] = []
    draft = replace(draft, prompt=alternatives.escaped(settings.prompt or draft.prompt))
    if settings.seed is not None and model.has("seed"):
        if 0 <= settings.seed <= seeds.LARGEST_SEED:
            draft = replace(draft, seed=settings.seed)
        else:
            notes.append(f"The seed {settings.seed} is larger than any that {model.name} takes.")
    if settings.size:
        size, more = _like(settings.size, model).fitted_to(model)
        draft = replace(draft, size=size)
        notes += more
    if settings.negative_prompt:
        notes.append("What the picture should not show was left out: FLUX takes no negative prompt.")
    return draft, notes


def _like(size: Size, model: ImageModel) -> SizeChoice:
    if size_offers.size_kind(model) is not SizeKind.PIXELS:
        return SizeChoice(shape=None, ratio=f"{size.width_px}:{size.height_px}")
    named = size_offers.shape_and_tier_of(model, size)
    return SizeChoice(shape=named[0], tier=named[1]) if named else SizeChoice(shape=None, custom_size=size)
