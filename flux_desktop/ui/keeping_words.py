"""The words for what people keep and throw away."""

from flux_desktop.domain.edits import Column, CreateAlbum, Edit, Label, RemoveAlbum, RenameAlbum, SetLabel, SetValues


def counted(count: int) -> str:
    """``1 picture``, ``2,300 pictures``."""
    return "1 picture" if count == 1 else f"{count:,} pictures"


def size_words(size_bytes: int) -> str:
    """``41 MB``: enough to decide whether it is worth while."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if size_bytes >= factor:
            amount = size_bytes / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"
    return f"{max(1, round(size_bytes / 1e3))} KB" if size_bytes else "no space"


def step_words(edit: Edit) -> str:
    """What was done, for the menu: ``Undo: Rating``."""
    match edit:
        case SetValues(Column.BINNED_AT, groups):
            return "Put back" if groups and groups[0][0] is None else "Move to Bin"
        case SetValues(column):
            return {Column.FAVOURITE: "Favourite", Column.RATING: "Rating"}.get(column, "Note")
        case SetLabel(Label.TAG, is_on=is_on):
            return "Add tag" if is_on else "Remove tag"
        case SetLabel(is_on=is_on):
            return "Add to album" if is_on else "Remove from album"
        case CreateAlbum():
            return "New album"
        case RemoveAlbum():
            return "Remove album"
        case RenameAlbum():
            return "Rename album"


def done_words(edit: Edit, count: int) -> str:
    """What was done, for a toast; ``count`` pictures have really changed."""
    match edit:
        case SetValues(column, groups):
            return _value_words(column, groups[0][0], count)
        case SetLabel(Label.TAG, name, _, is_on):
            return f"{counted(count)} tagged “{name}”." if is_on else f"Tag “{name}” taken off {counted(count)}."
        case SetLabel(_, name, _, is_on):
            return f"{counted(count)} {'added to' if is_on else 'taken out of'} “{name}”."
        case CreateAlbum(name):
            return f"Album “{name}” is there."
        case RemoveAlbum(name):
            return f"Album “{name}” removed. Its pictures stay."
        case RenameAlbum(_, new_name):
            return f"The album is called “{new_name}” now."


def for_ever_words(count: int) -> str:
    """The question."""
    return f"Delete {counted(count)} for ever?"


def consequence_words(count: int, size_bytes: int, outside: int) -> str:
    """What that means. Files outside the library are not the program's to delete."""
    kept = counted(outside).replace(" picture", " file")
    if outside == count:
        files = "It lies" if count == 1 else "They lie"
        return (
            f"{files} outside your library and stay{'s' if count == 1 else ''} on the disk; only the gallery forgets."
        )
    uses = "It uses" if count == 1 else "They use"
    stays = f" {kept} outside your library stay{'s' if outside == 1 else ''} on the disk." if outside else ""
    return f"{uses} {size_words(size_bytes)}. This cannot be undone.{stays}"


def _value_words(column: Column, value: int | str | None, count: int) -> str:
    are = "is" if count == 1 else "are"
    match column:
        case Column.FAVOURITE if value:
            return f"{counted(count)} {are} {'a favourite' if count == 1 else 'favourites'} now."
        case Column.FAVOURITE:
            return f"{counted(count)} {are} no {'favourite' if count == 1 else 'favourites'} any more."
        case Column.RATING if value:
            return f"{counted(count)} rated {'1 star' if value == 1 else f'{value} stars'}."
        case Column.RATING:
            return f"Rating taken off {counted(count)}."
        case Column.NOTES:
            return "Note saved." if value else "Note removed."
        case _:
            return f"{counted(count)} put back." if value is None else f"{counted(count)} moved to the Bin."
