"""Templates: prompts with fields in [square brackets] to fill in, and the model and shape that suit them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.loose_reading import Loose
from flux_desktop.domain.prompt_text import Span
from flux_desktop.domain.sizes import Shape

LONGEST_NAME = 80
LONGEST_PROMPT = 20_000
MOST_TEMPLATES = 500

_MARK = "flux_desktop_templates"
_VERSION = 1
# Compiled when it is first used, and kept by ``re``.
_FIELD = r"\[[^\[\]\n]{1,120}\]"


class TemplateError(ValueError):
    """Its text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """``model_id`` and ``shape`` are what suits it; ``None`` keeps what is set."""

    name: str
    prompt: str
    model_id: str | None = None
    shape: Shape | None = None

    def applied_to(self, draft: RequestDraft, model: ImageModel) -> tuple[RequestDraft, list[str]]:
        """The draft with this template in it, made for ``model``, and a sentence for everything that does not fit."""
        size = replace(draft.size, shape=self.shape) if self.shape else draft.size
        return replace(draft, prompt=self.prompt, size=size).fitted_to(model)


@dataclass(frozen=True, slots=True)
class Templates:
    """A person's own templates, by name. Every change makes another one; names differ by more than their case."""

    own: tuple[PromptTemplate, ...] = ()

    def get(self, name: str) -> PromptTemplate | None:
        return next((one for one in self.own if _same(one.name, name)), None)

    def put(self, template: PromptTemplate) -> "Templates":
        """With ``template``, in place of one of its name.

        Raises:
            TemplateError: when it has no name, is too long, or there are too many.
        """
        checked = _checked(template)
        others = self.without(checked.name).own
        if len(others) >= MOST_TEMPLATES:
            raise TemplateError(f"{MOST_TEMPLATES} templates are the most that are kept.")
        return Templates(tuple(sorted((*others, checked), key=lambda one: one.name.casefold())))

    def without(self, name: str) -> "Templates":
        return Templates(tuple(one for one in self.own if not _same(one.name, name)))

    def renamed(self, name: str, new_name: str) -> "Templates":
        """Raises:
        TemplateError: when the new name cannot be, or another template has it.
        """
        template = self.get(name)
        if template is None:
            return self
        rest = self.without(name)
        if rest.get(new_name.strip()):
            raise TemplateError("Another template has this name.")
        return rest.put(replace(template, name=new_name))

    def with_imported(self, templates: Sequence[PromptTemplate]) -> "Templates":
        """With these as well; where a name is taken by other words, the new one gets a number."""
        shelf = self
        for template in templates:
            name, number = template.name, 2
            while (known := shelf.get(name)) and replace(known, name=template.name) != template:
                tail = f" {number}"
                name, number = template.name[: LONGEST_NAME - len(tail)] + tail, number + 1
            shelf = shelf if known else shelf.put(replace(template, name=name))
        return shelf


def fields(text: str) -> list[Span]:
    """Where there is something to fill in."""
    return [Span(*match.span()) for match in re.finditer(_FIELD, text)] if "[" in text else []


def to_dict(templates: Sequence[PromptTemplate]) -> dict[str, Any]:
    """What ``from_dict`` reads back."""
    return {_MARK: _VERSION, "templates": [_entry(template) for template in templates]}


def from_dict(data: Mapping[str, Any]) -> list[PromptTemplate]:
    """The templates of a file.

    Raises:
        TemplateError: with a sentence, when it is no file of templates or one of them is damaged.
    """
    entries = data.get("templates")
    version = Loose(data).number(_MARK)
    if version is None or not isinstance(entries, list):
        raise TemplateError("This file holds no templates of Flux Desktop.")
    if version > _VERSION:
        raise TemplateError("This file was made by a newer version of Flux Desktop.")
    if len(entries) > MOST_TEMPLATES:
        raise TemplateError(f"This file holds {len(entries):,} templates; {MOST_TEMPLATES} are the most.")
    return [_read(entry, number) for number, entry in enumerate(entries, start=1)]


def kept_from_dict(data: Mapping[str, Any]) -> Templates:
    """The person's own templates as they were kept; entries that are damaged are left out."""
    return Templates().with_imported(list(_readable(data.get("templates"))))


def built_in(text: str) -> tuple[PromptTemplate, ...]:
    """The ones that come with the program, from their resource."""
    return tuple(from_dict(json.loads(text)))


def _readable(entries: object) -> Iterator[PromptTemplate]:
    for entry in entries[:MOST_TEMPLATES] if isinstance(entries, list) else ():
        try:
            yield _read(entry, 0)
        except TemplateError:
            continue


def _read(entry: object, number: int) -> PromptTemplate:
    loose = Loose(entry if isinstance(entry, Mapping) else {})
    name, prompt = loose.text("name"), loose.text("prompt")
    shapes = {shape.label: shape for shape in Shape}
    if not name or not prompt:
        raise TemplateError(f"Template {number} of this file has no {'prompt' if name else 'name'}.")
    shape = shapes.get(loose.text("shape") or "")
    try:
        return _checked(PromptTemplate(name, prompt, loose.text("model"), shape))
    except TemplateError as error:
        raise TemplateError(f"Template {number} of this file: {error}") from error


def _checked(template: PromptTemplate) -> PromptTemplate:
    name = " ".join(template.name.split())
    if not name:
        raise TemplateError("Give it a name.")
    if len(name) > LONGEST_NAME:
        raise TemplateError(f"A name has {LONGEST_NAME} letters at most.")
    if not template.prompt.strip():
        raise TemplateError("There is no prompt in it.")
    if len(template.prompt) > LONGEST_PROMPT:
        raise TemplateError(f"The prompt of a template has {LONGEST_PROMPT:,} letters at most.")
    return replace(template, name=name)


def _entry(template: PromptTemplate) -> dict[str, Any]:
    entry = {"name": template.name, "prompt": template.prompt}
    if template.model_id:
        entry["model"] = template.model_id
    if template.shape:
        entry["shape"] = template.shape.label
    return entry


def _same(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()
