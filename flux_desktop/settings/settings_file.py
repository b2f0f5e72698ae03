"""Settings on disk: PROFILE/settings.json."""

from pathlib import Path

from flux_desktop.settings.json_file import DamagedFileError, read_object, set_aside, write_object
from flux_desktop.settings.migrations import NewerSettingsError, migrated
from flux_desktop.settings.settings import Settings, settings_from_json


class SettingsFile:
    """Reads once at start, writes whole. ``report`` says in a sentence what was wrong with the file, if anything."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keep_file = False
        self.report: str | None = None

    def load(self) -> Settings:
        """The settings, as far as the file has them; what it lacks has its default. Never raises."""
        try:
            data = read_object(self._path)
            if data is None:
                return Settings()
            settings, refused = settings_from_json(migrated(data))
        except NewerSettingsError:
            self._leave_alone("The settings were saved by a newer version of Flux Desktop, so the usual ones are used.")
        except DamagedFileError:
            self._put_away("The settings file is damaged")
        except ValueError:
            self._put_away("The settings file cannot be understood")
        except OSError:
            self._leave_alone("The settings file cannot be read, so the usual settings are used.")
        else:
            if refused:
                self.report = f"These settings made no sense and were put back to the usual: {', '.join(refused)}."
            return settings
        return Settings()

    def save(self, settings: Settings) -> bool:
        """Replace the file. Answers ``False`` when it belongs to a newer version and was left as it is.

        It waits for the disk, so it is no call for the window's thread.

        Raises:
            DiskFullError, ProfileUnavailableError: the old file is still there.
        """
        if self._keep_file:
            return False
        write_object(self._path, settings.to_json())
        return True

    def _leave_alone(self, sentence: str) -> None:
        self._keep_file = True
        self.report = f"{sentence} The file is left as it is, and changes last until you quit."

    def _put_away(self, sentence: str) -> None:
        try:
            place = set_aside(self._path)
        except OSError:
            self._leave_alone(f"{sentence}, so the usual settings are used.")
        else:
            self.report = f"{sentence}, so the usual settings are used. The old file is kept as {place.name}."
