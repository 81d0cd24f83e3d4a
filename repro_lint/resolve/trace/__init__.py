"""What an execution did, as plain data."""
