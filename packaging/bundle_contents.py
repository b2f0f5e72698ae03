"""What goes into the frozen program and what stays out. Pure functions, so that they are tested without freezing.

``flux-desktop.spec`` asks them; the packages and data files are those that ``pyproject.toml`` names.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

# keyring finds its back-ends by entry points; the program asks for these by name, some only on their own system.
KEYRING_BACKENDS = ("keyring.backends.SecretService", "keyring.backends.macOS", "keyring.backends.Windows")

# Never imported when the program runs, but somewhere in reach of an import statement.
UNUSED_MODULES = (
    *("tkinter", "curses", "readline", "pydoc", "doctest", "lib2to3", "ensurepip", "pip", "setuptools"),
    *("numpy.f2py", "numpy.distutils", "numpy.testing", "PIL.ImageQt", "PIL.ImageTk", "PIL.ImageShow"),
    *("PIL._avif", "PIL._imagingtk"),
)

# What PyInstaller would do at each start, before the program's first line. The launcher imports the one of these that
# some processes need; Qt finds its plugins by itself, and nothing here lists modules or looks for source code.
MULTIPROCESSING_HOOK = "pyi_rth_multiprocessing"
_UNUSED_HOOKS = {MULTIPROCESSING_HOOK, "pyi_rth_inspect", "pyi_rth_pkgutil"}
_UNUSED_HOOKS_ON_LINUX = {"pyi_rth_pyside6"}

_PLUGINS = {
    "iconengines": "*",
    "imageformats": {"qgif", "qico", "qicns", "qjpeg", "qsvg", "qwebp"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "platforms": {"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"},
    "platformthemes": {"qxdgdesktopportal"},
    "styles": "*",
    "wayland-decoration-client": "*",
    "wayland-shell-integration": {"xdg-shell"},
}
"""Qt's plugins that a window of widgets uses, by folder. GTK's theme would load GTK before the first paint."""

# Libraries that belong to the system: the drivers, themes and fonts of the person's computer are linked with its own,
# and two versions of one of them in a process end it. They are only taken away at the root of the bundle, because
# Python packages bring private libraries of the same names in folders of their own.
_SYSTEM_LIBRARIES = re.compile(
    r"lib(stdc\+\+|gcc_s|glib-2|gobject-2|gio-2|gmodule-2|gthread-2|pcre|pcre2-8|GL|GLX|GLdispatch|EGL|OpenGL|gbm|drm"
    r"|X11|X11-xcb|xcb|Xau|Xdmcp|Xext|Xrender|bsd|md|ICE|SM|fontconfig|freetype|expat|png16|brotli\w+|harfbuzz|graphite2"
    r"|dbus-1|systemd|cap|gcrypt|gpg-error|lz4|lzma|zstd|z|uuid|selinux|mount|blkid|gssapi_krb5|krb5|krb5support|k5crypto"
    r"|com_err|keyutils|resolv|wayland-client|wayland-cursor|wayland-egl)\."
)


def modules(root: Path) -> list[str]:
    """Every module of the program by its full name, those that are only loaded by name included."""
    return [name for package, folder in _packages(root).items() for name in _modules_in(package, folder)]


def data_files(root: Path) -> list[tuple[Path, str]]:
    """Every file that is not Python code, with the folder inside the bundle where it belongs."""
    setuptools = _setuptools(root)
    packages = _packages(root)
    return [
        (path, str(PurePosixPath(package.replace(".", "/"), path.parent.relative_to(packages[package]).as_posix())))
        for package, patterns in setuptools["package-data"].items()
        for pattern in patterns
        for path in sorted(packages[package].glob(pattern))
        if path.is_file()
    ]


def is_wanted_hook(name: str, platform: str) -> bool:
    """Whether a start-up script (or the launcher itself) belongs into the frozen program."""
    return name not in _UNUSED_HOOKS and not (platform == "linux" and name in _UNUSED_HOOKS_ON_LINUX)


def is_wanted(destination: str) -> bool:
    """Whether a library or data file that the freezer found belongs into the bundle."""
    path = PurePosixPath(destination.replace("\\", "/"))
    if len(path.parts) == 1:
        return not _SYSTEM_LIBRARIES.match(path.name)
    if path.parts[0] != "PySide6":
        return True
    if "translations" in path.parts:
        return False
    if "plugins" not in path.parts:
        return True
    folder, name = path.parts[-2], path.name.partition(".")[0].removeprefix("lib")
    names = _PLUGINS.get(folder, ())
    return names == "*" or name in names


def without_orphans(destinations: Iterable[str], needs: Callable[[str], Iterable[str]]) -> set[str]:
    """The ``destinations`` without shared libraries that nothing else in the bundle is linked with.

    ``needs`` gives the file names of the libraries that one is linked with. Extension modules, plugins and Python's
    own library are never orphans.
    """
    everything = set(destinations)
    by_name = {PurePosixPath(destination).name: destination for destination in everything if _is_library(destination)}
    kept = {destination for destination in everything if destination not in by_name.values()}
    kept |= {destination for name, destination in by_name.items() if name.startswith("libpython")}
    waiting = list(kept)
    while waiting:
        for name in needs(waiting.pop()):
            library = by_name.get(name)
            if library and library not in kept:
                kept.add(library)
                waiting.append(library)
    return kept


def _is_library(destination: str) -> bool:
    """A library at the root, among Qt's or a package's own: what something left out may have brought along."""
    path = PurePosixPath(destination)
    folder = path.parent.as_posix()
    return path.name.startswith("lib") and (folder in (".", "PySide6/Qt/lib") or folder.endswith(".libs"))


def _setuptools(root: Path) -> Mapping[str, dict[str, list[str]]]:
    tools = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    found: Mapping[str, dict[str, list[str]]] = tools["setuptools"]
    return found


def _packages(root: Path) -> dict[str, Path]:
    """The packages of the program and their folders."""
    setuptools = _setuptools(root)
    folders: Mapping[str, object] = setuptools["package-dir"]
    return {name: root / str(folders.get(name, name.replace(".", "/"))) for name in setuptools["packages"]}


def _modules_in(package: str, folder: Path) -> list[str]:
    names = sorted(path.stem for path in folder.glob("*.py"))
    return [package if name == "__init__" else f"{package}.{name}" for name in names]
