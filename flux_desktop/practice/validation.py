"""Whether a body fits a model, and if not, why: in the words of Pydantic, which BFL's service speaks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flux_desktop.domain.image_model import ImageModel, Parameter, ParameterType
from flux_desktop.practice.bodies import LongText

_WEBHOOK = "webhook_url"
_HTTP_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
_USER = Parameter("user", ParameterType.STRING, nullable=True, min_length=1, max_length=256)
_COMMON = (
    Parameter(_WEBHOOK, ParameterType.STRING, nullable=True, min_length=1, max_length=2083),
    Parameter("webhook_secret", ParameterType.STRING, nullable=True),
    _USER,
)
_OWN = {"flux-2-flex": (Parameter("input_image_blob_path", ParameterType.STRING, nullable=True),)}
"""Fields of single models that BFL describes and nobody is to use."""
_MAX_ECHO = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of a 422 answer."""

    loc: tuple[str | int, ...]
    type: str
    msg: str
    input: Any = None
    ctx: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"type": self.type, "loc": ["body", *self.loc], "msg": self.msg}
        entry["input"] = _echo(self.input)
        if self.ctx:
            entry["ctx"] = dict(self.ctx)
        return entry


@dataclass(frozen=True, slots=True)
class Checked:
    """A body, looked at. ``fields`` is what the model takes of it, with defaults filled in.

    ``sent``: the names of those that were in the body; ``ignored``: the names that the model does not know.
    """

    fields: Mapping[str, Any]
    sent: tuple[str, ...]
    ignored: tuple[str, ...]
    problems: tuple[Problem, ...]


def check(model: ImageModel, body: Any) -> Checked:
    """Hold a parsed body against a model's parameters."""
    if not isinstance(body, dict):
        text = "Input should be a valid dictionary or object to extract fields from"
        return Checked({}, (), (), (Problem((), "model_attributes_type", text, body),))
    known = _parameters(model)
    problems: list[Problem] = []
    fields: dict[str, Any] = {}
    for name, parameter in known.items():
        if name in body:
            value = _settled(parameter, body[name])
            problems += _problems(parameter, value)
            fields[name] = value
        elif parameter.required:
            problems.append(Problem((name,), "missing", "Field required", body))
        else:
            fields[name] = parameter.default
    unknown = tuple(name for name in body if name not in known)
    if model.strict:
        text = "Extra inputs are not permitted"
        problems += [Problem((name,), "extra_forbidden", text, body[name]) for name in unknown]
    return Checked(
        fields, tuple(name for name in body if name in known), () if model.strict else unknown, tuple(problems)
    )


def size_problem(model: ImageModel, width_px: int | None, height_px: int | None) -> Problem | None:
    """A picture of more pixels than the model makes."""
    width_px, height_px = width_px or height_px or 0, height_px or width_px or 0
    if width_px * height_px > model.output.max_pixels:
        text = f"Value error, width times height must be at most {model.output.max_pixels} pixels"
        return Problem((), "value_error", text, {"width": width_px, "height": height_px})
    return None


def _parameters(model: ImageModel) -> dict[str, Parameter]:
    known = dict(model.parameters)
    if not model.strict:
        known.update({parameter.name: parameter for parameter in (*_COMMON, *_OWN.get(model.id, ()))})
    elif model.task == "outpaint":
        known["user"] = _USER
    return known


def _settled(parameter: Parameter, value: Any) -> Any:
    """Long texts are only for images."""
    is_image = parameter.type in (ParameterType.IMAGE, ParameterType.IMAGES)
    return bytes(value).decode(errors="replace") if isinstance(value, LongText) and not is_image else value


def _problems(parameter: Parameter, value: Any) -> Iterator[Problem]:
    if value is None and parameter.nullable:
        return
    wrong_type = _wrong_type(parameter, value)
    if wrong_type:
        yield wrong_type
    elif parameter.type is ParameterType.IMAGES:
        yield from _list_problems(parameter, value)
    elif parameter.type in (ParameterType.INTEGER, ParameterType.NUMBER):
        yield from _range_problems(parameter, value)
    elif parameter.type is ParameterType.STRING:
        yield from _text_problems(parameter, value)


