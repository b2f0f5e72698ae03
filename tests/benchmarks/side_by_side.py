"""The gallery beside picture browsers that a person would use instead, on one folder of pictures, under Xvfb.

``python -m tests.benchmarks.side_by_side [COUNT] [PROGRAM…]`` (10,000 pictures; qimgv, geeqie, gthumb, gwenview, and
openbox to maximise their windows, all from Debian). A program starts in a home of its own: "cold" without thumbnails,
"warm" with those of the run before. *Painted* is the moment from which the middle of the screen, where every one of
them has its pictures, never differs from its last state by more than 0.5 % of its pixels; *to the end* is the same
after the End key (gthumb: a click at the foot of the scroll bar, as it knows no such key). Memory is read when the
screen is at rest: PSS counts pages that are shared in parts, USS not at all. It writes ``build/side_by_side.json`` and
what the screen showed.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.benchmarks.library_maker import MadeLibrary, make_library
from tests.support.practice import KEY, PracticeProcess
from tests.support.xserver import XServer

REPORT = Path(__file__).parents[2] / "build" / "side_by_side.json"

_WIDTH, _HEIGHT = 1600, 1000
_LOOK_EVERY_S = 0.03
_QUIET_S, _QUIET_AFTER_KEY_S, _PATIENCE_S = 5.0, 1.5, 40.0
_MIDDLE = (480, 150, 1240, 960)
_DIFFERS_BY, _MOST_DIFFERENT = 16, 0.005
_KIB = 1024

_OPENBOX = """<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*"><decor>no</decor><maximized>yes</maximized></application></applications></openbox_config>"""

Frame = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Program:
    """``settings`` are files of its home, written before its first start; ``first`` gives its pictures the keyboard."""

    name: str
    command: Sequence[str]
    settings: Mapping[str, str]
    first: Sequence[str] = ()
    end: Sequence[str] = ("key", "End")


@dataclass(frozen=True, slots=True)
class Outcome:
    program: str
    thumbnails: str
    painted_s: float
    end_s: float
    pss_mb: float
    uss_mb: float
    cpu_s: float


def programs(folder: Path, made: MadeLibrary, server: str) -> list[Program]:
    own = ["--profile", str(made.profile), "--library", str(made.library), "--server", server]
    picture = ("mousemove", "800", "600", "click", "1")
    click = ("mousemove", str(_WIDTH - 9), str(_HEIGHT - 125), "click", "1")
    return [
        Program("flux-desktop", [sys.executable, "-m", "flux_desktop", *own], {}, first=picture),
        Program("qimgv", ["qimgv", str(folder)], {".config/qimgv/qimgv.conf": "[General]\ndefaultViewMode=1\n"}),
        Program("geeqie", ["geeqie", str(folder)], {".config/geeqie/geeqierc.xml": _GEEQIE}),
        Program("gthumb", ["gthumb", str(folder)], {}, end=click),
        Program("gwenview", ["gwenview", str(folder)], {}),
    ]


_GEEQIE = """<gq><global show_icon_names="false"/><layout id="main" style="2" order="123" file_view_type="1"
show_thumbnails="true" main_window.hdivider_pos="1200" home_path=""/></gq>"""


def main(arguments: Sequence[str]) -> int:
    count = int(arguments[0]) if arguments else 10_000
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as root, PracticeProcess(seconds=1) as server:
        made = make_library(Path(root, "own"), count, thumbnails=False, pictures=True)
        folder = _flat(made, Path(root, "pictures"))
        print(f"{'':16}{'':8}{'painted s':>10}{'to end s':>10}{'PSS MB':>9}{'USS MB':>9}{'CPU s':>8}")
        for program in programs(folder, made, server.url):
            if arguments[1:] and program.name not in arguments[1:]:
                continue
            home = Path(root, program.name)
            for thumbnails in ("cold", "warm"):
                outcomes.append(_measure(program, home, thumbnails))
                print(_line(outcomes[-1]), flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([asdict(outcome) for outcome in outcomes], indent=1) + "\n", encoding="utf-8")
    return 0


def _line(outcome: Outcome) -> str:
    figures = f"{outcome.painted_s:10.2f}{outcome.end_s:10.2f}{outcome.pss_mb:9.0f}{outcome.uss_mb:9.0f}"
    return f"{outcome.program:16}{outcome.thumbnails:8}{figures}{outcome.cpu_s:8.1f}"


