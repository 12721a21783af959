"""Painting with Qt, the same on the screen and in every exported file."""
