"""The source archive and the wheel, from a clean copy of the sources."""

import shutil
import tarfile
import tempfile
from pathlib import Path

from steps import run

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("flux_desktop", "resources", "docs", "packaging", "tests", "LICENSES")


def copy_sources(target: Path) -> None:
    """What a release is made of, without anything that building or testing left behind."""
    ignored = shutil.ignore_patterns("__pycache__", "*.py[co]", "*.egg-info", ".*")
    for name in SOURCES:
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for pattern in ("*.md", "*.toml", "*.lock", "dev.py", "LICENSE", "MANIFEST.in"):
        for path in ROOT.glob(pattern):
            shutil.copy(path, target / path.name)


def build_wheel(source: Path, target: Path, python: Path) -> Path:
    """The wheel is built from the source archive, so that both are known to be whole."""
    backend = "import sys; from setuptools import build_meta as b; getattr(b, sys.argv[1])(sys.argv[2])"
    run(python, "-c", backend, "build_sdist", target, folder=source)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(next(target.glob("*.tar.gz"))) as file:
            # Python 3.11.2 of Debian 12 has no filters yet; later ones want to be told.
            file.extraction_filter = getattr(tarfile, "data_filter", None)
            file.extractall(folder)  # noqa: S202 - made a moment ago
        run(python, "-c", backend, "build_wheel", target, folder=next(Path(folder).iterdir()))
    return next(target.glob("*.whl"))
