"""What calls of libraries do."""
