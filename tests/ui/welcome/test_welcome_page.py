from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QDesktopServices, QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.welcome.collage import Collage
from flux_desktop.ui.welcome.picture_loader import PictureLoader, decoded
from flux_desktop.ui.welcome.steps import Steps
from flux_desktop.ui.welcome.welcome_page import WelcomePage

KEY = "bfl_0123456789abcdef7c2e"
COLOURS = ("#c03030", "#30a040", "#3050c0", "#c0a030")


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Four pictures of one colour each, upright and wide."""
    paths = []
    for number, colour in enumerate(COLOURS):
        image = QImage(QSize(640, 400 + 200 * number), QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        paths.append(tmp_path / f"welcome-{number}.jpg")
        assert QImageWriter(str(paths[-1]), b"jpeg").write(image)
    return paths


@pytest.fixture
def page(theme: Theme, pictures: list[Path], qtbot: QtBot) -> Iterator[WelcomePage]:
    made = WelcomePage(theme, pictures)
    qtbot.addWidget(made)
    made.resize(1280, 772)
    made.show()
    yield made
    made.stop()


def named(page: WelcomePage, kind: type[QPushButton] | type[QLineEdit], name: str) -> QWidget:
    found = page.findChild(kind, name)
    assert isinstance(found, QWidget)
    return found


def test_a_key_is_pasted_checked_and_saved(page: WelcomePage, qtbot: QtBot) -> None:
    field = named(page, QLineEdit, "apiKeyField")
    assert isinstance(field, QLineEdit)
    with qtbot.waitSignal(page.check_requested) as checked:
        field.setText(KEY)
    assert checked.args == [KEY]
    page.show_works(124_000, 270)
    assert "Your balance is $12.40, enough for about 270 pictures." in page.key_form.message.text
    with qtbot.waitSignal(page.save_requested) as saved:
        QTest.mouseClick(named(page, QPushButton, "saveKeyButton"), Qt.MouseButton.LeftButton)
    assert saved.args == [KEY]
    page.show_saved()
    assert field.text() == ""


def test_practice_mode_is_one_click_away(page: WelcomePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.practice_requested):
        QTest.mouseClick(named(page, QPushButton, "practiceButton"), Qt.MouseButton.LeftButton)


def test_the_steps_follow_the_key(page: WelcomePage) -> None:
    (steps,) = page.findChildren(Steps)
    assert steps.accessibleName() == "Step 1 of 3: Get a key"
    page.key_form.set_key(KEY)
    assert steps.accessibleName() == "Step 2 of 3: Paste it"
    page.key_form.clear()
    assert steps.accessibleName() == "Step 1 of 3: Get a key"


def test_the_dashboard_opens_in_the_browser(page: WelcomePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    (button,) = [each for each in page.findChildren(QPushButton) if each.text() == "Open BFL dashboard"]
    with qtbot.waitSignal(page.dashboard_requested):
        button.click()
    assert opened == ["https://dashboard.bfl.ai"]


def test_who_comes_back_from_the_dashboard_is_asked_to_paste(
    page: WelcomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    page.activateWindow()
    QApplication.sendEvent(page, QEvent(QEvent.Type.ActivationChange))
    assert page.key_form.message.text == ""
    page.key_form.dashboard_requested.emit()
    QApplication.sendEvent(page, QEvent(QEvent.Type.ActivationChange))
    assert page.key_form.message.text == "Have you copied your key?"


def test_the_pictures_arrive_after_the_page(page: WelcomePage, qtbot: QtBot) -> None:
    (collage,) = page.findChildren(Collage)
    assert collage.isVisible()

    def colours() -> set[str]:
        image = page.grab().toImage()
        columns = range(collage.x(), page.width(), 20)
        return {image.pixelColor(x, y).name() for x in columns for y in range(0, page.height(), 20)}

    def has_pictures() -> bool:
        seen = [QColor(name) for name in colours()]
        return all(any(close(colour, QColor(wanted)) for colour in seen) for wanted in COLOURS)

    qtbot.waitUntil(has_pictures)


def close(one: QColor, two: QColor) -> bool:
    differences = (one.red() - two.red(), one.green() - two.green(), one.blue() - two.blue())
    return max(abs(each) for each in differences) < 12


def test_the_pictures_give_way_in_a_narrow_window(page: WelcomePage) -> None:
    (collage,) = page.findChildren(Collage)
    page.resize(820, 640)
    assert not collage.isVisible()
    page.resize(1280, 772)
    assert collage.isVisible()


def test_the_heading_stays_where_it_is_whatever_is_said_below(page: WelcomePage) -> None:
    heading = next(label for label in page.findChildren(QLabel) if label.text() == "Welcome to Flux Desktop")
    before = heading.mapTo(page, QPoint(0, 0))
    page.key_form.set_key(KEY)
    page.show_keychain_missing()
    page.grab()
    assert heading.mapTo(page, QPoint(0, 0)) == before


def test_a_page_without_pictures_is_whole(theme: Theme, qtbot: QtBot) -> None:
    page = WelcomePage(theme, [])
    qtbot.addWidget(page)
    page.resize(1280, 772)
    page.show()
    assert named(page, QPushButton, "practiceButton").isVisible()
    assert not page.grab().isNull()


def test_at_twice_the_text_size_nothing_is_cut(large_theme: Theme, qtbot: QtBot) -> None:
    page = WelcomePage(large_theme, [])
    qtbot.addWidget(page)
    page.resize(1280, 772)
    page.show()
    page.key_form.set_key(KEY)
    page.show_keychain_missing()

    def cut() -> list[str]:
        parts = [part for part in page.findChildren(QWidget) if isinstance(part, QLabel | QPushButton)]
        seen = [part for part in parts if part.isVisible()]
        small = [part for part in seen if part.size().expandedTo(part.minimumSizeHint()) != part.size()]
        outside = [part for part in seen if part.mapTo(page, QPoint(part.width(), 0)).x() > page.width()]
        return [part.accessibleName() or part.text() for part in small + outside]

    qtbot.waitUntil(lambda: not cut())
    assert page.key_form.message.isVisible()


def test_the_focus_goes_down_the_page(page: WelcomePage) -> None:
    page.key_form.set_key(KEY)
    page.show_works(10_000)
    page.activateWindow()
    page.take_focus()
    order = []
    for _ in range(7):
        focused = page.focusWidget()
        assert focused
        order.append(focused.accessibleName())
        page.focusNextChild()
    assert order == [
        "Your BFL key",
        "Show the key",
        "Paste the key",
        "How to get a key",
        "Save key and continue",
        "Open BFL dashboard",
        "Try it without a key",
    ]


def test_only_the_last_pictures_asked_for_arrive(pictures: list[Path], qapp: QApplication, qtbot: QtBot) -> None:
    loader = PictureLoader(qapp)
    arrived: list[list[int]] = []
    loader.loaded.connect(lambda images: arrived.append([image.width() for image in images]))
    loader.load(pictures, 100)
    loader.load(pictures[:2], 50)
    qtbot.waitUntil(lambda: bool(arrived))
    loader.stop()
    assert arrived == [[50, 50]]


def test_a_file_that_is_no_jpeg_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "welcome-0.jpg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    assert decoded(tmp_path / "welcome-0.jpg", 100).isNull()
    assert decoded(tmp_path / "nowhere.jpg", 100).isNull()
