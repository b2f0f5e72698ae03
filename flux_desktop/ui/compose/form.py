"""The sections of the compose panel, laid out: what scrolls above, what stays below."""

from collections.abc import Callable
from random import Random

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from flux_desktop.domain import pricing
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.ui.compose.footer import Footer
from flux_desktop.ui.compose.model_picker import ModelOffer, ModelPicker
from flux_desktop.ui.compose.more_options import MoreOptions
from flux_desktop.ui.compose.prompt_section import PromptSection
from flux_desktop.ui.compose.reference_panel import ReferencePanel
from flux_desktop.ui.compose.size_section import SizeSection
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


class ComposeForm(QFrame):
    """Shows a draft. Each section tells for itself what the person changed."""

    def __init__(
        self,
        catalogue: Catalogue,
        theme: Theme,
        chance: Random,
        offer_of: Callable[[ImageModel], ModelOffer],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName("Compose")
        self._theme = theme
        # Children are made from above, with their parents: adding whole trees to a layout costs twice the time.
        self.scroll_area = QScrollArea(self)
        page = self._make_page()
        self.prompt = PromptSection(theme, page)
        self.references = ReferencePanel(theme, page)
        self.picker = ModelPicker(catalogue, theme, offer_of, page)
        self.model_note = PlainLabel("", "hint", wrap=True, parent=page)
        self.size_section = SizeSection(theme, page)
        self.options = MoreOptions(theme, chance, page)
        self.footer = Footer(theme, self)
        self._lay_out()

    def show_draft(self, draft: RequestDraft, model: ImageModel) -> None:
        """Show everything that ``draft`` says, with what ``model`` offers; prices and problems are told apart."""
        first = draft.references[0] if draft.references else None
        self.prompt.set_text(draft.prompt)
        self.references.show_references(draft.references, model, draft.shrinking(model))
        self.prompt.set_references([reference.name for reference in draft.references])
        self.picker.show_model(model, pricing.lowest_price(model))
        self.size_section.show_choice(draft.size, model, first)
        self.options.show_draft(draft, model)
        self.footer.stepper.set_count(draft.count)

    def say_about_model(self, notes: list[str]) -> None:
        """What did not fit the model that was chosen last."""
        self.model_note.setText("\n".join(notes))
        show_if(self.model_note, bool(notes))

    def focus_prompt(self) -> None:
        self.prompt.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_field(self, field: str) -> None:
        """Move the keyboard to the control of a parameter, to put right what was refused."""
        targets: dict[str, QWidget] = {
            "prompt": self.prompt.editor,
            "model": self.picker,
            "references": self.references.add_slot,
            "shape": self.size_section.shapes.current_button,
            "width": self.size_section.custom.width_field,
            "height": self.size_section.custom.height_field,
            "count": self.footer.stepper.field,
            "seed": self.options.seed_field,
            "output_format": self.options.format_picker,
        }
        target = targets.get(field)
        if field in ("seed", "output_format") or target is None:
            self.options.set_open(is_open=True)
        (target or self.options.toggle).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_page(self) -> QWidget:
        page = QWidget()
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(page)
        # Both would paint the window's colour over the panel's.
        page.setAutoFillBackground(False)
        self.scroll_area.viewport().setAutoFillBackground(False)
        self.scroll_area.verticalScrollBar().rangeChanged.connect(self._make_room_for_scroll_bar)
        self._column = QVBoxLayout(page)
        return page

    def _lay_out(self) -> None:
        for widget in (self.prompt, self.references, self.picker, self.model_note, self.size_section, self.options):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.model_note.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.scroll_area, 1)
        outer.addWidget(self.footer)
        self._measure()
        self._theme.changed.connect(self._measure)

    def _make_room_for_scroll_bar(self, lowest: int, highest: int) -> None:
        """The bar lies in the margin, so that nothing moves when it comes and goes."""
        bar = self.scroll_area.verticalScrollBar().sizeHint().width() if highest > lowest else 0
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(12), max(0, px(16) - bar), px(12))

    def _measure(self) -> None:
        px = self._theme.px
        bar = self.scroll_area.verticalScrollBar()
        self._make_room_for_scroll_bar(bar.minimum(), bar.maximum())
        self._column.setSpacing(px(14))
        self.setMinimumWidth(px(340))
