"""Draw the sample pictures again: those of the welcome page and of the empty gallery's cards.

Run from the repository: ``.venv/bin/python packaging/make_sample_pictures.py [FOLDER]``. The same program draws the
same pictures, so the folder only changes when the drawing does.
"""

import io
import sys
from pathlib import Path

from PIL import Image

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.art import draw_without_strip

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "pictures"
_LONG_SIDE_PX = 640
_MOST_BYTES = 60 * 1024

# Name, width to height, prompt, seed.
_SAMPLES = (
    ("welcome-01", (4, 5), "bottle pink light", 4),
    ("welcome-02", (3, 4), "dunes sunset", 3),
    ("welcome-03", (16, 9), "silk violet", 4),
    ("welcome-04", (3, 4), "city teal night street", 3),
    ("welcome-05", (4, 5), "vase earth light", 5),
    ("welcome-06", (1, 1), "fractal teal", 4),
    ("welcome-07", (4, 5), "mountain ridges winter", 3),
    ("welcome-08", (1, 1), "dahlia golden light", 3),
    ("welcome-09", (3, 2), "mountain ridges sunset", 4),
    ("welcome-10", (1, 1), "fluid teal abstract", 5),
    ("welcome-11", (3, 2), "fjord night moon right", 2),
    ("welcome-12", (3, 2), "dunes golden", 3),
    ("welcome-13", (4, 5), "sea sunset sail", 5),
    ("welcome-14", (1, 1), "bokeh rain neon", 3),
    ("card-landscape", (3, 2), "A lighthouse on a basalt cliff, blue hour, moonlight from the right", 2),
    ("card-product", (3, 2), "A glass bottle of amber oil, product photo on dark slate", 2),
    ("card-botanical", (3, 2), "A dark red dahlia, studio light", 5),
    ("card-scene", (3, 2), "A city skyline at dusk", 5),
)


def main(folder: Path) -> None:
    """Write every sample into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for name, shape, prompt, seed in _SAMPLES:
        data = _compressed(_sample(shape, prompt, seed))
        (folder / f"{name}.jpg").write_bytes(data)
        total += len(data)
        print(f"{name}.jpg  {len(data) / 1024:5.1f} KB")
    print(f"{len(_SAMPLES)} pictures, {total / 1024:.0f} KB")


def _sample(shape: tuple[int, int], prompt: str, seed: int) -> Image.Image:
    """Drawn at twice its size: what is fine stays crisp, and the grain becomes finer."""
    scale = _LONG_SIDE_PX / max(shape)
    width, height = round(shape[0] * scale), round(shape[1] * scale)
    large = draw_without_strip(prompt, Size(width * 2, height * 2), seed)
    return large.resize((width, height), Image.Resampling.LANCZOS)


def _compressed(picture: Image.Image) -> bytes:
    """JPEG of good quality; a little less where the picture is too rich for the space."""
    data = b""
    for quality in range(82, 40, -4):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        data = buffer.getvalue()
        if len(data) <= _MOST_BYTES:
            break
    return data


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER)
