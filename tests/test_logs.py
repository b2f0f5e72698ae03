import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from flux_desktop import logs


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    handler = logs.start(tmp_path, "debug", logs.redactor(lambda: "odd key of mine"))
    yield tmp_path
    logs.stop(handler)
    logging.getLogger().setLevel(logging.WARNING)


@pytest.mark.parametrize(
    "secret", ["bfl_0123456789abcdef", "odd key of mine", "bfl-aaaa-bbbb-cccc", "https://x/y?se=1&sig=abc%2Fdef%3D"]
)
def test_a_key_never_reaches_the_log(folder: Path, secret: str) -> None:
    logging.getLogger("flux_desktop.test").warning("went wrong with %s here", secret)
    try:
        int(f"bad header {secret}")
    except ValueError:
        logging.getLogger("flux_desktop.test").exception("caught")
    text = (folder / "flux-desktop.log").read_text()
    assert secret.rpartition("sig=")[2] not in text
    assert "went wrong with" in text
    assert "here" in text


def test_requests_are_not_logged_because_their_addresses_are_signed(folder: Path) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://delivery.bfl.ai/x?sig=secret")
    assert (folder / "flux-desktop.log").read_text() == ""


def test_only_the_owner_can_read_the_log(folder: Path) -> None:
    assert (folder / "flux-desktop.log").stat().st_mode & 0o077 == 0
