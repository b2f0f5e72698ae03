import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.errors import DiskFullError, ProfileUnavailableError
from flux_desktop.settings.json_file import DamagedFileError, JsonFile, read_object, write_object

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


def test_what_was_saved_is_loaded_again(tmp_path: Path) -> None:
    file = JsonFile(tmp_path / "window.json")
    file.save({"splitter": [372, 908], "prompt": "Ein Fjord \U0001f305 im Nebel"})
    assert file.load() == {"splitter": [372, 908], "prompt": "Ein Fjord \U0001f305 im Nebel"}


@given(st.dictionaries(st.text(), JSON))
def test_any_state_survives_the_disk(tmp_path_factory: pytest.TempPathFactory, state: dict[str, object]) -> None:
    path = tmp_path_factory.mktemp("state") / "draft.json"
    write_object(path, state)
    assert read_object(path) == state


def test_a_file_is_for_its_owner_alone_and_leaves_no_draft_behind(tmp_path: Path) -> None:
    path = tmp_path / "draft.json"
    path.write_text("{}")
    path.chmod(0o644)
    JsonFile(path).save({"prompt": "a secret plan"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["draft.json"]


def test_a_missing_file_is_an_empty_state(tmp_path: Path) -> None:
    assert JsonFile(tmp_path / "window.json").load() == {}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_damaged_state_is_put_aside_and_forgotten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(content)
    assert JsonFile(path).load() == {}
    assert (tmp_path / "window.damaged-1.json").read_bytes() == content
    path.write_bytes(content)
    assert JsonFile(path).load() == {}
    assert (tmp_path / "window.damaged-2.json").exists()


def test_a_mark_at_the_front_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_object(path) == {"a": 1}


def test_state_that_cannot_be_read_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    path.mkdir()
    assert JsonFile(path).load() == {}
    with pytest.raises(OSError, match="directory"):
        read_object(path)


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    write_object(path, {"theme": "dark"})

    def no_space(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(DiskFullError, match=r"settings\.json"):
        write_object(path, {"theme": "light"})
    assert read_object(path) == {"theme": "dark"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]


def test_a_folder_that_is_gone_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnavailableError, match=r"window\.json"):
        JsonFile(tmp_path / "gone" / "window.json").save({})


def test_a_draft_left_by_a_crash_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / f".window.json.{os.getpid()}.part").write_text("half")
    JsonFile(tmp_path / "window.json").save({"a": 1})
    assert [entry.name for entry in tmp_path.iterdir()] == ["window.json"]


def test_damage_names_the_file_and_not_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "draft.json"
    path.write_text("my private prompt")
    with pytest.raises(DamagedFileError, match=r"^draft\.json is not JSON$"):
        read_object(path)
