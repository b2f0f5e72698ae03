import stat
from pathlib import Path

import pytest

from flux_desktop.domain.errors import ProfileUnavailableError
from flux_desktop.settings.platform_folders import data_folder, pictures_folder
from flux_desktop.settings.profile import Profile

HOME = Path("/home/ada")


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, "/home/ada/.local/share/flux-desktop"),
        ("linux", {"XDG_DATA_HOME": "/data/ada"}, "/data/ada/flux-desktop"),
        ("linux", {"XDG_DATA_HOME": "relative"}, "/home/ada/.local/share/flux-desktop"),
        ("freebsd14", {}, "/home/ada/.local/share/flux-desktop"),
        ("darwin", {}, "/home/ada/Library/Application Support/Flux Desktop"),
        ("win32", {"LOCALAPPDATA": "/c/Local"}, "/c/Local/Flux Desktop"),
        ("win32", {}, "/home/ada/AppData/Local/Flux Desktop"),
    ],
)
def test_each_system_has_its_own_place_for_programs_data(platform: str, environ: dict[str, str], expected: str) -> None:
    assert data_folder(environ, HOME, platform) == Path(expected)


def test_a_renamed_pictures_folder_is_found(tmp_path: Path) -> None:
    config = tmp_path / ".config"
    config.mkdir()
    (config / "user-dirs.dirs").write_text(
        '# made by xdg\nXDG_MUSIC_DIR="$HOME/Musik"\nXDG_PICTURES_DIR="$HOME/Bilder"\n'
    )
    assert pictures_folder({}, tmp_path, "linux") == tmp_path / "Bilder"


def test_a_pictures_folder_on_another_disk_is_found(tmp_path: Path) -> None:
    (tmp_path / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="/mnt/photos"\n')
    assert pictures_folder({"XDG_CONFIG_HOME": str(tmp_path)}, HOME, "linux") == Path("/mnt/photos")


@pytest.mark.parametrize("content", ['XDG_PICTURES_DIR="$HOME/"\n', "XDG_PICTURES_DIR=Bilder\n", "nothing here", ""])
def test_without_a_usable_pictures_folder_the_usual_name_is_taken(tmp_path: Path, content: str) -> None:
    config = tmp_path / ".config"
    config.mkdir()
    (config / "user-dirs.dirs").write_text(content)
    assert pictures_folder({}, tmp_path, "linux") == tmp_path / "Pictures"


def test_the_library_lies_in_a_folder_of_its_own_among_the_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert Profile.library_default() == tmp_path / "Pictures" / "Flux Desktop"


def test_the_folders_of_a_profile_are_for_their_owner_alone(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "deep" / "profile")
    profile.prepare()
    for folder in (profile.root, profile.logs, profile.held):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_preparing_a_profile_twice_changes_nothing(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "profile")
    profile.prepare()
    profile.settings_file.write_text("{}")
    profile.prepare()
    assert profile.settings_file.read_text() == "{}"


def test_a_profile_that_cannot_be_made_is_an_error_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProfileUnavailableError, match="file/profile"):
        Profile(tmp_path / "file" / "profile").prepare()


def test_two_profiles_share_neither_files_nor_keychain_entry_nor_socket(tmp_path: Path) -> None:
    one, two = Profile(tmp_path / "one"), Profile(tmp_path / "two")
    assert one.database.parent == tmp_path / "one"
    assert one.keychain_service != two.keychain_service
    assert one.server_socket_name != two.server_socket_name


def test_a_profile_is_the_same_one_by_whatever_path_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "profile")
    assert Profile(tmp_path / "link").keychain_service == Profile(tmp_path / "x" / ".." / "profile").keychain_service


def test_the_default_profile_keeps_its_key_under_the_programs_plain_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert Profile.default().root == tmp_path / ".local" / "share" / "flux-desktop"
    assert Profile.default().keychain_service == "Flux Desktop"
    assert Profile(tmp_path / "other").keychain_service.startswith("Flux Desktop ")


def test_a_deep_profile_gets_a_socket_name_that_still_fits(tmp_path: Path) -> None:
    assert Profile(tmp_path / "p").server_socket_name == str(tmp_path / "p" / "instance.socket")
    deep = Profile(tmp_path / ("d" * 120)).server_socket_name
    assert "/" not in deep
    assert len(deep) < 40
