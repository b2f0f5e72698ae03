"""The menu of a reference slot."""

from typing import Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

PURPOSES = {
    "Subject": "the subject of image {n}",
    "Style": "in the style of image {n}",
    "Pose": "in the pose of image {n}",
    "Background": "with the background of image {n}",
    "Colours": "in the palette of image {n}",
}


class SlotOwner(Protocol):
    """What the menu needs of the panel."""

    words_wanted: SignalInstance

    def replace_by_choice(self, index: int) -> None: ...
    def crop(self, index: int) -> None: ...
    def look_at(self, index: int) -> None: ...
    def move_reference(self, index: int, target: int) -> None: ...
    def remove_reference(self, index: int) -> None: ...


def reference_menu(panel: SlotOwner, parent: QWidget, index: int, count: int, number: int) -> QMenu:
    """What can be done with slot ``index`` of ``count``, which is reference ``number`` (0: none yet)."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction("Replace…").triggered.connect(lambda: panel.replace_by_choice(index))
    crop = menu.addAction("Crop…")
    crop.setEnabled(number > 0)
    crop.triggered.connect(lambda: panel.crop(index))
    left = menu.addAction("Move left")
    left.setEnabled(index > 0)
    left.triggered.connect(lambda: panel.move_reference(index, index - 1))
    right = menu.addAction("Move right")
    right.setEnabled(index < count - 1)
    right.triggered.connect(lambda: panel.move_reference(index, index + 1))
    if number:
        menu.addSeparator()
        insert = menu.addAction(f"Insert “image {number}” in prompt")
        insert.triggered.connect(lambda: panel.words_wanted.emit(f"image {number}"))
        purposes = menu.addMenu("What is it for?")
        for purpose, phrase in PURPOSES.items():
            action = purposes.addAction(purpose)
            action.triggered.connect(
                lambda _checked=False, phrase=phrase: panel.words_wanted.emit(phrase.format(n=number))
            )
    menu.addSeparator()
    look = menu.addAction("Open")
    look.setEnabled(number > 0)
    look.triggered.connect(lambda: panel.look_at(index))
    menu.addAction("Remove").triggered.connect(lambda: panel.remove_reference(index))
    return menu
