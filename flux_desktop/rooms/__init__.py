"""What works behind the window, in three rooms; ``workroom.py`` puts them together."""
