from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.local_days import Grouping
from flux_desktop.domain.server import Region
from flux_desktop.domain.spending import Span, SpendingLimit
from flux_desktop.settings.migrations import NewerSettingsError, current_version, migrated
from flux_desktop.settings.settings import OutputFormat, Settings, ThemeChoice, settings_from_json
from flux_desktop.settings.settings_file import SettingsFile

CHANGED = Settings(
    theme=ThemeChoice.DARK,
    thumbnail_height_px=240,
    grouping=Grouping.WEEK,
    details_shown=True,
    data_region=Region.EU,
    server_url="https://flux.example.org:8443/bfl",
    practice=True,
    library="/mnt/photos/Flux",
    output_format=OutputFormat.JPEG,
    embed_settings=False,
    at_most_at_once=3,
    queue_shown=True,
    month_limit_on=True,
    month_limit=400_000,
    month_limit_stops=True,
    day_limit_on=True,
    day_limit=20_000,
    day_limit_stops=True,
    confirm=False,
    confirm_above=25_000,
    confirm_again=True,
    ask_before_leaving=False,
    bin_days=None,
    practice_shown=True,
    keep_prompts=False,
    import_in_place=True,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_every_setting_survives_the_disk(path: Path) -> None:
    usual = Settings()
    unchanged = [name for name in Settings._fields if getattr(CHANGED, name) == getattr(usual, name)]
    assert unchanged == ["others"]
    assert SettingsFile(path).save(CHANGED)
    file = SettingsFile(path)
    assert file.load() == CHANGED
    assert file.report is None


def test_without_a_file_everything_has_its_usual_value(path: Path) -> None:
    file = SettingsFile(path)
    settings = file.load()
    assert settings == Settings()
    assert file.report is None
    assert (settings.at_most_at_once, settings.confirm_above) == (8, 10_000)
    assert settings.server.url == "https://api.bfl.ai"
    assert not path.exists()


def test_entries_of_another_version_are_kept(path: Path) -> None:
    path.write_text('{"schema_version": 1, "theme": "dark", "brush_tint": "#ff0000", "nested": {"a": [1]}}')
    SettingsFile(path).save(SettingsFile(path).load().with_changes(theme=ThemeChoice.LIGHT))
    text = path.read_text()
    assert '"brush_tint": "#ff0000"' in text
    assert SettingsFile(path).load().others == {"brush_tint": "#ff0000", "nested": {"a": [1]}}
    assert SettingsFile(path).load().theme is ThemeChoice.LIGHT


def test_a_damaged_file_is_kept_aside_and_said(path: Path) -> None:
    path.write_text('{"theme": "da')
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.report
    assert "settings.damaged-1.json" in file.report
    assert (path.parent / "settings.damaged-1.json").read_text() == '{"theme": "da'
    assert file.save(CHANGED)
    assert SettingsFile(path).load() == CHANGED


def test_settings_of_a_newer_version_are_neither_used_nor_overwritten(path: Path) -> None:
    newer = '{"schema_version": 99, "theme": {"dark": true}}'
    path.write_text(newer)
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.report
    assert "newer version" in file.report
    assert file.save(CHANGED) is False
    assert path.read_text() == newer


def test_one_senseless_entry_does_not_cost_the_others(path: Path) -> None:
    path.write_text('{"theme": "pink", "at_most_at_once": "many", "library": "", "data_region": "eu", "practice": 1}')
    file = SettingsFile(path)
    assert file.load() == Settings(data_region=Region.EU)
    assert file.report
    for name in ("theme", "at_most_at_once", "library", "practice"):
        assert name in file.report


def test_a_number_outside_its_range_moves_to_the_edge() -> None:
    settings, refused = settings_from_json({"at_most_at_once": 99, "thumbnail_height_px": 1, "confirm_above": -5})
    assert (settings.at_most_at_once, settings.thumbnail_height_px, settings.confirm_above) == (24, 120, 0)
    assert refused == []


def test_without_a_word_about_limits_there_are_none(path: Path) -> None:
    """As in a file of a version that knew none."""
    path.write_text('{"schema_version": 1, "confirm_above": 20000}')
    settings = SettingsFile(path).load()
    assert settings.spending_limits == ()
    assert (settings.confirm, settings.confirm_above) == (True, 20_000)


def test_limits_that_are_on_are_handed_over_and_the_others_keep_their_amount() -> None:
    settings = Settings(month_limit=100_000, day_limit_on=True, day_limit=30_000, day_limit_stops=True)
    assert settings.spending_limits == (SpendingLimit(Span.DAY, 30_000, is_hard=True),)
    both = settings.with_changes(month_limit_on=True)
    assert both.spending_limits == (SpendingLimit(Span.MONTH, 100_000, is_hard=False), *settings.spending_limits)


def test_a_server_that_would_carry_the_key_in_the_open_is_not_taken() -> None:
    settings, refused = settings_from_json({"server_url": "http://flux.example.org"})
    assert settings.server_url is None
    assert refused == ["server_url"]
    assert settings_from_json({"server_url": "http://127.0.0.1:8000/"})[0].server.url == "http://127.0.0.1:8000"


def test_a_file_that_cannot_be_read_is_said_and_left_alone(path: Path) -> None:
    path.mkdir()
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.report
    assert file.save(CHANGED) is False


@pytest.mark.parametrize("version", ["1", None, True, 0, -1, 1.5])
def test_a_version_that_is_no_version_counts_as_damage(path: Path, version: object) -> None:
    import json

    path.write_text(json.dumps({"schema_version": version}))
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.report
    assert "cannot be understood" in file.report


@given(
    st.dictionaries(
        st.sampled_from(list(Settings._fields)),
        st.none() | st.booleans() | st.text() | st.integers() | st.floats() | st.lists(st.none()),
    )
)
def test_no_content_whatever_keeps_the_program_from_starting(data: dict[str, Any]) -> None:
    settings, refused = settings_from_json(data)
    again, refused_again = settings_from_json(settings.to_json())
    assert again == settings
    assert refused_again == []
    assert set(refused) <= set(data)


def rename_colour(data: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in data.items() if k != "colour"}, "theme": data["colour"]}


def double_count(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "count": data["count"] * 2}


def test_migrations_run_in_order_from_the_version_of_the_file() -> None:
    steps = (rename_colour, double_count)
    assert migrated({"schema_version": 1, "colour": "dark", "count": 2}, steps) == {
        "schema_version": 3,
        "theme": "dark",
        "count": 4,
    }
    assert migrated({"schema_version": 2, "theme": "dark", "count": 2}, steps)["count"] == 4
    assert migrated({"schema_version": 3, "count": 2}, steps)["count"] == 2
    assert migrated({"colour": "dark", "count": 1}, steps)["theme"] == "dark"


def test_a_migration_that_misses_something_is_damage_and_no_crash() -> None:
    with pytest.raises(ValueError, match="colour"):
        migrated({"schema_version": 1}, (rename_colour,))


def test_there_is_no_way_back_from_a_newer_version() -> None:
    with pytest.raises(NewerSettingsError, match="version 4"):
        migrated({"schema_version": 4}, (rename_colour, double_count))
    assert current_version((rename_colour, double_count)) == 3
