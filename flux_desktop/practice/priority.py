"""This process steps back for others: drawing must never disturb the window."""

import ctypes
import os
import sys

_BELOW_NORMAL, _IDLE = 0x4000, 0x40


def yield_to_others(*, further: bool = False) -> None:
    """Lower this process's own priority; ``further`` for the processes that draw."""
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _IDLE if further else _BELOW_NORMAL)
    else:
        os.nice(10 if further else 3)
