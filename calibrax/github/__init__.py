"""Publish on GitHub: the only code that knows the runner's variables, files, commands and API."""
