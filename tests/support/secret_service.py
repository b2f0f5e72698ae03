"""A real Secret Service for tests: a message bus of its own and gnome-keyring with a keyring that is thrown away.

Nothing of the person's own session is touched: bus, home, runtime and data folders all lie in a folder of the test.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select

PASSWORD = "a test password"  # without a line break: that would be another password
_ANSWER_S = 60.0
_SERVICE = "org.freedesktop.secrets"
_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  {services}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_ACTIVATION = "[D-BUS Service]\nName={name}\nExec={command}\n"
_PROMPTER = "org.gnome.keyring.SystemPrompter"
_PROMPTERS = ("/usr/libexec/gcr-prompter", "/usr/lib/gcr/gcr-prompter", "/usr/lib/gcr-prompter")


class Bus:
    """A message bus. ``environ`` is what a program needs in its environment to find it, and nothing else of ours.

    With ``display`` the keychain can ask for its password there, by the dialog that people see.
    """

    def __init__(self, folder: Path, *, can_start_keyring: bool, display: str | None = None) -> None:
        self.folder = folder
        self._display = display
        for name in ("run", "share", "services"):
            (folder / name).mkdir(mode=0o700, parents=True)
        self._socket = folder / "bus"
        self._config = folder / "bus.conf"
        started = {}
        if can_start_keyring:
            started[_SERVICE] = f"{_program('gnome-keyring-daemon')} --start --foreground --components=secrets"
        if display:
            started[_PROMPTER] = next(path for path in _PROMPTERS if Path(path).exists())
        for name, command in started.items():
            (folder / "services" / f"{name}.service").write_text(_ACTIVATION.format(name=name, command=command))
        services = f"<servicedir>{folder / 'services'}</servicedir>" if started else ""
        self._config.write_text(_BUS_CONFIG.format(socket=self._socket, services=services))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        screen = {"DISPLAY": self._display} if self._display else {}
        return {
            **screen,
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_DATA_HOME": str(self.folder / "share"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._socket}",
        }

    def start(self) -> None:
        """Returns when programs can connect: the daemon prints its address then."""
        command = [_program("dbus-daemon"), f"--config-file={self._config}", "--nofork", "--print-address=1"]
        self._process = subprocess.Popen(
            command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, close_fds=True
        )
        assert self._process.stdout
        ready, _, _ = select([self._process.stdout], [], [], _ANSWER_S)
        assert ready, "the message bus did not start"
        assert self._process.stdout.readline()

    def stop(self) -> None:
        """Also ends what the bus has started, first: the bus collects it then, and no zombie is left."""
        for name in (_SERVICE, _PROMPTER) if self._process else ():
            if started := self.process_of(name):
                os.kill(started, signal.SIGKILL)
                wait_until(lambda started=started: not Path(f"/proc/{started}").exists(), "it has ended")  # type: ignore[misc]
        _end(self._process)
        self._process = None

    def process_of(self, name: str) -> int | None:
        """The process that has this name now, if any."""
        answer = self.call(
            "org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetConnectionUnixProcessID", f"string:{name}"
        )
        return int(answer.split()[-1]) if answer else None

    def call(self, destination: str, path: str, method: str, *arguments: str) -> str | None:
        """What the method answered, as ``dbus-send`` prints it; ``None`` when it failed."""
        command = ["dbus-send", "--session", "--print-reply", f"--reply-timeout={_ANSWER_S * 1000:g}"]
        done = subprocess.run(
            [*command, f"--dest={destination}", path, method, *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=2 * _ANSWER_S,
        )
        return done.stdout if done.returncode == 0 else None


class SecretService:
    """gnome-keyring on a bus, unlocked at first."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        return self.bus.environ

    def start(self) -> None:
        """Returns when the keyring is open."""
        command = [_program("gnome-keyring-daemon"), "--foreground", "--unlock", "--components=secrets"]
        self._process = subprocess.Popen(
            command, env=self.environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin
        self._process.stdin.write(PASSWORD.encode())
        self._process.stdin.close()
        wait_until(lambda: not self._is_locked(), "the keyring is open")

    def stop(self) -> None:
        self.thaw()
        _end(self._process)
        self._process = None

    def lock(self) -> None:
        collection = "/org/freedesktop/secrets/collection/login"
        path, method = "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"
        assert self.bus.call(_SERVICE, path, method, f"array:objpath:{collection}")
        assert self._is_locked()

    def unlock(self) -> None:
        """A running daemon does not unlock by command; one that starts in its place does."""
        self.stop()
        self.start()

    def freeze(self) -> None:
        """It takes questions and never answers."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        _end(self._process)
        self._process = None

    @property
    def asks(self) -> bool:
        """Whether it is asking somebody for the password."""
        return self.bus.process_of(_PROMPTER) is not None

    def entries(self) -> int:
        """How many secrets the keyring holds."""
        answer = self.bus.call(
            _SERVICE,
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Items",
        )
        return (answer or "").count("object path")

    def _is_locked(self) -> bool:
        answer = self.bus.call(
            _SERVICE,
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        )
        return "boolean true" in (answer or "boolean true")


@contextmanager
def running_bus(folder: Path, *, can_start_keyring: bool = False, display: str | None = None) -> Iterator[Bus]:
    bus = Bus(folder, can_start_keyring=can_start_keyring, display=display)
    try:
        bus.start()
        yield bus
    finally:
        bus.stop()


@contextmanager
def running_secret_service(
    folder: Path, *, can_start_again: bool = False, display: str | None = None
) -> Iterator[SecretService]:
    with running_bus(folder, can_start_keyring=can_start_again, display=display) as bus:
        service = SecretService(bus)
        try:
            service.start()
            yield service
        finally:
            service.stop()


def without_bus(folder: Path) -> Mapping[str, str]:
    """The environment of a machine with no message bus at all."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder)}


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again, for things of the system that send no word."""
    end_s = time.monotonic() + _ANSWER_S
    while not condition():
        assert time.monotonic() < end_s, f"in vain: {what}"
        select([], [], [], 0.005)


def _program(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is not installed; `python3 dev.py test` installs it"
    return path


def _end(process: "subprocess.Popen[bytes] | None") -> None:
    if process is None:
        return
    process.terminate()
    try:
        process.wait(_ANSWER_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
