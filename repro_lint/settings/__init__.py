"""What a project says about itself: its configuration, and the versions that it pins."""
