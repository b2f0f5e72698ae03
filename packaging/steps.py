"""Steps of a build that say how long they took, and programs that are silent unless they fail."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_PATIENCE_S = 900

_Result = TypeVar("_Result")


def step(title: str, work: Callable[[], _Result]) -> _Result:
    print(f"{title} ...", end="", flush=True)
    started_s = time.monotonic()
    try:
        result = work()
    except subprocess.CalledProcessError as error:
        print(f" failed\n{((error.stdout or b'') + (error.stderr or b'')).decode(errors='replace')}")
        raise SystemExit(1) from error
    print(f" {time.monotonic() - started_s:.1f} s")
    return result


def run(*command: str | Path, folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run a program and keep what it says for when it fails."""
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_PATIENCE_S,
    )
