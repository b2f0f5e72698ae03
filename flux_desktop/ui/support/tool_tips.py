"""Text of others as markup that shows it as it is: tool tips read HTML where a text looks like it."""


def escape(text: str) -> str:
    """``text`` as markup that shows it as it is. (The ``html`` module costs a millisecond of the start.)"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def plain_tool_tip(text: str) -> str:
    """A tool tip that shows ``text`` as it is, wrapped where it is long."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else ""
