"""What browsers hand over when a picture is dragged out of them or copied, in each of its combinations."""

import base64
from pathlib import Path
from tempfile import gettempdir

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.reference_sources import ImageData, WebAddress, may_hold_images, sources_of
from flux_desktop.ui.compose.web_page_pictures import DataUrl, addresses_in, read_data_url
from tests.ui.compose.conftest import thumbnail

PNG = b"\x89PNG\r\n\x1a\n the bytes of a browser +/\xff\xfe"
WHOLE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
ON_THE_WEB = "https://pictures.example.org/silk?width=1200"
IMG = f'<meta charset="utf-8"><img alt="Silk" src="{ON_THE_WEB.replace("?", "?a=1&amp;")}">'
OF_IMG = WebAddress(ON_THE_WEB.replace("?", "?a=1&"))
PASTED = ImageData("Pasted image.png", PNG)


def handed(*urls: str, html: str = "", text: str = "", pixels: bool = False, **encoded: bytes) -> QMimeData:
    """``encoded`` is by the second half of its type: ``png=…``."""
    mime = QMimeData()
    if urls:
        mime.setUrls([QUrl(url) for url in urls])
    if html:
        mime.setHtml(html)
    if text:
        mime.setText(text)
    if pixels:
        mime.setImageData(thumbnail())
    for kind, data in encoded.items():
        mime.setData(f"image/{kind}", data)
    return mime


def drop(panel: ComposePanel, mime: QMimeData) -> bool:
    """Whether the panel takes it."""
    at, copy = QPoint(40, 40), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(panel, enter)
    if enter.isAccepted():
        QApplication.sendEvent(panel, QDropEvent(QPointF(at), copy, mime, left, none))
    return enter.isAccepted()


@pytest.mark.parametrize(
    "mime",
    [
        pytest.param(lambda: handed(png=PNG), id="bytes alone"),
        pytest.param(lambda: handed(html=IMG, png=PNG), id="copied: a scrap of the page, and bytes"),
        pytest.param(lambda: handed(ON_THE_WEB, html=IMG, text=ON_THE_WEB, png=PNG), id="dragged: all of them"),
        pytest.param(lambda: handed(ON_THE_WEB, html=IMG, png=PNG, pixels=True), id="bytes before pixels"),
        pytest.param(lambda: handed(WHOLE), id="a data address"),
        pytest.param(lambda: handed(WHOLE, html=f'<img src="{WHOLE}">', pixels=True), id="data before pixels"),
        pytest.param(lambda: handed(html=f"<p><a href='x.html'><img src='{WHOLE}'></a></p>"), id="data in the page"),
        pytest.param(lambda: handed(text=f" {WHOLE}\n"), id="a copied data address"),
        pytest.param(lambda: handed(f"file://{gettempdir()}/page.html", png=PNG), id="a temporary page, and bytes"),
    ],
)
def test_the_picture_itself_is_taken(mime: object, panel: ComposePanel, qtbot: QtBot) -> None:
    made = mime()  # type: ignore[operator]
    assert may_hold_images(made)
    assert sources_of(made) == [PASTED]
    with qtbot.waitSignal(panel.references_wanted) as wanted:
        assert drop(panel, made)
    assert wanted.args == [[PASTED]]


@pytest.mark.parametrize("urls", [(), (ON_THE_WEB,)])
def test_pixels_are_taken_where_there_is_nothing_better(urls: tuple[str, ...]) -> None:
    mime = handed(*urls, html=IMG, text="Silk", pixels=True)
    assert may_hold_images(mime)
    (source,) = sources_of(mime)
    assert isinstance(source, ImageData)
    assert isinstance(source.data, QImage)
    assert source.data.size() == thumbnail().size()


@pytest.mark.parametrize("name", ["silk.png", "dnd_file", "silk.WEBP"])
def test_a_temporary_file_of_a_browser_is_taken(name: str) -> None:
    file = Path(gettempdir(), "browser", name)
    mime = handed(file.as_uri(), html=IMG, pixels=True)
    assert may_hold_images(mime)
    assert sources_of(mime) == [file]


