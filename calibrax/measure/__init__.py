"""Measure: what machine and what code a benchmark runs on."""
