"""Icons are there, take the colour of the theme and are sharp on every screen."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

from flux_desktop import resources
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.theme.tokens import DARK, LIGHT

PROGRAM_ICON = "flux-desktop"
NAMES = sorted({path.stem for path in resources.path("icons").glob("*.svg")} - {PROGRAM_ICON})
WANTED = (
    *("spark", "brush", "expand", "search", "calendar", "filter", "grid-small", "grid-large", "queue", "side-panel"),
    *("info", "plus", "minus", "close", "chevron-down", "chevron-right", "chevron-left", "chevron-up", "more", "heart"),
    *("heart-filled", "image-plus", "vary", "compare", "copy", "save", "bin", "undo", "redo", "fit", "eraser", "hand"),
    *("clock", "warning", "shield-x", "card", "offline", "key", "disk", "check", "bulb", "folder", "play", "pause"),
    *("sliders", "keyboard", "dice", "lock", "swap", "eye", "eye-off", "rectangle", "ellipse", "lasso", "star", "tag"),
    "external",
)


def painted(image: QImage) -> list[QColor]:
    """The colours of the pixels that are fully painted."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return [pixel for pixel in pixels if pixel.alpha() == 255]


@pytest.mark.parametrize("name", sorted({*NAMES, *WANTED}))
def test_an_icon_is_drawn_in_the_colour_asked_for_and_in_no_other(theme: Theme, name: str) -> None:
    colours = painted(theme.icons.pixmap(name, 48, "#8FB0FF").toImage())
    assert colours
    assert {colour.name() for colour in colours} == {"#8fb0ff"}


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_says_where_its_colour_goes(name: str) -> None:
    text = resources.text(f"icons/{name}.svg")
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke="currentColor"' in text


def test_an_icon_made_once_follows_the_theme(theme: Theme) -> None:
    icon = theme.icons.icon("heart-filled")
    assert painted(icon.pixmap(24, 24).toImage())[0].name() == LIGHT.text.lower()
    theme.apply("dark")
    assert painted(icon.pixmap(24, 24).toImage())[0].name() == DARK.text.lower()


def test_an_icon_has_as_many_pixels_as_a_sharp_screen_shows(theme: Theme) -> None:
    pixmap = theme.icons.icon("search").pixmap(QSize(18, 18), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (36, 2.0)


def test_an_icon_of_a_disabled_button_is_faint_and_of_a_checked_one_as_asked(theme: Theme) -> None:
    icon = theme.icons.icon("heart-filled", "text", "err")
    disabled = icon.pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled)
    checked = icon.pixmap(QSize(24, 24), 1.0, QIcon.Mode.Normal, QIcon.State.On)
    assert painted(disabled.toImage())[0].name() == LIGHT.text3.lower()
    assert painted(checked.toImage())[0].name() == LIGHT.err.lower()


def test_the_same_icon_is_drawn_once(theme: Theme, qapp: QApplication) -> None:
    first = theme.icons.pixmap("plus", 16, "#000000", 2.0)
    assert theme.icons.pixmap("plus", 16, "#000000", 2.0).cacheKey() == first.cacheKey()


def test_an_icon_nobody_drew_is_an_error(theme: Theme) -> None:
    with pytest.raises(ValueError, match="unicorn"):
        theme.icons.pixmap("unicorn", 16, "#000000")
