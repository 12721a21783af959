"""The diagram: pixels, gestures, accessibility."""
