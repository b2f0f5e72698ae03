"""The programs of a Linux desktop that open a kind of file, as freedesktop.org has it written down.

Read are ``mimeapps.list`` (what the person or the desktop has chosen), ``mimeinfo.cache`` (what programs say that they
open) and the ``.desktop`` files of those programs.
"""

import locale
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_LARGEST_BYTES = 4_000_000
_DATA_DIRS, _CONFIG_DIRS = "/usr/local/share:/usr/share", "/etc/xdg"
_ESCAPED = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
_FOR_ONE, _FOR_MANY = ("%f", "%u"), ("%F", "%U")

Section = Mapping[str, str]


class Program(NamedTuple):
    """``command`` is what is started: words, some of which stand for files (``%f``, ``%F`` and others)."""

    name: str
    command: tuple[str, ...]

    def starts(self, files: Sequence[Path]) -> list[list[str]]:
        """What to start for these files: once, or once for each where the program takes only one."""
        if any(word in _FOR_MANY for word in self.command):
            return [self._with(files)]
        return [self._with([file]) for file in files]

    def _with(self, files: Sequence[Path]) -> list[str]:
        names = [str(file) for file in files]
        words: list[str] = []
        for word in self.command:
            if word in _FOR_ONE or word in _FOR_MANY:
                words += names
            elif word == "%c":
                words.append(self.name)
            elif not (len(word) == 2 and word[0] == "%" and word[1].isalpha()):
                words.append(word.replace("%%", "%"))
        return words if any(word in _FOR_ONE + _FOR_MANY for word in self.command) else words + names


class DesktopPrograms:
    """Reads a few small files at each question, so not for the window's thread."""

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ = environ
        self._applications = [
            folder / "applications"
            for folder in _folders(environ, "XDG_DATA_HOME", home / ".local" / "share", "XDG_DATA_DIRS", _DATA_DIRS)
        ]
        self._config = list(_folders(environ, "XDG_CONFIG_HOME", home / ".config", "XDG_CONFIG_DIRS", _CONFIG_DIRS))

    def for_type(self, mime_type: str) -> list[Program]:
        """Those that open files of this type (``image/png``), the usual one first."""
        ids: list[str] = []
        unwanted: set[str] = set()
        for folder in (*self._config, *self._applications):
            for name in self._list_names():
                sections = _sections(folder / name)
                unwanted |= set(_ids(sections.get("Removed Associations", {}), mime_type)) - set(ids)
                for section in ("Default Applications", "Added Associations"):
                    ids += _ids(sections.get(section, {}), mime_type)
        for folder in self._applications:
            ids += _ids(_sections(folder / "mimeinfo.cache").get("MIME Cache", {}), mime_type)
        programs = [self._program(program_id) for program_id in dict.fromkeys(ids) if program_id not in unwanted]
        return list({program.name: program for program in programs if program}.values())

    def _list_names(self) -> Iterator[str]:
        for desktop in self._environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":"):
            if desktop.isalnum():
                yield f"{desktop}-mimeapps.list"
        yield "mimeapps.list"

    def _program(self, program_id: str) -> Program | None:
        """The first file of that name counts, even when it says that there is no such program any more."""
        for folder in self._applications:
            for name in (program_id, program_id.replace("-", "/", 1)):
                entry = _sections(folder / name).get("Desktop Entry") if ".." not in name else None
                if entry is not None:
                    return self._of_entry(entry)
        return None

    def _of_entry(self, entry: Section) -> Program | None:
        is_out = any(entry.get(key, "").lower() == "true" for key in ("Hidden", "NoDisplay", "Terminal"))
        command, tried = _words(entry.get("Exec", "")), entry.get("TryExec", "")
        path = self._environ.get("PATH")
        if is_out or not command or any(word and shutil.which(word, path=path) is None for word in (tried, command[0])):
            return None
        name = next((entry[key] for key in _name_keys(self._environ) if key in entry), "")
        return Program(_unescaped(name), tuple(command)) if name else None


def _folders(environ: Mapping[str, str], own: str, usual: Path, others: str, usual_others: str) -> Iterator[Path]:
    """The person's own folder, then those of the system; relative ones are ignored, as specified."""
    for text in (environ.get(own) or str(usual), *(environ.get(others) or usual_others).split(":")):
        if text.startswith("/"):
            yield Path(text)


def _sections(path: Path) -> dict[str, dict[str, str]]:
    """The groups of such a file; empty when it is not there or cannot be read."""
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            return {}
        text = path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return {}
    sections: dict[str, dict[str, str]] = {}
    now: dict[str, str] = {}
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            now = sections.setdefault(line[1:-1], {})
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            now.setdefault(key.strip(), value.strip())
    return sections


def _ids(section: Section, mime_type: str) -> list[str]:
    return [program_id for program_id in section.get(mime_type, "").split(";") if program_id.endswith(".desktop")]


def _name_keys(environ: Mapping[str, str]) -> Iterator[str]:
    """``Name[de_AT]``, ``Name[de]``, ``Name``."""
    chosen = next((environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(key)), "")
    language = locale.normalize(chosen).partition(".")[0] if chosen else ""
    if language not in ("", "C", "POSIX"):
        yield f"Name[{language}]"
        yield f"Name[{language.partition('_')[0]}]"
    yield "Name"


def _words(command: str) -> list[str]:
    """The words of ``Exec``: quotation marks keep blanks, and a backslash inside them keeps what follows it."""
    words: list[str] = []
    word: str | None = None
    is_quoted, signs = False, iter(_unescaped(command))
    for sign in signs:
        if sign == '"':
            is_quoted, word = not is_quoted, word or ""
        elif sign == "\\" and is_quoted:
            word = (word or "") + next(signs, "")
        elif sign.isspace() and not is_quoted:
            words += [] if word is None else [word]
            word = None
        else:
            word = (word or "") + sign
    return words + ([] if word is None else [word])


def _unescaped(text: str) -> str:
    signs, whole = iter(text), ""
    for sign in signs:
        following = next(signs, "") if sign == "\\" else None
        whole += sign if following is None else _ESCAPED.get(following, f"\\{following}")
    return whole
