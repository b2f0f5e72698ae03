"""The command line and its environment variables. Options win over the environment."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from flux_desktop import __version__
from flux_desktop.domain.server import Region, Server

if TYPE_CHECKING:
    import argparse

LOG_LEVELS = ("debug", "info", "warning", "error")
_LOG_LEVEL = "warning"


class Arguments(NamedTuple):
    """What the program was asked to do. ``server`` is ``None`` when the settings decide."""

    library: Path | None = None
    profile: Path | None = None
    server: Server | None = None
    self_check: bool = False
    screenshot: Path | None = None
    trace: Path | None = None
    log_level: str = _LOG_LEVEL


def parse(argv: Sequence[str], environment: Mapping[str, str] = os.environ) -> Arguments:
    """Read options and environment.

    Raises:
        SystemExit: with status 2 and a sentence on stderr for wrong arguments, 0 after ``--help`` or ``--version``.
    """
    found: dict[str, Any] = vars(_parser().parse_args(argv)) if argv else {}  # a start from a menu has none to read
    if found.get("screenshot") and not found["self_check"]:
        _refuse("--screenshot goes with --self-check")
    server_text = "practice" if found.get("practice") else found.get("server") or environment.get("FLUX_DESKTOP_SERVER")
    try:
        server = server_named(server_text) if server_text else None
    except ValueError as error:
        _refuse(str(error))
    return Arguments(
        library=_folder(found.get("library") or environment.get("FLUX_DESKTOP_LIBRARY")),
        profile=_folder(found.get("profile") or environment.get("FLUX_DESKTOP_PROFILE")),
        server=server,
        self_check=found.get("self_check", False),
        screenshot=_folder(found.get("screenshot")),
        trace=_folder(found.get("trace") or environment.get("FLUX_DESKTOP_TRACE")),
        log_level=found.get("log_level", _LOG_LEVEL),
    )


def server_named(text: str) -> Server:
    """The server for ``global``, ``eu``, ``us``, ``practice`` or a URL.

    Raises:
        ValueError: when it is none of these; the message is for people.
    """
    if text in set(Region):
        return Server.of_region(Region(text))
    if text == "practice":
        return Server("practice", "")
    return Server.custom(text)


def _refuse(sentence: str) -> NoReturn:
    _parser().error(sentence)


def _parser() -> "argparse.ArgumentParser":
    import argparse  # 3 ms, which a start without options need not wait for

    parser = argparse.ArgumentParser(
        prog="flux-desktop", description="Make pictures with Black Forest Labs' FLUX models.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--library", metavar="DIR", help="where pictures live (FLUX_DESKTOP_LIBRARY)")
    add("--profile", metavar="DIR", help="settings, logs and caches (FLUX_DESKTOP_PROFILE)")
    add("--server", metavar="NAME_OR_URL", help="global, eu, us, practice or a URL (FLUX_DESKTOP_SERVER)")
    add("--practice", action="store_true", help="short for --server practice")
    add("--self-check", action="store_true", help="make one practice picture in a temporary profile, then leave")
    add("--screenshot", metavar="FILE", help="with --self-check: the window as PNG")
    add("--trace", metavar="FILE", help="write a Chrome trace-event file (FLUX_DESKTOP_TRACE)")
    add("--log-level", choices=LOG_LEVELS, default=_LOG_LEVEL, help="how much is written to the log")
    add("--version", action="version", version=f"Flux Desktop {__version__}")
    return parser


def _folder(text: str | None) -> Path | None:
    return Path(text).expanduser().absolute() if text else None
