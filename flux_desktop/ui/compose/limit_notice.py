"""What stands under Generate when it would pass a limit: which one, and the ways on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flux_desktop.domain.spending import PassedLimit
from flux_desktop.ui.spending_words import fewer_words, limit_sentence
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


class LimitNotice(QWidget):
    """Shows what it is told; a soft limit can be passed once."""

    fewer_requested = Signal(int)
    change_requested = Signal()
    anyway_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._fits = 0
        self._sentence = PlainLabel("", "hint", wrap=True)
        self._fewer = button("", "link")
        self._change = button("Change limit…", "link")
        self._anyway = button("Generate once anyway", "link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._sentence)
        ways = QWidget()
        flow = FlowLayout(ways, theme.px(6))
        for made in (self._fewer, self._change, self._anyway):
            made.setProperty("flush", True)  # noqa: FBT003 - Qt takes it by position
            flow.addWidget(made)
        column.addWidget(ways)
        self._fewer.clicked.connect(lambda: self.fewer_requested.emit(self._fits))
        self._change.clicked.connect(self.change_requested)
        self._anyway.clicked.connect(self.anyway_requested)

    def tell(self, passed: PassedLimit) -> None:
        """Say which limit it is."""
        self._fits = passed.fits
        self._sentence.setText(limit_sentence(passed))
        self._fewer.setText(fewer_words(passed))
        self._fewer.setAccessibleName(f"Make only {passed.fits}, which stays within the limit")
        show_if(self._fewer, passed.fits > 0)
        show_if(self._anyway, not passed.limit.is_hard)

    @property
    def sentence(self) -> str:
        return self._sentence.text()
