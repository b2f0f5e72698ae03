"""The models that can be chosen: those that come with the program, and those of the person's own file."""

import sys
from pathlib import Path

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue, CatalogueError


def catalogue_with(own_models: Path) -> Catalogue:
    """The catalogue, with the entries of ``own_models`` if there is such a file and it makes sense."""
    catalogue = Catalogue.from_json(resources.text("model_catalogue.json"))
    try:
        return catalogue.with_entries_of(own_models.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return catalogue
    except (CatalogueError, OSError, UnicodeDecodeError) as error:
        print(f"{own_models} was not used: {error}", file=sys.stderr)  # noqa: T201 - before there is a log
        return catalogue
