"""Files of other programs, made here the way these make them."""

import json
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.embedded import read_settings
from tests.storage.embedded.pictures import picture

PARAMETERS = (
    "a fjord at dawn, (mist:1.2)\nsecond line: still the prompt\n"
    "Negative prompt: fog, rain\nmore fog\n"
    "Steps: 20, Sampler: Euler a, Schedule type: Karras, CFG scale: 7, Seed: 4242, Size: 512x768, "
    'Model hash: 6ce0161689, Model: photon_v1, Lora hashes: "detail: 7c6bad76eb54, sea: abc", '
    'Hashes: {"model": "6ce0161689", "vae": "x"}, '
    "Version: v1.9.4"
)
GRAPH: dict[str, Any] = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 4242, "steps": 20, "cfg": 8.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
            "model": ["10", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "photon.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fjord at dawn", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "fog", "clip": ["4", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}},
    "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "sea.safetensors", "model": ["4", 0], "clip": ["4", 1]}},
}  # fmt: skip
FLUX_GRAPH = {
    "5": {"class_type": "PrimitiveInt", "inputs": {"value": 1024}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["40", 0], "clip": ["11", 0]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["13", 0], "vae": ["10", 0]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "f", "images": ["8", 0]}},
    "12": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux2-dev.safetensors", "weight_dtype": "default"}},
    "13": {
        "class_type": "SamplerCustomAdvanced",
        "inputs": {
            "noise": ["25", 0], "guider": ["22", 0], "sampler": ["16", 0], "sigmas": ["17", 0],
            "latent_image": ["27", 0],
        },
    },
    "16": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
    "17": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 28, "model": ["12", 0]}},
    "22": {"class_type": "BasicGuider", "inputs": {"model": ["12", 0], "conditioning": ["26", 0]}},
    "25": {"class_type": "RandomNoise", "inputs": {"noise_seed": 4242}},
    "26": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["6", 0]}},
    "27": {"class_type": "EmptyFlux2LatentImage", "inputs": {"width": ["5", 0], "height": 768, "batch_size": 1}},
    "40": {"class_type": "Text Multiline", "inputs": {"text": "a fjord at dawn"}},
}  # fmt: skip
SWARM = {
    "sui_image_params": {
        "prompt": "a fjord at dawn", "negativeprompt": "fog", "model": "Flux/flux1-dev", "seed": 4242, "steps": 20,
        "cfgscale": 1.0, "aspectratio": "Custom", "width": 512, "height": 768, "swarm_version": "0.9.2.0",
    },
    "sui_extra_data": {"date": "2026-08-07", "generation_time": "2.81 seconds"},
}  # fmt: skip
INVOKE = {
    "generation_mode": "txt2img", "positive_prompt": "a fjord at dawn", "negative_prompt": "fog", "width": 512,
    "height": 768, "seed": 4242, "cfg_scale": 7.5, "steps": 20, "scheduler": "euler", "app_version": "5.4.2",
    "model": {"key": "0d21", "hash": "blake3:ab", "name": "photon", "base": "sd-1", "type": "main"}, "loras": [],
}  # fmt: skip
OLD_INVOKE = {
    "model": "stable diffusion", "model_weights": "stable-diffusion-1.5", "app_id": "invoke-ai/InvokeAI",
    "app_version": "2.2.5",
    "image": {
        "prompt": [{"prompt": "a fjord at dawn [fog]", "weight": 1.0}], "steps": 20, "cfg_scale": 7.5, "width": 512,
        "height": 768, "seed": 4242, "sampler": "k_lms", "type": "txt2img",
    },
}  # fmt: skip
FOOOCUS = {
    "prompt": "a fjord at dawn", "negative_prompt": "fog", "full_prompt": ["a fjord at dawn", "cinematic still"],
    "full_negative_prompt": ["fog"], "styles": "['Fooocus V2']", "performance": "Speed", "steps": 20,
    "resolution": "(512, 768)", "guidance_scale": 4.0, "base_model": "juggernautXL", "base_model_hash": "d91d35736d",
    "seed": "4242", "metadata_scheme": "fooocus", "version": "Fooocus v2.5.5", "loras": [],
}  # fmt: skip
OLD_FOOOCUS = {
    "Prompt": "a fjord at dawn", "Negative Prompt": "fog", "Resolution": "(512, 768)", "Seed": 4242,
    "Base Model": "photon.safetensors", "Version": "v2.1.865",
}  # fmt: skip


