"""Whether a page lies as it should: nothing cut, nothing over its neighbour, nothing outside of its parent."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QWidget,
)

from flux_desktop.ui.support.labels import ElidedLabel

_OF_ONE_PIECE = (QAbstractScrollArea, QAbstractSpinBox, QComboBox, QLineEdit, QAbstractButton, QSlider)
"""Qt lays out what is inside of these."""


def faults(page: QWidget) -> list[str]:
    """What is wrong on ``page``, in words; it must be shown."""
    found: list[str] = []
    for parent in _parents(page):
        children = [child for child in _children(parent) if child.isVisible() and not child.isWindow()]
        found += [f"{_name(child)} is cut" for child in children if _is_cut(child)]
        found += [
            f"{_name(child)} reaches out of {_name(parent)}: {child.geometry()} of {parent.rect()}"
            for child in children
            if not parent.rect().contains(child.geometry()) and not _scrolls(parent)
        ]
        found += [
            f"{_name(one)} {one.geometry()} lies over {_name(other)} {other.geometry()}"
            for one, other in combinations(children, 2)
            if one.geometry().intersects(other.geometry()) and not _is_meant(one, other)
        ]
    return found


def seen_text(page: QWidget) -> str:
    """Every word of labels and buttons that can be read now."""
    words = [widget.text() for widget in page.findChildren(QLabel) if widget.isVisible()]
    words += [widget.text() for widget in page.findChildren(QAbstractButton) if widget.isVisible()]
    return "\n".join(words)


def _parents(page: QWidget) -> Iterator[QWidget]:
    """``page`` and everything on it that has others inside."""
    yield page
    for child in _children(page):
        if child.isVisible() and not child.isWindow():
            yield from _parents(child)


def _children(parent: QWidget) -> list[QWidget]:
    if isinstance(parent, QAbstractScrollArea):
        page = parent.viewport()
        return [child for child in page.children() if isinstance(child, QWidget)]
    if isinstance(parent, _OF_ONE_PIECE):
        return []
    return [child for child in parent.children() if isinstance(child, QWidget)]


def _scrolls(parent: QWidget) -> bool:
    return isinstance(parent, QAbstractScrollArea)


def _is_meant(one: QWidget, other: QWidget) -> bool:
    """A widget that lies on another is its child here, but for what covers all of its parent."""
    return any(widget.property("covers") for widget in (one, other))


def _is_cut(widget: QWidget) -> bool:
    if isinstance(widget, ElidedLabel) or not widget.isVisible():
        return False
    if isinstance(widget, QLabel):
        if not widget.pixmap().isNull() or not widget.text():
            return False
        room = widget.contentsRect()
        needs = widget.minimumSizeHint() if widget.wordWrap() else widget.sizeHint()
        height = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else needs.height()
        return widget.width() < needs.width() or widget.height() < height or room.isEmpty()
    if isinstance(widget, (QAbstractButton, QLineEdit, QAbstractSpinBox, QComboBox)):
        needs = widget.minimumSizeHint()
        return widget.width() < needs.width() or widget.height() < needs.height()
    return False


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else widget.accessibleName()
    return f"{type(widget).__name__} “{text or widget.objectName()}”"


def place_in(page: QWidget, widget: QWidget) -> QRect:
    """Where a widget lies on the page."""
    return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())
