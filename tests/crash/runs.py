"""Runs of the engine in a process of its own."""

import signal
import subprocess
import sys

from tests.support.engines import Folders

KILLED = -signal.SIGKILL
_PATIENCE_S = 90


def engine_process(folders: Folders, url: str, *options: str | int, kill_after_s: float | None = None) -> int:
    """The exit status of one run; with ``kill_after_s`` it is killed so long after it has been loaded."""
    root = folders.profile.parent
    command = [sys.executable, "-m", "tests.crash.engine_runner", str(root), url, *map(str, options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    first = process.stdout.readline()  # by then everything is imported, however busy the machine is
    try:
        said, _ = process.communicate(timeout=kill_after_s or _PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    assert process.returncode in (0, KILLED), first + said
    return process.returncode
