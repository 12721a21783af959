"""What the application knows, and the one thing that changes."""
