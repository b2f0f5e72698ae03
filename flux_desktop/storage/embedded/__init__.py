"""What picture files say of their making: read from files of several programs, written into our own.

Only what lies around the pixels is read and written; the pixels themselves stay as they are, byte for byte.
"""

from flux_desktop.storage.embedded.reading import read_settings, settings_in
from flux_desktop.storage.embedded.stripping import stripped
from flux_desktop.storage.embedded.writing import embed

__all__ = ["embed", "read_settings", "settings_in", "stripped"]
