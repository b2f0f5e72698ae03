"""One running program a profile: a second start raises the first window and leaves."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_TRIES = 4
_WAIT_MS = 500


class SingleInstance(QObject):
    """Holds the profile's lock. ``raised`` is emitted when another start asked for the window."""

    raised = Signal()

    def __init__(self, lock_file: Path, socket_name: str) -> None:
        super().__init__()
        self._lock = QLockFile(str(lock_file))
        self._lock.setStaleLockTime(0)
        self._socket_name = socket_name
        self._server: QLocalServer | None = None  # QtNetwork takes 10 ms to import and the first paint can do without

    def acquire(self) -> bool:
        """Whether this process is the one; the lock of a process that died counts as free."""
        return self._lock.tryLock(0)

    def listen(self) -> None:
        """Wait for other starts. Only the holder of the lock may, so a stale socket can be removed first."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._socket_name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._socket_name)

    def ask_other_to_show(self) -> bool:
        """Tell the first program to come to the front; it may still be starting, so this asks a few times."""
        from PySide6.QtNetwork import QLocalSocket

        for _ in range(_TRIES):
            socket = QLocalSocket()
            socket.connectToServer(self._socket_name)
            if socket.waitForConnected(_WAIT_MS):
                socket.write(b"raise\n")
                socket.waitForBytesWritten(_WAIT_MS)
                socket.disconnectFromServer()
                return True
        return False

    def release(self) -> None:
        if self._server:
            self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        assert self._server is not None
        while socket := self._server.nextPendingConnection():
            socket.disconnected.connect(socket.deleteLater)
            self.raised.emit()
