"""Keeps small state on disk as it changes: a second after a change, and in a thread that may wait for the disk."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from flux_desktop.domain.errors import FluxDesktopError

SETTLE_MS = 1000

Content = Mapping[str, Any]


class Keeper(QObject):
    """Calls ``save(content())`` a second after ``touch``, and at once on ``flush``."""

    def __init__(self, content: Callable[[], Content], save: Callable[[Content], object]) -> None:
        super().__init__()
        self._content = content
        self._save = save
        self._writing: threading.Thread | None = None
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self._write)

    def touch(self) -> None:
        """Something changed; it is saved within a second, together with what changes until then."""
        if not self._settled.isActive():
            self._settled.start()

    def flush(self) -> None:
        """Save what has not been saved, and wait until it is on disk."""
        if self._settled.isActive():
            self._settled.stop()
            self._write()
        if self._writing:
            self._writing.join()
            self._writing = None

    def _write(self) -> None:
        content = self._content()
        if self._writing:
            self._writing.join()
        self._writing = threading.Thread(target=self._keep, args=(content,), name="keeper")
        self._writing.start()

    def _keep(self, content: Content) -> None:
        try:
            self._save(content)
        except FluxDesktopError as error:
            import logging

            logging.getLogger(__name__).warning("state was not kept: %s", error)
