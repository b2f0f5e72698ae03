"""The words of the program: frozen values and pure functions. Standard library only."""
