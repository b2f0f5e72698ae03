"""Telling the person what could not be done."""

from collections.abc import Iterator
from contextlib import contextmanager

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.support.toast import Toasts


@contextmanager
def trouble_said(toasts: Toasts) -> Iterator[None]:
    """What goes wrong inside is said in a toast, and the rest of the block is left out."""
    try:
        yield
    except FluxDesktopError as error:
        toasts.show(sentence_for(error))
