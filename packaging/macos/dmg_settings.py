"""What the disk image for macOS looks like. dmgbuild reads these names; build.py says where the app is.

``FLUX_DESKTOP_APP="…/Flux Desktop.app" python -m dmgbuild -s dmg_settings.py "Flux Desktop" Flux-Desktop.dmg``
"""

import os

files = [os.environ["FLUX_DESKTOP_APP"]]
symlinks = {"Applications": "/Applications"}
format = "ULMO"  # noqa: A001 - dmgbuild's word for the compression
size = None
icon_size = 112
text_size = 13
window_rect = ((200, 200), (560, 340))
icon_locations = {"Flux Desktop.app": (150, 150), "Applications": (410, 150)}
default_view = "icon-view"
show_toolbar = False
show_status_bar = False
