"""Chips under the prompt: phrases for people who do not know the words."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from flux_desktop.ui.compose.phrases import ON_CHIPS, PHRASES
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.theme.theme import Theme


class PhraseChips(QWidget):
    """Emits the phrase that was picked. Menus are made when they open."""

    phrase_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = FlowLayout(self, theme.px(5), theme.px(6))
        for topic in ON_CHIPS:
            chip = button(f"+ {topic}", "chip", name=f"Add {topic.lower()} to the prompt", parent=self)
            chip.clicked.connect(lambda _checked=False, topic=topic, chip=chip: self._open(chip, (topic,)))
            self._row.addWidget(chip)
        more = button("…", "chip", name="Add more to the prompt: text, mood or composition", parent=self)
        others = tuple(topic for topic in PHRASES if topic not in ON_CHIPS)
        more.clicked.connect(lambda: self._open(more, others))
        self._row.addWidget(more)
        theme.changed.connect(self._measure)

    def menu_for(self, topics: tuple[str, ...]) -> QMenu:
        """The phrases of one topic, or of several in sub-menus."""
        menu = QMenu(self)
        for topic in topics:
            part = menu if len(topics) == 1 else menu.addMenu(topic)
            for phrase in PHRASES[topic]:
                part.addAction(phrase).triggered.connect(
                    lambda _checked=False, phrase=phrase: self.phrase_chosen.emit(phrase)
                )
        return menu

    def _open(self, chip: QPushButton, topics: tuple[str, ...]) -> None:
        menu = self.menu_for(topics)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _measure(self) -> None:
        self._row.set_gap(self._theme.px(5))
