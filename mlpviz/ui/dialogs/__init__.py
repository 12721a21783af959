"""Dialogs and what they ask."""
