"""repro-lint: finds every draw of randomness that nothing fixes, repairs it, and proves it."""

__version__ = "0.1.0"
DISTRIBUTION = "repro-lint"
"""The name on the package index: `[project] name`."""
