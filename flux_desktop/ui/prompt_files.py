"""Text files that are dropped on the prompt: their words are put in at the cursor."""

import errno
from pathlib import Path

from PySide6.QtCore import QObject

from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet

MOST_BYTES = 100_000
"""More than any model takes as a prompt (32,000 tokens, BFL's text-to-image page)."""


class PromptFiles(QObject):
    """Reads them where the window does not wait for the disk."""

    def __init__(self, panel: ComposePanel, toasts: Toasts, tasks: TaskSet) -> None:
        super().__init__(panel)
        self._panel, self._toasts = panel, toasts
        panel.prompt.editor.text_file_offered.connect(lambda file: tasks.start(self._insert(file)))

    async def _insert(self, file: Path) -> None:
        import asyncio

        try:
            text = await asyncio.to_thread(_read, file)
        except UnicodeDecodeError:
            self._toasts.show(f"{file.name} is no plain text.")
        except OSError as error:
            self._toasts.show(f"{file.name} cannot be read: {error.strerror}.")
        else:
            if len(text) > MOST_BYTES:
                self._toasts.show(f"{file.name} is too long for a prompt.")
            else:
                self._panel.prompt.editor.textCursor().insertText(text.strip())
                self._panel.focus_prompt()


def _read(file: Path) -> str:
    """A little more than may be put in, at the most."""
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "it is no ordinary file")  # a pipe would be waited for
    with file.open(encoding="utf-8-sig") as lines:
        return lines.read(MOST_BYTES + 1)
