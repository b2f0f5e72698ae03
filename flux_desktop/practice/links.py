"""Signed download links that expire, in the manner of a cloud store."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlencode

from flux_desktop.practice.messages import HttpRequest, Reply
from flux_desktop.practice.tasks import Task

MIME_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_FINE_EXPIRY_BELOW_S = 60


class Links:
    """Makes links and checks them. ``secret`` must survive a restart if the links are to."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def url(self, origin: str, task: Task, now: float) -> str:
        """The link to the picture: the one given out before, or a fresh one if that is dead and may be renewed."""
        if not task.link_number or (task.repoll == "fresh" and self.is_dead(task, now)):
            task.link_issued_at = now
            task.link_number += 1
            task.link_is_dead = False
        day = datetime.fromtimestamp(task.link_issued_at, UTC)
        path = f"/results/{day:%Y/%m/%d}/{task.id.replace('-', '')}_sample.{task.file_format}"
        query = {"se": _expiry(task), "sp": "r", "sv": "2024-11-04", "sr": "b", "rsct": MIME_TYPES[task.file_format]}
        query["sig"] = self._signature(path, query, task)
        return f"{origin}{path}?{urlencode(query)}"

    @staticmethod
    def is_dead(task: Task, now: float) -> bool:
        """Whether the link that was given out last no longer works."""
        return task.link_number > 0 and (task.link_is_dead or now >= task.link_issued_at + task.link_seconds)

    def refusal(self, request: HttpRequest, task: Task | None, now: float) -> Reply | None:
        """Why this request gets nothing, or ``None``."""
        if task is None or task.picture_sha256 is None:
            return store_error(404, "BlobNotFound", "There is nothing at this address.")
        query = dict(request.query)
        signature = query.pop("sig", "")
        if not hmac.compare_digest(signature.encode(), self._signature(request.path, query, task).encode()):
            return store_error(403, "AuthenticationFailed", "The signature does not fit this address.")
        if self.is_dead(task, now):
            return store_error(403, "AuthenticationFailed", "The signature has expired.")
        return None

    def _signature(self, path: str, query: dict[str, str], task: Task) -> str:
        signed = "\n".join([path, str(task.link_number), *(f"{name}={query[name]}" for name in sorted(query))])
        return base64.b64encode(hmac.digest(self.secret, signed.encode(), hashlib.sha256)).decode()


def task_id_of(path: str) -> str:
    """The task whose picture lies at this path, or an empty text."""
    stem = path.rpartition("/")[2].partition("_sample.")[0]
    if len(stem) != 32:
        return ""
    return f"{stem[:8]}-{stem[8:12]}-{stem[12:16]}-{stem[16:20]}-{stem[20:]}"


def store_error(status: int, code: str, message: str) -> Reply:
    """An error as the cloud store words it, in XML."""
    text = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Reply(status, text.encode(), "application/xml")


def _expiry(task: Task) -> str:
    moment = datetime.fromtimestamp(task.link_issued_at + task.link_seconds, UTC)
    if task.link_seconds < _FINE_EXPIRY_BELOW_S:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
