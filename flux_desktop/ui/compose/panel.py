"""The compose panel: everything a picture depends on, and the button that makes it."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from flux_desktop.domain import alternatives, prompt_text
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.pricing import Estimate
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.spending import PassedLimit, Spending
from flux_desktop.ui.compose import words
from flux_desktop.ui.compose.form import ComposeForm
from flux_desktop.ui.compose.model_groups import is_offered
from flux_desktop.ui.compose.model_picker import ModelOffer
from flux_desktop.ui.compose.reference_drop import ReferenceDrop
from flux_desktop.ui.compose.reference_sources import Source
from flux_desktop.ui.spending_words import limit_sentence
from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.cost_details import CostDetails

_UNDO_DEPTH = 20
_PREVIEW_WIDTH, _PREVIEW_HEIGHT = 440, 400


class ComposePanel(ComposeForm):
    """Edits one ``RequestDraft`` and submits what it comes to.

    It reads no files and talks to nobody: ``references_wanted`` asks for images (paths, ``ImageData``, ``WebAddress``),
    answered by ``add_reference`` or ``reference_failed``; ``thumbnails_wanted`` asks for small pictures of references
    that came with a draft, answered by ``set_thumbnail``.
    """

    submitted = Signal(object)
    """A list of ``GenerationRequest``, one for each picture."""
    submitted_anyway = Signal(list)
    """The same, and the person agrees to pass a soft limit."""
    change_limit_requested = Signal()
    grid_requested = Signal()
    """Several models and shapes are wanted at one click."""
    draft_changed = Signal()
    undo_beyond_panel = Signal()
    """Undo was asked for, and there is no earlier set-up."""
    references_wanted = Signal(list)
    thumbnails_wanted = Signal(list)
    settings_wanted = Signal(object)
    """The path of a picture file, whose prompt and settings are to be used."""
    message = Signal(str)
    """A short sentence for a toast."""

    def __init__(
        self, catalogue: Catalogue, theme: Theme, chance: Random | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(catalogue, theme, chance or Random(), self._offer_of, parent)
        self._catalogue = catalogue
        self._draft = RequestDraft(catalogue.default_model)
        self._earlier: list[RequestDraft] = []
        self._practice = False
        self._blocked: str | None = None
        self._spending = Spending()
        self._details: CostDetails | None = None
        self._showing = False
        self._drop = ReferenceDrop(theme, self)
        self._connect()
        self._show_all()

    # The draft

    @property
    def draft(self) -> RequestDraft:
        return self._draft

    @draft.setter
    def draft(self, draft: RequestDraft) -> None:
        """Show another draft in place of this one; Ctrl+Z brings this one back."""
        self._earlier = [*self._earlier[1 - _UNDO_DEPTH :], self._draft]
        self._put(draft)

    def restore(self, draft: RequestDraft) -> None:
        """Show a kept draft, at start: there is nothing to go back to."""
        self._put(draft)

    def edit_request(self, request: GenerationRequest, *, keep_seed: bool = True) -> None:
        """Show the set-up that made ``request``; a model that cannot be used here gives way to the usual one."""
        asked = self._catalogue.models.get(request.model_id)
        model = asked if asked and is_offered(asked) else self._catalogue[self._catalogue.default_model]
        draft, notes = RequestDraft.of(request, model).fitted_to(model)
        self.draft = replace(draft, count=self._draft.count, seed=draft.seed if keep_seed else None)
        self.prompt.compare_with(draft.prompt)
        if asked is not model:
            gone = asked is None or asked.retired
            why = "is no longer offered" if gone else "works on a picture of its own"
            notes.insert(0, f"{self._catalogue.name_of(request.model_id)} {why}; this is {model.name}.")
        self.say_about_model(notes)

    def use_prompt(self, prompt: str) -> None:
        """Put the words of a picture in place of the prompt."""
        self.set_prompt(alternatives.escaped(prompt))

    def set_prompt(self, text: str) -> None:
        """Put a text in place of the prompt; alternatives and notes in it count."""
        self.draft = replace(self._draft, prompt=text)

    def clear(self) -> None:
        """Start anew with the same model and size; Ctrl+Z brings the set-up back."""
        self.draft = replace(self._draft, prompt="", references=(), seed=None)
        self.focus_prompt()

    @property
    def can_undo(self) -> bool:
        """Whether an earlier set-up can be brought back."""
        return bool(self._earlier)

    def undo(self) -> None:
        """Bring back the set-up that was replaced last."""
        if self._earlier:
            self._put(self._earlier.pop())
            announce(self, "The earlier set-up is back")
        else:
            self.undo_beyond_panel.emit()

    def submit(self, count: int | None = None) -> None:
        """Make the pictures, or the first ``count`` of them; says why when that cannot be."""
        passed = self._passed_limit(count)
        reason = self._reason() or (limit_sentence(passed) if passed and passed.limit.is_hard else "")
        if reason:
            announce(self, reason, urgent=True)
            return
        self.submitted.emit(self._draft.requests(self._model())[:count])

    @property
    def blocked(self) -> str | None:
        """Why nothing can be made now whatever is set up."""
        return self._blocked

    # What the window tells

    def set_practice(self, is_practice: bool) -> None:
        self._practice = is_practice
        self._show_price()

    def set_balance(self, balance: Hundredths | None) -> None:
        self.footer.show_balance(balance)

    def set_month_spent(self, spent: Hundredths, name: str, budget: Hundredths | None = None) -> None:
        self.footer.show_month(name, spent, budget)

    def set_spending(self, spending: Spending) -> None:
        """The limits that are on: Generate cannot pass a hard one, and says which one it would pass."""
        self._spending = spending
        self._show_problems()

    def set_usual_times(self, seconds: Mapping[str, float]) -> None:
        """Usual times from the person's own pictures, by model id."""
        self.picker.set_usual_times(seconds)

    def set_last_seed(self, seed: int | None) -> None:
        """The seed of the newest picture."""
        self.options.set_last_seed(seed)

    def set_blocked(self, reason: str | None) -> None:
        """Why nothing can be made now whatever is set up, such as a missing key; ``None`` when it can."""
        self._blocked = reason
        self._show_problems()

    def add_reference(self, reference: Reference, thumbnail: QImage) -> None:
        self.references.add_reference(reference, thumbnail)

    def reference_failed(self, name: str, sentence: str) -> None:
        self.references.reference_failed(name, sentence)

    def set_thumbnail(self, sha256: str, thumbnail: QImage) -> None:
        self.references.set_thumbnail(sha256, thumbnail)

    def price_of(self, prompt: str) -> str:
        """What Generate would cost with these words in place of the prompt, alternatives and notes in them counted."""
        if self._practice:
            return "Free"
        variations = alternatives.count(prompt)
        return self._draft.estimate(self._model()).text(self._draft.count * variations)

    def paste_reference(self) -> None:
        """Take the image on the clipboard as a reference."""
        self.references.paste()

    # What the person does

    def event(self, event: QEvent) -> bool:
        # Without this, Ctrl+Z would go to a menu before it comes to keyPressEvent.
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo(event)
        if asked and self._earlier:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_undo(event) and self._earlier:
            self.undo()
        else:
            super().keyPressEvent(event)

    def show_details(self) -> None:
        """Open the breakdown of the price."""
        from flux_desktop.ui.compose.cost_details import CostDetails  # not needed to start

        self._details = CostDetails(self._theme, self.window())
        self._details.show_costs(self._draft, self._catalogue, practice=self._practice)
        self._details.switch_requested.connect(self._switch)
        self._details.closed.connect(self._details_closed)
        width = self.footer.stepper.width() + self.footer.generate.width() + self._theme.px(8)
        self._details.open_at(self.footer.details, "above", width, beside=self.footer.stepper)

    def preview_variations(self) -> None:
        """Show every combination of the alternatives in the prompt."""
        line = self.prompt.variations
        if line is None or line.isHidden():
            return
        from flux_desktop.ui.compose.variations_preview import VariationsPreview  # not needed to start

        preview = VariationsPreview(self._theme, self.window())
        preview.show_combinations(self._draft, self._draft.estimate(self._model()), practice=self._practice)
        preview.closed.connect(preview.deleteLater)
        px = self._theme.px
        preview.open_at(line.preview, "below", px(_PREVIEW_WIDTH), px(_PREVIEW_HEIGHT), beside=line)
        preview.take_focus()

    def _details_closed(self) -> None:
        if self._details:
            self._details.deleteLater()
            self._details = None

    def _connect(self) -> None:
        self.prompt.text_changed.connect(self._prompt_changed)
        self.prompt.preview_requested.connect(self.preview_variations)
        self.prompt.editor.submit_requested.connect(self.submit)
        self.prompt.editor.submit_one_requested.connect(lambda: self.submit(1))
        self.prompt.editor.references_offered.connect(self._offered_in_prompt)
        self.prompt.editor.undo_beyond_text.connect(self.undo)
        self.references.changed.connect(self._references_changed)
        self.references.words_wanted.connect(self._insert_words)
        self.references.references_wanted.connect(self.references_wanted)
        self.references.thumbnails_wanted.connect(self.thumbnails_wanted)
        self.references.message.connect(self.message)
        self.picker.model_chosen.connect(self._switch)
        self.picker.several_requested.connect(self.grid_requested)
        self.size_section.changed.connect(self._size_changed)
        self.options.changed.connect(self._change)
        self.footer.stepper.changed.connect(self._count_changed)
        self.footer.generate_requested.connect(self.submit)
        self.footer.details_requested.connect(self.show_details)
        self.footer.fewer_requested.connect(self._make_fewer)
        self.footer.change_limit_requested.connect(self.change_limit_requested)
        self.footer.anyway_requested.connect(self._submit_anyway)
        self._drop.dropped.connect(self._dropped)
        self._drop.settings_dropped.connect(self.settings_wanted)
        self.prompt.editor.settings_offered.connect(self.settings_wanted)

    def _prompt_changed(self, text: str) -> None:
        if not self._showing:
            before, self._draft = self._draft.picture_count, replace(self._draft, prompt=text)
            if self._draft.picture_count != before:
                self._show_price()
                self.options.show_draft(self._draft, self._model())
            self._show_problems()
            self.draft_changed.emit()

    def _references_changed(self, references: tuple[Reference, ...], new_numbers: dict[int, int]) -> None:
        self.prompt.apply_edits(prompt_text.renumbered(self.prompt.text(), new_numbers))
        self._change(replace(self._draft, references=references))

    def _dropped(self, sources: list[Source], at: QPoint) -> None:
        self.references.offer_at(sources, self.references.mapFrom(self, at))

    def _offered_in_prompt(self, sources: list[Source], name_them: bool) -> None:
        first = len(self.references.references()) + 1
        room = self._model().max_references - first + 1
        self.references.offer(sources)
        if name_them and room > 0:
            numbers = [f"image {number}" for number in range(first, first + min(len(sources), room))]
            self.prompt.editor.insert_words(words.listed(numbers))

    def _insert_words(self, text: str) -> None:
        self.prompt.editor.insert_words(text)
        self.focus_prompt()

    def _switch(self, model_id: str) -> None:
        if self._details:
            self._details.close_popover()
        draft, notes = self._draft.fitted_to(self._catalogue[model_id])
        self._change(draft)
        if len(draft.references) > self._model().max_references:
            notes = notes[1:]  # the first is about them, and the reference panel says it beside the slots
        self.say_about_model(notes)

    def _size_changed(self, size: SizeChoice) -> None:
        self._change(replace(self._draft, size=size))

    def _count_changed(self, count: int) -> None:
        if count != self._draft.count:
            self._change(replace(self._draft, count=count))

    def _change(self, draft: RequestDraft) -> None:
        self._draft = replace(draft, prompt=self.prompt.text())
        self._show_all()
        self.draft_changed.emit()

    def _put(self, draft: RequestDraft) -> None:
        known = draft.model_id in self._catalogue and is_offered(self._catalogue[draft.model_id])
        model = self._catalogue[draft.model_id if known else self._catalogue.default_model]
        self._draft = draft.fitted_to(model)[0]
        self.prompt.compare_with("")
        self.say_about_model([])
        self._show_all()
        self.draft_changed.emit()

    # What is shown

    def _model(self) -> ImageModel:
        return self._catalogue[self._draft.model_id]

    def _show_all(self) -> None:
        self._showing = True
        self.show_draft(self._draft, self._model())
        self._showing = False
        has_room = self.references.has_room
        self._drop.sentence = "Drop to use as reference" if has_room else "No free slot: drop on a filled one"
        self._show_price()
        self._show_problems()

    def _show_price(self) -> None:
        draft, model = self._draft, self._model()
        used, estimate = len(draft.used_references(model)), draft.estimate(model)
        self.footer.show_price(draft.picture_count, used, estimate, practice=self._practice)
        self._show_variations(estimate)

    def _show_variations(self, estimate: Estimate) -> None:
        text = ""
        if self._draft.variations > 1:
            from flux_desktop.ui.compose.variations_line import sum_of  # few prompts have alternatives

            text = sum_of(self._draft, estimate, practice=self._practice)
        self.prompt.show_variations(text)

    def _show_problems(self) -> None:
        reason = self._reason()
        self.footer.show_reason(reason, None if reason else self._passed_limit())

    def _passed_limit(self, count: int | None = None) -> PassedLimit | None:
        """The limit that this set-up, or the first ``count`` of its pictures, would pass."""
        wanted = self._draft.picture_count if count is None else min(count, self._draft.picture_count)
        if self._practice or not self._spending.limits:
            return None
        passed = self._spending.passed_by([self._draft.estimate(self._model()).amount] * wanted)
        # Every prompt is made equally often.
        return passed and replace(passed, fits=passed.fits - passed.fits % self._draft.variations)

    def _make_fewer(self, pictures: int) -> None:
        self._count_changed(pictures // self._draft.variations)

    def _submit_anyway(self) -> None:
        """A soft limit is passed, once."""
        if not self._reason():
            self.submitted_anyway.emit(self._draft.requests(self._model()))

    def _reason(self) -> str:
        if self._blocked:
            return self._blocked
        problems = self._draft.problems(self._model())
        return problems[0].sentence if problems else ""

    def _offer_of(self, model: ImageModel) -> ModelOffer:
        draft = self._draft.fitted_to(model)[0]
        return ModelOffer(draft.estimate(model).text(), draft.usual_seconds(model))


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)
