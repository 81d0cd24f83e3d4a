"""The abstract runs of a whole program."""
