"""A real X server for tests: Xvfb, and the means to look, to press and to close windows."""

import ctypes
import os
import struct
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image

_FIELDS = ">25I"
_HEADER_BYTES, _WIDTH, _HEIGHT, _LINE_BYTES, _COLOURS = 0, 4, 5, 12, 19
_COLOUR_BYTES = 12


class XServer:
    """Starts Xvfb on a free display; ``environment`` is what a program needs to draw there."""

    def __init__(self, width_px: int = 1280, height_px: int = 800) -> None:
        self._size = f"{width_px}x{height_px}x24"
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="flux-desktop-screen-")
        self.display = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        return {**kept, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def __enter__(self) -> Self:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"]
        command += ["-fbdir", self._folder.name]
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
        self._folder.cleanup()

    def xdotool(self, *words: str) -> str:
        """Run one xdotool command, such as ``key``, ``type`` or ``search``; returns what it printed."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, check=True, capture_output=True, text=True, timeout=20
        )
        return done.stdout.strip()

    def find_window(self, title: str) -> int:
        """Wait for a window with exactly this title, give it the keyboard, and return its id."""
        window = self.xdotool("search", "--sync", "--onlyvisible", "--name", f"^{title}$").split()[0]
        self.xdotool("windowfocus", "--sync", window)
        return int(window)

    def type(self, text: str) -> None:
        """On the keyboard, key by key."""
        self.xdotool("type", "--delay", "4", text)

    def press(self, *keys: str) -> None:
        self.xdotool("key", *keys)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """With the left button, in steps as a hand makes them."""
        self.xdotool("mousemove", *map(str, start), "mousedown", "1")
        for step in range(1, 11):
            place = (start[0] + (end[0] - start[0]) * step // 10, start[1] + (end[1] - start[1]) * step // 10)
            self.xdotool("mousemove", "--sync", *map(str, place), "sleep", "0.03")
        self.xdotool("mouseup", "1")

    def is_dragging(self) -> bool:
        """Whether some program carries something with the pointer."""
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        selection = ctypes.c_ulong(x11.XInternAtom(display, b"XdndSelection", 0))
        owner = x11.XGetSelectionOwner(display, selection)
        x11.XCloseDisplay(display)
        return bool(owner)

    def close_window(self, window: int) -> None:
        """Ask a window to close, as the cross in its corner does."""
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        message = _ClientMessage(type=33, window=window, format=32)
        message.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
        message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
        x11.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
        x11.XCloseDisplay(display)

    def look(self) -> Image.Image:
        """The whole screen."""
        data = Path(self._folder.name, "Xvfb_screen0").read_bytes()
        fields = struct.unpack_from(_FIELDS, data)
        start = fields[_HEADER_BYTES] + fields[_COLOURS] * _COLOUR_BYTES
        size = fields[_WIDTH], fields[_HEIGHT]
        return Image.frombytes("RGB", size, data[start:], "raw", "BGRX", fields[_LINE_BYTES])

    def screenshot(self, path: Path) -> None:
        """The whole screen as a PNG, for looking at what a person would see."""
        self.look().save(path)


class _ClientMessage(ctypes.Structure):
    """Xlib's XClientMessageEvent, as long as the union it is part of."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    )
