"""How fast training plays: one table of rows."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """So many updates, or epochs, a second; infinite: as fast as it goes."""

    id: str
    title: str
    short: str
    updates: float = 0.0
    epochs: float = 0.0

    def due(self, seconds: float, updates_an_epoch: int) -> float:
        """Updates to make in so many seconds."""
        return math.inf if math.isinf(self.epochs) else seconds * (self.updates + self.epochs * updates_an_epoch)


_ROWS = (
    Pace("updates_1", "1 update a second", "1 update/s", updates=1),
    Pace("updates_5", "5 updates a second", "5 updates/s", updates=5),
    Pace("updates_20", "20 updates a second", "20 updates/s", updates=20),
    Pace("epochs_1", "1 epoch a second", "1 epoch/s", epochs=1),
    Pace("epochs_10", "10 epochs a second", "10 epochs/s", epochs=10),
    Pace("epochs_50", "50 epochs a second", "50 epochs/s", epochs=50),
    Pace("fastest", "As fast as it goes", "Fastest", epochs=math.inf),
)

PACES: dict[str, Pace] = {row.id: row for row in _ROWS}
