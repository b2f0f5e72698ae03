"""In processes of their own: Qt is imported once in each."""

import subprocess
import sys

import pytest
import shiboken6

from flux_desktop.ui.quick_imports import LateSupport

_BEGIN = """
import builtins, sys
usual = builtins.__import__
from flux_desktop.ui.quick_imports import import_qt
import_qt()
from PySide6.QtGui import QColor
from PySide6.QtCore import QSize
has_support = lambda: "shibokensupport.signature.loader" in sys.modules
"""


def _said(script: str) -> str:
    command = [sys.executable, "-c", _BEGIN + script]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_qt_comes_without_its_support_for_signatures_and_without_its_slow_import_function() -> None:
    assert _said("print(has_support(), 'inspect' in sys.modules, builtins.__import__ is usual)") == "False False True\n"


def test_nothing_is_imported_in_advance_for_the_support() -> None:
    assert _said("print({'zipfile', 'tempfile', 'traceback'} & set(sys.modules))") == "set()\n"


def test_a_call_with_wrong_arguments_still_says_which_are_right() -> None:
    wrong = """
for number in range(2):
    try:
        QSize(1, 2).expandedTo("large")
    except TypeError as error:
        print(str(error).splitlines()[0], "PySide6.QtCore.QSize, /)" in str(error))
print(has_support())
"""
    line = "'PySide6.QtCore.QSize.expandedTo' called with wrong argument types: True\n"
    assert _said(wrong) == 2 * line + "True\n"


def test_a_module_imported_after_the_first_wrong_call_is_known_as_well() -> None:
    late = """
try:
    QColor(QSize())
except TypeError as error:
    print("QColor" in str(error))
from PySide6.QtNetwork import QHostAddress
try:
    QHostAddress().setScopeId(QSize())
except TypeError as error:
    print("setScopeId(id: str" in str(error))
"""
    assert _said(late) == "True\nTrue\n"


def test_help_is_there_when_somebody_asks() -> None:
    assert _said("print(QColor.lighter.__doc__)") == "lighter(self, /, f: int = 150) -> PySide6.QtGui.QColor\n"


@pytest.mark.parametrize(("version", "is_held_back"), [((6, 11, 3, "", ""), True), ((6, 99, 0, "", ""), False)])
def test_only_versions_that_were_tried_are_held_back(
    monkeypatch: pytest.MonkeyPatch, version: tuple[object, ...], is_held_back: bool
) -> None:
    monkeypatch.setattr(shiboken6, "__version_info__", version)
    code = LateSupport(__import__, compile)("own = 1", "signature_bootstrap.py", "exec")
    assert ("own" in code.co_names) is not is_held_back


def test_nothing_but_the_support_is_held_back() -> None:
    code = LateSupport(__import__, compile)(b"own = 1", "another.py", "exec", dont_inherit=True, optimize=-1)
    assert "own" in code.co_names
