"""Random drafts for property tests: mostly sensible values, some that no model takes."""

from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.draft import RequestDraft, other_parameters
from flux_desktop.domain.image_model import ImageModel, Parameter, ParameterType, ParameterValue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.size_offers import COMMON_RATIOS
from flux_desktop.domain.sizes import Shape, Size, Tier

CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))
MODEL_IDS = [model.id for model in CATALOGUE]
T = TypeVar("T")

_ratios = st.sampled_from([None, *COMMON_RATIOS, "7:5", "1:2", "2:1", "5:4"])
_resolutions = st.sampled_from([None, "768sq", "1k", "1.5k", "2k", "4k", "8k"])
_sizes = st.builds(Size, st.integers(1, 300).map(lambda n: n * 16), st.integers(1, 300).map(lambda n: n * 16))
_any_sizes = _sizes | st.builds(Size, st.integers(1, 9000), st.integers(1, 9000))

references = st.builds(
    Reference,
    sha256=st.just("ab" * 32),
    file_format=st.sampled_from(["png", "jpeg", "webp"]),
    size=st.builds(Size, st.integers(1, 6000), st.integers(1, 6000)),
    bytes=st.integers(1, 20_000_000),
    name=st.just("silk.jpg"),
)
size_choices = st.builds(
    SizeChoice,
    shape=st.none() | st.sampled_from(list(Shape)),
    tier=st.sampled_from(list(Tier)),
    custom_size=_any_sizes,
    ratio=_ratios,
    resolution=_resolutions,
)
_settings = st.fixed_dictionaries(
    {},
    optional={
        "steps": st.integers(-5, 120),
        "guidance": st.floats(0, 120, allow_nan=False),
        "raw": st.booleans(),
        "grounding": st.booleans(),
        "image_prompt_strength": st.floats(-1, 2, allow_nan=False),
        "mode": st.sampled_from(["high", "fast", "slow"]),
        "finetune_id": st.just("my-style"),
        "finetune_strength": st.floats(0, 3, allow_nan=False),
        "top": st.integers(-1, 3000),
    },
)
_prompts = (
    st.sampled_from(["", "  ", "A quiet fjord", "x" * 15_001, "zwei Boote 🛶 am Strand"])
    | st.sampled_from(["a {red|blue} boat", "{a|b|c} at {dawn|dusk}", "# note\na boat{|, fog}", "{|}", r"\{a|b}"])
    | st.text(max_size=40)
)


def drafts(model_id: str) -> st.SearchStrategy[RequestDraft]:
    return st.builds(
        RequestDraft,
        model_id=st.just(model_id),
        prompt=_prompts,
        references=st.lists(references, max_size=11).map(tuple),
        size=size_choices,
        seed=st.none() | st.integers(0, 4_294_967_295) | st.integers(-10, 2**40),
        count=st.integers(1, 12) | st.integers(-3, 20),
        file_format=st.sampled_from(["png", "jpeg", "webp", "gif"]),
        safety=st.none() | st.integers(-1, 8),
        improve=st.none() | st.booleans(),
        settings=_settings,
    )


def random_draft(model: ImageModel, chance: Random) -> RequestDraft:
    """A draft drawn quickly, about half of them fit to be sent."""

    def sometimes(wild: T, tame: T) -> T:
        return wild if chance.random() < 0.04 else tame

    side = chance.choice((256, 700, 1024, 1440, 3000))
    used = [
        Reference("ab" * 32, "png", Size(sometimes(100, side), chance.choice((256, 512, 1024))), 9, "a.png")
        for _ in range(chance.choice((0, 0, 1, 1, 2, 2, 4, 8, 10)))
    ]
    size = SizeChoice(
        shape=chance.choice((None, *Shape)),
        tier=chance.choice(list(Tier)),
        custom_size=Size(*(chance.choice((256, 512, 1024, 1056, 1440, 2048, 1000)) for _ in range(2))),
        ratio=chance.choice((None, "1:1", "21:9", "9:16", "4:3")),
        resolution=chance.choice((None, "1k", "2k", sometimes("9k", "4k"))),
    )
    draft = RequestDraft(
        model.id,
        str(sometimes(" ", "A quiet fjord")),
        tuple(used),
        size,
        seed=sometimes(2**33, chance.choice((None, 0, 4_294_967_295, chance.randrange(2**32)))),
        count=sometimes(13, chance.randint(1, 12)),
        file_format=chance.choice(("png", "jpeg", "webp")),
        safety=chance.choice((None, 0, 2, 4, sometimes(7, 3))),
        improve=chance.choice((None, True, False)),
        settings={p.name: _random_value(p, chance) for p in other_parameters(model) if chance.random() < 0.7},
    )
    return draft.fitted_to(model)[0] if chance.random() < 0.5 else draft


def _random_value(parameter: Parameter, chance: Random) -> ParameterValue:
    low, high = parameter.minimum or 0, parameter.maximum or 100
    match parameter.type:
        case ParameterType.BOOLEAN:
            return chance.random() < 0.5
        case ParameterType.INTEGER:
            return chance.randint(int(low), int(high) + (chance.random() < 0.05))
        case ParameterType.NUMBER:
            return chance.uniform(low, high * 1.02)
        case _:
            return chance.choice(parameter.choices or ("my-style",))
