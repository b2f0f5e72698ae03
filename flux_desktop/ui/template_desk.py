"""Templates, between their file, their popover and the compose panel."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.card_desk import CardDesk, Done, PictureFetcher
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.domain.templates import PromptTemplate, Templates
    from flux_desktop.ui.compose.templates_popover import Offer, TemplatesPopover
    from flux_desktop.ui.template_files import TemplateFiles


class TemplateDesk(CardDesk["TemplatesPopover"]):
    """Offers templates and keeps a person's own."""

    def __init__(
        self,
        panel: ComposePanel,
        theme: Theme,
        file: JsonFile,
        *,
        catalogue: Catalogue,
        toasts: Toasts,
        fetcher: PictureFetcher,
    ) -> None:
        super().__init__(panel, theme, file, toasts=toasts, fetcher=fetcher)
        self._catalogue = catalogue
        self._known: Templates | None = None
        self._built_in: tuple[PromptTemplate, ...] = ()
        self._files: TemplateFiles | None = None
        panel.prompt.templates_requested.connect(self.open)

    @property
    def templates(self) -> "Templates":
        """The person's own."""
        if self._known is None:
            from flux_desktop.domain import templates  # not needed to start

            self._known = templates.kept_from_dict(self._file.load())
        return self._known

    def files(self) -> "TemplateFiles":
        """What imports and exports."""
        if self._files is None:
            from flux_desktop.ui.template_files import TemplateFiles  # not needed to start

            self._files = TemplateFiles(self)
            self._files.found.connect(self._imported)
            self._files.message.connect(self._toasts.show)
        return self._files

    def lacking(self, kept: Mapping[str, Any]) -> "list[PromptTemplate]":
        """Templates of another desk, as they were written, whose names are free here."""
        from flux_desktop.domain.templates import kept_from_dict

        return [one for one in kept_from_dict(kept).own if self.templates.get(one.name) is None]

    def take(self, templates: "Sequence[PromptTemplate]") -> None:
        """Keep these, too, as far as there is room."""
        from flux_desktop.domain.templates import MOST_TEMPLATES

        room = max(0, MOST_TEMPLATES - len(self.templates.own))
        self._change(self.templates.with_imported(templates[:room]))

    def _make_popover(self) -> "TemplatesPopover":
        from flux_desktop.ui.compose.templates_popover import TemplatesPopover  # not needed to start

        popover = TemplatesPopover(self._theme, self._panel.window())
        popover.use_requested.connect(self._use)
        popover.delete_requested.connect(self._delete)
        popover.rename_requested.connect(self._rename)
        popover.save_requested.connect(self._save)
        popover.import_requested.connect(lambda: self.files().choose_import(self._panel.window()))
        popover.export_requested.connect(lambda: self.files().choose_export(self._panel.window(), self.templates.own))
        return popover

    def _fill(self, popover: "TemplatesPopover") -> None:
        popover.end_naming()
        popover.set_can_save(bool(self._panel.draft.prompt.strip()))
        popover.show_templates(self._offers())

    def _link(self) -> QWidget:
        return self._panel.prompt.templates_link

    def _fetch(self, picture: object, side_px: int, done: Done) -> None:
        assert isinstance(picture, Path)
        self._fetcher.fetch_file(picture, side_px, side_px, done)

    def _offers(self) -> "list[Offer]":
        """One's own, then those that come along."""
        from flux_desktop.domain.templates import built_in

        if not self._built_in:
            self._built_in = built_in(resources.text("prompt_templates.json"))
        own = [self._offer(template, is_own=True) for template in self.templates.own]
        return own + [self._offer(template, is_own=False) for template in self._built_in]

    def _offer(self, template: "PromptTemplate", *, is_own: bool) -> "Offer":
        from flux_desktop.ui.compose.templates_popover import Offer

        model = self._model_for(template)
        draft, _ = template.applied_to(self._panel.draft, model)
        pieces = (model.name if template.model_id == model.id else "", template.shape.label if template.shape else "")
        made_for = ", ".join(piece for piece in pieces if piece)
        sample = None if is_own else sample_of(template.name)
        return Offer(template, made_for, draft.estimate(model).text(), is_own, sample)

    def _model_for(self, template: "PromptTemplate") -> ImageModel:
        """The one it suggests, if that can be used here; else the one that is set."""
        from flux_desktop.ui.compose.model_groups import is_offered

        suggested = self._catalogue.models.get(template.model_id or "")
        return suggested if suggested and is_offered(suggested) else self._catalogue[self._panel.draft.model_id]

    def _find(self, key: str) -> "PromptTemplate | None":
        return next((offer.template for offer in self._offers() if offer.key == key), None)

    def _use(self, key: str) -> None:
        template = self._find(key)
        if template is None:
            return
        self._close()
        draft, notes = template.applied_to(self._panel.draft, self._model_for(template))
        self._panel.draft = draft
        self._panel.say_about_model(notes)
        self._panel.focus_prompt()
        self._panel.prompt.fill_in_fields()

    def _save(self, name: str) -> None:
        from flux_desktop.domain.templates import PromptTemplate

        draft = self._panel.draft
        template = PromptTemplate(name, draft.prompt, draft.model_id, draft.size.shape)
        if self.templates.get(" ".join(name.split())):
            self._say_problem("Another template has this name.")
            return
        self._try(lambda: self.templates.put(template), f"own:{' '.join(name.split())}")

    def _rename(self, key: str, name: str) -> None:
        template = self._find(key)
        if template is None:
            return
        old = self.templates
        if self._try(lambda: old.renamed(template.name, name), f"own:{' '.join(name.split())}"):
            self._put_back_later(f"Template renamed to {' '.join(name.split())}", old, key)

    def _delete(self, key: str) -> None:
        template = self._find(key)
        if template is None:
            return
        old = self.templates
        self._change(old.without(template.name))
        self._put_back_later(f"Template {template.name} deleted", old, key)

    def _put_back_later(self, words: str, old: "Templates", key: str) -> None:
        self._offer_undo(words, lambda: self._change(old, key))

    def _try(self, change: "Callable[[], Templates]", current: str) -> bool:
        """Make a change, or say why it cannot be made."""
        from flux_desktop.domain.templates import TemplateError

        try:
            changed = change()
        except TemplateError as error:
            self._say_problem(str(error))
            return False
        if self._popover:
            self._popover.end_naming()
        self._change(changed, current)
        return True

    def _say_problem(self, sentence: str) -> None:
        if self._popover:
            self._popover.say_problem(sentence)

    def _change(self, templates: "Templates", current: str = "") -> None:
        self._known = templates
        self._keeper.touch()
        if shown := self._shown:
            shown.show_templates(self._offers(), current)

    def _imported(self, found: "list[PromptTemplate]") -> None:
        from flux_desktop.domain.templates import TemplateError
        from flux_desktop.ui.template_files import counted

        old = self.templates
        try:
            self._change(old.with_imported(found))
        except TemplateError as error:
            self._toasts.show(str(error))
            return
        new = len(self.templates.own) - len(old.own)
        if new:
            self._put_back_later(f"{counted(new)} imported", old, "")
        else:
            self._toasts.show("You have these templates already.")

    def _content(self) -> dict[str, Any]:
        from flux_desktop.domain.templates import to_dict

        return to_dict(self.templates.own)


def sample_of(name: str) -> Path:
    """The sample picture of a template that comes along."""
    return resources.path(f"pictures/template-{name.lower().replace(' ', '-')}.jpg")
