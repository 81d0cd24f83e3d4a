"""The commands of the command line: the tree of their options, and what each does."""
