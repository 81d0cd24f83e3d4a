"""Executes the event tree of a program over abstract values."""
