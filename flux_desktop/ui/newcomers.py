"""Pictures that come into the gallery by the hundred, shown a few at a time so that no frame is late."""

import time
from collections.abc import Callable, Sequence

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.import_job import ImportJob
from flux_desktop.services.library import Library
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.import_thumbnails import ImportThumbnails

_SHOWN_AT_ONCE = 16
_LONGEST_S = 0.006
_SHOWN_SINGLY = 2_000
"""Where more are waiting than are shown in a few seconds, the gallery is read anew at the end."""


class Newcomers:
    """Takes what an ``ImportJob`` tells, puts it into the view, and has its thumbnails made."""

    def __init__(
        self, library: Library, view: GalleryView, thumbnails: ImportThumbnails, height_px: Callable[[], int]
    ) -> None:
        """``height_px`` is the height in which thumbnails are of use at the moment."""
        self._library, self._view, self._model = library, view, view.gallery
        self._thumbnails = thumbnails
        self._height_px = height_px
        self._are_too_many = False

    def show_some(self, job: ImportJob) -> None:
        """As many as fit into a part of a frame."""
        self._are_too_many = self._are_too_many or job.news_waiting > _SHOWN_SINGLY
        end_s = time.monotonic() + _LONGEST_S
        while not self._are_too_many and time.monotonic() < end_s and (ids := job.news(_SHOWN_AT_ONCE)):
            self._show(ids)

    def show_rest(self, job: ImportJob) -> None:
        """All that are left."""
        if not (self._are_too_many or job.is_rebuild or job.news_waiting > _SHOWN_SINGLY):
            while ids := job.news(_SHOWN_AT_ONCE):
                self._show(ids)
            return
        self._are_too_many = False
        top = self._view.top_id()
        self._model.load()
        self._view.reload_pictures()
        if top is not None:
            self._view.scroll_to_id(top)
        self._ask_for_thumbnails(job.news(job.news_waiting))

    def _show(self, ids: Sequence[ItemId]) -> None:
        known = [item_id for item_id in ids if self._model.row_of(item_id) >= 0]
        if known:  # their files have changed, or are gone, or are back
            self._library.forget_thumbnails(known)
            self._view.loader.forget(known)
        self._model.restore(ids)
        self._ask_for_thumbnails(ids)

    def _ask_for_thumbnails(self, ids: Sequence[ItemId]) -> None:
        rows = self._library.rows(ids).values()
        pictures = [(row.id, self._library.absolute(row.path)) for row in rows if row.path and not row.missing]
        self._thumbnails.make(pictures, self._height_px())
