"""What every test stands on: no screen unless a test asks for one, and nothing of the person's own is touched."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
