import subprocess
import sys

HEAVY = [
    "PIL",
    "argparse",
    "asyncio",
    "email",
    "hashlib",
    "http",
    "httpx",
    "importlib.metadata",
    "importlib.resources",
    "keyring",
    "logging",
    "numpy",
    "shutil",
    "ssl",
    "tempfile",
    "typing_extensions",
    "urllib.request",
]


def test_what_the_window_reads_with_brings_nothing_heavy_along() -> None:
    script = (
        "import sys, flux_desktop.storage.library_reader, flux_desktop.storage.thumbnail_store\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    plain = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{script}"]
    assert subprocess.run(plain, capture_output=True, text=True, check=True).stdout == "[]\n"
