"""How long models take, learned from the library's own history."""

from collections.abc import Mapping
from contextlib import suppress
from statistics import median

from flux_desktop.bfl.poll_schedule import PollSchedule
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.errors import LibraryError
from flux_desktop.storage.generation_store import GenerationStore


class Pace:
    """Practice and real pictures are kept apart: they have nothing in common but the model's name."""

    def __init__(self, store: GenerationStore, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue
        self._durations: dict[tuple[str, bool], list[float]] = {}
        self._schedules: dict[tuple[str, bool], PollSchedule] = {}

    def schedule(self, model_id: str, *, practice: bool) -> PollSchedule:
        """When to look whether a picture is ready."""
        key = (model_id, practice)
        if key not in self._schedules:
            durations = self._of(model_id, practice=practice)
            self._schedules[key] = PollSchedule(durations, self._published_s(model_id))
        return self._schedules[key]

    def usual_s(self, model_id: str, *, practice: bool) -> float | None:
        """The median of the last twenty, or the middle of what is published, or ``None``."""
        durations = self._of(model_id, practice=practice)
        if durations:
            return median(durations)
        published = self._published_s(model_id)
        return None if published is None else sum(published) / 2

    def all_usual_s(self, *, practice: bool) -> Mapping[str, float]:
        found = {model.id: self.usual_s(model.id, practice=practice) for model in self._catalogue}
        return {model_id: seconds for model_id, seconds in found.items() if seconds is not None}

    def forget(self, model_id: str) -> None:
        """A picture of this model is finished: its time is to be read anew."""
        for practice in (False, True):
            self._durations.pop((model_id, practice), None)
            self._schedules.pop((model_id, practice), None)

    def _of(self, model_id: str, *, practice: bool) -> list[float]:
        key = (model_id, practice)
        if key not in self._durations:
            self._durations[key] = []  # of a library that cannot be read nothing is known, and no picture waits for it
            with suppress(LibraryError):
                self._durations[key] = self._store.recent_durations_s(model_id, practice=practice)
        return self._durations[key]

    def _published_s(self, model_id: str) -> tuple[float, float] | None:
        return self._catalogue[model_id].usual_seconds if model_id in self._catalogue else None
