from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme
from tests.ui.gallery.sample_library import SampleLibrary, expected_size, ids_over, image_bytes

TODAY = date(2026, 11, 20)


@pytest.fixture
def library(tmp_path: Path) -> SampleLibrary:
    """A hundred and twenty pictures of the last ten days, each with a thumbnail."""
    made = SampleLibrary(ids_over(10, 120), tmp_path)
    made.any_thumbnail = [image_bytes(size, kind="JPEG") for size in (made._size(i) for i in made.ids)]
    return made


@pytest.fixture
def model(library: SampleLibrary) -> GalleryModel:
    made = GalleryModel(library, {"flux-2-pro": "FLUX.2 [pro]"}.get, expected_size, lambda: TODAY)  # type: ignore[arg-type]
    made.load()
    return made


@pytest.fixture
def loader(library: SampleLibrary) -> Iterator[ThumbnailLoader]:
    made = ThumbnailLoader(library)
    yield made
    made.stop()


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, model: GalleryModel, loader: ThumbnailLoader) -> GalleryView:
    """Shown, 1000 by 800, with everything in it painted."""
    made = GalleryView(model, theme, loader, lambda _model: 10.0)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    with qtbot.waitSignal(made.all_painted):
        made.show()
    return made
