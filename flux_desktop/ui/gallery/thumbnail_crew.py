"""The threads that decode thumbnails, and the order in which they take their work.

Readers decode what is stored, as fast as can be; when all in view is there they bring it to its exact size. What has
no thumbnail yet goes to the maker, a thread that may wait for a slow disk without holding up the readers.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QImage, QPixmap

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.gallery import thumbnail_images

if TYPE_CHECKING:
    from flux_desktop.ui.gallery.library_access import ThumbnailSource

_TELL_EVERY_S = 0.016
_BREATH_S = 0.02


class Wish(NamedTuple):
    """A thumbnail at this size in device pixels; ``is_ahead`` when it is not in view yet.

    When there is none yet it is made of the file at ``path``, relative to the library. ``file`` is an image that is no
    item of the library: it is read as it is. With ``done`` the picture is handed to it, exact, and not kept.
    """

    item_id: ItemId
    width_px: int
    height_px: int
    path: str | None = None
    file: Path | None = None
    is_ahead: bool = False
    done: Callable[[QPixmap | None], None] | None = None

    def fits(self, image: QImage | QPixmap) -> bool:
        return (image.width(), image.height()) == (self.width_px, self.height_px)

    def is_as_large_as(self, other: "Wish") -> bool:
        return (self.width_px, self.height_px) == (other.width_px, other.height_px)


Result = tuple[Wish, QImage | None]


class _Arrival:
    """A picture that is not on disk yet: its bytes, and what has become of them.

    ``height_px`` is the most it was decoded to, 0 when it was not yet; ``wish`` comes when the window has looked up the
    size of its tile.
    """

    __slots__ = ("data", "height_px", "image", "wish")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.height_px = 0
        self.image: QImage | None = None
        self.wish: Wish | None = None


class ThumbnailCrew:
    """``tell`` is called in the threads when there are results worth a look: not for each one of a whole screen."""

    def __init__(self, thumbnails: "ThumbnailSource", readers: int, tell: Callable[[], None]) -> None:
        self._thumbnails = thumbnails
        self._readers = readers
        self._tell = tell
        self._told_at_s = 0.0
        self._is_waiting_for_window = False
        self._more = threading.Condition()
        self._arrivals: dict[ItemId, _Arrival] = {}
        self._to_decode: deque[_Arrival] = deque()
        self._to_finish: deque[tuple[_Arrival, Wish]] = deque()
        self._usual_height_px = 0
        self._stack: list[Wish] = []
        self._to_fit: deque[tuple[Wish, QImage]] = deque()
        self._to_make: deque[Wish] = deque()
        self._is_stopping = False
        self._threads: list[threading.Thread] = []
        self.results: deque[Result] = deque()

    def want(self, wishes: Sequence[Wish]) -> None:
        """Work on these, the first ones first, and on nothing that was wanted before and is not among them."""
        with self._more:
            if not (wishes or self._stack or self._to_make or self._to_fit):
                return
            self._usual_height_px = max((wish.height_px for wish in wishes), default=self._usual_height_px)
            by_id = {wish.item_id: wish for wish in wishes}
            self._to_fit = deque(
                (old, image)
                for old, image in self._to_fit
                if (new := by_id.get(old.item_id)) and old.is_as_large_as(new)
            )
            fitted = {wish.item_id for wish, _ in self._to_fit}
            to_read = [wish for wish in wishes if wish.item_id not in fitted]
            self._stack = [*(wish for wish in self._stack if wish.done), *reversed(to_read)]
            self._to_make = deque(wish for wish in self._to_make if wish.done or wish.item_id in by_id)
            self._more.notify_all()
        self._start()

    def fetch(self, wish: Wish) -> None:
        """Work on this one next."""
        with self._more:
            self._stack.append(wish)
            self._more.notify_all()
        self._start()

    def begin_arrival(self, item_id: ItemId, data: bytes) -> None:
        """These bytes have just come: decode them before everything else. Called in any thread.

        The window, which may be busy, is told of them at the same time, and says with ``take_arrival`` how large the
        tile is.
        """
        with self._more:
            self._add_arrival(item_id, data)
        self._start()

    def take_arrival(self, wish: Wish, data: bytes) -> None:
        """The size of a picture whose bytes have just come, whether that has been said before or not."""
        with self._more:
            arrival = self._arrivals.get(wish.item_id) or self._add_arrival(wish.item_id, data)
            arrival.wish = wish
            if arrival.height_px:
                self._to_finish.append((arrival, wish))
                self._more.notify_all()
        self._start()

    def _add_arrival(self, item_id: ItemId, data: bytes) -> _Arrival:
        arrival = self._arrivals[item_id] = _Arrival(data)
        self._to_decode.append(arrival)
        self._more.notify_all()  # one alone could be the maker, who has no use for it
        return arrival

    def stop(self) -> None:
        """End the threads. What is being decoded is finished first."""
        with self._more:
            self._is_stopping = True
            self._more.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _start(self) -> None:
        with self._more:
            if self._threads or self._is_stopping:
                return
            for number, work in enumerate([self._read] * self._readers + [self._make]):
                self._threads.append(threading.Thread(target=work, name=f"thumbnails {number}", daemon=True))
                self._threads[-1].start()

    # In the threads

    def _read(self) -> None:
        while True:
            with self._more:
                while not (self._is_stopping or self._has_work()):
                    if self.results:
                        self._tell()  # what was to be told together with more that is not wanted now
                    self._more.wait(_BREATH_S if self._to_fit else None)
                if self._is_stopping:
                    return
                work = self._next_work()
            work()

    def _has_work(self) -> bool:
        """Exact sizes wait until the window has taken the rough ones: they would only slow it down."""
        if self._to_decode or self._to_finish or (self._stack and not self._stack[-1].is_ahead):
            return True
        if not self.results:
            self._is_waiting_for_window = False
        return not self._is_waiting_for_window if self._to_fit else bool(self._stack)

    def _next_work(self) -> Callable[[], None]:
        """Arrivals, then what is in view, then its exact sizes, then what comes next."""
        if self._to_finish:
            decoded = self._to_finish.popleft()
            return lambda: self._finish_arrival(*decoded)
        if self._to_decode:
            arrival = self._to_decode.popleft()
            return lambda: self._decode_arrival(arrival)
        if self._stack and not (self._stack[-1].is_ahead and self._to_fit):
            wish = self._stack.pop()
            return lambda: self._read_one(wish)
        rough, image = self._to_fit.popleft()
        return lambda: self._fit_one(rough, image)

    def _make(self) -> None:
        while True:
            with self._more:
                while not (self._is_stopping or self._to_make):
                    self._more.wait()
                if self._is_stopping:
                    return
                wish = self._to_make.popleft()
            self._make_one(wish)

    def _read_one(self, wish: Wish) -> None:
        if wish.file:
            whole = thumbnail_images.read_picture(wish.file, 2 * wish.height_px)
            self._fit_one(wish, whole) if whole else self._hand_over(wish, None)
            return
        jpeg = self._thumbnails.thumbnail(wish.item_id, thumbnail_images.stored_height_px(wish.height_px))
        image = thumbnail_images.decode(jpeg, wish.height_px) if jpeg else None
        if image is None:
            with self._more:
                self._to_make.append(wish)
                self._more.notify_all()
            if self.results:
                self._tell()  # what is here already need not wait for a slow disk
        elif wish.done or wish.is_ahead:  # nobody looks at it yet: there is no hurry to show a rough one
            self._fit_one(wish, image)
        else:
            if not wish.fits(image):
                with self._more:
                    self._to_fit.append((wish, image))
                    self._is_waiting_for_window = True
            self._hand_over(wish, image)

    def _fit_one(self, wish: Wish, image: QImage) -> None:
        self._hand_over(wish, thumbnail_images.fitted(image, wish.width_px, wish.height_px))

    def _decode_arrival(self, arrival: _Arrival) -> None:
        height_px = _height_to_read(self._usual_height_px)
        image = thumbnail_images.read_picture(arrival.data, height_px)
        with self._more:
            arrival.image, arrival.height_px = image, height_px
            wish = arrival.wish
        if wish:
            self._finish_arrival(arrival, wish)

    def _finish_arrival(self, arrival: _Arrival, wish: Wish) -> None:
        with self._more:
            self._arrivals.pop(wish.item_id, None)
        height_px = _height_to_read(wish.height_px)
        is_enough = height_px <= arrival.height_px
        image = arrival.image if is_enough else thumbnail_images.read_picture(arrival.data, height_px)
        self._show_and_store(wish, image)

    def _make_one(self, wish: Wish) -> None:
        source = self._thumbnails.absolute(wish.path) if wish.path else None
        whole = thumbnail_images.read_picture(source, _height_to_read(wish.height_px)) if source else None
        if whole is None and (kept := self._kept(wish)):
            self._fit_one(wish, kept)
        else:
            self._show_and_store(wish, whole)

    def _kept(self, wish: Wish) -> QImage | None:
        """A thumbnail of another height: all there is of a picture whose file is gone."""
        for height_px in thumbnail_images.STORED_HEIGHTS_PX[::-1]:
            if jpeg := self._thumbnails.thumbnail(wish.item_id, height_px):
                return thumbnail_images.decode(jpeg, wish.height_px)
        return None

    def _show_and_store(self, wish: Wish, whole: QImage | None) -> None:
        """Show the picture first and store its thumbnails then."""
        if whole is None:
            self._hand_over(wish, None)
            return
        self._fit_one(wish, whole)
        for height, jpeg in thumbnail_images.thumbnails_of(whole, thumbnail_images.heights_to_store(wish.height_px)):
            self._thumbnails.store_thumbnail(wish.item_id, height, jpeg)

    def _hand_over(self, wish: Wish, image: QImage | None) -> None:
        self.results.append((wish, image))
        now_s, stack = time.monotonic(), self._stack
        is_more_in_view = bool(stack) and not stack[-1].is_ahead
        if not is_more_in_view or now_s - self._told_at_s > _TELL_EVERY_S:
            self._told_at_s = now_s
            self._tell()


def _height_to_read(shown_px: int) -> int:
    """Enough for every thumbnail that a picture shown this high gets."""
    return thumbnail_images.height_to_read(thumbnail_images.heights_to_store(shown_px)[-1])
