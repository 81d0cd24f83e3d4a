"""A file as plain data: what it imports, defines, calls and assigns, in Python's order of evaluation."""
