"""The Debian package: the frozen program under /usr/lib, and what a desktop expects under /usr/share."""

import gzip
import hashlib
import shutil
import subprocess
import textwrap
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

IDENTIFIER = "io.github.flux_desktop.FluxDesktop"
MAINTAINER = "The Flux Desktop authors <flux-desktop@users.noreply.github.com>"
HOMEPAGE = "https://github.com/flux-desktop/flux-desktop"

_LINUX = Path(__file__).resolve().parent / "linux"
_PROGRAM = Path("usr/lib/flux-desktop")

_CONTROL = """\
Package: flux-desktop
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size_kib}
Depends: ca-certificates, {depends}
Recommends: xdg-utils
Suggests: gnome-keyring, fonts-inter, fonts-noto-cjk
Section: graphics
Priority: optional
Homepage: {homepage}
Description: make pictures with Black Forest Labs' FLUX models
 Type what you want to see, read the price, press Generate: the picture arrives
 in your gallery and stays on your computer. Flux Desktop speaks with Black
 Forest Labs directly, with your own key, which lives in the system's keychain.
 .
 Pictures that are paid for arrive even after a restart, and practice mode
 works without a key, without a connection and without cost.
"""

# What a frozen program is: its own copies of libraries, which do not look like Debian's.
_LINTIAN_OVERRIDES = """\
flux-desktop: embedded-library
flux-desktop: hardening-no-fortify-functions
flux-desktop: hardening-no-pie
flux-desktop: library-not-linked-against-libc
flux-desktop: shared-library-lacks-prerequisites
flux-desktop: unstripped-binary-or-object
"""


@dataclass(frozen=True, slots=True)
class Release:
    """One entry of the metainfo file."""

    version: str
    date: datetime
    notes: tuple[str, ...]


def releases(metainfo: str) -> list[Release]:
    """The releases that the metainfo file names, newest first."""
    found = []
    for entry in ET.fromstring(metainfo).iterfind("releases/release"):  # noqa: S314 - our own file
        notes = (" ".join((note.text or "").split()) for note in entry.iter() if note.tag in ("p", "li"))
        date = datetime.fromisoformat(entry.attrib["date"]).replace(tzinfo=UTC)
        found.append(Release(entry.attrib["version"], date, tuple(notes)))
    return found


def changelog(metainfo: str) -> str:
    """The releases in the form of a Debian changelog."""
    return "\n".join(
        f"flux-desktop ({release.version}) stable; urgency=medium\n\n"
        + "".join(
            textwrap.fill(note, 76, initial_indent="  * ", subsequent_indent="    ") + "\n" for note in release.notes
        )
        + f"\n -- {MAINTAINER}  {format_datetime(release.date)}\n"
        for release in releases(metainfo)
    )


def build(bundle: Path, icons: Path, work: Path, target: Path, version: str) -> Path:
    """Pack the frozen program in ``bundle`` and return the package's path. ``work`` is overwritten."""
    shutil.rmtree(work, ignore_errors=True)
    tree = work / "tree"
    shutil.copytree(bundle, tree / _PROGRAM, symlinks=True)
    link = tree / "usr/bin/flux-desktop"
    link.parent.mkdir(parents=True)
    link.symlink_to("../lib/flux-desktop/flux-desktop")
    _share(tree / "usr/share", icons, version)
    architecture = _output("dpkg", "--print-architecture")
    control = _CONTROL.format(
        version=version,
        architecture=architecture,
        maintainer=MAINTAINER,
        homepage=HOMEPAGE,
        size_kib=sum(path.lstat().st_size for path in _files(tree)) // 1024,
        depends=dependencies(tree / _PROGRAM, work),
    )
    _write(tree / "DEBIAN/control", control.encode())
    _write(tree / "DEBIAN/md5sums", _checksums(tree))
    _set_modes(tree)
    package = target / f"flux-desktop_{version}_{architecture}.deb"
    _output("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, package)
    return package


def dependencies(program: Path, work: Path) -> str:
    """The packages that hold what the program is linked with and does not bring, found by dpkg-shlibdeps here."""
    _write(work / "debian/control", b"Source: flux-desktop\n\nPackage: flux-desktop\nArchitecture: any\n")
    folders = {path.parent for path in _files(program) if ".so" in path.name}
    options = [f"-l{folder}" for folder in sorted(folders)]
    options += [f"-x{package}" for package in sorted(owners(program / "_internal").values())]
    binaries = [path for path in _files(program) if not path.is_symlink() and is_elf(path)]
    command: list[str | Path] = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *options, *binaries]
    done = subprocess.run(command, cwd=work, check=True, capture_output=True)
    return done.stdout.decode().strip().removeprefix("shlibs:Depends=")


def owners(internal: Path) -> dict[str, str]:
    """For libraries at the root of the bundle that this Debian system has too: the package they were taken from."""
    found = {}
    for library in sorted(internal.glob("lib*.so*")):
        if library.is_symlink():
            continue  # to one of Qt's or of another wheel
        command = ["dpkg-query", "-S", f"*/{library.name}"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if package := done.stdout.partition(":")[0]:
            found[library.name] = package
    return found


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _share(share: Path, icons: Path, version: str) -> None:
    metainfo = (_LINUX / f"{IDENTIFIER}.metainfo.xml").read_text(encoding="utf-8")
    date = releases(metainfo)[0].date
    manual = (_LINUX / "flux-desktop.1").read_text(encoding="utf-8")
    manual = manual.replace("@DATE@", f"{date:%Y-%m-%d}").replace("@VERSION@", version)
    _write(share / "applications" / f"{IDENTIFIER}.desktop", (_LINUX / f"{IDENTIFIER}.desktop").read_bytes())
    _write(share / "metainfo" / f"{IDENTIFIER}.metainfo.xml", metainfo.encode())
    _write(share / "man/man1/flux-desktop.1.gz", gzip.compress(manual.encode(), mtime=0))
    _write(share / "doc/flux-desktop/changelog.gz", gzip.compress(changelog(metainfo).encode(), mtime=0))
    _write(share / "doc/flux-desktop/copyright", (_LINUX / "copyright").read_bytes())
    _write(share / "lintian/overrides/flux-desktop", _LINTIAN_OVERRIDES.encode())
    hicolor = share / "icons/hicolor"
    drawing = _LINUX.parents[1] / "resources/icons/flux-desktop.svg"
    _write(hicolor / "scalable/apps" / f"{IDENTIFIER}.svg", drawing.read_bytes())
    for icon in icons.glob("*.png"):
        _write(hicolor / f"{icon.stem}x{icon.stem}/apps" / f"{IDENTIFIER}.png", icon.read_bytes())


def _checksums(tree: Path) -> bytes:
    lines = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in _files(tree)
        if not path.is_symlink() and "DEBIAN" not in path.parts
    ]
    return "".join(lines).encode()


def _set_modes(tree: Path) -> None:
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    (tree / _PROGRAM / "flux-desktop").chmod(0o755)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _output(*command: str | Path) -> str:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.decode().strip()
