"""Settings > Making pictures: how many at a time, and whether prompts are remembered."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from flux_desktop.settings.settings import MOST_AT_ONCE, Settings
from flux_desktop.ui.preferences.page import Page
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.number_field import NumberField
from flux_desktop.ui.support.question import ask
from flux_desktop.ui.theme.theme import Theme

_FIELD = 64


class MakingPage(Page):
    """``show_prompts`` tells it how many prompts are kept; ``forget_requested`` comes after the question."""

    forget_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Making pictures", "spark")
        self._prompts = 0
        self.at_once = NumberField("Pictures made at the same time", 1, MOST_AT_ONCE)
        self.at_once.setFixedWidth(theme.px(_FIELD))
        self.keep_prompts = QCheckBox("Keep prompt history")
        self.kept = PlainLabel("")
        self.forget = button("Forget all…", name="Forget all prompts")
        self._lay_out()
        self.at_once.valueChanged.connect(lambda value: self.changed.emit("at_most_at_once", value))
        self.keep_prompts.clicked.connect(lambda wanted: self.changed.emit("keep_prompts", wanted))
        self.forget.clicked.connect(self._ask_to_forget)
        self.show_prompts(0)

    def show_settings(self, settings: Settings) -> None:
        blocked = self.at_once.blockSignals(True)  # noqa: FBT003 - Qt takes it by position
        self.at_once.setValue(settings.at_most_at_once)
        self.at_once.blockSignals(blocked)
        self.keep_prompts.setChecked(settings.keep_prompts)

    def show_prompts(self, count: int) -> None:
        """How many prompts are remembered."""
        self._prompts = count
        self.kept.setText(_prompts(count) + (" is kept" if count == 1 else " are kept"))
        self.forget.setEnabled(count > 0)

    def _ask_to_forget(self) -> None:
        ask(
            self,
            f"Forget {_prompts(self._prompts)}?",
            "Pinned ones are forgotten, too. Your pictures and the words they were made with stay. "
            "This cannot be undone.",
            f"Forget {_prompts(self._prompts)}",
            self.forget_requested.emit,
        )

    def _lay_out(self) -> None:
        self._add_section("At the same time")
        self._add_row(self.at_once, PlainLabel("pictures at most"))
        self._add_note(f"The others wait in the queue. BFL works on {MOST_AT_ONCE} of your pictures at once, no more.")
        self._add_section("Prompt history")
        self._add_choice(
            self.keep_prompts,
            "Prompts that you use are remembered on this computer, for the History above the prompt. "
            "Without it nothing new is remembered; what is there stays until you forget it.",
        )
        self._add_row(self.kept, self.forget)
        self._end()


def _prompts(count: int) -> str:
    return "No prompts" if count == 0 else "1 prompt" if count == 1 else f"{count:,} prompts"
