"""Which models the panel offers, and in which groups."""

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import Group, ImageModel

GROUP_TITLES = {
    Group.RECOMMENDED: "Recommended",
    Group.FAST: "Fast and cheap",
    Group.TEXT: "Text and layout",
    Group.NEWEST: "Newest",
    Group.OLDER: "Older models",
}
"""In their order; the other groups are for tools, finetunes and the past."""

CHEAPER_GROUPS = (Group.FAST, Group.RECOMMENDED)
"""Where a cheaper model is looked for."""


def is_offered(model: ImageModel) -> bool:
    """Whether the panel can work with the model."""
    return model.group in GROUP_TITLES and not model.retired and not model.needs_canvas


def offered(catalogue: Catalogue, group: Group) -> list[ImageModel]:
    """The models of a group that the panel can work with."""
    return [model for model in catalogue if model.group is group and is_offered(model)]
