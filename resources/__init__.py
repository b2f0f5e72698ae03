"""The program's data files: icons, styles and the model catalogue. Importable as ``flux_desktop.resources``."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Where the resource ``name`` (relative, such as ``icons/search.svg``) lies on disk."""
    return _FOLDER / name


def text(name: str) -> str:
    """The content of a text resource."""
    return path(name).read_text(encoding="utf-8")
