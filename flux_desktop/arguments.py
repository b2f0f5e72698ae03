"""The command line and its environment variables. Options win over the environment."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flux_desktop import __version__
from flux_desktop.domain.server import Region, Server

LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the program was asked to do. ``server`` is ``None`` when the settings decide."""

    library: Path | None = None
    profile: Path | None = None
    server: Server | None = None
    self_check: bool = False
    screenshot: Path | None = None
    trace: Path | None = None
    log_level: str = "warning"


def parse(argv: Sequence[str], environment: Mapping[str, str] = os.environ) -> Arguments:
    """Read options and environment.

    Raises:
        SystemExit: with status 2 and a sentence on stderr for wrong arguments, 0 after ``--help`` or ``--version``.
    """
    parser = _parser()
    found = parser.parse_args(argv)
    if found.screenshot and not found.self_check:
        parser.error("--screenshot goes with --self-check")
    server_text = "practice" if found.practice else found.server or environment.get("FLUX_DESKTOP_SERVER")
    try:
        server = server_named(server_text) if server_text else None
    except ValueError as error:
        parser.error(str(error))
    return Arguments(
        library=_folder(found.library or environment.get("FLUX_DESKTOP_LIBRARY")),
        profile=_folder(found.profile or environment.get("FLUX_DESKTOP_PROFILE")),
        server=server,
        self_check=found.self_check,
        screenshot=_folder(found.screenshot),
        trace=_folder(found.trace or environment.get("FLUX_DESKTOP_TRACE")),
        log_level=found.log_level,
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


def _parser() -> argparse.ArgumentParser:
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
    add("--log-level", choices=LOG_LEVELS, default="warning", help="how much is written to the log")
    add("--version", action="version", version=f"Flux Desktop {__version__}")
    return parser


def _folder(text: str | None) -> Path | None:
    return Path(text).expanduser().absolute() if text else None
