from array import array

from flux_desktop.storage.found import Found
from flux_desktop.ui.gallery.gallery_view import GalleryView


def test_a_gallery_that_fits_has_nothing_to_scroll_by(view: GalleryView) -> None:
    bar = view.verticalScrollBar()
    assert bar.isEnabled()
    view.gallery.show_only(Found(array("q", view.gallery.ids_between(0, 1)), array("q", [0] * 2)))
    assert not bar.isEnabled()
    view.gallery.show_all()
    assert bar.isEnabled()


def test_a_place_that_is_far_away_is_answered_without_a_look_at_it(view: GalleryView) -> None:
    last = view.gallery.index(view.gallery.rowCount() - 1)
    height = view.tiles.height_px
    assert view.visualRect(last).y() > view.viewport().height()
    assert view.tiles.height_px == height
    assert not view.indexAt(view.viewport().rect().topLeft()).isValid()