def _flat(made: MadeLibrary, folder: Path) -> Path:
    """All pictures in one folder, as the others want them: links, which take no room."""
    folder.mkdir()
    files = sorted(path for path in made.library.rglob("*.jpg") if ".flux-desktop" not in path.parts)
    for number, file in enumerate(files):
        os.link(file, folder / f"{number:06}.jpg")
    return folder


def _measure(program: Program, home: Path, thumbnails: str) -> Outcome:
    for name, text in program.settings.items():
        file = home / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    home.mkdir(mode=0o700, exist_ok=True)
    with XServer(_WIDTH, _HEIGHT) as screen, _window_manager(screen, home) as environ:
        begun = time.perf_counter()
        process = subprocess.Popen(
            ["dbus-run-session", "--", *program.command],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        try:
            painted_s = _at_rest_after_s(screen, begun, _QUIET_S)
            members = _family(process.pid)
            pss, uss, cpu_s = _memory(members, "Pss:"), _memory(members, "Private_"), sum(map(_cpu_s, members))
            screen.screenshot(REPORT.with_name(f"side_by_side-{program.name}-{thumbnails}.png"))
            if program.first:
                screen.xdotool(*program.first)
                time.sleep(0.5)
            begun = time.perf_counter()
            screen.xdotool(*program.end)
            end_s = _at_rest_after_s(screen, begun, _QUIET_AFTER_KEY_S)
            screen.screenshot(REPORT.with_name(f"side_by_side-{program.name}-{thumbnails}-end.png"))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return Outcome(program.name, thumbnails, painted_s, end_s, pss, uss, cpu_s)


@contextmanager
def _window_manager(screen: XServer, home: Path) -> Iterator[dict[str, str]]:
    """What a program needs to run at this screen; every window is as large as the screen."""
    settings = home / "openbox.xml"
    settings.write_text(_OPENBOX, encoding="utf-8")
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    dropped = ("DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    environ = {name: value for name, value in screen.environment.items() if name not in dropped}
    environ |= {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "GTK_OVERLAY_SCROLLING": "0",
        "NO_AT_BRIDGE": "1",
        "BFL_API_KEY": KEY,
    }
    process = subprocess.Popen(
        ["openbox", "--config-file", str(settings)], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(1)  # it says nothing when it is there
    try:
        yield environ
    finally:
        process.terminate()
        process.wait()


def _at_rest_after_s(screen: XServer, begun: float, quiet_s: float) -> float:
    """How long after ``begun`` the screen had come to what it showed in the end."""
    frames = [(0.0, _frame(screen))]
    changed_s = 0.0
    while (now_s := time.perf_counter() - begun) < _PATIENCE_S:
        frame = _frame(screen)
        if not np.array_equal(frame, frames[-1][1]):
            frames.append((now_s, frame))
            changed_s = now_s
        if len(frames) > 1 and now_s - changed_s > quiet_s:
            break
        time.sleep(_LOOK_EVERY_S)
    last = frames[-1][1]
    for before, (_, frame) in zip(frames[:0:-1], frames[-2::-1], strict=True):
        if np.mean(np.abs(frame - last) > _DIFFERS_BY) > _MOST_DIFFERENT:
            return before[0]
    return 0.0


def _frame(screen: XServer) -> Frame:
    seen = screen.look().crop(_MIDDLE).reduce(2).convert("L")
    return np.asarray(seen, dtype=np.int16)


def _family(parent: int) -> list[int]:
    """The process and all that it has started, without the message bus that was started for it."""
    children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False).stdout.split()
    found = [member for child in children for member in _family(int(child))]
    name = Path(f"/proc/{parent}/comm").read_text().strip()
    return found if name.startswith("dbus") else [parent, *found]


def _memory(members: Sequence[int], field: str) -> float:
    """MB of all of them together."""
    total = 0
    for member in members:
        with suppress(OSError):
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith(field))
    return total * _KIB / 1e6


def _cpu_s(member: int) -> float:
    try:
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    missing = [name for name in ("openbox", "dbus-run-session", "xdotool") if not shutil.which(name)]
    sys.exit(f"to be installed first: {', '.join(missing)}" if missing else main(sys.argv[1:]))
