"""Render: one Report, and pure renderers of it, one file each."""
