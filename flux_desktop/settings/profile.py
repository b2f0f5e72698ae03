"""The profile: one folder with everything that belongs to one person's use of the program, pictures aside."""

import os
import sys
from pathlib import Path

from flux_desktop.domain.errors import ProfileUnavailableError
from flux_desktop.settings.platform_folders import data_folder, pictures_folder

_PROGRAM = "Flux Desktop"
_LONGEST_SOCKET_PATH = 100
"""A socket's address holds 104 bytes on macOS and 108 on Linux."""


class Profile:
    """Two profiles never share anything, the keychain entry included."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().resolve()
        self.database = self.root / "library.sqlite3"
        self.thumbnails = self.root / "thumbnails.sqlite3"
        self.settings_file = self.root / "settings.json"
        self.window_file = self.root / "window.json"
        self.draft_file = self.root / "draft.json"
        self.prompts_file = self.root / "prompts.json"
        self.templates_file = self.root / "templates.json"
        self.logs = self.root / "logs"
        self.held = self.root / "held"
        self.move_file = self.root / "move.json"
        self.lock_file = self.root / "instance.lock"
        self.unread_mark = self.root / "library-unread"
        """There while the list of pictures has to be compared with the files of the library."""
        self.damaged_mark = self.root / "library-damaged"
        """There once the list of pictures was found to be damaged while the program ran."""

    @classmethod
    def default(cls) -> "Profile":
        """The one in this system's folder for programs' data."""
        return cls(data_folder(os.environ, Path.home()))

    @staticmethod
    def library_default() -> Path:
        """Where pictures live when nobody chose another place."""
        return pictures_folder(os.environ, Path.home()) / _PROGRAM

    def prepare(self) -> None:
        """Make the folders, readable for their owner alone.

        Raises:
            ProfileUnavailableError: when they cannot be made or written.
        """
        try:
            for folder in (self.root, self.logs, self.held):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ProfileUnavailableError(f"{self.root} cannot be made: {error.strerror}") from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise ProfileUnavailableError(f"{self.root} cannot be written")

    @property
    def is_default(self) -> bool:
        return self.root == Profile.default().root

    @property
    def keychain_service(self) -> str:
        """The name under which this profile's keys stand in the keychain."""
        return _PROGRAM if self.is_default else f"{_PROGRAM} {self._fingerprint}"

    @property
    def server_socket_name(self) -> str:
        """How a second start finds the first one: a socket inside the profile where the system allows it."""
        socket = self.root / "instance.socket"
        if sys.platform != "win32" and len(os.fsencode(socket)) <= _LONGEST_SOCKET_PATH:
            return str(socket)
        return f"flux-desktop-{self._fingerprint}"

    @property
    def _fingerprint(self) -> str:
        from hashlib import sha256  # costs 2 ms that a start with the default profile need not pay

        return sha256(os.fsencode(self.root)).hexdigest()[:12]
