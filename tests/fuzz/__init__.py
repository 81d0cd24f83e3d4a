"""Fuzzing by coverage: the parts of repro-lint that take what others wrote, each given any bytes."""
