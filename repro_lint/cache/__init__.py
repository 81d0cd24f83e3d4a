"""What runs leave for those after them, so that nothing is worked out twice."""
