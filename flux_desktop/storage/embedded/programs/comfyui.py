"""ComfyUI: ``prompt`` is the graph that was run, as JSON; some files have ``workflow`` instead. Nothing says what its
prompt is: we walk from the node that makes the picture up to the texts and numbers that lead into it. In WebP the same
is the EXIF tag for the camera.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import exif
from flux_desktop.storage.embedded.json_text import json_object, whole_number
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs.comfyui_workflow import as_prompt
from flux_desktop.storage.embedded.programs.values import parameters_of, size_of

_MOST_STEPS = 2000
_MOST_ENDS = 10
_TEXTS = (
    "text", "prompt", "t5xxl", "text_g", "clip_l", "text_l", "text_positive", "positive_prompt", "string", "value",
    "wildcard_text", "positive",
)  # fmt: skip
_NEGATIVE_TEXTS = ("text_negative", "negative_prompt", "negative", *_TEXTS[:-1])
_SEEDS = ("seed", "noise_seed", "value")
_MODELS = ("ckpt_name", "unet_name", "model_name", "model")
_SETTINGS = ("steps", "cfg", "sampler_name", "scheduler", "denoise", "guidance")
_SAMPLER_INPUTS = frozenset({"positive", "guider", "conditioning"})
_SAVING = ("SaveImage", "Image Save", "PreviewImage", "SaveImageWebsocket")
_SAYS_NOTHING = "ConditioningZeroOut"

_Inputs = Mapping[str, Any]


class _Node(NamedTuple):
    kind: str
    inputs: _Inputs


def read(metadata: Metadata) -> FileSettings | None:
    graph = _Graph(_graph_data(metadata, "prompt"))
    sampler = graph.sampler()
    if sampler is None:
        graph = _Graph(as_prompt(_graph_data(metadata, "workflow")))
        sampler = graph.sampler()
    if sampler is None:
        return None
    positive = next((name for name in ("positive", "conditioning", "guider") if name in sampler.inputs), "")
    return FileSettings(
        prompt=graph.text(sampler.inputs.get(positive), _TEXTS, avoid="negative"),
        negative_prompt=graph.text(graph.negative(sampler), _NEGATIVE_TEXTS, avoid="positive") or None,
        model=graph.text(sampler.inputs.get("model") or sampler.inputs.get("guider"), _MODELS) or None,
        seed=graph.seed(sampler),
        size=graph.size(sampler),
        tool="ComfyUI",
        parameters=parameters_of(graph.settings(sampler)),
    )


def _graph_data(metadata: Metadata, kind: str) -> Mapping[str, Any]:
    """The graph of this kind as JSON has it, empty when there is none."""
    text = metadata.texts.get(kind) or _said_of_the_camera(metadata, kind)
    if text:
        return json_object(text) or {}
    comment = json_object(metadata.tags.get(exif.USER_COMMENT, "")) or {}
    graph = comment.get(kind)
    if isinstance(graph, str):
        return json_object(graph) or {}
    return graph if isinstance(graph, dict) else comment


def _said_of_the_camera(metadata: Metadata, kind: str) -> str:
    for tag in (exif.CAMERA, exif.MAKE):
        name, _, text = metadata.tags.get(tag, "").partition(":")
        if name.lower() == kind:
            return text
    return ""


class _Graph:
    """Nodes by their names. An input is a value, or a link: the name of another node and a number."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._nodes = {
            name: _Node(node["class_type"], node["inputs"])
            for name, node in data.items()
            if isinstance(node, dict)
            and isinstance(node.get("class_type"), str)
            and isinstance(node.get("inputs"), dict)
        }

    def sampler(self) -> _Node | None:
        """The node that made the picture: the nearest to where it was saved."""
        ends = (node for node in self._nodes.values() if node.kind in _SAVING)
        for end in islice(ends, _MOST_ENDS):
            for node in self._above(end):
                if _is_sampler(node):
                    return node
        return next((node for node in self._nodes.values() if _is_sampler(node)), None)

    def negative(self, sampler: _Node) -> object:
        """What leads to the words that are not wanted."""
        if "negative" in sampler.inputs:
            return sampler.inputs["negative"]
        guider = self._linked(sampler.inputs.get("guider"))
        return guider.inputs.get("negative") if guider else None

    def text(self, link: object, names: Collection[str], avoid: str = "") -> str:
        """The first text with one of these names that leads into ``link``."""
        if isinstance(link, str):
            return link
        start = self._linked(link)
        for node in self._above(start, avoid) if start else ():
            if node.kind == _SAYS_NOTHING:
                return ""
            for name in names:
                value = node.inputs.get(name)
                if isinstance(value, str) and value.strip():
                    return value.strip()
        return ""

    def seed(self, sampler: _Node) -> int | None:
        for name in ("seed", "noise_seed", "noise"):
            value = sampler.inputs.get(name)
            if (number := whole_number(value)) is not None:
                return number
            start = self._linked(value)
            for node in self._above(start) if start else ():
                for inner in _SEEDS:
                    if (number := whole_number(node.inputs.get(inner))) is not None:
                        return number
        return None

    def size(self, sampler: _Node) -> Any:
        """That of the empty picture it began with."""
        start = self._linked(sampler.inputs.get("latent_image"))
        for node in self._above(start) if start else ():
            width, height = (self._number(node.inputs.get(side)) for side in ("width", "height"))
            if size := size_of(width, height):
                return size
        return None

    def settings(self, sampler: _Node) -> dict[str, object]:
        found: dict[str, object] = {}
        for node in self._above(sampler):
            for name in _SETTINGS:
                value = node.inputs.get(name)
                if name not in found and isinstance(value, (str, int, float)):
                    found[name] = value
        return {name: found[name] for name in _SETTINGS if name in found}

    def _number(self, value: object) -> int | None:
        node = self._linked(value)
        return whole_number(node.inputs.get("value") if node else value)

    def _linked(self, link: object) -> _Node | None:
        if isinstance(link, list) and link and isinstance(link[0], (str, int)):
            return self._nodes.get(str(link[0]))
        return None

    def _above(self, start: _Node, avoid: str = "") -> Iterator[_Node]:
        """This node and all that lead into it, nearest first."""
        waiting, seen = deque([start]), {id(start)}
        for _ in range(_MOST_STEPS):
            if not waiting:
                return
            node = waiting.popleft()
            yield node
            for name, value in node.inputs.items():
                above = self._linked(value) if name != avoid else None
                if above and id(above) not in seen:
                    seen.add(id(above))
                    waiting.append(above)


def _is_sampler(node: _Node) -> bool:
    return not _SAMPLER_INPUTS.isdisjoint(node.inputs) and not {"latent_image", "seed", "noise"}.isdisjoint(node.inputs)
