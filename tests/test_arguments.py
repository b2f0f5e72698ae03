from pathlib import Path

import pytest

from flux_desktop.arguments import parse
from flux_desktop.domain.server import Region, Server


def test_options_win_over_the_environment(tmp_path: Path) -> None:
    environment = {"FLUX_DESKTOP_LIBRARY": "/elsewhere", "FLUX_DESKTOP_SERVER": "eu"}
    arguments = parse(["--library", str(tmp_path), "--server", "us"], environment)
    assert arguments.library == tmp_path
    assert arguments.server == Server.of_region(Region.US)


def test_the_environment_decides_where_there_is_no_option(tmp_path: Path) -> None:
    environment = {
        "FLUX_DESKTOP_LIBRARY": str(tmp_path / "library"),
        "FLUX_DESKTOP_PROFILE": str(tmp_path / "profile"),
        "FLUX_DESKTOP_SERVER": "practice",
        "FLUX_DESKTOP_TRACE": str(tmp_path / "trace.json"),
    }
    arguments = parse([], environment)
    assert arguments.library == tmp_path / "library"
    assert arguments.profile == tmp_path / "profile"
    assert arguments.server is not None
    assert arguments.server.is_practice
    assert arguments.trace == tmp_path / "trace.json"


def test_without_anything_the_settings_decide_about_the_server() -> None:
    assert parse([], {}).server is None


def test_practice_is_short_for_the_practice_server() -> None:
    assert parse(["--practice"], {}) == parse(["--server", "practice"], {})


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--server", "http://bfl.example"], "without https"),
        (["--server", "ftp://127.0.0.1"], "web address"),
        (["--server", "https://user@bfl.example"], "no user name"),
        (["--server", "nonsense"], "web address"),
        (["--screenshot", "x.png"], "--self-check"),
        (["--log-level", "loud"], "invalid choice"),
        (["--what"], "unrecognized"),
    ],
)
def test_wrong_arguments_end_with_status_2_and_say_why(
    options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(options, {})
    assert caught.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_server_on_this_computer_may_go_without_https() -> None:
    server = parse(["--server", "http://127.0.0.1:8123/"], {}).server
    assert server == Server("http://127.0.0.1:8123", "http://127.0.0.1:8123")
