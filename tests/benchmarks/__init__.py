"""Measurements, each a ratio within one run or a limit over a distribution."""
