"""Facts about the program and its surroundings that help someone who is asked for help.

Never the key, never prompts, and no names of files or folders, which tell who a person is.
"""

import os
import platform
from collections.abc import Mapping

import PySide6
from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication, QScreen

from flux_desktop import __version__
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.preferences.account_state import AccountState
from flux_desktop.ui.theme.theme import Theme


def support_details(
    settings: Settings, account: AccountState, theme: Theme, more: Mapping[str, str] | None = None
) -> str:
    """Lines of "name: value"; ``more`` are the caller's own."""
    facts = {
        "Flux Desktop": __version__,
        "System": f"{QSysInfo.prettyProductName()}, {QSysInfo.kernelVersion()}, {QSysInfo.currentCpuArchitecture()}",
        "Python": platform.python_version(),
        "Qt, PySide6": f"{qVersion()}, {PySide6.__version__}",
        "Window system": ", ".join(filter(None, (QGuiApplication.platformName(), os.environ.get("XDG_SESSION_TYPE")))),
        "Desktop": os.environ.get("XDG_CURRENT_DESKTOP", ""),
        "Screens": "; ".join(_screen(screen) for screen in QGuiApplication.screens()),
        "Theme": f"{settings.theme.value}, now {theme.tokens.name}, text {theme.base_px} px",
        "Server": _server(settings, account),
        "Key": account.source.value if account.source else "none",
        "Keychain": account.place or "not known",
        "At most at once": str(settings.at_most_at_once),
        **(more or {}),
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value) + "\n"


def _screen(screen: QScreen) -> str:
    size = screen.size()
    return f"{size.width()} × {size.height()} at {screen.devicePixelRatio():g}"


def _server(settings: Settings, account: AccountState) -> str:
    if settings.practice or account.practice:
        return "practice"
    return (account.home or settings.server).region or "of their own"
