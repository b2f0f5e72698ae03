"""A settings portal for tests: it says "dark" when asked, and "light" a moment later.

Run as a program on a session bus. It starts the theme in a second process and prints which themes that showed.
"""

import subprocess
import sys

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

PATH, INTERFACE = "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"
APPEARANCE = "org.freedesktop.appearance"

PROGRAM = """
from PySide6.QtWidgets import QApplication
from flux_desktop.ui.theme.theme import Theme
app = QApplication([])
theme = Theme(app)
theme.apply("auto")
print(theme.tokens.name, flush=True)
def told():
    print(theme.tokens.name, flush=True)
    if not theme.tokens.is_dark:
        app.quit()
theme.changed.connect(told)
theme.ask_desktop()
app.exec()
"""


def main() -> int:
    with open_dbus_connection(bus="SESSION") as connection:
        Proxy(message_bus, connection).RequestName("org.freedesktop.portal.Desktop")
        with subprocess.Popen([sys.executable, "-c", PROGRAM]) as program:
            answer(connection)
            return tell_until_it_ends(connection, program)


def answer(connection: DBusConnection) -> None:
    while True:
        message = connection.receive(timeout=30)
        is_call = message.header.message_type is MessageType.method_call
        if is_call and message.header.fields.get(HeaderFields.member) == "Read":
            assert message.body == (APPEARANCE, "color-scheme")
            connection.send(new_method_return(message, "v", (("v", ("u", 1)),)))
            return


def tell_until_it_ends(connection: DBusConnection, program: subprocess.Popen[bytes]) -> int:
    """Say "light", and again: Qt hears signals once it has found out who owns the portal's name."""
    body = (APPEARANCE, "color-scheme", ("u", 2))
    for _ in range(300):
        connection.send(new_signal(DBusAddress(PATH, interface=INTERFACE), "SettingChanged", "ssv", body))
        try:
            return program.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
    program.kill()
    return program.wait()


if __name__ == "__main__":
    sys.exit(main())
