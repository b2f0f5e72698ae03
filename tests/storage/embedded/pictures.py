"""Small pictures and settings for the tests of what stands in files."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size

FORMATS = ("png", "jpeg", "webp")

REQUEST = GenerationRequest(
    "flux-2-pro",
    "a quiet fjord & a <boat>, 峡湾",
    {"width": 24, "height": 16, "seed": 7, "safety_tolerance": 2},
    (Reference("ab" * 32, "png", Size(8, 8), 90, ""),),
)
SETTINGS = FileSettings(
    prompt=REQUEST.prompt,
    prompt_used="a quiet fjord at dawn",
    model="flux-2-pro",
    seed=7,
    size=Size(24, 16),
    made_at=datetime(2026, 11, 20, 14, 15, 3, 250_000, UTC),
    tool="Flux Desktop 0.1.0",
    generation_id=1_800_000_000_000 << 10,
    cost=450,
    request_json=REQUEST.to_json(),
    parameters={"safety_tolerance": "2", "steps": "28"},
)


def picture(file_format: str, **options: Any) -> bytes:
    """24 × 16 pixels with a gradient, so that damage shows."""
    image = Image.linear_gradient("L").resize((24, 16)).convert(options.pop("mode", "RGB"))
    out = BytesIO()
    image.save(out, file_format.upper(), **options)
    return out.getvalue()
