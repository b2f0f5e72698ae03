"""Text of others as markup that shows it as it is: tool tips read HTML where a text looks like it."""

_LONGEST_LINE = 90


def escape(text: str) -> str:
    """``text`` as markup that shows it as it is. (The ``html`` module costs a millisecond of the start.)"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def plain_tool_tip(text: str) -> str:
    """A tool tip that shows ``text`` as it is, wrapped where it is long.

    What is short and cannot be taken for markup gets none: where a widget has no description of its own, screen readers
    read its tool tip, markup and all.
    """
    if len(text) <= _LONGEST_LINE and "<" not in text and "&" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else ""
