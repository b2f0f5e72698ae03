"""Widgets flow into rows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.ui.support.flow_layout import FlowLayout


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    flow = FlowLayout(made, gap=8)
    for _ in range(5):
        tile = QWidget(made)
        tile.setFixedSize(72, 72)
        flow.addWidget(tile)
    qtbot.addWidget(made)
    return made


def flow_of(page: QWidget) -> FlowLayout:
    layout = page.layout()
    assert isinstance(layout, FlowLayout)
    return layout


def places(page: QWidget) -> list[tuple[int, int]]:
    return [(child.x(), child.y()) for child in page.findChildren(QWidget)]


def test_four_slots_of_72_stand_in_a_row_of_340(page: QWidget) -> None:
    page.resize(340, 300)
    page.show()
    assert places(page) == [(0, 0), (80, 0), (160, 0), (240, 0), (0, 80)]
    assert flow_of(page).heightForWidth(340) == 152


def test_a_width_that_fits_exactly_is_enough(page: QWidget) -> None:
    assert flow_of(page).heightForWidth(5 * 72 + 4 * 8) == 72
    assert flow_of(page).heightForWidth(5 * 72 + 4 * 8 - 1) == 152


def test_rows_start_at_the_right_in_languages_that_do(page: QWidget) -> None:
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    page.resize(340, 300)
    page.show()
    assert places(page)[0] == (340 - 72, 0)


def test_hidden_widgets_take_no_room(page: QWidget) -> None:
    page.findChildren(QWidget)[1].hide()
    page.resize(340, 300)
    page.show()
    assert flow_of(page).heightForWidth(340) == 72


def test_a_widget_can_be_put_before_others(page: QWidget) -> None:
    first = QWidget(page)
    first.setFixedSize(72, 72)
    flow_of(page).insert_widget(0, first)
    page.resize(340, 300)
    page.show()
    assert first.pos().x() == 0
    assert flow_of(page).count() == 6
    flow_of(page).removeWidget(first)
    assert flow_of(page).count() == 5
    assert flow_of(page).itemAt(9) is None
    assert flow_of(page).takeAt(9) is None
