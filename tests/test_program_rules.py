"""Rules that the whole source keeps. Each stands for a trap that somebody has walked into."""

import ast
import gc
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from flux_desktop import resources
from tests.support.engines import EngineRoom, Folders
from tests.support.practice import PracticeProcess
from tests.support.program import REPOSITORY, Home, wait_until

SOURCE = REPOSITORY / "flux_desktop"
LATE = {
    *("asyncio", "qasync", "httpx", "httpcore", "ssl", "email", "http.client", "keyring", "secretstorage", "jeepney"),
    *("PIL", "numpy", "logging.handlers", "flux_desktop.practice"),
    *("PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtTest"),
}
"""What the first paint can do without."""

BEHIND_THE_FIRST_PAINT = {
    *("dataclasses", "inspect", "logging", "tempfile", "traceback", "zipfile", "shibokensupport.signature.loader"),
    *("flux_desktop.workroom", "flux_desktop.rooms", "flux_desktop.ui.compose.panel", "flux_desktop.services.engine"),
    *("flux_desktop.domain.catalogue", "flux_desktop.domain.image_model", "flux_desktop.domain.request"),
}
"""Each of these, or what it brings along, takes milliseconds; the start has 30 for all that is not Python or Qt."""

MODULES_FOR_THE_FIRST_PAINT = 80
"""They were 73 when this was written. Each costs 0.2 ms and more; what can come later is imported where it is used."""

Place = tuple[str, int]
N = TypeVar("N", bound=ast.AST)


class Source:
    """Every module of the program, parsed, by its path inside of it."""

    def __init__(self) -> None:
        paths = sorted(SOURCE.rglob("*.py"))
        assert len(paths) > 200
        self.modules = {
            path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths
        }
        self._calls: dict[str, list[tuple[Place, ast.Call]]] = {}
        for place, node in self.nodes(ast.Call):
            self._calls.setdefault(_called(node), []).append((place, node))

    def nodes(self, kind: type[N]) -> Iterator[tuple[Place, N]]:
        """Every node of this kind, and where it is."""
        for path, tree in self.modules.items():
            for node in ast.walk(tree):
                if isinstance(node, kind):
                    yield (path, getattr(node, "lineno", 0)), node

    def calls(self, *names: str) -> list[tuple[Place, ast.Call]]:
        """Every call of a function or method with one of these names."""
        return [call for name in names for call in self._calls.get(name, [])]


@pytest.fixture(scope="module")
def source() -> Source:
    read = Source()
    gc.collect()
    gc.freeze()  # looking through it after every test would take most of the time
    return read


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def test_no_dialog_blocks_the_program(source: Source) -> None:
    """A modal ``exec`` loses the wake-up of every task of the window. Drag and drop has no other way."""
    found = [ast.unparse(call.func) for _, call in source.calls("exec", "exec_")]
    assert [name for name in found if name != "drag.exec"] == []


def test_nobody_walks_along_the_focus_chain(source: Source) -> None:
    """PySide takes the next widget for a child of this one: when this one goes, Python's hold on the other is gone."""
    assert source.calls("nextInFocusChain", "previousInFocusChain") == []


def test_images_are_decoded_and_scaled_where_other_threads_can_run(source: Source) -> None:
    """``QImage.fromData`` and ``QImage.scaled`` hold the interpreter's lock. Sizes may be scaled."""
    assert source.calls("fromData") == []
    scaled = [(place, call) for place, call in source.calls("scaled") if isinstance(call.func, ast.Attribute)]
    of_sizes = ("size()", "size", "target")
    assert [place for place, call in scaled if not _receiver(call).lower().endswith(of_sizes)] == []
    # The small picture under the pointer is made once, when a drag begins.
    in_passing = [place for place, _ in source.calls("scaledToWidth", "scaledToHeight")]
    assert [path for path, _ in in_passing] in ([], ["ui/gallery/pointer.py"])


