"""From paths to texts that Python can parse, with exact positions back to the file."""
