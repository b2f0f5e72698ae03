"""Where a picture is that is not in the library. The first paint may need this, so nothing is imported."""


class OutsidePath(str):
    """The absolute path of a picture that was left where it was. Made only of rows that say so: any other path has to
    lie inside the library. What is there is never written to and never deleted."""

    __slots__ = ()
