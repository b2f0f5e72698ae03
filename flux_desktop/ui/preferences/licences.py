"""What the program is made of, and under which terms."""

LGPL = "https://www.gnu.org/licenses/lgpl-3.0.html"

NOTICE = (
    "Flux Desktop is free software under the MIT licence. It uses Qt and PySide6, copyright The Qt Company Ltd and "
    "others, under the GNU Lesser General Public License, version 3. They are used as separate libraries: you may "
    "replace them with versions you changed yourself, and take Flux Desktop apart to get such changes to work."
)

_PARTS = (
    ("Python", "PSF-2.0"),
    ("Qt, PySide6, shiboken6", "LGPL-3.0-only"),
    ("httpx, httpcore, idna", "BSD-3-Clause"),
    ("anyio, h11, truststore", "MIT"),
    ("certifi", "MPL-2.0"),
    ("qasync", "BSD-2-Clause"),
    ("keyring, jeepney, jaraco.classes, jaraco.context, jaraco.functools, more-itertools", "MIT"),
    ("SecretStorage, pywin32-ctypes", "BSD-3-Clause"),
    ("cryptography", "Apache-2.0 or BSD-3-Clause"),
    ("cffi, pycparser", "MIT-0, BSD-3-Clause"),
    ("backports.tarfile, zipp", "MIT"),
    ("importlib-metadata, lazy-importer", "Apache-2.0"),
    ("typing-extensions", "PSF-2.0"),
    ("NumPy (practice pictures)", "BSD-3-Clause and others"),
    ("Pillow (practice pictures)", "MIT-CMU"),
    ("SQLite", "public domain"),
)


def parts() -> str:
    """One line for each part and its licence."""
    return "\n".join(f"{name}: {licence}" for name, licence in _PARTS)
