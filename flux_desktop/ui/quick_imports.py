"""Importing Qt without what only an interactive interpreter needs of it.

PySide6 brings three thousand lines of Python along, its support of signatures, and compiles them at every start. They
word the error of a call with wrong arguments and answer ``help()``. Half of the time that the import of Qt takes is
theirs; here they are loaded when they are first asked for.
"""

import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any

_OLDEST, _NEWEST = (6, 8), (6, 11)
"""The PySide6 versions whose support is held back: each of them was tried. Others are imported as they come."""

_SUPPORT = "signature_bootstrap"
_NAMES = "shibokensupport.signature.mapping"
_FOR_SUPPORT = frozenset({"base64", "keyword", "marshal", "struct", "tempfile", "textwrap", "traceback", "zipfile"})
"""What ``shiboken6/__init__.py`` imports in advance, for its support alone."""


def import_qt() -> None:
    """Import PySide6, and take away the import function that it puts in place.

    That function reads and searches the source text of every module imported afterwards, for ``from __feature__ import
    …``, which the program does not use. It costs more than a millisecond a module, a quarter of a second a start.
    """
    plain_import, plain_compile = builtins.__import__, builtins.compile
    if "shiboken6" not in sys.modules:
        support = LateSupport(plain_import, plain_compile)
        builtins.__import__, builtins.compile = support.import_module, support  # type: ignore[assignment]
    try:
        import shiboken6  # noqa: F401
    finally:
        builtins.__import__, builtins.compile = plain_import, plain_compile
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = plain_import


class LateSupport:
    """Takes the place of ``compile`` while shiboken6 is imported, and that of its support from then on.

    The C++ part of shiboken6 compiles its support, asks it for its functions by name and keeps those. It gets functions
    that load the support when they are first called.
    """

    def __init__(self, plain_import: Callable[..., Any], plain_compile: Callable[..., Any]) -> None:
        self._import = plain_import
        self._compile = plain_compile
        self._source: bytes | str = ""
        self._loader: ModuleType | None = None
        # The C++ part looks for a module of this name by itself when a call has wrong arguments, and calls this in it.
        self._names = ModuleType(_NAMES)
        vars(self._names)["update_mapping"] = self._update_names

    def import_module(
        self,
        name: str,
        importer: Mapping[str, Any] | None = None,
        own: Mapping[str, Any] | None = None,
        parts: Sequence[str] = (),
        level: int = 0,
    ) -> Any:
        """In the place of ``__import__``, so that shiboken6 does not import in advance what its support needs."""
        if name in _FOR_SUPPORT and importer and importer.get("__name__") == "shiboken6" and _is_known(importer):
            return None
        return self._import(name, importer, own, parts, level)

    def __call__(self, source: Any, name: Any, *rest: Any, **options: Any) -> CodeType:
        """In the place of ``compile``: of the support's source a word is compiled that leads here."""
        if name == f"{_SUPPORT}.py" and _is_known(vars(sys.modules["shiboken6"])):
            self._source, source = source, "from builtins import compile\nbootstrap = compile.bootstrap"
        code: CodeType = self._compile(source, name, *rest, **options)
        return code

    def bootstrap(self) -> "LateSupport":
        """What shiboken6 calls first; it asks the answer for its functions."""
        sys.modules[_NAMES] = self._names
        return self

    def post_init(self) -> None:
        """Would put the searching import function in place."""

    def finish_import(self, module: ModuleType) -> None:
        """Would patch a module of PySide6; there is nothing to patch in these versions."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def late(*arguments: object) -> Any:
            return getattr(self._loaded(), name)(*arguments)

        return late

    def _loaded(self) -> ModuleType:
        if self._loader is None:
            support = vars(sys.modules[_SUPPORT])
            FunctionType(self._compile(self._source, f"{_SUPPORT}.py", "exec"), support)()
            self._loader = support["bootstrap"]()
        return self._loader

    def _update_names(self) -> None:
        self._loaded()
        known = sys.modules[_NAMES]
        known.update_mapping()
        own = {"update_mapping": self._update_names}
        vars(self._names).update({**vars(known), **own})


def _is_known(shiboken: Mapping[str, Any]) -> bool:
    """Whether this version of it was tried."""
    return _OLDEST <= tuple(shiboken.get("__version_info__", (0,))[:2]) <= _NEWEST
