#!/usr/bin/env python3
"""One command for everything a developer does: run, test, check, bench, package.

Standard library only, and Python 3.11 is all it expects of the machine. What is missing is installed first: system
libraries by apt (as root or with sudo; otherwise they are named), Python packages into ``.venv`` from a lock file with
hashes. A second call finds everything in place and starts at once.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BUILD = ROOT / "build"

# What Qt loads on Debian 12 and 13, one library of each package. Found by starting Qt on a bare system.
WINDOW_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONTS = {"/usr/share/fonts": "fonts-inter"}
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "strace": "strace",
}
PACKAGE_PROGRAMS = {
    "objdump": "binutils",
    "dpkg-deb": "dpkg",
    "dpkg-shlibdeps": "dpkg-dev",
    "patchelf": "patchelf",
}
# What the packed program is linked with beyond that; the package's dependencies are found from these.
PACKAGE_LIBRARIES = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}

LOCK_FILES = {
    "requirements.lock": ["--group", "build"],
    "requirements-dev.lock": ["--group", "build", "--group", "dev"],
    "packaging/requirements-packaging.lock": ["--only-group", "packaging"],
}

HELP = """usage: python3 dev.py COMMAND [options]

  run      install what is missing, then start Flux Desktop (options are passed on, see --help)
  test     install what is missing, then run the test suite (options go to pytest)
  check    ruff, mypy --strict, import-linter
  bench    the benchmarks: a table and build/benchmarks.json
  package  build what this system can build into dist/
  lock     write the lock files again from pyproject.toml
"""


def main() -> int:
    command, rest = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    commands = {"run": run, "test": test, "check": check, "bench": bench, "package": package, "lock": lock}
    if command not in commands:
        print(HELP)
        return 0 if command in ("help", "-h", "--help") else 2
    if sys.version_info < (3, 11):  # noqa: UP036 - this file also starts under an older Python, to say so
        print("Flux Desktop needs Python 3.11 or newer.")
        return 1
    return commands[command](rest)


def run(options: list[str]) -> int:
    """Start the program; with no screen, check it off screen instead and leave a picture of its window."""
    prepare("requirements.lock", programs={})
    if not has_display() and not {"--self-check", "--help", "--version"} & set(options):
        BUILD.mkdir(exist_ok=True)
        print("There is no display here, so Flux Desktop checks itself off screen instead.", flush=True)
        options = ["--self-check", "--screenshot", str(BUILD / "flux-desktop.png"), *options]
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return replace_process([str(PYTHON), "-m", "flux_desktop", *options])


def test(options: list[str]) -> int:
    prepare("requirements-dev.lock", TEST_PROGRAMS)
    # Most tests wait for another process; three at once keep two cores busy.
    return replace_process([str(PYTHON), "-m", "pytest", "-n", "3", "--dist", "worksteal", *options])


def check(_options: list[str]) -> int:
    """Every check is run, also when an earlier one finds something."""
    prepare("requirements-dev.lock", programs={}, window=False)
    tools = VENV / "bin"
    checks = [
        [str(tools / "ruff"), "format", "--check", "."],
        [str(tools / "ruff"), "check", "."],
        [str(tools / "mypy")],
        [str(tools / "lint-imports")],
    ]
    results = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in checks]
    return 1 if any(results) else 0


def bench(options: list[str]) -> int:
    prepare("requirements-dev.lock", TEST_PROGRAMS)
    return replace_process([str(PYTHON), "-m", "tests.benchmarks", *options])


def package(options: list[str]) -> int:
    libpython = str(sysconfig.get_config_var("INSTSONAME"))
    libraries = {**PACKAGE_LIBRARIES, libpython: f"libpython3.{sys.version_info.minor}"}
    prepare("requirements.lock", PACKAGE_PROGRAMS, libraries=libraries)
    return replace_process([str(PYTHON), str(ROOT / "packaging" / "build.py"), *options])


def lock(_options: list[str]) -> int:
    """Resolve anew. uv writes requirement files with hashes and markers for every system, and no address in them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder, "bin", "python"))
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        export = [python, "-m", "uv", "export", "--quiet", "--no-emit-project", "--no-header", "--no-default-groups"]
        export += ["--format", "requirements-txt"]
        for name, groups in LOCK_FILES.items():
            text = subprocess.run([*export, *groups], cwd=ROOT, check=True, capture_output=True).stdout
            (ROOT / name).write_bytes(text)
    (ROOT / "uv.lock").unlink(missing_ok=True)
    return 0


def has_display() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepare(
    lock_file: str, programs: dict[str, str], libraries: dict[str, str] | None = None, *, window: bool = True
) -> None:
    """Make sure that the system libraries, the programs and the virtual environment are there.

    A stamp in the environment holds the hash of what it was made from; when it matches, nothing is done.
    """
    if sys.platform == "linux":
        install_system_packages(missing_system_packages(programs, libraries or {}, window=window))
    stamp = VENV / f".{lock_file}.stamp"
    wanted = hashlib.sha256((ROOT / lock_file).read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    make_environment(lock_file)
    stamp.write_text(wanted)


def missing_system_packages(programs: dict[str, str], libraries: dict[str, str], *, window: bool) -> list[str]:
    missing = [name for program, name in programs.items() if not shutil.which(program)]
    missing += [name for library, name in libraries.items() if not can_load(library)]
    if window:
        missing += [name for library, name in WINDOW_LIBRARIES.items() if not can_load(library)]
        missing += [name for folder, name in FONTS.items() if not any_font(Path(folder))]
    if not PYTHON.exists() and not can_make_environments():
        missing.append("python3-venv")
    return sorted(set(missing))


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def any_font(folder: Path) -> bool:
    return any(next(folder.rglob(pattern), None) for pattern in ("Inter*.[ot]t[fc]", "Cantarell*", "NotoSans-*"))


def can_make_environments() -> bool:
    code = "import ensurepip, venv"
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


def install_system_packages(names: list[str]) -> None:
    if not names:
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    able = shutil.which("apt-get") and (not root or subprocess.run([*root, "true"], check=False).returncode == 0)
    if not able:
        print("These system packages are missing; please install them and start again:\n  " + " ".join(names))
        raise SystemExit(1)
    print("Installing system packages: " + " ".join(names), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*root, "apt-get", "install", "--yes", "--no-install-recommends", *names]
    for attempt in ([*root, "apt-get", "update"], install):
        done = subprocess.run(attempt, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            print(done.stdout.decode(errors="replace"))
            print("The system packages could not be installed.")
            raise SystemExit(1)


def make_environment(lock_file: str) -> None:
    print("Preparing the Python environment (once) ...", flush=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / lock_file)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)


def replace_process(command: list[str]) -> int:
    """Become the command, so that signals and the exit status are its own."""
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
