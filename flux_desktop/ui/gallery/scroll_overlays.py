"""What floats over the gallery: the pill that tells of new pictures above, and the month beside the scroll bar."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea

from flux_desktop.ui.support.controls import PushButton
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_EDGE = 12


class ArrivalPill(PushButton):
    """``2 new pictures``, at the top of the view; a click leads there."""

    def __init__(self, area: QAbstractScrollArea, theme: Theme) -> None:
        super().__init__(area)
        self._area = area
        self._theme = theme
        self.setObjectName("newPicturesPill")
        self.setProperty("role", "pill")
        self.setIcon(theme.icons.icon("chevron-up", "onfill"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def tell(self, words: str) -> None:
        """Show these words, or nothing."""
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(f"{words}, go to the top" if words else "")
            self.setIconSize(QSize(self._theme.px(14), self._theme.px(14)))
        self.setVisible(bool(words))
        self.place()

    def place(self) -> None:
        if self.isVisible():
            self.adjustSize()
            middle = self._area.viewport().width() // 2
            self.move(middle - self.width() // 2, self._theme.px(_EDGE))
            self.raise_()


class MonthBubble(PlainLabel):
    """``August 2026``, while the scroll bar is dragged."""

    def __init__(self, area: QAbstractScrollArea, theme: Theme) -> None:
        super().__init__("", "strong", parent=area)
        self._area = area
        self._theme = theme
        self.setProperty("role", "bubble")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, words: str) -> None:
        self.setText(words)
        self.adjustSize()
        bar, view_px = self._area.verticalScrollBar(), self._area.viewport().height()
        share = bar.value() / bar.maximum() if bar.maximum() else 0
        top = round(share * (view_px - self.height()))
        self.move(self._area.viewport().width() - self.width() - self._theme.px(_EDGE), top)
        self.show()
        self.raise_()
