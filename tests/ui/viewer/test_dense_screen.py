import os
import subprocess
import sys
from pathlib import Path

import pytest

from flux_desktop import resources

ROOT = resources.path("..").resolve()


@pytest.mark.parametrize("factor", ["1.25", "1.5", "2"])
def test_pictures_are_sharp_in_the_pixels_of_a_dense_screen(tmp_path: Path, factor: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.viewer.dense_screen", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
