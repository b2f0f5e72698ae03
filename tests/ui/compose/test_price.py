"""The price in the button is the sum of what is queued, for every model and whatever is set up."""

from dataclasses import replace
from random import Random

import pytest

from flux_desktop.domain import pricing
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import dollars
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.ui.compose.model_groups import is_offered
from flux_desktop.ui.compose.panel import ComposePanel
from tests.domain.drafts import CATALOGUE, random_draft

OFFERED = [model for model in CATALOGUE if is_offered(model)]
PROMPTS = ("a quiet fjord", "a {red|blue} boat", "# note\n{a|b|c} at {dawn|dusk}")
_DRAFTS = 60


def words_for(prices: list[int | None]) -> set[str]:
    """What the button may say of these prices."""
    known = [price for price in prices if price is not None]
    if len(known) < len(prices):
        return {"price not published"}
    return {dollars(sum(known)), f"about {dollars(sum(known))}"}


@pytest.mark.parametrize("model", OFFERED, ids=lambda model: model.id)
def test_the_button_says_the_sum_of_the_estimates_of_what_it_queues(panel: ComposePanel, model: ImageModel) -> None:
    chance, queued, sent = Random(model.id), list[list[GenerationRequest]](), 0
    panel.submitted.connect(queued.append)
    for _ in range(_DRAFTS):
        draft = random_draft(model, chance)
        panel.restore(replace(draft, prompt=chance.choice(PROMPTS), count=min(max(draft.count, 1), 12)))
        queued.clear()
        panel.submit()
        assert bool(queued) is panel.footer.generate.isEnabled()
        sent += len(queued)
        for requests in queued:
            assert len(requests) == panel.draft.picture_count
            prices = [pricing.estimate(model, request).amount for request in requests]
            assert panel.footer.generate.price() in words_for(prices)
    assert sent > _DRAFTS // 3


@pytest.mark.parametrize("model", OFFERED, ids=lambda model: model.id)
def test_another_model_of_the_list_costs_what_its_row_says(panel: ComposePanel, model: ImageModel) -> None:
    chance = Random(model.id)
    for _ in range(20):
        panel.restore(replace(random_draft(CATALOGUE["flux-2-pro"], chance), count=1))
        row = panel._offer_of(model).price
        panel.picker.model_chosen.emit(model.id)
        assert panel.footer.generate.price() == row
