"""The first run: get a key, paste it, make the first picture; or look around without one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from flux_desktop import resources
from flux_desktop.domain.errors import KeychainError
from flux_desktop.domain.money import Hundredths
from flux_desktop.ui.support.key_form import KeyForm
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.welcome.collage import Collage
from flux_desktop.ui.welcome.practice_card import PracticeCard
from flux_desktop.ui.welcome.steps import Steps

_DASHBOARD = "https://dashboard.bfl.ai"
_COLUMN, _LEADING, _TRAILING = 532, 48, 63
_USUAL_HEIGHT = 490
_LEAST_COLLAGE = 240
_GET_A_KEY, _PASTE_IT = 1, 2
_FRACTAL = 5


def welcome_pictures() -> list[Path]:
    """The pictures that come with the program."""
    return sorted(resources.path("pictures").glob("welcome-*.jpg"))


class WelcomePage(QWidget):
    """Knows neither the service nor the keychain: it emits what the person wants and is told what came of it.

    ``check_requested`` comes by itself once a key was pasted; ``check_cancelled`` means that its answer is not wanted
    any more. After ``save_requested`` and ``unlock_requested`` it waits for ``show_saved`` or ``show_keychain_error``.
    """

    check_requested = Signal(str)
    check_cancelled = Signal()
    save_requested = Signal(str)
    unlock_requested = Signal(str)
    use_until_quit_requested = Signal(str)
    practice_requested = Signal()
    dashboard_requested = Signal()

    def __init__(self, theme: Theme, pictures: Sequence[Path] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcomePage")
        self.setAccessibleName("Welcome")
        self._theme = theme
        paths = welcome_pictures() if pictures is None else pictures
        self._steps = Steps(theme, self)
        self._form = KeyForm(theme, "Save key and continue", self)
        self._practice = PracticeCard(theme, _practice_picture(paths), self)
        self._collage = Collage(theme, paths, self)
        self._scroll = QScrollArea(self)
        self._went_to_dashboard = False
        self._lay_out()
        self._bind()

    @property
    def key_form(self) -> KeyForm:
        return self._form

    def take_focus(self) -> None:
        self._form.take_focus()

    def show_checking(self) -> None:
        self._form.show_checking()

    def show_works(self, balance_hundredths: Hundredths, pictures: int | None = None) -> None:
        self._form.show_works(balance_hundredths, pictures)

    def show_refused(self) -> None:
        self._form.show_refused()

    def show_unreachable(self, text: str = "BFL cannot be reached. Are you online?") -> None:
        self._form.show_unreachable(text)

    def show_wrong_shape(self, text: str = "Keys start with bfl_ and have no spaces.") -> None:
        self._form.show_wrong_shape(text)

    def show_keychain_missing(self) -> None:
        self._form.show_keychain_missing()

    def show_keychain_locked(self) -> None:
        self._form.show_keychain_locked()

    def show_keychain_error(self, error: KeychainError) -> None:
        self._form.show_keychain_error(error)

    def show_saved_place(self, place: str | None) -> None:
        self._form.show_saved_place(place)

    def show_saved(self) -> None:
        self._form.show_saved()

    def stop(self) -> None:
        """Returns when nothing goes on in the background any more."""
        self._collage.stop()
        self._practice.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._went_to_dashboard:
            self._went_to_dashboard = False
            self._form.suggest_pasting()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px = self._theme.px
        column = px(_LEADING + _COLUMN + _TRAILING)
        has_room = self.width() >= column + px(_LEAST_COLLAGE)
        self._collage.setVisible(has_room)
        self._scroll.setMaximumWidth(column if has_room else self.width())
        # A fixed place for the heading: what appears further down must not move it.
        spare = self.height() - px(_USUAL_HEIGHT)
        self._frame.setContentsMargins(px(_LEADING), max(px(24), round(spare * 0.35)), px(_TRAILING), px(24))

    def _open_dashboard(self) -> None:
        self._went_to_dashboard = True
        QDesktopServices.openUrl(QUrl(_DASHBOARD))
        self.dashboard_requested.emit()

    def _lay_out(self) -> None:
        px = self._theme.px
        about = (
            "Make pictures with the FLUX models from Black Forest Labs (BFL). "
            "You pay BFL per picture, and the price is always shown before you generate."
        )
        column = QWidget(self)
        column.setMaximumWidth(px(_COLUMN))
        parts = QVBoxLayout(column)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(0)
        parts.addWidget(PlainLabel("Welcome to Flux Desktop", "page", wrap=True, parent=column))
        parts.addSpacing(px(10))
        parts.addWidget(PlainLabel(about, "secondary", wrap=True, parent=column))
        parts.addSpacing(px(17))
        parts.addWidget(self._steps)
        parts.addSpacing(px(23))
        parts.addWidget(self._form)
        parts.addSpacing(px(24))
        parts.addWidget(self._practice)
        inside = QWidget(self)
        self._frame = QVBoxLayout(inside)
        self._frame.addWidget(column)
        self._frame.addStretch(1)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._scroll, 3)  # up to its maximum
        row.addWidget(self._collage, 1)

    def _bind(self) -> None:
        form = self._form
        form.check_requested.connect(self.check_requested)
        form.check_cancelled.connect(self.check_cancelled)
        form.save_requested.connect(self.save_requested)
        form.unlock_requested.connect(self.unlock_requested)
        form.use_until_quit_requested.connect(self.use_until_quit_requested)
        form.dashboard_requested.connect(self._open_dashboard)
        form.key_entered.connect(lambda entered: self._steps.set_present(_PASTE_IT if entered else _GET_A_KEY))
        self._practice.practice_requested.connect(self.practice_requested)


def _practice_picture(paths: Sequence[Path]) -> Path | None:
    """The fractal, which looks most like a pattern."""
    return paths[_FRACTAL % len(paths)] if paths else None
