"""How much of a file is looked at. Larger things count as missing: a file may be made to fill the memory."""

MOST_TEXT_BYTES = 1024 * 1024
"""One text, unpacked. The largest honest ones are ComfyUI's graphs, of some hundred thousand bytes."""

MOST_ALL_BYTES = 2 * MOST_TEXT_BYTES
"""All texts of one file together, unpacked."""

MOST_VALUES = 40_000
"""Values in one JSON text: each takes some hundred bytes of memory, whatever its two or three letters are."""
