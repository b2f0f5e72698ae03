"""Where pictures and the images of requests lie while the server knows their tasks."""

import hashlib
import os
from collections.abc import Collection
from pathlib import Path


class PictureFolder:
    """A folder of files by name; writing is atomic. Its methods block: call them in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def picture_path(self, task_id: str) -> Path:
        return self._folder / f"picture-{task_id}"

    def reference_path(self, sha256: str) -> Path:
        return self._folder / f"reference-{sha256}"

    def add_reference(self, data: bytes, sha256: str) -> None:
        path = self.reference_path(sha256)
        if not path.exists():
            publish(path, data)

    def read_picture(self, task_id: str) -> bytes | None:
        try:
            return self.picture_path(task_id).read_bytes()
        except FileNotFoundError:
            return None

    def keep_only(self, task_ids: Collection[str], references: Collection[str]) -> None:
        """Remove everything that belongs to no known task."""
        wanted = {self.picture_path(task_id).name for task_id in task_ids}
        wanted.update(self.reference_path(sha256).name for sha256 in references)
        for path in self._folder.iterdir():
            if path.name not in wanted:
                path.unlink(missing_ok=True)


def publish(path: Path, data: bytes) -> str:
    """Write the file whole or not at all; returns the SHA-256 of the data."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    beside.write_bytes(data)
    beside.replace(path)
    return hashlib.sha256(data).hexdigest()