def _wrong_type(parameter: Parameter, value: Any) -> Problem | None:
    at = (parameter.name,)
    match parameter.type:
        case ParameterType.INTEGER:
            return _wrong_integer(at, value)
        case ParameterType.NUMBER if isinstance(value, bool) or not isinstance(value, int | float):
            kind = "float_parsing" if isinstance(value, str) else "float_type"
            return Problem(at, kind, f"Input should be a valid number{_unable(value, 'a number')}", value)
        case ParameterType.BOOLEAN if not isinstance(value, bool):
            kind = "bool_parsing" if isinstance(value, str) else "bool_type"
            return Problem(at, kind, f"Input should be a valid boolean{_unable(value, 'a boolean')}", value)
        case ParameterType.STRING | ParameterType.IMAGE if not isinstance(value, str | LongText):
            return Problem(at, "string_type", "Input should be a valid string", value)
        case ParameterType.IMAGES if not isinstance(value, str | LongText | list):
            return Problem(at, "list_type", "Input should be a valid list", value)
    return None


def _wrong_integer(at: tuple[str, ...], value: Any) -> Problem | None:
    if isinstance(value, str):
        text = f"Input should be a valid integer{_unable(value, 'an integer')}"
        return Problem(at, "int_parsing", text, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Problem(at, "int_type", "Input should be a valid integer", value)
    if isinstance(value, float) and not value.is_integer():
        text = "Input should be a valid integer, got a number with a fractional part"
        return Problem(at, "int_from_float", text, value)
    return None


def _unable(value: Any, what: str) -> str:
    return f", unable to parse string as {what}" if isinstance(value, str) else ""


def _range_problems(parameter: Parameter, value: float) -> Iterator[Problem]:
    at, low, high, step = (parameter.name,), parameter.minimum, parameter.maximum, parameter.multiple_of
    if low is not None and value < low:
        text = f"Input should be greater than or equal to {low:g}"
        yield Problem(at, "greater_than_equal", text, value, {"ge": low})
    elif high is not None and value > high:
        yield Problem(at, "less_than_equal", f"Input should be less than or equal to {high:g}", value, {"le": high})
    elif step is not None and value % step:
        yield Problem(at, "multiple_of", f"Input should be a multiple of {step}", value, {"multiple_of": step})


def _text_problems(parameter: Parameter, value: str) -> Iterator[Problem]:
    at = (parameter.name,)
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        text = "Input should be a valid string, unable to parse raw data as a unicode string"
        yield Problem(at, "string_unicode", text)
    if parameter.choices and value not in parameter.choices:
        quoted = [f"'{choice}'" for choice in parameter.choices]
        expected = f"{', '.join(quoted[:-1])} or {quoted[-1]}"
        yield Problem(at, "enum", f"Input should be {expected}", value, {"expected": expected})
    if parameter.min_length is not None and len(value) < parameter.min_length:
        text = f"String should have at least {_characters(parameter.min_length)}"
        yield Problem(at, "string_too_short", text, value, {"min_length": parameter.min_length})
    if parameter.name == _WEBHOOK and value and not _HTTP_ADDRESS.fullmatch(value):
        yield Problem(at, "url_parsing", "Input should be a valid URL, relative URL without a base", value)
    if parameter.max_length is not None and len(value) > parameter.max_length:
        text = f"String should have at most {_characters(parameter.max_length)}"
        yield Problem(at, "string_too_long", text, value, {"max_length": parameter.max_length})


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"


def _list_problems(parameter: Parameter, value: Any) -> Iterator[Problem]:
    if not isinstance(value, list):
        return
    most = parameter.max_items
    if not value:
        text = "List should have at least 1 item after validation, not 0"
        yield Problem((parameter.name,), "too_short", text, value, {"min_length": 1, "actual_length": 0})
    if most is not None and len(value) > most:
        text = f"List should have at most {most} items after validation, not {len(value)}"
        ctx = {"max_length": most, "actual_length": len(value)}
        yield Problem((parameter.name,), "too_long", text, None, ctx)
    for index, item in enumerate(value):
        if not isinstance(item, str | LongText):
            yield Problem((parameter.name, index), "string_type", "Input should be a valid string", item)


def _echo(value: Any) -> Any:
    """What of the input goes back: nothing long."""
    if isinstance(value, str):
        return value if len(value) <= _MAX_ECHO else f"{value[:_MAX_ECHO]}…"
    if isinstance(value, dict):
        return {name: _echo(item) for name, item in value.items() if not isinstance(item, dict | list)}
    if isinstance(value, LongText | list):
        return None
    return value
