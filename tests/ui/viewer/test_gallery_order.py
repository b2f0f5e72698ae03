from flux_desktop.domain.generation import State
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from tests.ui.gallery.sample_library import SampleLibrary, changed
from tests.ui.viewer.conftest import IDS, Viewer
from tests.ui.viewer.sample_pictures import SMALL, picture_row


def test_the_gallerys_model_is_an_order(viewer: Viewer) -> None:
    library = SampleLibrary(IDS, viewer.folder.folder)
    for item_id in IDS:
        library.put(picture_row(item_id))
    model = GalleryModel(library, str, lambda _request: SMALL)
    model.load()
    model.rowsRemoved.connect(viewer.page.order_changed)
    model.rowsInserted.connect(viewer.page.order_changed)
    model.changed.connect(viewer.page.row_changed)
    viewer.page.set_ids(model)
    viewer.page.open(104)
    model.put(changed(110, State.RUNNING))
    assert viewer.page.bar._position.text() == "3 of 6"
    model.put(changed(110, State.DONE))
    assert viewer.page.bar._position.text() == "4 of 7"
    model.remove([104])
    assert viewer.page.current_id == 103
    viewer.page.set_ids(viewer.order)
