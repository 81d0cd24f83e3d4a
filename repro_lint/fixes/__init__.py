"""From fixes to bytes on disk."""
