"""The dialog that asks how pictures leave the library."""
