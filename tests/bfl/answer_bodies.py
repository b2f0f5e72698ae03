"""Answers for tests, written as short as they can be."""

import json
from typing import Any

from flux_desktop import resources
from flux_desktop.bfl.answers import Answer
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.server import Region, Server

CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))
PRO = CATALOGUE["flux-2-pro"]
BFL = Server.of_region(Region.GLOBAL)
TASK = "5015d102-09e0-44e9-8ede-ab8c74b16ed6"
POLLING_URL = f"https://api.us3.bfl.ai/v1/get_result?id={TASK}"
SAMPLE = "https://delivery.us2.bfl.ai/results/1.png?se=2026-11-20T14%3A41%3A06Z&sp=r&sig=abc"


def answer(status: int, body: Any = None, **headers: str) -> Answer:
    """``body`` as JSON, or as it is when it is text or bytes."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    data = text.encode() if isinstance(text, str) else text
    return Answer(status, data, {name.replace("_", "-"): value for name, value in headers.items()})


def task_body(status: str, **fields: Any) -> dict[str, Any]:
    """A whole body of ``get_result``."""
    rest = {"result": None, "progress": None, "details": None, "preview": None}
    return {"id": TASK, "status": status, **rest, **fields}
