"""The composition root: makes every object, connects them, starts and stops the loops."""
