"""What leaves a case."""
