"""Where pictures are made: one of BFL's regions, or a server of one's own by its address."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from flux_desktop.domain.server import Region, Server
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.inline_message import InlineMessage
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_OWN = "A server that works as BFL's does. It gets a key of its own, or the one in BFL_API_KEY."
_INDENT = 28


class ServerSection(QWidget):
    """``chosen`` carries the server that is wanted; ``show_server`` says what came of it.

    A region counts with one click. An address counts when Return or "Use this server" is pressed, and not before: a key
    may go there.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._in_use = Server.of_region(Region.GLOBAL)
        self._regions = {region: QRadioButton(region.label) for region in Region}
        self._own = QRadioButton("Another server")
        self._address = QLineEdit()
        self._use = button("Use this server")
        self._entry = QWidget(self)
        self._message = InlineMessage(theme, is_narrow=True)
        self._named_outside = PlainLabel("", "caption", wrap=True)
        self._group = QButtonGroup(self)
        self._name_parts()
        self._lay_out()
        self._bind()
        self._show_choice(self._in_use)

    def show_server(self, in_use: Server, kept: Server) -> None:
        """``kept`` is what the settings say, which the command line may have overruled with ``in_use``.

        An address that is being typed stays.
        """
        words = "Named by --server or FLUX_DESKTOP_SERVER when the program was started. A choice here takes its place."
        self._named_outside.setText(words)
        show_if(self._named_outside, in_use != kept)
        is_typing = self._own.isChecked() and self._in_use == in_use
        self._in_use = in_use
        if not is_typing:
            self._show_choice(in_use)

    def _show_choice(self, server: Server) -> None:
        region = server.region
        choice = self._own if region is None else self._regions[region]
        choice.setChecked(True)
        if region is None:
            self._address.setText(server.url)
        self._message.clear()
        self._show_entry()

    def _show_entry(self) -> None:
        show_if(self._entry, self._own.isChecked())
        self._use.setEnabled(self._address.text().strip() not in ("", self._in_use.url))

    def _clicked(self, choice: QAbstractButton) -> None:
        self._message.clear()
        self._show_entry()
        if choice is self._own:
            self._address.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.chosen.emit(next(Server.of_region(region) for region, each in self._regions.items() if each is choice))

    def _typed(self) -> None:
        self._message.clear()
        self._show_entry()

    def _use_address(self) -> None:
        if not self._use.isEnabled():
            return
        try:
            server = Server.custom(self._address.text())
        except ValueError as error:
            self._message.say("err", "This address cannot be used.", str(error))
            return
        self._address.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes out, and the keyboard stays here
        self.chosen.emit(server)
        self._show_entry()

    def _name_parts(self) -> None:
        self._address.setObjectName("serverAddress")
        self._address.setAccessibleName("Address of the server")
        self._address.setPlaceholderText("https://flux.example.org")
        self._address.setMaxLength(2_000)
        for choice, note in (*((each, region.sentence) for region, each in self._regions.items()), (self._own, _OWN)):
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            choice.setAccessibleDescription(note)
            self._group.addButton(choice)

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for choice in (*self._regions.values(), self._own):
            note = PlainLabel(choice.accessibleDescription(), "caption", wrap=True)
            note.setContentsMargins(px(_INDENT), 0, 0, 0)
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(choice, 0, Qt.AlignmentFlag.AlignLeading)
            pair.addWidget(note)
            column.addLayout(pair)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._address, 1)
        row.addWidget(self._use)
        entry = QVBoxLayout(self._entry)
        entry.setContentsMargins(px(_INDENT), 0, 0, 0)
        entry.setSpacing(px(8))
        entry.addLayout(row)
        entry.addWidget(self._message)
        column.addWidget(self._entry)
        column.addWidget(self._named_outside)

    def _bind(self) -> None:
        self._group.buttonClicked.connect(self._clicked)
        self._address.textEdited.connect(self._typed)
        self._address.returnPressed.connect(self._use_address)
        self._use.clicked.connect(self._use_address)
