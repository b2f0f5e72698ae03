"""What becomes of files that were read: new pictures, ones that are there already, ones that are back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.imports import FoundFile, RefusedFile
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.import_reading import PictureFile
from flux_desktop.storage.bin_files import id_of_binned
from flux_desktop.storage.file_names import OwnName, picture_path, read_name, words_of
from flux_desktop.storage.imports import ImportedPicture, ImportStore, KnownPicture, is_storable

_STRANGE_NAME = "Its name holds characters that cannot be written down. Rename it, or have it copied."

Read = tuple[FoundFile, PictureFile | RefusedFile]


@dataclass(slots=True)
class Planned:
    """A picture that is to come into the library. ``is_again``: back into it, its file was missing."""

    file: PictureFile
    id: ItemId
    path: str
    is_copied: bool
    is_again: bool
    name: OwnName | None = None
    is_binned: bool = False

    @property
    def is_outside(self) -> bool:
        return not self.is_copied and Path(self.path).is_absolute()


class ImportBatch:
    """A few files that were read together: ``decide`` on each, copy those of ``to_copy``, then ``write`` the rows."""

    def __init__(self, store: ImportStore, library: Path, now: datetime, job: ImportJob) -> None:
        self._store, self._library, self._now, self._job = store, library, now, job
        self._planned: list[Planned] = []
        self._by_content: dict[tuple[str, int], ItemId] = {}
        self._seen: list[tuple[FoundFile, ItemId | None]] = []

    @property
    def to_copy(self) -> list[Planned]:
        """Those whose files have to be put into the library, at their ``path`` or one like it."""
        return [planned for planned in self._planned if planned.is_copied]

    @property
    def lost_generations(self) -> list[Generation]:
        """How these pictures were made, as their own files tell it, where the list of the library does not know."""
        found = [
            _generation_of(planned)
            for planned in self._planned
            if self._job.purpose is Purpose.REBUILD and not planned.is_again
        ]
        return [generation for generation in found if generation and self._store.is_free(generation.id)]

    def decide(self, read: Read) -> None:
        found, item = read
        if self._job.purpose is Purpose.FIND:
            self._find(item)
            return
        if isinstance(item, RefusedFile):
            self._job.report.refused.append(item)
            self._seen.append((found, None))
            return
        own_place = self._own_place(item.found.path, stays=self._job.in_place)
        if own_place and self._is_being_recorded(own_place):
            return
        if own_place and not is_storable(own_place):
            self._job.report.refused.append(RefusedFile(found.path, _STRANGE_NAME))
            return
        there = self._store.at_path(own_place) if own_place else None
        if there and there.sha256 != item.sha256:
            self._change(item, there)
            return
        content = (item.sha256, len(item.data))
        known = self._store.known(*content)
        if content in self._by_content:
            self._job.report.known += 1
            self._seen.append((item.found, self._by_content[content]))
        elif known and (known.is_binned or not known.is_missing):
            self._job.report.known_in_bin += known.is_binned
            self._job.report.known += not known.is_binned
            self._seen.append((item.found, known.id))
        else:
            self._plan(item, own_place, known)

    def _find(self, item: PictureFile | RefusedFile) -> None:
        """Take it only when it is a picture that is missing: to where that was, in the library or outside."""
        if isinstance(item, RefusedFile) or (item.sha256, len(item.data)) in self._by_content:
            return
        known = self._store.known(item.sha256, len(item.data))
        if known and known.is_missing and not known.is_binned:
            stays = known.is_outside or Path(item.found.path).is_relative_to(self._library)
            own_place = self._own_place(item.found.path, stays=stays)
            if own_place is None or is_storable(own_place):
                self._plan(item, own_place, known)

    def write(self) -> None:
        """Write the rows."""
        added = [self._row(planned) for planned in self._planned if not planned.is_again]
        again = [planned for planned in self._planned if planned.is_again]
        self._store.add(added, self._seen)
        for planned in again:
            self._store.found_again(planned.id, planned.path, is_outside=planned.is_outside)
        report = self._job.report
        report.added += [picture.id for picture in added]
        report.found_again += [planned.id for planned in again]
        self._job.tell(planned.id for planned in self._planned)

    def _own_place(self, path: str, *, stays: bool) -> str | None:
        """The path of a row for a file that stays where it is; ``None`` when it is to be copied."""
        if Path(path).is_relative_to(self._library):
            return Path(path).relative_to(self._library).as_posix()
        return path if stays else None

    def _is_being_recorded(self, own_place: str) -> bool:
        """Whether it is the file of a generation that is about to be done: its row is for others to make."""
        name = read_name(Path(own_place).name)
        return name is not None and self._store.is_under_way(name.id)

    def _change(self, item: PictureFile, there: KnownPicture) -> None:
        self._store.changed(there.id, item.sha256, len(item.data), item.size, item.file_format)
        self._job.report.changed.append(there.id)
        self._job.tell([there.id])
        self._seen.append((item.found, there.id))

    def _plan(self, item: PictureFile, own_place: str | None, known: KnownPicture | None) -> None:
        is_ours = own_place is not None and not Path(own_place).is_absolute()
        name = read_name(Path(item.found.path).name) if is_ours else None
        binned_id = id_of_binned(own_place) if own_place and is_ours else None
        item_id = known.id if known else self._id_for(item, name, binned_id)
        if binned_id and item_id != binned_id:
            return  # the bin could not tell whose file it is
        path = _new_path(item, item_id) if own_place is None or binned_id else own_place
        planned = Planned(
            item,
            item_id,
            path,
            is_copied=own_place is None,
            is_again=known is not None,
            name=name,
            is_binned=binned_id is not None,
        )
        self._planned.append(planned)
        self._by_content[item.sha256, len(item.data)] = item_id
        self._seen.append((item.found, item_id))

    def _id_for(self, item: PictureFile, name: OwnName | None, binned_id: ItemId | None) -> ItemId:
        """Its own number when this program has made it and nothing else has that, else one of its date."""
        wanted = (binned_id, item.settings.generation_id if item.settings else None, name.id if name else None)
        taken = {planned.id for planned in self._planned}
        for own in wanted:
            if own and 0 < own < 2**63 and own not in taken and self._is_to_be_had(own):
                return own
        return self._store.free_id(item.made_at, self._now)

    def _is_to_be_had(self, item_id: ItemId) -> bool:
        return self._store.is_free(item_id) or self._store.lacks_picture(item_id)

    def _row(self, planned: Planned) -> ImportedPicture:
        item, settings = planned.file, planned.file.settings or FileSettings()
        is_made_here = self._store.lacks_picture(planned.id)
        return ImportedPicture(
            id=planned.id,
            path=planned.path,
            sha256=item.sha256,
            bytes=len(item.data),
            size=item.size,
            file_format=item.file_format,
            is_outside=planned.is_outside,
            generation_id=planned.id if is_made_here else None,
            practice=settings.practice or bool(planned.name and planned.name.practice),
            model=settings.model or "",
            prompt=settings.prompt,
            prompt_used=settings.prompt_used,
            seed=settings.seed,
            cost=settings.cost if is_made_here else None,
            favourite=settings.favourite,
            rating=settings.rating,
            notes=settings.notes,
            file_settings=settings.to_json() if item.settings else None,
            tags=settings.tags,
            binned_at=self._now if planned.is_binned else None,
            reference_count=len(settings.request.references) if settings.request else 0,
            file_name=_searched_name(planned, settings),
        )


def _new_path(item: PictureFile, item_id: ItemId) -> str:
    """Where a copy goes: named by its words, or by the name it had."""
    settings = item.settings or FileSettings()
    words = settings.prompt or Path(item.found.path).stem
    return picture_path(item_id, words, item.file_format, practice=settings.practice)


def _searched_name(planned: Planned, settings: FileSettings) -> str:
    """The name of the file, as a person knows it. One that was made of the prompt says nothing more than that."""
    name = Path(planned.file.found.path).name
    if planned.name is None:
        return name
    return "" if settings.prompt else words_of(name)


def _generation_of(planned: Planned) -> Generation | None:
    settings = planned.file.settings
    if settings is None or settings.generation_id != planned.id or settings.request is None:
        return None
    return Generation(
        id=planned.id,
        batch_id=planned.id,
        request=settings.request,
        state=State.DONE,
        estimate=settings.cost,
        server="practice" if settings.practice else "global",
        practice=settings.practice,
        task_id="",  # nobody will ask for it any more
        submitted_at=settings.made_at,
        finished_at=settings.made_at,
        settled_cost=settings.cost,
        prompt_used=settings.prompt_used,
        seed_used=settings.seed,
    )
