"""Where the frozen program starts."""

import importlib
import os
import sys


def forget_packing() -> None:
    """Let a browser or a file manager that is started from the window find its own libraries and plugins, not ours.

    This process has read what it needed of these variables. Another process of the program itself is told to set them
    up anew.
    """
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = original
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        os.environ.pop(name, None)
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


if __name__ == "__main__":
    if sys.platform == "linux":
        forget_packing()
    if len(sys.argv) > 1:
        # Teaches multiprocessing to start this program as its helpers. They have arguments; the window's own process
        # needs none of it, and does without what it imports before the first paint.
        importlib.import_module("pyi_rth_multiprocessing")

    from flux_desktop.__main__ import start

    sys.exit(start())
