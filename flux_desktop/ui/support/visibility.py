"""Showing and hiding."""

from PySide6.QtWidgets import QWidget


def show_if(widget: QWidget, wanted: bool) -> None:  # reads as a sentence
    """Show or hide a child widget if it is not so already: ``setVisible`` polishes it even when nothing changes.

    It must have its parent by then: shown without one, it would be a window.
    """
    if widget.isHidden() is wanted:
        widget.setVisible(wanted)
