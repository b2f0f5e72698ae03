"""Reading and writing what picture files say of their making, in processor time: other programs may run meanwhile."""

import os
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from PIL import Image, PngImagePlugin

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.embedded import embed, read_settings

Result = dict[str, object]

ROUNDS = 7
FILES = 1000
SIDE_PX = 1024
PROMPT = "a quiet fjord at dawn, low sun over the water, a red boat beside a wooden pier, mist between the hills. " * 4
REQUEST = GenerationRequest("flux-2-pro", PROMPT, {"width": SIDE_PX, "height": SIDE_PX, "seed": 42})
SETTINGS = FileSettings(
    prompt=PROMPT,
    prompt_used=PROMPT,
    model="flux-2-pro",
    seed=42,
    size=Size(SIDE_PX, SIDE_PX),
    tool="Flux Desktop",
    cost=300,
    request_json=REQUEST.to_json(),
    parameters={"steps": "28", "guidance": "4"},
)
OTHERS = (
    f"{PROMPT}\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 1024x1024, Model: a"
)


def run() -> list[Result]:
    with TemporaryDirectory(prefix="flux-bench-") as name:
        folder = Path(name)
        pictures = {file_format: _picture(file_format) for file_format in ("png", "jpeg", "webp")}
        info = PngImagePlugin.PngInfo()
        info.add_text("parameters", OTHERS)
        return [
            *(
                _reading(folder, f"our own {kind}", embed(data, kind, SETTINGS), 3000.0)
                for kind, data in pictures.items()
            ),
            _reading(folder, "PNG of another program", _picture("png", pnginfo=info), 3000.0),
            _reading(folder, "JPEG that says nothing", pictures["jpeg"], 3000.0),
            _reading(folder, "PNG that says nothing", pictures["png"], 500.0),
            *(_writing(kind, data) for kind, data in pictures.items()),
        ]


def _picture(file_format: str, **options: object) -> bytes:
    """A megapixel with a little noise: as large as a photo."""
    noise = Image.effect_noise((SIDE_PX, SIDE_PX), 24).convert("RGB")
    out = BytesIO()
    noise.save(out, file_format.upper(), **options)
    return out.getvalue()


def _reading(folder: Path, what: str, data: bytes, goal: float) -> Result:
    first = folder / f"{what}.bin"
    first.write_bytes(data)
    files = [folder / f"{what} {number}" for number in range(FILES)]
    for file in files:
        os.link(first, file)

    def read_all() -> None:
        for file in files:
            read_settings(file)

    rate = FILES / _seconds(read_all)
    name = f"settings read, {what} of {len(data) / 1e6:.1f} MB"
    return {"name": name, "value": rate, "unit": "/s", "goal": goal, "ok": rate >= goal}


def _writing(file_format: str, data: bytes) -> Result:
    took_ms = 1000 * _seconds(lambda: embed(data, file_format, SETTINGS))
    name = f"settings written into a {file_format} of {len(data) / 1e6:.1f} MB"
    return {"name": name, "value": took_ms, "unit": "ms", "goal": 20.0, "ok": took_ms <= 20.0}


def _seconds(function: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        function()
        times.append(time.process_time() - started)
    return median(times)
