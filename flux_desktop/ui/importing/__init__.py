"""What the window shows of an import: the strip, the list of what was not taken, the drop on the gallery."""
