"""Where a reference can come from: files, pasted or dropped images, addresses on the web."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".jfif", ".webp", ".gif")
TEXT_SUFFIXES = (".txt", ".md", ".text")
FILE_FILTER = "Pictures (*.png *.jpg *.jpeg *.jfif *.webp *.gif)"

_ENCODED = (("image/png", "png"), ("image/jpeg", "jpg"), ("image/webp", "webp"), ("image/gif", "gif"))


@dataclass(frozen=True, slots=True)
class ImageData:
    """An image without a file: its encoded bytes as another program gave them, or else its pixels."""

    name: str
    data: bytes | QImage


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An image on the web, by its address."""

    url: str

    @property
    def name(self) -> str:
        return self.url.rsplit("/", 1)[-1].split("?")[0] or self.url


Source = Path | ImageData | WebAddress


def name_of(source: Source) -> str:
    return source.name


def sources_of(mime: QMimeData) -> list[Source]:
    """The images that a drop or the clipboard holds, best form first; empty when it holds none."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return [file for file in files if is_picture_file(file)]
    for kind, suffix in _ENCODED:
        data = bytes(mime.data(kind).data()) if mime.hasFormat(kind) else b""
        if data:
            return [ImageData(f"Pasted image.{suffix}", data)]
    if mime.hasImage():
        image = QImage(mime.imageData())
        return [] if image.isNull() else [ImageData("Pasted image.png", image)]
    return [WebAddress(url.toString()) for url in mime.urls() if _is_picture_on_the_web(url)]


def may_hold_images(mime: QMimeData) -> bool:
    """Whether ``sources_of`` may find anything; cheap enough for every move of a drag."""
    return mime.hasImage() or any(
        is_picture_file(Path(url.toLocalFile())) if url.isLocalFile() else _is_picture_on_the_web(url)
        for url in mime.urls()
    )


def text_file_of(mime: QMimeData) -> Path | None:
    """The text file that a drop holds, when it holds one file and that is one."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.lower() in TEXT_SUFFIXES else None


def file_for_settings(event: QDropEvent) -> Path | None:
    """The picture file whose prompt and settings are wanted, and not its picture: Ctrl (on a Mac, Command) is held."""
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    return next((source for source in sources_of(event.mimeData()) if isinstance(source, Path)), None)


def files_as_sources(paths: Sequence[str]) -> list[Source]:
    return [Path(path) for path in paths]


def is_picture_file(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_SUFFIXES


def _is_picture_on_the_web(url: QUrl) -> bool:
    return url.scheme() in ("https", "http") and url.path().lower().endswith(PICTURE_SUFFIXES)


def choose_files(parent: QWidget, chosen: Callable[[list[str]], None], *, many: bool = True) -> "QFileDialog":
    """Open the system's file dialog and hand the picked files to ``chosen``; it does not wait."""
    from PySide6.QtWidgets import QFileDialog  # neither is needed to start

    from flux_desktop.ui.support.picture_dialog import PictureDialog

    dialog = PictureDialog(parent.window(), "Add reference images" if many else "Replace a reference image")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(FILE_FILTER)
    dialog.filesSelected.connect(chosen)
    dialog.open()
    return dialog
