"""The way of the Tab key: Qt puts what is made later at the end of the window, wherever it is shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def come_after(first: QWidget, *others: QWidget) -> None:
    """Have the Tab key come from ``first`` to what is in ``others``, whatever was made between them."""
    last = first if first.focusPolicy() is not Qt.FocusPolicy.NoFocus else (_tab_stops(first) or [first])[-1]
    for stop in (stop for other in others for stop in (_tab_stops(other) or [other])):
        QWidget.setTabOrder(last, stop)
        last = stop


def come_before(last: QWidget, *others: QWidget) -> None:
    """Have the Tab key come from what is in ``others`` to ``last``, in the place that ``last`` has."""
    target = (_tab_stops(last) or [last])[0]
    come_after(target, *others)
    stops = _tab_stops(others[-1]) or [others[-1]]
    QWidget.setTabOrder(stops[-1], target)


def _tab_stops(widget: QWidget) -> list[QWidget]:
    """All in it that take the keyboard, in the order they were made; what opens as a window of its own, as the list of
    a combo box, is not on the way. (``nextInFocusChain`` would do, but PySide takes what it returns for a child of the
    widget that was asked, and gives both up when that one goes.)"""
    window, none = widget.window(), Qt.FocusPolicy.NoFocus
    return [
        child for child in widget.findChildren(QWidget) if child.focusPolicy() is not none and child.window() is window
    ]
