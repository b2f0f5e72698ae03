"""The program that photographers ask what stands in a file reads ours, and finds nothing wrong with them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import embed
from tests.storage.embedded.pictures import FORMATS, SETTINGS, picture

EXIFTOOL = shutil.which("exiftool")
pytestmark = pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed (libimage-exiftool-perl)")


def read(file: Path) -> dict[str, object]:
    command = [str(EXIFTOOL), "-json", "-b", "-validate", "-all", str(file)]
    (found,) = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return dict(found)


@pytest.mark.parametrize("file_format", FORMATS)
def test_exiftool_reads_what_is_written(file_format: str, tmp_path: Path) -> None:
    file = tmp_path / f"a.{file_format}"
    file.write_bytes(embed(picture(file_format), file_format, SETTINGS))
    found = read(file)
    assert found["Description"] == SETTINGS.prompt
    assert (found["CreatorTool"], found["Software"]) == (SETTINGS.tool, SETTINGS.tool)
    assert FileSettings.from_json(str(found["Settings"])) == SETTINGS
    text = found["Parameters" if file_format == "png" else "UserComment"]
    assert str(text).startswith(f"{SETTINGS.prompt}\nSteps: 28, Seed: 7")
    assert "Error" not in str(found["Validate"])  # it warns of EXIF tags that only cameras fill in


def test_exiftool_puts_a_long_packet_together(tmp_path: Path) -> None:
    file = tmp_path / "a.jpeg"
    long = FileSettings(prompt="a fjord, ein Fjord, 峡湾. " * 3000)
    file.write_bytes(embed(picture("jpeg"), "jpeg", long))
    assert FileSettings.from_json(str(read(file)["Settings"])) == long
