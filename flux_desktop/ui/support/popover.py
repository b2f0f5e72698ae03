"""A card that opens beside the control it belongs to and closes by itself."""

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from flux_desktop.ui.theme.theme import Theme

Side = Literal["below", "above"]

_SHADOW = 14
_RADIUS = 10
_GAP = 4
_EDGE = 8


class Popover(QFrame):
    """Put its content into ``body``, then ``open_at`` a control. ``closed`` is emitted once it is gone.

    It lies inside the window, so that it looks and works alike on every desktop. It closes on Escape, on a press
    outside, when the keyboard leaves it and when the window changes, and gives the focus back to its control.
    """

    closed = Signal()

    def __init__(self, theme: Theme, name: str, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._anchor: QWidget | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        shadow, pad = theme.px(_SHADOW), theme.px(12)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(shadow + pad, shadow + pad, shadow + pad, shadow + pad)
        self.body.setSpacing(theme.px(6))

    def open_at(
        self, anchor: QWidget, side: Side = "below", width: int = 0, height: int = 0, *, beside: QWidget | None = None
    ) -> None:
        """Show it beside ``anchor``, its control (or beside ``beside``), on ``side`` where it has room, else on the
        other one; where neither has room for all of it, at the right, over the whole height of the window.

        ``width`` is that of the card and ``height`` that of the whole; 0 is what the content needs.
        """
        self._anchor = anchor
        self.setGeometry(self._place(beside or anchor, side, width, height))
        self.show()
        self.raise_()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)
        app.focusChanged.connect(self._focus_changed)

    def close_popover(self) -> None:
        if self._anchor is None:
            return
        anchor, self._anchor = self._anchor, None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.removeEventFilter(self)
        app.focusChanged.disconnect(self._focus_changed)
        focused = app.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.hide()
        if had_focus:
            anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popover()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            assert isinstance(event, QMouseEvent)
            return self._pressed(watched, event)
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            return self._escaped(event)
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self.close_popover()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shadow, radius = self._theme.px(_SHADOW), self._theme.px(_RADIUS)
        card = QRectF(self.rect()).adjusted(shadow, shadow, -shadow, -shadow)
        painter.setPen(Qt.PenStyle.NoPen)
        strength = 9 if self._theme.tokens.is_dark else 4
        for ring in range(shadow - 2, 0, -2):
            painter.setBrush(QColor(0, 0, 0, strength))
            spread = card.adjusted(-ring, -ring + 3, ring, ring + 3)
            painter.drawRoundedRect(spread, radius + ring, radius + ring)
        painter.setBrush(self._theme.colour("popover"))
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _pressed(self, target: QWidget, event: QMouseEvent) -> bool:
        """Close on a press outside; a press on the control itself only closes."""
        anchor = self._anchor
        if anchor is None or target is self or self.isAncestorOf(target) or target.window() is not self.window():
            card = self.rect().marginsRemoved(self.contentsMargins())
            if target is self and not card.contains(event.position().toPoint()):
                self.close_popover()
            return False
        on_anchor = target is anchor or anchor.isAncestorOf(target)
        self.close_popover()
        return on_anchor

    def _escaped(self, event: QKeyEvent) -> bool:
        """Close on Escape also while the keyboard is elsewhere, as it is after a click: nothing else hears the key."""
        focused = QApplication.focusWidget()
        if focused is None or self.isAncestorOf(focused) or focused.window() is not self.window():
            return False
        if event.type() == QEvent.Type.KeyPress:
            self.close_popover()
        event.accept()  # of a ShortcutOverride: it comes again as a key, and is not taken for a shortcut
        return True

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new is self or new.window() is not self.window() or self.isAncestorOf(new):
            return
        if new is self._anchor and QApplication.mouseButtons():
            return  # a press on the control: the event filter closes, and keeps the press from opening again
        self.close_popover()

    def _place(self, anchor: QWidget, side: Side, width: int, height: int) -> QRect:
        shadow, gap, edge = self._theme.px(_SHADOW), self._theme.px(_GAP), self._theme.px(_EDGE)
        window = self.window()
        top_left = anchor.mapTo(window, QPoint(0, 0))
        above = top_left.y() - gap - edge
        below = window.height() - (top_left.y() + anchor.height()) - gap - edge
        card_width = min(width or self.sizeHint().width() - 2 * shadow, window.width() - 2 * edge)
        wanted = (height or self._content_height(card_width + 2 * shadow)) - 2 * shadow
        room = {"above": above, "below": below}
        left = top_left.x() + anchor.width() + gap
        if max(above, below) < wanted and left + card_width <= window.width() - edge:
            height = min(wanted, window.height() - 2 * edge)
            y = min(max(top_left.y(), edge), window.height() - edge - height)
            return QRect(left, y, card_width, height).adjusted(-shadow, -shadow, shadow, shadow)
        if room[side] < wanted:
            side = "above" if above > below else "below"
        height = min(wanted, max(room[side], self._theme.px(120)))
        y = top_left.y() - gap - height if side == "above" else top_left.y() + anchor.height() + gap
        x = min(max(top_left.x(), edge), window.width() - edge - card_width)
        return QRect(x, y, card_width, height).adjusted(-shadow, -shadow, shadow, shadow)

    def _content_height(self, width: int) -> int:
        return self.body.totalHeightForWidth(width) if self.body.hasHeightForWidth() else self.sizeHint().height()
