"""The part of Settings > Making pictures that is about the prompt history."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flux_desktop.ui.prompt_history_desk import PromptHistoryDesk

if TYPE_CHECKING:
    from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog


class HistorySettings(QObject):
    """``attach`` it to each dialog that is opened."""

    def __init__(self, desk: PromptHistoryDesk) -> None:
        super().__init__(desk)
        self._desk = desk

    def attach(self, dialog: "PreferencesDialog") -> None:
        """Tell the dialog how many prompts there are, and forget them when it asks for that."""

        def forget() -> None:
            self._desk.forget_all()
            show()

        def show() -> None:
            dialog.making.show_prompts(len(self._desk.history.prompts))

        show()
        dialog.making.forget_requested.connect(forget)
