"""Whether a Linux desktop is dark, by its settings portal (org.freedesktop.portal.Settings)."""

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusVariant

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Settings"
_NAMESPACE = "org.freedesktop.appearance"
_KEY = "color-scheme"
_PREFERS_DARK = 1
_SLOT = SLOT("setting_changed(QString,QString,QDBusVariant)")


class DesktopPortal(QObject):
    """Asks once, and listens from then on. Where there is no portal nothing happens."""

    scheme_told = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._bus = QDBusConnection.sessionBus()
        self._watcher: QDBusPendingCallWatcher | None = None

    def ask(self) -> None:
        if not self._bus.isConnected():
            return
        self._bus.connect(_SERVICE, _PATH, _INTERFACE, "SettingChanged", self, _SLOT)  # type: ignore[call-overload]  # takes text only
        question = QDBusMessage.createMethodCall(_SERVICE, _PATH, _INTERFACE, "Read")
        question.setArguments([_NAMESPACE, _KEY])
        self._watcher = QDBusPendingCallWatcher(self._bus.asyncCall(question), self)
        self._watcher.finished.connect(self._answered)

    def _answered(self, watcher: QDBusPendingCallWatcher) -> None:
        answer = watcher.reply()
        if answer.type() is QDBusMessage.MessageType.ReplyMessage and answer.arguments():
            self._tell(answer.arguments()[0])

    @Slot(str, str, QDBusVariant)
    def setting_changed(self, namespace: str, key: str, value: object) -> None:
        if (namespace, key) == (_NAMESPACE, _KEY):
            self._tell(value)

    def _tell(self, value: object) -> None:
        # Older portals wrap the number twice.
        while isinstance(value, QDBusVariant):
            value = value.variant()
        self.scheme_told.emit(value == _PREFERS_DARK)
