"""Frames and traces written to files."""
