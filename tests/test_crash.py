import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flux_desktop.crash import CrashReporter


@pytest.fixture
def reporter(tmp_path: Path, qapp: object) -> CrashReporter:
    return CrashReporter(tmp_path, lambda text: text.replace("bfl_secret", "[key]"))


def test_a_report_has_the_key_taken_out_on_disk_and_on_screen(
    qtbot: QtBot, reporter: CrashReporter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with qtbot.waitSignal(reporter.reported) as blocker:
        reporter.report("it broke with bfl_secret")
    (file,) = tmp_path.glob("crash-*.txt")
    assert blocker.args == ["it broke with [key]"]
    assert file.read_text() == "it broke with [key]"
    assert file.stat().st_mode & 0o077 == 0
    assert "bfl_secret" not in capsys.readouterr().err


def test_an_exception_in_any_thread_is_reported_in_the_thread_of_the_window(
    qtbot: QtBot, reporter: CrashReporter, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        try:
            1 / 0  # noqa: B018
        except ZeroDivisionError as error:
            reporter._on_exception(type(error), error, error.__traceback__)

    with qtbot.waitSignal(reporter.reported) as blocker:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert "ZeroDivisionError: division by zero" in blocker.args[0]


def test_a_fault_that_comes_back_with_every_frame_is_reported_once(
    reporter: CrashReporter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(50):
        reporter.report("in a paint event")
    assert len(list(tmp_path.glob("crash-*.txt"))) == 1


def test_hooks_are_given_back(reporter: CrashReporter) -> None:
    reporter.install()
    assert sys.excepthook == reporter._on_exception
    reporter.uninstall()
    assert sys.excepthook is sys.__excepthook__
