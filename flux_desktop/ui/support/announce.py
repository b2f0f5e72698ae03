"""Words for screen readers."""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say ``text``: when it has finished what it is saying, or at once when ``urgent``."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # large, and not needed to start

    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
