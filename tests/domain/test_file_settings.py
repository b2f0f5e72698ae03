from datetime import UTC, datetime

import pytest

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size

REQUEST = GenerationRequest(
    "flux-2-pro", "a fjord", {"width": 64, "seed": 7}, (Reference("ab" * 32, "png", Size(8, 8), 90, ""),)
)
SETTINGS = FileSettings(
    prompt="a fjord",
    prompt_used="a quiet fjord",
    negative_prompt="fog",
    model="flux-2-pro",
    seed=0,
    size=Size(64, 32),
    made_at=datetime(2026, 11, 20, 14, 15, 3, 250_000, UTC),
    tool="Flux Desktop 1.0",
    generation_id=12,
    cost=0,
    practice=True,
    favourite=True,
    rating=4,
    tags=("north", "sea"),
    notes="for the calendar",
    request_json=REQUEST.to_json(),
    parameters={"steps": "28", "guidance": "4.5"},
)


@pytest.mark.parametrize("settings", [SETTINGS, FileSettings()])
def test_settings_come_back_as_they_were_written(settings: FileSettings) -> None:
    assert FileSettings.from_json(settings.to_json()) == settings


def test_zero_is_a_seed_and_a_price() -> None:
    read = FileSettings.from_json(FileSettings(seed=0, cost=0).to_json())
    assert (read.seed, read.cost) == (0, 0)


def test_the_request_comes_back_whole() -> None:
    assert SETTINGS.request == REQUEST


@pytest.mark.parametrize("text", ["", "[]", "12", "{", "[" * 100_000])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        FileSettings.from_json(text)


@pytest.mark.parametrize("damaged", ['{"prompt": 3, "seed": "x", "made_at": "noon", "tags": 1, "width": -3}', "{}"])
def test_values_of_the_wrong_kind_count_as_missing(damaged: str) -> None:
    assert FileSettings.from_json(damaged) == FileSettings()


@pytest.mark.parametrize("damaged", ["", "{}", "[]", '{"model": "m", "prompt": "p", "settings": {}, "references": 3}'])
def test_a_damaged_request_is_no_request(damaged: str) -> None:
    assert FileSettings(request_json=damaged).request is None
