"""A real X server for tests: Xvfb with a window manager when there is one, and the means to look and to press."""

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self


class XServer:
    """Starts Xvfb on a free display; ``environment`` is what a program needs to draw there."""

    def __init__(self, width_px: int = 1280, height_px: int = 800) -> None:
        self._size = f"{width_px}x{height_px}x24"
        self._process: subprocess.Popen[bytes] | None = None
        self.display = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        return {**kept, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def __enter__(self) -> Self:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"]
        self._process = subprocess.Popen(
            command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.display = f":{number}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait()

    def xdotool(self, *words: str) -> str:
        """Run one xdotool command, such as ``key``, ``type`` or ``search``; returns what it printed."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, check=True, capture_output=True, text=True, timeout=20
        )
        return done.stdout.strip()

    def screenshot(self, path: Path) -> None:
        """The whole screen as a PNG, for looking at what a person would see."""
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=True, timeout=20)
