"""A desktop that says by its portal whether it is dark."""

import subprocess
import sys
from pathlib import Path


def test_the_theme_follows_the_portal_of_a_desktop_that_qt_knows_nothing_of() -> None:
    script = Path(__file__).with_name("dark_desktop.py")
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["light", "dark", "light"]
