"""Replay histories of which the truth is known, and count what each rule would have said."""
