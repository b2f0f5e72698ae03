"""Where a reference can come from: files, pasted or dropped images, addresses on the web."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.compose.web_page_pictures import addresses_in, is_data_url, read_data_url

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
    """The images that a drop or the clipboard holds, best form first; empty when it holds none.

    Nothing is fetched: a picture that comes by its address alone is handed on as that.
    """
    local = _local_files(mime)
    files = [path for path in local if may_be_picture_file(path)]
    if files or not all(_is_temporary(path) for path in local):
        return list(files)
    if encoded := _encoded_in(mime):
        return [encoded]
    addresses = _addresses_in(mime)
    whole = [_of_data_url(address) for address in addresses if is_data_url(address)]
    if whole:
        return list(whole)
    if mime.hasImage():
        image = QImage(mime.imageData())
        if not image.isNull():
            return [ImageData("Pasted image.png", image)]
    return [WebAddress(address) for address in addresses]


def may_hold_images(mime: QMimeData) -> bool:
    """Whether ``sources_of`` may find anything; cheap enough for a drag that comes over a widget."""
    local = _local_files(mime)
    if any(may_be_picture_file(path) for path in local):
        return True
    if not all(_is_temporary(path) for path in local):
        return False
    return mime.hasImage() or any(mime.hasFormat(kind) for kind, _ in _ENCODED) or bool(_addresses_in(mime))


def text_file_of(mime: QMimeData) -> Path | None:
    """The text file that a drop holds, when it holds one file and that is one."""
    files = _local_files(mime)
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


def may_be_picture_file(path: Path) -> bool:
    """Also what a browser has put among the temporary files without a proper name; the disk is not asked."""
    return is_picture_file(path) or (not path.suffix and _is_temporary(path))


def _is_temporary(path: Path) -> bool:
    return path.is_relative_to(gettempdir())


def _local_files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _encoded_in(mime: QMimeData) -> ImageData | None:
    for kind, suffix in _ENCODED:
        data = bytes(mime.data(kind).data()) if mime.hasFormat(kind) else b""
        if data:
            return ImageData(f"Pasted image.{suffix}", data)
    return None


def _addresses_in(mime: QMimeData) -> list[str]:
    """Where the pictures are on the web, or they themselves as ``data:`` addresses, without those of files."""
    urls = [url for url in mime.urls() if not url.isLocalFile()]
    named = [url.toString() for url in urls if _is_picture_on_the_web(url) or url.scheme() == "data"]
    if found := [url for url in named if not url.startswith("data:") or is_data_url(url)]:
        return found
    if mime.hasHtml() and (found := addresses_in(mime.html())):
        return found
    return [text] if mime.hasText() and is_data_url(text := mime.text().strip()) else []


def _of_data_url(address: str) -> ImageData:
    found = read_data_url(address)
    return ImageData(f"Pasted image.{found.suffix}", found.data) if found else ImageData("Pasted image", b"")


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
