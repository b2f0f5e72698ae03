"""Work that is killed in the middle, at a call to the system that is counted."""

import os
import signal
from collections.abc import Callable
from typing import Any

_CALLS = ("open", "write", "fsync", "link", "unlink", "mkdir", "rmdir", "rename", "replace", "utime")


def killed_at(point: int, work: Callable[[], object]) -> bool:
    """Do it in a child that is killed at a call to the system; whether it came so far."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = point

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return real(*arguments, **options)

        return call

    for name in _CALLS:
        setattr(os, name, counted(getattr(os, name)))
    work()
    os._exit(0)
