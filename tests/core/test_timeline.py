"""Walking to and fro: never the wrong way, and back to where it began."""

from __future__ import annotations

import pytest

from mlpviz.core.examples import find
from mlpviz.core.timeline import Walk
from mlpviz.nn.schedule import Grain


@pytest.mark.parametrize("example", ["toy", "batch", "softmax-label"])
@pytest.mark.parametrize("grain", list(Grain))
def test_back_goes_back_and_forward_goes_forward_from_anywhere(example: str, grain: Grain) -> None:
    walk = Walk(find(example).document(), None)
    for position in range(0, 2 * walk.schedule.size, 3):
        assert walk.moved(position, grain, 1) > position
        back = walk.moved(position, grain, -1)
        assert back < position or (position == 0 and back == 0)


@pytest.mark.parametrize("grain", list(Grain))
def test_there_and_back_again(grain: Grain) -> None:
    walk = Walk(find("toy").document(), 0)
    start = walk.snapped(0, grain)
    there = walk.moved(start, grain, 3 * walk.schedule.count(grain) + 2)
    assert walk.point(there).iteration == 3
    back = there
    for _ in range(3 * walk.schedule.count(grain) + 2):
        back = walk.moved(back, grain, -1)
    assert back == start
