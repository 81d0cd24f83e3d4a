"""Verdicts by seed flow: an abstract run of the whole program from each of its entry points."""
