"""The handle that makes the prompt field taller."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from flux_desktop.ui.compose.prompt_editor import LINES, MOST_LINES, PromptEditor
from flux_desktop.ui.support.labels import plain_tool_tip
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme


class PromptGrip(QPushButton):
    """Lies on the lower edge of the editor: drag it, press Up and Down on it, or double-click it to toggle."""

    def __init__(self, theme: Theme, editor: PromptEditor) -> None:
        super().__init__(editor)
        self._theme = theme
        self._editor = editor
        self._grabbed: tuple[float, int] | None = None
        self.setProperty("role", "icon")
        self.setAccessibleName("Height of the prompt field")
        self.setToolTip(plain_tool_tip("Drag to make the field taller, double-click for its full height"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._clicked)
        editor.installEventFilter(self)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(48), self._theme.px(15))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grabbed = (event.globalPosition().y(), self._editor.lines)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed:
            start, lines = self._grabbed
            self._editor.set_lines(lines + round((event.globalPosition().y() - start) / self._editor.line_height()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grabbed = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._clicked()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._editor.set_lines(self._editor.lines + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, px = QRectF(self.rect()), self._theme.px
        bar = QRectF(0, 0, px(28), px(3))
        bar.moveCenter(rect.center())
        role = "control" if self.underMouse() or self.hasFocus() else "line"
        rounded(painter, bar, px(1.5), self._theme.colour(role))
        if self.hasFocus():
            focus_ring(painter, rect, px(4), self._theme)

    def _clicked(self) -> None:
        self._editor.set_lines(LINES if self._editor.lines > LINES else MOST_LINES)

    def _place(self) -> None:
        size = self.sizeHint()
        corner = QPoint((self._editor.width() - size.width()) // 2, self._editor.height() - size.height() - 1)
        self.setGeometry(QRect(corner, size))
