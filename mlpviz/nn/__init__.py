"""The mathematics: pure functions of float64 arrays."""
