from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.secret_service import SecretService, running_secret_service

UseEnviron = Callable[[Mapping[str, str]], None]


@pytest.fixture
def use_environ(monkeypatch: pytest.MonkeyPatch) -> UseEnviron:
    """Have this process talk to the message bus of an environment, and to no other."""

    def use(environ: Mapping[str, str]) -> None:
        for name in (
            "DBUS_SESSION_BUS_ADDRESS",
            "XDG_RUNTIME_DIR",
            "XDG_CURRENT_DESKTOP",
            "DISPLAY",
            "WAYLAND_DISPLAY",
        ):
            monkeypatch.delenv(name, raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

    return use


@pytest.fixture
def secret_service(tmp_path: Path, use_environ: UseEnviron) -> Iterator[SecretService]:
    with running_secret_service(tmp_path / "s") as service:
        use_environ(service.environ)
        yield service
