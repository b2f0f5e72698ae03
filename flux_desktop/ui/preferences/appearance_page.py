"""Settings > Appearance: the theme and how large the gallery's pictures are."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider

from flux_desktop.settings.settings import LARGEST_THUMBNAIL_PX, SMALLEST_THUMBNAIL_PX, Settings, ThemeChoice
from flux_desktop.ui.preferences.page import Page
from flux_desktop.ui.preferences.picture_buttons import ThemeButton
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_STEP_PX, _PAGE_PX = 10, 40


class AppearancePage(Page):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Appearance", "sliders")
        order = (ThemeChoice.AUTO, ThemeChoice.LIGHT, ThemeChoice.DARK)
        self._themes = [ThemeButton(theme, choice) for choice in order]
        self._size = QSlider(Qt.Orientation.Horizontal)
        self._size.setAccessibleName("Size of the pictures in the gallery")
        self._size.setRange(SMALLEST_THUMBNAIL_PX, LARGEST_THUMBNAIL_PX)
        self._size.setSingleStep(_STEP_PX)
        self._size.setPageStep(_PAGE_PX)
        self._size.setFixedWidth(theme.px(240))
        self._size_words = PlainLabel("", "caption")
        self._marks = [QLabel(), QLabel()]
        self._lay_out()
        for choice in self._themes:
            choice.clicked.connect(lambda _on=False, value=choice.choice: self.changed.emit("theme", value))
        self._size.valueChanged.connect(self._size_changed)
        theme.changed.connect(self._tint)
        self._tint()

    def show_settings(self, settings: Settings) -> None:
        for choice in self._themes:
            choice.setChecked(choice.choice is settings.theme)
        blocked = self._size.blockSignals(True)  # noqa: FBT003 - Qt takes it by position
        self._size.setValue(settings.thumbnail_height_px)
        self._size.blockSignals(blocked)
        self._say_size()

    def _size_changed(self, value: int) -> None:
        self._say_size()
        self.changed.emit("thumbnail_height_px", value)

    def _say_size(self) -> None:
        self._size_words.setText(f"Rows about {self._size.value()} pixels high")

    def _tint(self) -> None:
        px, ratio = self._theme.px, self.devicePixelRatioF()
        for mark, name in zip(self._marks, ("grid-small", "grid-large"), strict=True):
            mark.setPixmap(self._theme.icons.pixmap(name, px(18), self._theme.colour("text2"), ratio))

    def _lay_out(self) -> None:
        self._add_section("Theme")
        self._add_flow(*self._themes)
        self._add_section("Size of the pictures in the gallery")
        self._add_row(self._marks[0], self._size, self._marks[1])
        self._add(self._size_words)
        self._add_note("The gallery has the same slider. Ctrl and the mouse wheel change it, too.")
        self._end()