def _receiver(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return ast.unparse(call.func.value)


def test_what_is_caught_as_a_whole_is_raised_again_but_at_the_border_of_a_task(source: Source) -> None:
    broad = [
        (place, handler)
        for place, handler in source.nodes(ast.ExceptHandler)
        if handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")
    ]
    kept = [path for (path, _), handler in broad if not isinstance(handler.body[-1], ast.Raise)]
    assert kept == ["services/tasks.py", "services/workers.py"]


def test_qt_stays_in_the_window_and_at_the_root(source: Source) -> None:
    allowed = ("ui/", "application.py", "first_screen.py", "workroom.py", "rooms/", "crash.py")
    of_qt = {path for path, tree in source.modules.items() if _imported(tree) & {"PySide6", "shiboken6", "qasync"}}
    assert {path for path in of_qt if not path.startswith(allowed)} == set()


def _imported(tree: ast.Module) -> set[str]:
    """The packages a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_text_of_others_is_never_taken_for_markup(source: Source) -> None:
    """Qt reads HTML where a text looks like it, and loads files that it names."""
    boxes = {path for (path, _), _ in source.calls("QMessageBox")}
    markup = ("RichText", "AutoText", "MarkdownText", "setHtml", "setMarkdown")
    rich = {path for (path, _), node in source.nodes(ast.Attribute) if node.attr in markup}
    labels = [place for place, call in source.calls("QLabel") if _has_text(call)]
    assert boxes == {"ui/support/question.py"}
    assert rich == {"ui/support/labels.py"}
    assert [place for place in labels if not place[0].startswith("ui/support/")] == []
    assert source.calls("QErrorMessage", "QInputDialog", "QTextBrowser", "QTextEdit") == []


def _has_text(call: ast.Call) -> bool:
    """Whether a label is given more than its parent, a part of ``self``; one for a drawing has nothing else."""
    return not all(ast.unparse(argument).startswith(("self", "parent")) for argument in call.args)


def test_tool_tips_are_escaped(source: Source) -> None:
    tips = [(place, call.args[0]) for place, call in source.calls("setToolTip")]
    tips += [(place, call.args[1]) for place, call in source.calls("showText")]
    assert len(tips) > 5
    assert [place for place, text in tips if not all(map(_is_escaped, _choices(text)))] == []
    in_models = {path for (path, _), node in source.nodes(ast.Attribute) if node.attr == "ToolTipRole"}
    escaping = {path for (path, _), _ in source.calls("plain_tool_tip")}
    assert in_models <= escaping


def _choices(expression: ast.expr) -> list[ast.expr]:
    if isinstance(expression, ast.IfExp):
        return [*_choices(expression.body), *_choices(expression.orelse)]
    return [expression]


def _is_escaped(text: ast.expr) -> bool:
    if isinstance(text, ast.Constant):
        return "<" not in str(text.value)
    return isinstance(text, ast.Call) and _called(text) == "plain_tool_tip"


_ICON_ARGUMENTS = {"IconButton": 1, "icon": 0, "pixmap": 0, "paint": 1, "set_icon": 0, "Notice": 0, "TileWords": 0}


def test_every_icon_that_is_named_was_drawn(source: Source) -> None:
    named: list[tuple[Place, ast.expr]] = []
    for callee, index in _ICON_ARGUMENTS.items():
        named += [
            (place, argument) for place, call in source.calls(callee) for argument in call.args[index : index + 1]
        ]
    named += [(place, word.value) for place, word in source.nodes(ast.keyword) if word.arg == "icon"]
    for place, table in source.nodes(ast.Assign):
        if ast.unparse(table.targets[0]) == "_ICONS" and isinstance(table.value, ast.Dict):
            named += [(place, value.elts[0] if isinstance(value, ast.Tuple) else value) for value in table.value.values]
    names = {
        choice.value: place
        for place, expression in named
        for choice in _choices(expression)
        if isinstance(choice, ast.Constant) and isinstance(choice.value, str) and choice.value
    }
    drawn = {path.stem for path in resources.path("icons").glob("*.svg")}
    assert len(names) > 30
    assert {name: place for name, place in names.items() if name not in drawn} == {}


def test_every_package_is_on_the_list_that_goes_into_a_wheel() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    names = {".".join(("flux_desktop", *folder.relative_to(SOURCE).parts)) for folder in folders}
    assert set(settings["packages"]) == names | {"flux_desktop.resources"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_has_hashes_and_no_address(name: str) -> None:
    text = (REPOSITORY / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    entries = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith((" ", "#"))]
    assert len(entries) > 10
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


class _Bell(QObject):
    rung = Signal(bool)


def test_this_pyside_loses_no_reference_to_none_or_true(qapp: QApplication) -> None:
    """PySide6 6.12.0 loses one at every call under Python 3.11, and aborts after some hundreds."""
    bell, heard = _Bell(), 0

    def count(_on: bool) -> None:
        nonlocal heard
        heard += 1

    bell.rung.connect(count)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(2_000):
        qapp.processEvents()
    for _ in range(100_000):
        bell.rung.emit(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert heard == 100_000
    assert abs(after[0] - before[0]) < 200
    assert abs(after[1] - before[1]) < 200


@pytest.mark.parametrize(
    "module", ["flux_desktop.services.engine", "flux_desktop.ui.compose.panel", "flux_desktop.domain.draft"]
)
def test_what_the_window_needs_at_once_brings_nothing_heavy_along(tmp_path: Path, module: str) -> None:
    late = {*LATE, "sqlite3"}
    script = f"import sys, {module}; print(sorted(set(sys.modules) & {late!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=Home(tmp_path / "person").environ,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_the_first_paint_waits_for_nothing_heavy(tmp_path: Path) -> None:
    """With pictures on the screen: they have been read, decoded and painted by then."""
    folders = Folders(tmp_path)
    with PracticeProcess() as server, EngineRoom(folders, server.url) as room:
        room.wait_for_end(room.submit(*(f"picture {number}" for number in range(6))))
    told = tmp_path / "modules.json"
    script = (
        "import json, sys; from pathlib import Path; from flux_desktop.trace import Trace\n"
        "usual = Trace.instant\n"
        "def spy(trace, name, **values):\n"
        "    if name == 'gallery.first_paint':\n"
        f"        part = Path({str(told)!r} + '.part'); part.write_text(json.dumps(sorted(sys.modules)))\n"
        f"        part.rename({str(told)!r})\n"
        "    usual(trace, name, **values)\n"
        "Trace.instant = spy\n"
        "from flux_desktop.__main__ import main; sys.exit(main(sys.argv[1:]))\n"
    )
    options = ["--practice", "--profile", str(folders.profile), "--library", str(folders.library)]
    options += ["--trace", str(tmp_path / "trace.json")]
    command, environ = [sys.executable, "-c", script, *options], Home(tmp_path / "person").environ
    process = subprocess.Popen(command, env=environ)
    try:
        wait_until(lambda: told.exists() or process.poll() is not None, "the first paint")
    finally:
        process.kill()
        process.wait()
    loaded = set(json.loads(told.read_text()))
    assert "flux_desktop.ui.gallery.thumbnail_images" in loaded
    assert loaded & (LATE | BEHIND_THE_FIRST_PAINT) == set()
    own = sorted(name for name in loaded if name.partition(".")[0] == "flux_desktop")
    assert len(own) <= MODULES_FOR_THE_FIRST_PAINT, own
