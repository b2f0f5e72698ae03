"""ComfyUI's other way to write a graph: ``workflow``, as its window has it. Some files have nothing else.

Links stand in a list of their own, and the values of a node in the order of its fields, mostly without their names.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_SEED_CONTROLS = frozenset({"fixed", "increment", "decrement", "randomize"})
"""Stands behind each seed, and is no field of the node."""

_LATENT = ("width", "height", "batch_size")
_FIELDS = {
    "KSampler": ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": ("add_noise", "noise_seed", "steps", "cfg", "sampler_name", "scheduler"),
    "CLIPTextEncode": ("text",),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "UNETLoader": ("unet_name", "weight_dtype"),
    "EmptyLatentImage": _LATENT,
    "EmptySD3LatentImage": _LATENT,
    "EmptyFlux2LatentImage": _LATENT,
    "RandomNoise": ("noise_seed",),
    "FluxGuidance": ("guidance",),
    "KSamplerSelect": ("sampler_name",),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "CFGGuider": ("cfg",),
}
"""Of nodes of older versions, which do not name them."""


def as_prompt(workflow: Mapping[str, Any]) -> dict[str, Any]:
    """The same graph as ``prompt`` has it, as far as it makes sense."""
    nodes, links = workflow.get("nodes"), workflow.get("links")
    if not isinstance(nodes, list):
        return {}
    origins = dict(_origins(links if isinstance(links, list) else []))
    return {
        str(node.get("id")): {"class_type": node["type"], "inputs": _inputs(node, origins)}
        for node in nodes
        if isinstance(node, dict) and isinstance(node.get("type"), str)
    }


def _origins(links: list[Any]) -> Iterator[tuple[int, list[Any]]]:
    """Where each link comes from, by its number."""
    for link in links:
        match link:
            case [int(number), (int() | str()) as node, int(place), *_]:
                yield number, [str(node), place]
            case {"id": int(number), "origin_id": int() | str() as node, "origin_slot": int(place)}:
                yield number, [str(node), place]


def _inputs(node: Mapping[str, Any], origins: Mapping[int, list[Any]]) -> dict[str, Any]:
    listed = node.get("inputs")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    found = dict(_values(node, entries))
    for entry in entries:
        name, link = entry.get("name"), entry.get("link")
        if isinstance(name, str) and isinstance(link, int) and link in origins:
            found[name] = origins[link]
    return found


def _values(node: Mapping[str, Any], entries: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    values = node.get("widgets_values")
    if isinstance(values, dict):
        yield from ((str(name), value) for name, value in values.items())
    if not isinstance(values, list):
        return
    named = [entry["widget"].get("name") for entry in entries if isinstance(entry.get("widget"), dict)]
    fields = named or _FIELDS.get(node["type"], ())
    kept = [value for value in values if not (isinstance(value, str) and value in _SEED_CONTROLS)]
    for name, value in zip(fields, kept, strict=False):
        if isinstance(name, str):
            yield name, value
