"""A trap of PySide 6.11: the screen that ``QWidget.screen()`` answers is deleted together with the widget."""

import re
from pathlib import Path

import flux_desktop


def test_nobody_asks_a_widget_for_its_screen() -> None:
    package = Path(flux_desktop.__file__).parent
    asking = re.compile(r"\.screen\(\)")
    found = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in sorted(package.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if asking.search(line.partition("#")[0])
    ]
    assert found == []