def png(**texts: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for keyword, text in texts.items():
        info.add_text(keyword.replace("_", "-") if keyword == "sd_metadata" else keyword, text)
    return picture("png", pnginfo=info)


def with_comment(file_format: str, comment: bytes) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = comment
    return picture(file_format, exif=exif)


def with_tags(file_format: str, tags: dict[int, Any]) -> bytes:
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[tag] = value
    return picture(file_format, exif=exif)


def big(text: str) -> bytes:
    return b"UNICODE\0" + text.encode("utf-16-be")


def little(text: str) -> bytes:
    return b"UNICODE\0" + text.encode("utf-16-le")


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], FileSettings]:
    def read(data: bytes) -> FileSettings:
        file = tmp_path / "picture"
        file.write_bytes(data)
        settings = read_settings(file)
        assert settings
        return settings

    return read


Read = Callable[[bytes], FileSettings]

WAYS: dict[str, Callable[[str], bytes]] = {
    "png": lambda text: png(parameters=text),
    "jpeg, big": lambda text: with_comment("jpeg", big(text)),
    "jpeg, little": lambda text: with_comment("jpeg", little(text)),
    "webp, big": lambda text: with_comment("webp", big(text)),
    "jpeg, plain": lambda text: with_comment("jpeg", b"ASCII\0\0\0" + text.encode()),
    "jpeg, unsaid": lambda text: with_comment("jpeg", bytes(8) + text.encode()),
    "jpeg, described": lambda text: with_tags("jpeg", {0x010E: text}),
    "jpeg, Fooocus": lambda text: with_tags("jpeg", {0x9286: text, 0x0131: "Fooocus v2", 0x927C: "fooocus"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_text_of_stable_diffusion_web_ui(way: str, read: Read) -> None:
    settings = read(WAYS[way](PARAMETERS))
    assert settings.prompt == "a fjord at dawn, (mist:1.2)\nsecond line: still the prompt"
    assert settings.negative_prompt == "fog, rain\nmore fog"
    assert (settings.seed, settings.size, settings.model) == (4242, Size(512, 768), "photon_v1")
    assert settings.tool == "Stable Diffusion web UI v1.9.4"
    assert settings.parameters == {
        "Steps": "20",
        "Sampler": "Euler a",
        "Schedule type": "Karras",
        "CFG scale": "7",
        "Model hash": "6ce0161689",
        "Lora hashes": "detail: 7c6bad76eb54, sea: abc",
        "Hashes": '{"model": "6ce0161689", "vae": "x"}',
    }


@pytest.mark.parametrize(
    ("version", "tool"),
    [
        ("f2.0.1v1.10.1-previous-1", "Stable Diffusion web UI Forge f2.0.1v1.10.1-previous-1"),
        ("Fooocus v2.5.5", "Fooocus v2.5.5"),
        ("ComfyUI", "ComfyUI"),
    ],
)
def test_who_wrote_the_text_is_in_its_version(version: str, tool: str, read: Read) -> None:
    settings = read(png(parameters=f"a fjord\nSteps: 20, Seed: 1, Size: 8x8, Version: {version}"))
    assert (settings.tool, settings.negative_prompt) == (tool, None)


def test_fooocus_may_write_the_text_with_its_prompt_beside(read: Read) -> None:
    line = 'Steps: 30, Seed: 1, Size: 8x8, Raw prompt: "a fjord, at\\ndawn", Version: Fooocus v2.5.5'
    settings = read(png(parameters=f"a fjord, at dawn, cinematic\n{line}", fooocus_scheme="a1111"))
    assert (settings.prompt, settings.prompt_used) == ("a fjord, at\ndawn", "a fjord, at dawn, cinematic")


def test_a_chinese_text_in_either_byte_order(read: Read) -> None:
    text = "峡湾的黎明" * 40 + "\nSteps: 20, Seed: 1, Size: 8x8"
    assert read(with_comment("jpeg", big(text))).prompt == read(with_comment("jpeg", little(text))).prompt
    assert read(with_comment("webp", big(text))).prompt == "峡湾的黎明" * 40


COMFY_WAYS: dict[str, Callable[[str], bytes]] = {
    "png": lambda graph: png(prompt=graph, workflow='{"nodes": []}'),
    "webp": lambda graph: with_tags("webp", {0x0110: f"prompt:{graph}", 0x010F: 'workflow:{"nodes": []}'}),
    "jpeg, older order": lambda graph: with_tags("jpeg", {0x010F: f"Prompt:{graph}"}),
    "jpeg, comment": lambda graph: with_comment(
        "jpeg", b"ASCII\0\0\0" + json.dumps({"prompt": json.loads(graph)}).encode()
    ),
    "jpeg, comment with text": lambda graph: with_comment("jpeg", big(json.dumps({"prompt": graph}))),
    "jpeg, comment with the graph": lambda graph: with_comment("jpeg", big(graph)),
}


@pytest.mark.parametrize("way", COMFY_WAYS)
def test_a_graph_of_comfyui(way: str, read: Read) -> None:
    settings = read(COMFY_WAYS[way](json.dumps(GRAPH)))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")
    assert (settings.seed, settings.size, settings.model) == (4242, Size(512, 768), "photon.safetensors")
    assert settings.tool == "ComfyUI"
    assert settings.parameters == {
        "steps": "20",
        "cfg": "8",
        "sampler_name": "euler",
        "scheduler": "normal",
        "denoise": "1",
    }


def workflow(*, named: bool) -> dict[str, Any]:
    """``GRAPH`` as ComfyUI's window has it: older versions do not name the values of a node."""
    values: dict[str, dict[str, Any]] = {
        "3": {"seed": 4242, "control": "randomize", "steps": 20, "cfg": 8.0, "sampler_name": "euler",
              "scheduler": "normal", "denoise": 1.0},
        "4": {"ckpt_name": "photon.safetensors"},
        "5": {"width": 512, "height": 768, "batch_size": 1},
        "6": {"text": "a fjord at dawn"},
        "7": {"text": "fog"},
    }  # fmt: skip
    nodes: list[dict[str, Any]] = []
    links: list[list[Any]] = []
    for name, node in GRAPH.items():
        inputs: list[dict[str, Any]] = []
        for field, value in node["inputs"].items():
            if isinstance(value, list):
                links.append([len(links) + 1, int(value[0]), value[1], int(name), len(inputs), "ANY"])
                inputs.append({"name": field, "link": len(links)})
            elif named:
                inputs.append({"name": field, "link": None, "widget": {"name": field}})
        own = list(values.get(name, {}).values())
        nodes.append({"id": int(name), "type": node["class_type"], "inputs": inputs, "widgets_values": own})
    return {"nodes": nodes, "links": links, "version": 0.4}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("way", ["png", "webp", "comment"])
def test_a_graph_as_the_window_of_comfyui_has_it(way: str, named: bool, read: Read) -> None:
    text = json.dumps(workflow(named=named))
    settings = read(
        {
            "png": lambda: png(workflow=text),
            "webp": lambda: with_tags("webp", {0x010F: f"workflow:{text}"}),
            "comment": lambda: with_comment("jpeg", big(json.dumps({"workflow": json.loads(text)}))),
        }[way]()
    )
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")
    assert (settings.seed, settings.size, settings.model) == (4242, Size(512, 768), "photon.safetensors")
    assert settings.parameters["steps"] == "20"


def test_a_graph_for_flux(read: Read) -> None:
    settings = read(png(prompt=json.dumps(FLUX_GRAPH)))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", None)
    assert (settings.seed, settings.size, settings.model) == (4242, Size(1024, 768), "flux2-dev.safetensors")
    assert settings.parameters == {"steps": "28", "sampler_name": "euler", "scheduler": "simple", "guidance": "3.5"}


def test_a_negative_that_is_zeroed_out_is_none(read: Read) -> None:
    graph = json.loads(json.dumps(GRAPH))
    graph["7"] = {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["6", 0]}}
    assert read(png(prompt=json.dumps(graph))).negative_prompt is None


def test_a_negative_is_not_taken_for_the_prompt_where_both_pass_through_one_node(read: Read) -> None:
    graph = json.loads(json.dumps(GRAPH))
    graph["20"] = {"class_type": "ControlNetApplyAdvanced", "inputs": {"negative": ["7", 0], "positive": ["6", 0]}}
    graph["3"]["inputs"] |= {"positive": ["20", 0], "negative": ["20", 1]}
    settings = read(png(prompt=json.dumps(graph)))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")


def test_the_graph_counts_less_than_a_text_beside_it(read: Read) -> None:
    settings = read(png(prompt=json.dumps(GRAPH), parameters="from the text\nSteps: 1, Seed: 2, Size: 8x8"))
    assert settings.prompt == "from the text"


def test_a_graph_that_goes_in_circles_is_walked_once(tmp_path: Path) -> None:
    graph = json.loads(json.dumps(GRAPH))
    graph["6"]["inputs"] = {"text": ["3", 0]}
    file = tmp_path / "a.png"
    file.write_bytes(png(prompt=json.dumps(graph)))
    assert read_settings(file)


@pytest.mark.parametrize("way", ["png", "jpeg, big", "jpeg, little", "webp, big"])
def test_swarmui(way: str, read: Read) -> None:
    settings = read(WAYS[way](json.dumps(SWARM, indent=2)))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")
    assert (settings.seed, settings.size, settings.model) == (4242, Size(512, 768), "Flux/flux1-dev")
    assert settings.tool == "SwarmUI 0.9.2.0"
    assert settings.made_at
    assert f"{settings.made_at:%Y-%m-%d}" == "2026-08-07"
    assert settings.parameters == {"steps": "20", "cfgscale": "1", "aspectratio": "Custom"}


def test_invokeai(read: Read) -> None:
    settings = read(png(invokeai_metadata=json.dumps(INVOKE)))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")
    assert (settings.seed, settings.size, settings.model) == (4242, Size(512, 768), "photon")
    assert settings.tool == "InvokeAI 5.4.2"
    assert settings.parameters == {
        "generation_mode": "txt2img",
        "cfg_scale": "7.5",
        "steps": "20",
        "scheduler": "euler",
    }


def test_an_older_invokeai(read: Read) -> None:
    settings = read(png(sd_metadata=json.dumps(OLD_INVOKE), Dream='"another" -s 1'))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")
    assert (settings.seed, settings.size, settings.model) == (4242, Size(512, 768), "stable-diffusion-1.5")
    assert settings.tool == "InvokeAI 2.2.5"


@pytest.mark.parametrize("keyword", ["Dream", "dream"])
def test_the_first_invokeai(keyword: str, read: Read) -> None:
    settings = read(png(**{keyword: '"a fjord at dawn [fog]" -s 20 -S 4242 -W 512 -H 768 -C 7.5 -A k_lms'}))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")
    assert (settings.seed, settings.size) == (4242, Size(512, 768))
    assert settings.parameters == {"steps": "20", "cfg_scale": "7.5", "sampler": "k_lms"}


@pytest.mark.parametrize("way", WAYS)
def test_fooocus(way: str, read: Read) -> None:
    settings = read(WAYS[way](json.dumps(FOOOCUS)))
    assert (settings.prompt, settings.negative_prompt) == ("a fjord at dawn", "fog")
    assert settings.prompt_used == "a fjord at dawn, cinematic still"
    assert (settings.seed, settings.size, settings.model) == (4242, Size(512, 768), "juggernautXL")
    assert settings.tool == "Fooocus v2.5.5"
    assert settings.parameters["guidance_scale"] == "4"


def test_an_older_fooocus(read: Read) -> None:
    settings = read(png(Comment=json.dumps(OLD_FOOOCUS)))
    assert (settings.prompt, settings.seed, settings.size) == ("a fjord at dawn", 4242, Size(512, 768))
    assert settings.model == "photon.safetensors"


def test_texts_behind_the_pixels_are_found_too(read: Read) -> None:
    data = picture("png")
    text = png(parameters=PARAMETERS)
    chunk = text[33 : 33 + 12 + struct.unpack_from(">I", text, 33)[0]]
    assert chunk[4:8] == b"tEXt"
    assert read(data[:-12] + chunk + data[-12:]).seed == 4242


def test_packed_texts_are_unpacked(read: Read) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", PARAMETERS, zip=True)
    assert read(picture("png", pnginfo=info)).seed == 4242
    info = PngImagePlugin.PngInfo()
    info.add_itxt("parameters", PARAMETERS.replace("fjord", "峡湾"), zip=True)
    assert read(picture("png", pnginfo=info)).prompt.startswith("a 峡湾 at dawn")


def test_exif_in_a_png_is_read(read: Read) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = big(PARAMETERS)
    assert read(picture("png", exif=exif.tobytes())).seed == 4242


@pytest.mark.parametrize(
    "data",
    [
        picture("png"),
        picture("jpeg"),
        picture("webp"),
        png(parameters="only words, no settings"),
        png(parameters="Steps: 20, and then words"),
        png(prompt="{}"),
        png(prompt='{"1": {"class_type": "LoadImage", "inputs": {}}}'),
        with_comment("jpeg", b"ASCII\0\0\0a holiday"),
        png(invokeai_metadata="broken"),
        png(Dream="no switches"),
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_a_file_that_says_nothing_says_nothing(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(data)
    assert read_settings(file) is None


def test_a_folder_and_a_missing_file_say_nothing(tmp_path: Path) -> None:
    assert read_settings(tmp_path) is None
    assert read_settings(tmp_path / "gone.png") is None


def test_characters_that_cannot_be_stored_are_left_out(read: Read) -> None:
    text = json.dumps({"sui_image_params": {"prompt": "a\0 fjord\ud83d", "model": "m\0", "x\0": "\udc00y"}})
    settings = read(png(parameters=text))
    assert (settings.prompt, settings.model, settings.parameters) == ("a fjord", "m", {"x": "y"})
    assert settings.to_json().encode()


def test_pillow_agrees_on_how_the_bytes_are_put_into_exif() -> None:
    """The makers above are only worth something if the files are as other programs see them."""
    with Image.open(BytesIO(with_comment("jpeg", big("a fjord")))) as image:
        assert image.getexif().get_ifd(0x8769)[0x9286] == big("a fjord")
