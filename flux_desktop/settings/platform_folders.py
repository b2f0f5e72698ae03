"""Where each system wants a program's data and a person's pictures.

Worked out here because the window needs it before its first paint, and a library for it would cost more than the few
lines do.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

_PICTURES_FOLDER_ID = "{33E28130-4E1E-4676-835A-98395C3BC3BB}"


def data_folder(environ: Mapping[str, str], home: Path, platform: str = sys.platform) -> Path:
    """The folder of this program's own data, on the local disk."""
    if platform == "darwin":
        return home / "Library" / "Application Support" / "Flux Desktop"
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "Flux Desktop"
    return _xdg("XDG_DATA_HOME", environ, home / ".local" / "share") / "flux-desktop"


def pictures_folder(environ: Mapping[str, str], home: Path, platform: str = sys.platform) -> Path:
    """The person's folder for pictures, which may be renamed, translated or moved elsewhere."""
    if platform == "darwin":
        return home / "Pictures"
    if platform == "win32":
        return _known_folder(_PICTURES_FOLDER_ID) or home / "Pictures"
    config = _xdg("XDG_CONFIG_HOME", environ, home / ".config")
    return _from_user_dirs(config / "user-dirs.dirs", home) or home / "Pictures"


def _xdg(name: str, environ: Mapping[str, str], default: Path) -> Path:
    """The XDG specification has relative paths ignored."""
    folder = Path(environ.get(name, ""))
    return folder if folder.is_absolute() else default


def _from_user_dirs(path: Path, home: Path) -> Path | None:
    """``XDG_PICTURES_DIR="$HOME/Bilder"`` in a file of shell assignments. The home folder itself means "none"."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, value = line.strip().partition("=")
        if name == "XDG_PICTURES_DIR":
            folder = Path(value.strip('"').replace("$HOME", str(home)))
            return folder if folder.is_absolute() and folder != home else None
    return None


def _known_folder(folder_id: str) -> Path | None:
    """Ask Windows, which knows of folders that were moved to another disk or into OneDrive."""
    import ctypes
    from uuid import UUID

    windll = getattr(ctypes, "windll", None)
    if windll is None:
        return None
    identifier = (ctypes.c_byte * 16).from_buffer_copy(UUID(folder_id).bytes_le)
    answer = ctypes.c_wchar_p()
    failed = windll.shell32.SHGetKnownFolderPath(ctypes.byref(identifier), 0, None, ctypes.byref(answer))
    folder = answer.value
    windll.ole32.CoTaskMemFree(answer)
    return None if failed or not folder else Path(folder)
