from io import BytesIO
from pathlib import Path

from PIL import Image

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import embed, read_settings

SETTINGS = FileSettings(prompt="a fjord, ein Fjord, 峡湾", model="flux-2-pro", seed=7, tool="Flux Desktop")


def test_settings_in_a_png_come_back(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGB", (5, 4), "teal").save(out, "PNG")
    file = tmp_path / "a.png"
    file.write_bytes(embed(out.getvalue(), "png", SETTINGS))
    assert read_settings(file) == SETTINGS
