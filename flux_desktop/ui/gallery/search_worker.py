"""Finds all that a query matches, beside the window's thread."""

import _thread
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from flux_desktop.domain.errors import LibraryError
from flux_desktop.domain.search_query import SearchQuery
from flux_desktop.storage.found import Found
from flux_desktop.ui.gallery.library_access import WholeSearch


class SearchWorker(QObject):
    """The newest query wins: what is being found for another one is broken off, and its answer is not told.

    The thread and its connection are there while there is something to find.
    """

    found = Signal(object, object)
    """A query, and all that it finds."""
    _answered = Signal(object, object)

    def __init__(self, make_reader: Callable[[], WholeSearch], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_reader = make_reader
        self._lock = threading.Lock()
        self._wanted: SearchQuery | None = None
        self._reader: WholeSearch | None = None
        self._ended = threading.Event()
        self._ended.set()
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def find(self, query: SearchQuery) -> None:
        """Find all for this query, and nothing else."""
        with self._lock:
            self._wanted = query
            self._break_off()
            if self._ended.is_set():
                self._ended.clear()
                # Not by ``threading.Thread``, which waits until it runs: on a busy machine longer than a frame takes.
                _thread.start_new_thread(self._run, ())

    def forget(self) -> None:
        """Nothing is wanted any more."""
        with self._lock:
            self._wanted = None
            self._break_off()

    def stop(self) -> None:
        """Forget, and wait for the thread."""
        self.forget()
        self._ended.wait()

    @property
    def is_at_work(self) -> bool:
        return not self._ended.is_set()

    def _break_off(self) -> None:
        if self._reader:
            self._reader.interrupt()

    def _tell(self, query: SearchQuery, found: Found) -> None:
        """In the window's thread, where another query may have been asked meanwhile."""
        if self._wanted in (None, query):
            self.found.emit(query, found)

    def _run(self) -> None:
        """In a thread of its own. It is over when nothing is wanted, and another one begins when something is."""
        reader = self._make_reader()
        while query := self._next(reader):
            try:
                found = reader.all(query)
            except LibraryError:
                found = Found.nothing()  # the window's own look has met with it, and says so
            self._answer(query, found)

    def _next(self, reader: WholeSearch) -> SearchQuery | None:
        with self._lock:
            self._reader = reader if self._wanted else None
            if self._wanted is None:
                reader.close()
                self._ended.set()
            return self._wanted

    def _answer(self, query: SearchQuery, found: Found | None) -> None:
        """Broken off for nothing, a query stays wanted and is found in the next round."""
        with self._lock:
            if self._wanted == query and found is not None:
                self._wanted = None
                self._answered.emit(query, found)
