"""What the program is shipped with, and under which terms.

``third_party.py`` writes THIRD_PARTY.md; ``third_party.py --texts FOLDER`` copies the licence texts that a bundle
carries. Both read the lock file and the metadata of the packages installed beside this Python.
"""

import re
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
TEMPLATE = ROOT / "packaging" / "third_party.in.md"
TARGET = ROOT / "THIRD_PARTY.md"

# Used to install, not shipped.
_NOT_SHIPPED = {"setuptools"}

# Packages whose metadata says it in no expression, or that only some systems and versions of Python need.
KNOWN = {
    "backports-tarfile": "MIT",
    "cffi": "MIT-0",
    "cryptography": "Apache-2.0 OR BSD-3-Clause",
    "importlib-metadata": "Apache-2.0",
    "jaraco-classes": "MIT",
    "jeepney": "MIT",
    "lazy-importer": "Apache-2.0",
    "pycparser": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "secretstorage": "BSD-3-Clause",
    "typing-extensions": "PSF-2.0",
    "zipp": "MIT",
}

# What the program may be shipped with. LGPL: as libraries that can be replaced.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0"),
    *("MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib"),
}


@dataclass(frozen=True, slots=True)
class Package:
    """A line of the list. ``versions`` has more than one when the lock file has one for each Python."""

    name: str
    versions: tuple[str, ...]
    licence: str


def locked(lock: str) -> dict[str, tuple[str, ...]]:
    """Names and versions of what is shipped, of every system."""
    versions: dict[str, tuple[str, ...]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        if name not in _NOT_SHIPPED:
            versions[name] = (*versions.get(name, ()), version)
    return versions


def packages(lock: str) -> list[Package]:
    """Everything that ``lock`` names, with its licence.

    Raises:
        ValueError: some say nothing of their licence; look it up and add it to ``KNOWN``.
    """
    found = [Package(name, versions, _licence(name)) for name, versions in sorted(locked(lock).items())]
    if silent := [package.name for package in found if not package.licence]:
        raise ValueError(f"look up the licence of: {', '.join(silent)}")
    return found


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression lets us choose terms that we can ship under. Parentheses are for a person to read."""
    return any(all(term in ALLOWED for term in option.split(" AND ")) for option in expression.split(" OR "))


def document(lock: str) -> str:
    """The text of THIRD_PARTY.md."""
    lines = [f"| {package.name} | {', '.join(package.versions)} | {package.licence} |" for package in packages(lock)]
    return TEMPLATE.read_text(encoding="utf-8").replace("@PACKAGES@", "\n".join(lines))


def copy_texts(folder: Path) -> None:
    """Copy the licence texts of the program, of what is installed beside this Python, and of the platform."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "LICENSE", folder / "Flux Desktop.txt")
    for text in sorted((ROOT / "LICENSES").glob("*.txt")):
        shutil.copy(text, folder / text.name)
    for name in locked(LOCK.read_text(encoding="utf-8")):
        try:
            _copy_texts_of(distribution(name), folder / name)
        except PackageNotFoundError:
            continue  # a package of another system, or of another Python


def _copy_texts_of(package: Distribution, folder: Path) -> None:
    wanted = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
    for file in package.files or []:
        if wanted.match(file.name) and file.suffix != ".py" and any(".dist-info" in part for part in file.parts):
            inner = Path(*file.parts[1:])
            target = folder / (inner.relative_to("licenses") if inner.parts[0] == "licenses" else inner)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target)


def _licence(name: str) -> str:
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return KNOWN.get(name, "")
    fields = metadata.json
    said = str(fields.get("license_expression") or fields.get("license") or KNOWN.get(name, ""))
    return "" if "\n" in said else said


def main(arguments: list[str]) -> int:
    lock = LOCK.read_text(encoding="utf-8")
    refused = [f"{package.name}: {package.licence}" for package in packages(lock) if not is_allowed(package.licence)]
    if refused:
        print("Not to be shipped: " + "; ".join(refused))
        return 1
    if arguments[:1] == ["--texts"]:
        copy_texts(Path(arguments[1]))
    else:
        TARGET.write_text(document(lock), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
