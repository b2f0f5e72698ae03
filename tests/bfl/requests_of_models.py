"""Random requests that are valid for a model by its catalogue entry."""

import hashlib
from pathlib import Path

from hypothesis import strategies as st

from flux_desktop.domain.image_model import ImageModel, Parameter, ParameterType, ParameterValue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size

PICTURE = b"\xff\xd8\xff stands for a picture"
REFERENCE = Reference(hashlib.sha256(PICTURE).hexdigest(), "jpeg", Size(512, 512), len(PICTURE), "photo.jpg")


def reference_path(folder: Path) -> Path:
    path = folder / REFERENCE.file_name
    path.write_bytes(PICTURE)
    return path


def values_of(parameter: Parameter) -> st.SearchStrategy[ParameterValue]:
    low, high = parameter.minimum, parameter.maximum
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    match parameter.type:
        case ParameterType.BOOLEAN:
            return st.booleans()
        case ParameterType.NUMBER:
            return st.floats(0 if low is None else low, 100 if high is None else high, allow_nan=False)
        case ParameterType.INTEGER:
            step = parameter.multiple_of or 1
            lowest, highest = int(low or 0), int(2**32 - 1 if high is None else high)
            return st.integers(-(-lowest // step), highest // step).map(lambda number: number * step)
        case _:
            return st.text(min_size=parameter.min_length or 0, max_size=parameter.max_length or 40)


@st.composite
def requests_of(draw: st.DrawFn, model: ImageModel) -> GenerationRequest:
    settings: dict[str, ParameterValue] = {}
    for name, parameter in model.parameters.items():
        is_plain = parameter.type not in (ParameterType.IMAGE, ParameterType.IMAGES) and name != "prompt"
        if is_plain and (parameter.required or draw(st.booleans())):
            settings[name] = draw(values_of(parameter))
    slots = len(model.reference_parameters) + ("mask" in model.parameters)
    most = model.max_references if slots == 1 else slots
    least = sum(parameter.required for parameter in model.parameters.values() if parameter.type is ParameterType.IMAGE)
    count = draw(st.integers(least, max(least, most)))
    prompt = draw(st.text(min_size=1, max_size=60))
    return GenerationRequest(model.id, prompt, settings, (REFERENCE,) * count)