@pytest.mark.parametrize(
    ("mime", "source"),
    [
        (lambda: handed(ON_THE_WEB, html=IMG, text=ON_THE_WEB), OF_IMG),
        (lambda: handed("https://example.org/page.html", html=f"<a href='page.html'>{IMG}</a>"), OF_IMG),
        (lambda: handed(html=IMG), OF_IMG),
        (lambda: handed(html="<img src='//cdn.example.org/a.jpg'>"), WebAddress("https://cdn.example.org/a.jpg")),
        (lambda: handed("https://example.org/a.jpg"), WebAddress("https://example.org/a.jpg")),
    ],
)
def test_an_address_alone_is_handed_on_and_not_fetched(mime: object, source: WebAddress, panel: ComposePanel) -> None:
    made = mime()  # type: ignore[operator]
    assert may_hold_images(made)
    assert sources_of(made) == [source]
    assert drop(panel, made)
    assert panel.references.slots[0].content.waiting_for == source.name


@pytest.mark.parametrize(
    "mime",
    [
        pytest.param(lambda: handed(ON_THE_WEB, text=ON_THE_WEB), id="a link"),
        pytest.param(lambda: handed(ON_THE_WEB, html=f"<a href='{ON_THE_WEB}'>Silk</a>"), id="a link with words"),
        pytest.param(lambda: handed(html=f"<p>Silk: {IMG}</p>", text="Silk:"), id="words with a picture"),
        pytest.param(lambda: handed(html="<img src='file:///home/ada/letter.png'>"), id="a file that a page names"),
        pytest.param(lambda: handed("data:text/html;base64,QUJD"), id="a data address of no picture"),
        pytest.param(lambda: handed(text="data:image is what I write about"), id="words about data"),
        pytest.param(lambda: handed("file:///home/ada/report.pdf", pixels=True), id="the icon of a file"),
        pytest.param(lambda: handed("file:///home/ada/folder"), id="a folder"),
    ],
)
def test_what_is_no_picture_is_left_to_others(mime: object, panel: ComposePanel) -> None:
    made = mime()  # type: ignore[operator]
    assert not may_hold_images(made)
    assert sources_of(made) == []
    assert not drop(panel, made)


def test_a_copied_picture_is_pasted_into_a_slot_and_not_into_the_words(panel: ComposePanel, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setMimeData(handed(html=f"<img src='{WHOLE}'>", text=WHOLE))
    with qtbot.waitSignal(panel.references_wanted) as wanted:
        panel.prompt.editor.paste()
    assert wanted.args == [[PASTED]]
    with qtbot.waitSignal(panel.references_wanted) as wanted:
        panel.paste_reference()
    assert wanted.args == [[PASTED]]
    assert panel.draft.prompt == ""
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WHOLE, DataUrl("png", PNG)),
        (WHOLE.rstrip("="), DataUrl("png", PNG)),
        (WHOLE.replace("+", "%2B").replace("/", "%2F").replace("image%2F", "image/"), DataUrl("png", PNG)),
        ("DATA:IMAGE/JPEG;charset=x;BASE64,QUJD", DataUrl("jpeg", b"ABC")),
        ("data:image/svg+xml,%3Csvg/%3E", DataUrl("svg+xml", b"<svg/>")),
        ("data:image/png;base64,A", DataUrl("png", b"")),
        ("data:image/png;base64", None),
        ("data:text/plain;base64,QUJD", None),
        ("https://example.org/a,b.png", None),
    ],
)
def test_data_addresses(text: str, found: DataUrl | None) -> None:
    assert read_data_url(text) == found


def test_html_is_read_as_browsers_write_it() -> None:
    page = "<html><head><style>img { width: 2px }</style><title>Silk</title></head><body><!--StartFragment-->"
    assert addresses_in(f"{page}<IMG SRC={ON_THE_WEB}>&nbsp;<!--EndFragment--></body></html>\0") == [ON_THE_WEB]
    assert addresses_in(f"{page}Silk</body></html>") == []
    assert addresses_in("<img alt='no address'><img src='blob:https://a.example/1'>") == ["blob:https://a.example/1"]
    assert addresses_in("<img src='") == []
