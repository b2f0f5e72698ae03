"""All that decodes images, at the same time in threads of its own: none may keep another one waiting for ever."""

import io
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

TIMES = 400
PATIENCE_S = 100.0
"""It takes two seconds. Where Python's lock is lost nothing inside the process can tell, so it is another one."""


def test_nobody_who_decodes_waits_for_another_for_ever(tmp_path: Path) -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.fail("two threads wait for one another")
    assert (done.returncode, done.stdout) == (0, "all decoded\n"), done.stderr


def main(folder: Path) -> None:
    from flux_desktop.ui.gallery import picture_colour, thumbnail_images
    from flux_desktop.ui.viewer import images

    picture = Image.effect_noise((96, 64), 80).convert("RGB")
    data: dict[str, bytes] = {}
    for kind in ("png", "jpeg", "webp"):
        buffer = io.BytesIO()
        picture.save(buffer, kind)
        data[kind] = buffer.getvalue()
        (folder / f"picture.{kind}").write_bytes(data[kind])
    decoders: list[Callable[[], object]] = [
        lambda: picture_colour.colour_in(data["jpeg"]),
        lambda: thumbnail_images.decode(data["jpeg"], 64),
        lambda: images.read_thumbnail(data["jpeg"]),
        *(lambda kind=kind: thumbnail_images.read_picture(data[kind], 32) for kind in data),
        *(lambda kind=kind: images.read_picture(folder / f"picture.{kind}", kind) for kind in data),
    ]
    threads = [threading.Thread(target=_often, args=(decode,)) for decode in decoders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write("all decoded\n")


def _often(decode: Callable[[], object]) -> None:
    for _ in range(TIMES):
        assert decode() is not None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
