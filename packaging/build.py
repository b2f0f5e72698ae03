"""Build what this system can build into dist/; ``python3 dev.py package`` calls it.

Everything is made from a clean copy of the sources, in an environment that holds what the lock files name and nothing
else: source archive → wheel → frozen program → archive and installer. The frozen program must pass its self-check, in
an empty environment, before it is packed.
"""

import hashlib
import os
import platform
import shutil
import sys
import tarfile
import tempfile
import time
import venv
import zipfile
from pathlib import Path

import debian_package
import python_packages
from steps import run, step

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
WORK = ROOT / "build" / "package"
VENV = ROOT / "build" / "package-venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = ("requirements.lock", "packaging/requirements-packaging.lock")
METAINFO = f"packaging/linux/{debian_package.IDENTIFIER}.metainfo.xml"


def main() -> int:
    started_s = time.monotonic()
    source = WORK / "source"
    for folder in (WORK, DIST):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    step("A clean copy of the sources", lambda: python_packages.copy_sources(source))
    step("The environment", prepare_environment)
    wheel = step("Source archive and wheel", lambda: python_packages.build_wheel(source, DIST, PYTHON))
    version = wheel.name.split("-")[1]
    step("Icons and licence texts", lambda: make_parts(source, wheel, version))
    bundle = step("The frozen program", lambda: freeze(source, version))
    step("Its self-check, in an empty environment", lambda: check(bundle))
    if sys.platform == "linux":
        step("The archive", lambda: archive(bundle, version))
        if shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps"):
            work = WORK / "debian"
            step("The Debian package", lambda: debian_package.build(bundle, WORK / "icons", work, DIST, version))
    elif sys.platform == "win32":
        step("The installer", lambda: windows_installer(source, bundle, version))
    elif sys.platform == "darwin":
        step("The disk image", lambda: disk_image(source, bundle, version))
    print(f"\nBuilt in {time.monotonic() - started_s:.0f} s:")
    for path in sorted(DIST.glob("*")):
        print(f"  {path.stat().st_size / 1e6:8.1f} MB  {path.relative_to(ROOT)}")
    return 0


def prepare_environment() -> None:
    """The freezer and what is frozen, by hash. Made again when a lock file or this Python changed."""
    content = b"".join((ROOT / lock).read_bytes() for lock in LOCKS) + f"{sys.version}{sys.prefix}".encode()
    stamp, wanted = VENV / "stamp", hashlib.sha256(content).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    venv.create(VENV, clear=True, with_pip=True)
    for lock in LOCKS:
        pip("--require-hashes", "-r", str(ROOT / lock))
    stamp.write_text(wanted)


def make_parts(source: Path, wheel: Path, version: str) -> None:
    pip("--no-deps", "--force-reinstall", str(wheel))
    run(PYTHON, source / "packaging/draw_icons.py", WORK / "icons", folder=source)
    run(PYTHON, source / "packaging/third_party.py", "--texts", WORK / "licences", folder=source)
    if sys.platform == "win32":
        template = (source / "packaging/windows/version.in.txt").read_text(encoding="utf-8")
        numbers = ", ".join([*version.split("."), "0"])
        (WORK / "version.txt").write_text(template.replace("@VERSION@", version).replace("@NUMBERS@", numbers))


def freeze(source: Path, version: str) -> Path:
    spec = source / "packaging/flux-desktop.spec"
    environment = {
        **os.environ,
        "FLUX_DESKTOP_PARTS": str(WORK),
        "FLUX_DESKTOP_VERSION": version,
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": str(release_date_s(source)),
    }
    folders = ("--distpath", WORK / "frozen", "--workpath", WORK / "freezing")
    run(PYTHON, "-m", "PyInstaller", "--noconfirm", *folders, spec, folder=WORK, environment=environment)
    bundle = WORK / "frozen" / "flux-desktop"
    if sys.platform == "linux":
        copy_system_licences(bundle / "_internal")
        strip_python(bundle / "_internal")
    return bundle


def release_date_s(source: Path) -> int:
    """Timestamps inside the packages: the day of the release, so that the same sources give the same packages."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    metainfo = (source / METAINFO).read_text(encoding="utf-8")
    return int(debian_package.releases(metainfo)[0].date.timestamp())


def copy_system_licences(internal: Path) -> None:
    """Libraries that were taken from this Debian system come with the licence texts that it has of them."""
    if shutil.which("dpkg-query"):
        for package in sorted(set(debian_package.owners(internal).values())):
            shutil.copy(Path("/usr/share/doc", package, "copyright"), internal / "licences" / f"{package}.txt")


def strip_python(internal: Path) -> None:
    """Take the debugger's tables and the folders of this computer out of Python itself.

    What comes from wheels is left as its makers packed it.
    """
    for library in (*internal.glob("libpython*"), *internal.glob("python3*/lib-dynload/*.so")):
        run("strip", "--strip-unneeded", library, folder=internal)
        run("patchelf", "--remove-rpath", library, folder=internal)


def check(bundle: Path) -> None:
    """Let the frozen program make a picture, far away from the sources and from this session."""
    program = bundle / "flux-desktop"
    if sys.platform == "darwin":
        program = bundle.with_name("Flux Desktop.app") / "Contents/MacOS/flux-desktop"
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    if os.name == "nt":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    with tempfile.TemporaryDirectory() as folder:
        screenshot = Path(folder, "window.png")
        run(program, "--self-check", "--screenshot", screenshot, folder=Path(folder), environment=environment)
        shutil.copy(screenshot, WORK / "self-check.png")


def archive(bundle: Path, version: str) -> None:
    """The program as a folder to unpack anywhere."""
    name = f"flux-desktop-{version}"
    date_s = release_date_s(ROOT)

    def owned_by_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = date_s
        return entry

    with tarfile.open(DIST / f"{name}-linux-{platform.machine()}.tar.xz", "w:xz") as file:
        file.add(bundle, name, filter=owned_by_root)


def windows_installer(source: Path, bundle: Path, version: str) -> None:
    """A zip archive, and an installer when Inno Setup's compiler is there."""
    with zipfile.ZipFile(DIST / f"flux-desktop-{version}-windows.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(bundle.rglob("*")):
            file.write(path, Path(f"flux-desktop-{version}", path.relative_to(bundle)))
    if compiler := shutil.which("iscc"):
        script = source / "packaging/windows/flux-desktop.iss"
        run(compiler, f"/DVersion={version}", f"/DBundle={bundle}", f"/O{DIST}", script, folder=source)


def disk_image(source: Path, bundle: Path, version: str) -> None:
    settings = source / "packaging/macos/dmg_settings.py"
    environment = {**os.environ, "FLUX_DESKTOP_APP": str(bundle.with_name("Flux Desktop.app"))}
    image = DIST / f"Flux-Desktop-{version}.dmg"
    run(PYTHON, "-m", "dmgbuild", "-s", settings, "Flux Desktop", image, folder=source, environment=environment)


def pip(*options: str) -> None:
    quiet = ("--disable-pip-version-check", "install", "--quiet", "--no-warn-script-location")
    run(PYTHON, "-m", "pip", *quiet, *options, folder=ROOT)


if __name__ == "__main__":
    sys.exit(main())
