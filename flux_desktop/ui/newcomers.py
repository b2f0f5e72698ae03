"""Pictures that come into the gallery by the hundred, shown in parts so that no frame is late."""

from collections.abc import Callable, Sequence

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.import_job import ImportJob
from flux_desktop.services.library import Library
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.import_thumbnails import ImportThumbnails

_SHOWN_AT_ONCE = 200
_SHOWN_IN_PARTS = 5_000
"""Where more are waiting when all is done, the gallery is read anew."""


class Newcomers:
    """Takes what an ``ImportJob`` tells, puts it into the view, and has its thumbnails made."""

    def __init__(
        self, library: Library, view: GalleryView, thumbnails: ImportThumbnails, height_px: Callable[[], int]
    ) -> None:
        """``height_px`` is the height in which thumbnails are of use at the moment."""
        self._library, self._view, self._model = library, view, view.gallery
        self._thumbnails = thumbnails
        self._height_px = height_px

    def show_some(self, job: ImportJob) -> None:
        """As many as fit into a part of a frame."""
        ids = job.news(_SHOWN_AT_ONCE)
        known = [item_id for item_id in ids if self._model.row_of(item_id) >= 0]
        if known:  # their files have changed, or are gone, or are back
            self._library.forget_thumbnails(known)
            self._view.loader.forget(known)
            self._model.refresh(known)
        if len(known) < len(ids):
            self._model.restore([item_id for item_id in ids if item_id not in set(known)])
        self._ask_for_thumbnails(ids)

    def show_all_if_many(self, job: ImportJob) -> None:
        """All that are left, when they are too many to be shown in parts; they have all been told by now."""
        if job.news_waiting <= _SHOWN_IN_PARTS:
            return
        ids = job.news(job.news_waiting)
        top = self._view.top_id()
        self._model.load()
        self._view.reload_pictures()
        if top is not None:
            self._view.scroll_to_id(top)
        self._ask_for_thumbnails(ids)

    def _ask_for_thumbnails(self, ids: Sequence[ItemId]) -> None:
        rows = self._library.rows(ids).values()
        pictures = [(row.id, self._library.absolute(row.path)) for row in rows if row.path and not row.missing]
        self._thumbnails.make(pictures, self._height_px())
