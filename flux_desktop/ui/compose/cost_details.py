"""What the price is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from flux_desktop.domain import money
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.pricing import Estimate
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.model_groups import CHEAPER_GROUPS, offered
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.theme.theme import Theme

_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class CheaperModel:
    """A model that takes the same draft for less."""

    model: ImageModel
    estimate: Estimate


def cheaper_model(catalogue: Catalogue, draft: RequestDraft) -> CheaperModel | None:
    """The best of the models that use every reference of the draft and cost less than three quarters of it."""
    current = catalogue[draft.model_id]
    now = draft.estimate(current).amount
    if not now:
        return None
    for group in CHEAPER_GROUPS:
        for model in offered(catalogue, group):
            there = draft.fitted_to(model)[0].estimate(model)
            fits = len(draft.references) <= model.max_references and not model.experimental
            if fits and model.id != current.id and there.amount and there.amount * 4 < now * 3:
                return CheaperModel(model, there)
    return None


class CostDetails(Popover):
    """The rows of the price, its total, when prices were checked, and a cheaper model where there is one."""

    switch_requested = Signal(str)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "Cost details", window)

    def show_costs(self, draft: RequestDraft, catalogue: Catalogue, *, practice: bool) -> None:
        model = catalogue[draft.model_id]
        estimate = draft.estimate(model)
        self.body.addWidget(PlainLabel("What this costs", "label"))
        if practice:
            self.body.addWidget(PlainLabel("Practice is free. With your key it would cost:", "secondary", wrap=True))
        self._add_rows(_rows(draft.picture_count, estimate))
        rule = QFrame()
        rule.setProperty("role", "rule")
        self.body.addWidget(rule)
        pictures = draft.picture_count
        self._add_rows([(f"{words.pictures(pictures).capitalize()} in all", estimate.text(pictures))], "strong")
        notes = [f"Prices checked {_day(catalogue.prices_checked)}."]
        if estimate.amount is not None and not estimate.is_sure:
            notes.insert(0, "BFL publishes no firm price for this model; you pay what BFL charges.")
        for note in notes:
            self.body.addWidget(PlainLabel(note, "hint", wrap=True))
        cheaper = cheaper_model(catalogue, draft)
        if cheaper:
            self._add_cheaper(cheaper, pictures)

    def _add_rows(self, rows: Sequence[tuple[str, str]], role: str = "body") -> None:
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(self._theme.px(24))
        grid.setVerticalSpacing(self._theme.px(4))
        for at, (what, amount) in enumerate(rows):
            grid.addWidget(PlainLabel(what, role), at, 0)
            grid.addWidget(PlainLabel(amount, role), at, 1, Qt.AlignmentFlag.AlignRight)
        self.body.addLayout(grid)

    def _add_cheaper(self, cheaper: CheaperModel, count: int) -> None:
        box, row = QFrame(), QHBoxLayout()
        box.setProperty("kind", "info")
        box.setLayout(row)
        row.setContentsMargins(self._theme.px(10), self._theme.px(6), self._theme.px(6), self._theme.px(6))
        price = cheaper.estimate.text(count)
        row.addWidget(PlainLabel(f"{cheaper.model.name}: {price}", wrap=True), 1)
        switch = button("Switch", "link", name=f"Switch to {cheaper.model.name}")
        switch.clicked.connect(lambda: self.switch_requested.emit(cheaper.model.id))
        row.addWidget(switch)
        self.body.addWidget(box)


def _rows(count: int, estimate: Estimate) -> list[tuple[str, str]]:
    rows = [(line.label, money.dollars(line.amount)) for line in estimate.lines]
    if len(rows) > 1:
        rows.append(("Each picture", estimate.text()))
    return [*rows, ("Pictures", f"× {count}")]


def _day(checked: date) -> str:
    return f"{checked.day} {_MONTHS[checked.month - 1]} {checked.year}"
