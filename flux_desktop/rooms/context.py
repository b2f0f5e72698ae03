"""What every room works with."""

from dataclasses import dataclass

from flux_desktop.arguments import Arguments
from flux_desktop.first_screen import FirstScreen
from flux_desktop.services.engine import Engine
from flux_desktop.settings.profile import Profile
from flux_desktop.trace import Trace
from flux_desktop.ui.account import Account
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.leaving import Leaving
from flux_desktop.ui.notices import Notices
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.tasks import TaskSet


@dataclass(frozen=True, slots=True)
class RoomContext:
    """Made first, and there for as long as the program runs. ``trace`` is ``None`` when nobody asked for one."""

    screen: FirstScreen
    profile: Profile
    arguments: Arguments
    trace: Trace | None
    tasks: TaskSet
    engine: Engine
    bridge: EngineBridge
    account: Account
    settings: SettingsFlow
    leaving: Leaving
    notices: Notices
