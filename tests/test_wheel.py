"""The program as it is installed: nothing that it needs stays behind in the repository."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from flux_desktop import __version__
from tests.support.program import REPOSITORY, Home

_LEFT_OUT = shutil.ignore_patterns(".*", "tests", "build", "dist", "docs", "*.egg-info", "__pycache__")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds. It is built from a copy, without a network."""
    root = tmp_path_factory.mktemp("wheel")
    shutil.copytree(REPOSITORY, root / "source", ignore=_LEFT_OUT)
    script = f"from setuptools.build_meta import build_wheel; print(build_wheel({str(root)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root / "source", capture_output=True, text=True, timeout=60, check=True
    )
    wheel = root / done.stdout.splitlines()[-1]
    assert wheel.name == f"flux_desktop-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(root / "installed")
    return root / "installed"


def _inside(folder: Path, patterns: tuple[str, ...]) -> set[str]:
    return {path.relative_to(folder).as_posix() for pattern in patterns for path in folder.rglob(pattern)}


def test_every_module_and_resource_is_in_it(installed: Path) -> None:
    package = installed / "flux_desktop"
    patterns = ("*.py", "*.sql")
    assert _inside(package, patterns) - _inside(package, ("resources/*",)) == _inside(
        REPOSITORY / "flux_desktop", patterns
    )
    kinds = ("*.json", "*.svg", "*.qss", "*.jpg", "*.png", "*.ttf", "*.qm")
    assert _inside(package / "resources", kinds) == _inside(REPOSITORY / "resources", kinds) != set()


def test_it_brings_its_licence_and_a_command(installed: Path) -> None:
    (info,) = installed.glob("*.dist-info")
    assert (info / "licenses" / "LICENSE").read_text() == (REPOSITORY / "LICENSE").read_text()
    assert "flux-desktop = flux_desktop.__main__:start" in (info / "entry_points.txt").read_text()


def test_it_runs_from_there(installed: Path, tmp_path: Path) -> None:
    environ = Home(tmp_path / "person").environ | {"PYTHONPATH": str(installed)}
    script = (
        "from flux_desktop import resources; import flux_desktop\n"
        f"assert flux_desktop.__file__.startswith({str(installed)!r})\n"
        f"assert str(resources.path('icons')).startswith({str(installed)!r})\n"
        "assert resources.text('model_catalogue.json')\n"
        "from flux_desktop.__main__ import main; main(['--version'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Flux Desktop {__version__}\n", "")
