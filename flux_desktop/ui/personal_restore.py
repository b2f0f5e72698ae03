"""Prompts, templates and settings of a backup, brought back into the running program."""

from typing import NamedTuple

from flux_desktop.services.personal_files import PersonalFiles
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.prompt_history_desk import PromptHistoryDesk
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.template_desk import TemplateDesk

_STAY = ("library", "practice")
"""Settings that belong to this computer, and to this moment."""


class Offer(NamedTuple):
    """What a backup has that is not here: so many prompts and templates, and settings that are others."""

    prompts: int
    templates: int
    settings: Settings | None

    @property
    def words(self) -> str:
        """``12 prompts and 1 template``; empty for none."""
        return " and ".join(
            f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
            for count, noun in ((self.prompts, "prompt"), (self.templates, "template"))
            if count
        )


class PersonalRestore:
    """Prompts and templates are added to those that are here; settings take the place of these, when that is wanted."""

    def __init__(self, history: PromptHistoryDesk, templates: TemplateDesk, settings: SettingsFlow) -> None:
        self._history, self._templates, self._settings = history, templates, settings

    def offer(self, files: PersonalFiles) -> Offer:
        prompts = self._history.lacking(files.prompts) if self._settings.settings.keep_prompts else []
        settings = self._read_settings(files)
        differs = settings is not None and settings != self._settings.settings
        return Offer(len(prompts), len(self._templates.lacking(files.templates)), settings if differs else None)

    def bring_back(self, files: PersonalFiles, *, with_settings: bool) -> str:
        """What has come back, as a sentence; empty for nothing."""
        offer = self.offer(files)
        if offer.prompts:
            self._history.take(self._history.lacking(files.prompts))
        if offer.templates:
            self._templates.take(self._templates.lacking(files.templates))
        words = f"{offer.words} came back." if offer.words else ""
        if with_settings and offer.settings:
            self._settings.change(**offer.settings._asdict())
            words = f"{words} Settings are what they were.".strip()
        return words

    def _read_settings(self, files: PersonalFiles) -> Settings | None:
        from flux_desktop.settings.migrations import migrated
        from flux_desktop.settings.settings import settings_from_json

        if not files.settings:
            return None
        try:
            found, _ = settings_from_json(migrated(dict(files.settings)))
        except ValueError:  # a newer version's, or damaged
            return None
        here = self._settings.settings
        return found.with_changes(others=here.others, **{name: getattr(here, name) for name in _STAY})
