"""What lies over a part of the window while something is dragged over it."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.support.painting import rounded
from flux_desktop.ui.theme.theme import Theme

_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class DropCover(QWidget):
    """An outline and a sentence, perhaps with a hint below it; the pointer goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sentence = ""
        self.hint = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, sentence: str, hint: str = "") -> None:
        """Lie over the whole of the parent and say ``sentence``."""
        self.sentence, self.hint = sentence, hint
        parent = self.parentWidget()
        if parent:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._theme.px
        shade = QColor(self._theme.colour("panel"))
        shade.setAlphaF(0.85)
        painter.fillRect(self.rect(), shade)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(px(6), px(6), -px(6), -px(6)), px(10), px(10))
        room = self.rect().adjusted(px(40), 0, -px(40), 0)
        painter.setFont(self._theme.font("title"))
        words = painter.boundingRect(room, _CENTRED, self.sentence)
        painter.setFont(self._theme.font("body"))
        hint = painter.boundingRect(room, _CENTRED, self.hint) if self.hint else QRect()
        hint.moveTop(words.bottom() + px(8))
        card = QRectF(words.united(hint)).adjusted(-px(20), -px(14), px(20), px(14))
        rounded(painter, card, px(10), self._theme.colour("popover"), self._theme.colour("accent"))
        painter.setPen(self._theme.colour("text2"))
        painter.drawText(hint, _CENTRED, self.hint)
        painter.setFont(self._theme.font("title"))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(words, _CENTRED, self.sentence)
