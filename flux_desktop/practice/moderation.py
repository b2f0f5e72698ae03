"""Moderation by words: which prompts are refused, and the reasons that are given."""

from dataclasses import dataclass

from flux_desktop.practice.tasks import Status


@dataclass(frozen=True, slots=True)
class Verdict:
    status: Status
    reasons: tuple[str, ...]


TRIGGERS = {
    "moderate me": Verdict(Status.REQUEST_MODERATED, ("Safety Filter",)),
    "forbidden request": Verdict(Status.REQUEST_MODERATED, ("Safety Filter",)),
    "forbidden picture": Verdict(Status.CONTENT_MODERATED, ("Safety Filter",)),
    "famous cartoon mouse": Verdict(Status.REQUEST_MODERATED, ("Derivative Works Filter",)),
    "a bloody battle": Verdict(Status.CONTENT_MODERATED, ("Violence", "Safety Filter")),
    "refused without reasons": Verdict(Status.REQUEST_MODERATED, ()),
}
"""Phrases, found anywhere in a prompt and in any case of letters."""


def verdict_on(prompt: str) -> Verdict | None:
    """What moderation says to this prompt; ``None`` when nothing."""
    lowered = prompt.casefold()
    return next((verdict for phrase, verdict in TRIGGERS.items() if phrase in lowered), None)
