"""What the runs say of each draw, seed call and entry point."""
