import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from flux_desktop.ui.single_instance import SingleInstance


def test_a_second_start_raises_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    name = str(tmp_path / "raise.socket")
    first, second = SingleInstance(tmp_path / "lock", name), SingleInstance(tmp_path / "lock", name)
    assert first.acquire()
    first.listen()
    assert not second.acquire()
    with qtbot.waitSignal(first.raised):
        assert second.ask_other_to_show()
    first.release()
    assert second.acquire()
    second.release()


def test_the_lock_of_a_program_that_died_does_not_keep_the_next_one_out(qtbot: QtBot, tmp_path: Path) -> None:
    code = f"""
import os
from PySide6.QtCore import QLockFile
lock = QLockFile({str(tmp_path / "lock")!r})
assert lock.tryLock(0)
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert (tmp_path / "lock").exists()
    instance = SingleInstance(tmp_path / "lock", str(tmp_path / "raise.socket"))
    assert instance.acquire()
    instance.release()
