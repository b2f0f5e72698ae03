"""Questions that must be answered before money is spent or files are gone. They never block the program."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QMessageBox, QSizePolicy, QSpacerItem, QWidget

_LETTERS_WIDE = 58
"""Qt makes a question as narrow as its title, and its text then runs over many short lines."""


class _Question(QMessageBox):
    """A message box with lines of a length that is easy to read."""

    def showEvent(self, event: QShowEvent) -> None:
        # Not before: the layout is made anew with every part that is added.
        layout = self.layout()
        if isinstance(layout, QGridLayout):
            width = self.fontMetrics().averageCharWidth() * _LETTERS_WIDE
            spacer = QSpacerItem(width, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            layout.addItem(spacer, layout.rowCount(), 0, 1, layout.columnCount())
        super().showEvent(event)


def ask(
    parent: QWidget, title: str, text: str, yes: str, on_yes: Callable[[], None], *, no: str = "Cancel"
) -> QMessageBox:
    """Open a dialog that calls ``on_yes`` when the person agrees. Not agreeing is what Return and Escape do."""
    box = _Question(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.buttonClicked.connect(lambda clicked: on_yes() if clicked is agree else None)
    box.open()
    return box


def choose(
    parent: QWidget, title: str, text: str, choices: Sequence[tuple[str, Callable[[], object]]], *, no: str = "Cancel"
) -> QMessageBox:
    """Open a dialog with several ways on. None of them is what Return and Escape do."""
    box = _Question(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    ways = [(box.addButton(words, QMessageBox.ButtonRole.AcceptRole), act) for words, act in choices]
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.buttonClicked.connect(lambda clicked: next((act() for way, act in ways if way is clicked), None))
    box.open()
    return box


def tell(parent: QWidget, title: str, text: str, details: str = "") -> QMessageBox:
    """Open a dialog that only says something; ``details`` can be unfolded and copied."""
    box = _Question(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    if details:
        box.setDetailedText(details)
    box.addButton("Close", QMessageBox.ButtonRole.RejectRole)
    box.open()
    return box


def warn(parent: QWidget | None, title: str, text: str, go_on: str, *, details: str = "") -> QMessageBox:
    """A dialog about something that keeps the program from starting: ``go_on``, if there are words for it, or Quit. It
    is not shown yet; afterwards ``wants_to_go_on`` knows the answer."""
    box = _Question(parent)
    box.setObjectName("startTrouble")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Flux Desktop")
    box.setText(title)
    box.setInformativeText(text)
    box.setDetailedText(details)
    agree = box.addButton(go_on, QMessageBox.ButtonRole.AcceptRole) if go_on else None
    leave = box.addButton("Quit", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(agree or leave)
    box.setEscapeButton(leave)
    return box


def wants_to_go_on(box: QMessageBox) -> bool:
    """Whether the person has pressed the button of ``warn`` that goes on."""
    clicked = box.clickedButton()
    return clicked is not None and box.buttonRole(clicked) is QMessageBox.ButtonRole.AcceptRole


def notice(text: str) -> QMessageBox:
    """A dialog without a button, for whoever shows it to take away again."""
    box = QMessageBox()
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Flux Desktop")
    box.setText(text)
    box.setStandardButtons(QMessageBox.StandardButton.NoButton)
    return box
