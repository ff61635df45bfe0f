"""What the command line meets in tests of bad input: one module a place that reads."""
