"""Importing Qt without slowing down every import that follows."""

import builtins


def import_qt() -> None:
    """Import PySide6, and take away the import function that it puts in place.

    That function reads and searches the source text of every module imported afterwards, for ``from __feature__ import
    …``, which the program does not use. It costs more than a millisecond a module, a quarter of a second a start.
    """
    plain_import = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = plain_import
