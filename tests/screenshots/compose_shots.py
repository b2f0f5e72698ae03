"""Pictures of the compose panel to look at: `python -m tests.screenshots.compose_shots [FOLDER]`.

A model of each family, light and dark, at the usual text size and at twice that, as PNG files in build/screenshots;
and what opens from the prompt: the combinations of alternatives, the history and the templates.
"""

import os
import sys
import time
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size
from flux_desktop.services.library import Library
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.prompt_history_desk import PromptHistoryDesk
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.template_desk import TemplateDesk
from flux_desktop.ui.theme.theme import BASE_PX, Choice, Theme

FAMILIES = (
    "flux-2-pro",
    "flux-2-klein-4b",
    "flux-2-flex",
    "flux-3-image",
    "flux-pro-1.1-ultra",
    "flux-dev",
    "flux-kontext-pro",
)
THEMES: tuple[Choice, ...] = ("light", "dark")
PROMPT = (
    "A quiet fjord at blue hour in the palette of image 1, soft mist between layered ridgelines, a single lit cabin on "
    "the far shore, low moonlight from the right, wide-angle, fine film grain"
)
BOATS = "# which hull is best?\nA {red|blue|green} boat at {dawn|dusk} on still water, walls of #2C3E50 behind it"
WIDTH, HEIGHT, WIDE = 372, 772, 560


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    font = QFont("Inter" if "Inter" in QFontDatabase.families() else app.font().family())
    font.setPixelSize(BASE_PX)
    app.setFont(font)
    folder.mkdir(parents=True, exist_ok=True)
    theme = Theme(app)
    catalogue = Catalogue.from_json(resources.text("model_catalogue.json"))
    for choice, percent, is_open, model_id in product(THEMES, (100, 200), (False, True), FAMILIES):
        theme.apply(choice, percent)
        name = f"{model_id}-{choice}-{percent}{'-more' if is_open else ''}.png"
        shoot(theme, catalogue, model_id, folder / name, is_open=is_open)
    for choice, percent in product(THEMES, (100, 200)):
        theme.apply(choice, percent)
        shoot_aids(theme, catalogue, folder, f"{choice}-{percent}.png")


def shoot_aids(theme: Theme, catalogue: Catalogue, folder: Path, name: str) -> None:
    window = QWidget()
    window.resize(WIDE * (2 if theme.px(100) > 150 else 1), HEIGHT)
    panel = ComposePanel(catalogue, theme, parent=window)
    panel.setGeometry(0, 0, theme.px(WIDTH), HEIGHT)
    with TemporaryDirectory() as profile:
        toasts = Toasts(theme, window)
        library = Library(Path(profile, "library.sqlite3"), Path(profile, "thumbnails.sqlite3"), Path(profile))
        loader = ThumbnailLoader(library)
        file = JsonFile(Path(profile, "prompts.json"))
        history = PromptHistoryDesk(panel, theme, file, toasts=toasts, fetcher=loader, library=library)
        file = JsonFile(Path(profile, "templates.json"))
        templates = TemplateDesk(panel, theme, file, catalogue=catalogue, toasts=toasts, fetcher=loader)
        window.show()
        for prompt in (PROMPT, "A single dandelion, macro, black background", BOATS):
            panel.set_prompt(prompt)
            panel.submit()
        for what, opened in (
            ("variations", panel.preview_variations),
            ("history", history.open),
            ("templates", templates.open),
        ):
            QApplication.processEvents()
            opened()
            until = time.monotonic() + 0.5  # pictures come from other threads
            while time.monotonic() < until:
                QApplication.processEvents()
            window.grab().save(str(folder / f"{what}-{name}"))
            for popover in window.findChildren(Popover):
                popover.close_popover()
        history.keep()
        loader.stop()
        library.close()
    window.close()
    window.deleteLater()


def shoot(theme: Theme, catalogue: Catalogue, model_id: str, file: Path, *, is_open: bool) -> None:
    panel = ComposePanel(catalogue, theme)
    panel.resize(theme.px(WIDTH), theme.px(HEIGHT + (228 if is_open else 0)))
    panel.restore(replace(panel.draft, prompt=PROMPT, count=4))
    panel.show()
    panel.references.addFiles(["/pictures/silk.jpg"])
    panel.add_reference(Reference("ab" * 32, "jpeg", Size(1024, 1024), 1, "silk.jpg"), silk())
    panel.picker.setProperty("modelId", model_id)
    panel.set_balance(124_000)
    panel.set_month_spent(83_200, "September", 250_000)
    panel.options.set_open(is_open=is_open)
    for _ in range(3):
        QApplication.processEvents()
    panel.grab().save(str(file))
    panel.close()
    panel.deleteLater()


def silk() -> QImage:
    image = QImage(144, 144, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shade = QLinearGradient(0, 0, 144, 144)
    for place, colour in ((0.0, "#2b1a4a"), (0.45, "#a869f0"), (0.6, "#e7b8ff"), (1.0, "#3b0f52")):
        shade.setColorAt(place, QColor(colour))
    painter.fillRect(image.rect(), shade)
    painter.end()
    return image


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("build/screenshots"))
