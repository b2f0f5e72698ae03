from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails
from flux_desktop.ui.details.facts import amount_words, costs_of, facts_of, size_words, time_words

SENT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def row(**changes: object) -> GalleryRow:
    made = GalleryRow(1, State.DONE, "A fjord", "flux-2-pro", Size(1248, 832), path="a.png", file_format="png")
    return made._replace(bytes=1_940_000, seed=2203418774, **changes)  # type: ignore[arg-type]


def details(**changes: object) -> GenerationDetails:
    request = GenerationRequest("flux-2-pro", "A fjord")
    generation = Generation(1, 1, request, State.DONE, 450, "global", practice=False, submitted_at=SENT)
    generation = replace(generation, ready_at=SENT + timedelta(seconds=11))
    return GenerationDetails(row(**changes), generation, None)


def test_everything_that_is_known_is_told() -> None:
    facts = dict(facts_of(details(settled_cost=450), lambda _id: "FLUX.2 [pro]", "Today 14:05"))
    assert facts == {
        "Model": "FLUX.2 [pro]",
        "Size": "1248 × 832 px",
        "Seed": "2203418774",
        "Format": "PNG, 1.9 MB",
        "Made": "Today 14:05",
        "Time": "11 s",
        "Cost": "$0.045 (4.5 credits)",
    }


def test_of_an_imported_picture_only_what_is_known_is_told() -> None:
    imported = GenerationDetails(row()._replace(model_id="", seed=None), None, None, imported=True)
    facts = dict(facts_of(imported, str, "3 August 2026"))
    assert set(facts) == {"Size", "Format", "Made"}


def test_what_was_settled_counts_and_other_figures_stand_beside_it() -> None:
    assert costs_of(row(estimate=300, submitted_cost=450, settled_cost=600)) == [
        ("Cost", "$0.06 (6 credits)"),
        ("When sent", "$0.045 (4.5 credits)"),
        ("Estimate", "$0.03 (3 credits)"),
    ]


def test_figures_that_agree_are_told_once() -> None:
    assert costs_of(row(estimate=450, submitted_cost=450, settled_cost=450)) == [("Cost", "$0.045 (4.5 credits)")]


def test_a_cost_says_how_sure_it_is() -> None:
    assert costs_of(row(submitted_cost=450))[0][1] == "$0.045 (4.5 credits), as BFL said when it was sent"
    assert costs_of(row(estimate=450)) == [("Cost", "about $0.045 (4.5 credits)")]
    assert costs_of(row(estimate=450)._replace(state=State.RUNNING)) == [("Estimate", "$0.045 (4.5 credits)")]
    assert costs_of(row()) == []


def test_practice_is_free_whatever_it_would_cost() -> None:
    assert costs_of(row(estimate=450, settled_cost=450, practice=True)) == [("Cost", "Free, practice")]


def test_amounts_sizes_and_times_are_short() -> None:
    assert amount_words(100) == "$0.01 (1 credit)"
    assert size_words(640_400) == "640 KB"
    assert size_words(12) == "1 KB"
    assert time_words(125) == "2 min 5 s"


def test_what_the_file_of_an_imported_picture_says_is_told_in_its_own_names() -> None:
    said = FileSettings(
        tool="ComfyUI", negative_prompt="fog", parameters={"cfg_scale": "7", "seed": "1", "long": "x" * 500}
    )
    imported = GenerationDetails(row()._replace(model_id="photon"), None, None, imported=True, file_settings=said)
    facts = dict(facts_of(imported, str, "3 August 2026"))
    assert (facts["Program"], facts["Not wanted"], facts["Cfg scale"]) == ("ComfyUI", "fog", "7")
    assert facts["Seed"] == "2203418774"
    assert facts["Long"] == "x" * 200 + "…"
    assert "Cost" not in facts


def test_what_a_file_of_ours_has_cost_is_told() -> None:
    paid = GenerationDetails(row(), None, None, imported=True, file_settings=FileSettings(cost=450))
    assert dict(facts_of(paid, str, ""))["Cost"] == "$0.045 (4.5 credits)"
    practised = GenerationDetails(row(), None, None, imported=True, file_settings=FileSettings(cost=450, practice=True))
    assert "Cost" not in dict(facts_of(practised, str, ""))
