"""Draws the sample pictures of the templates that come along: `python -m tests.screenshots.template_pictures`.

They are practice pictures: what the words here say, drawn by the practice server's art.
"""

import json
from pathlib import Path

from PIL import Image

from flux_desktop import resources
from flux_desktop.domain.sizes import Size
from flux_desktop.practice.art import draw_without_strip
from flux_desktop.ui.template_desk import sample_of

WORDS = {
    "Portrait": "soft warm bokeh lights, amber",
    "Product": "a pottery vase on stone, studio, grey",
    "Landscape": "ridges of mountains at golden first light, mist, river",
    "Botanical": "a wild rose flower, botanical plate, pink",
    "Poster with text": "a city skyline, a poster in red",
    "Logo sketch": "dunes under a sun, brown, simple",
    "Pattern": "a fractal pattern, lemon and blue",
    "Character sheet": "a bottle, green, studio",
    "Change background": "a sunlit forest, green",
    "Combine two images": "blue marble with gold",
    "Style transfer": "the sea in watercolour, blue",
    "Day to night": "a city at night, blue hour",
}
_FOLDER = Path(__file__).parents[2] / "resources" / "pictures"
_DRAWN, _KEPT = 384, 160
_SEED, _QUALITY = 3, 82


def main() -> None:
    for template in json.loads(resources.text("prompt_templates.json"))["templates"]:
        picture = draw_without_strip(WORDS[template["name"]], Size(_DRAWN, _DRAWN), _SEED)
        small = picture.resize((_KEPT, _KEPT), Image.Resampling.LANCZOS)
        small.save(_FOLDER / sample_of(template["name"]).name, "JPEG", quality=_QUALITY, optimize=True)


if __name__ == "__main__":
    main()
