"""Showing and hiding."""

from PySide6.QtWidgets import QWidget


def show_if(widget: QWidget, wanted: bool) -> None:  # reads as a sentence
    """Show or hide ``widget`` if it is not so already: ``setVisible`` polishes the widget even when nothing changes."""
    if widget.isHidden() is wanted:
        widget.setVisible(wanted)
