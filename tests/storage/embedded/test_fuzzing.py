"""Whatever a file holds, it is read without an error, in little memory and in no time."""

import gc
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flux_desktop.bfl.picture_check import check_picture
from flux_desktop.domain.errors import DamagedDownloadError
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.embedded import embed, read_settings
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs import READERS
from tests.storage.embedded.mutants import bombs, mutants
from tests.storage.embedded.pictures import FORMATS, SETTINGS, picture

_FEW, _MANY = 4000, 100_000
_MOST_BYTES = 6_000_000
_MOST_S = 2.0
"""Many times what it takes, as the machine may be busy; without a bound the bombs take minutes or for ever."""

BOMBS = bombs()
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
SOME_SETTINGS = st.builds(
    FileSettings,
    prompt=WORDS,
    prompt_used=st.none() | WORDS.filter(bool),
    negative_prompt=st.none() | WORDS.filter(bool),
    model=st.none() | WORDS.filter(bool),
    seed=st.none() | st.integers(0, (1 << 63) - 1),
    size=st.none() | st.builds(Size, st.integers(1, 16384), st.integers(1, 16384)),
    made_at=st.none() | st.integers(0, 1 << 34).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    tool=WORDS,
    generation_id=st.none() | st.integers(1, 1 << 55),
    cost=st.none() | st.integers(0, 1 << 40),
    practice=st.booleans(),
    favourite=st.booleans(),
    rating=st.integers(0, 5),
    tags=st.lists(WORDS, max_size=4).map(tuple),
    notes=WORDS,
    request_json=st.none() | WORDS.filter(bool),
    parameters=st.dictionaries(WORDS, WORDS, max_size=5),
)


@settings(max_examples=300, deadline=None)
@given(SOME_SETTINGS, st.sampled_from(FORMATS))
def test_any_settings_come_back(written: FileSettings, file_format: str) -> None:
    data = embed(picture(file_format), file_format, written)
    assert check_picture(data).file_format == file_format
    assert _read(data) == written


def test_damaged_files_are_read_without_an_error(tmp_path: Path) -> None:
    read = _read_all(tmp_path / "mutant", _FEW)
    assert _FEW // 4 < read < _FEW  # else the damage is too little, or so much that nothing is tried


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_damaged_files(tmp_path: Path) -> None:
    assert _read_all(tmp_path / "mutant", _MANY, seed=1) > _MANY // 4


def _read_all(file: Path, count: int, seed: int = 0) -> int:
    """How many of them still say something."""
    read = 0
    for data in mutants(count, seed):
        file.write_bytes(data)
        started_s = time.monotonic()
        found = read_settings(file)
        assert time.monotonic() - started_s < _MOST_S
        if found:
            read += 1
            assert FileSettings.from_json(found.to_json()) == found
            found.to_json().encode()
    return read


def test_settings_are_written_into_damaged_files_or_refused() -> None:
    refused = written = 0
    for data in mutants(_FEW, seed=2):
        for file_format in FORMATS:
            try:
                result = embed(data, file_format, SETTINGS)
            except ValueError:
                refused += 1
                continue
            written += 1
            _stays_whole(data, result)
    assert min(refused, written) > _FEW // 10


def _stays_whole(data: bytes, result: bytes) -> None:
    """A picture that could be shown can be shown."""
    try:
        size = check_picture(data).size
    except DamagedDownloadError:
        return
    assert check_picture(result).size == size


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str, tmp_path: Path) -> None:
    file = tmp_path / "bomb"
    file.write_bytes(BOMBS[name])
    read_settings(file)  # what is only imported once
    gc.collect()
    tracemalloc.start()
    try:
        started_s = time.monotonic()
        read_settings(file)
        took_s = time.monotonic() - started_s
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < _MOST_BYTES
    assert took_s < 5 * _MOST_S  # memory that is traced is slow


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=2000),
    st.sampled_from(["parameters", "prompt", "invokeai_metadata", "sd-metadata", "Dream", "workflow"]),
)
def test_any_text_is_read_without_an_error(text: str, keyword: str) -> None:
    for read in READERS:
        read(Metadata(texts={keyword: text}))


def _read(data: bytes) -> FileSettings | None:
    from flux_desktop.storage.embedded.reading import own_settings

    return own_settings(data)
