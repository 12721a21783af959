"""Schedules of the learning rate: by hand, and by torch's schedulers."""

from __future__ import annotations

import pytest
import torch

from mlpviz.nn.rates import RATE_SCHEDULES
from mlpviz.nn.rule import Rule

from .torch_rules import TORCH_SCHEDULES


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        ("constant", [0.8, 0.8, 0.8, 0.8, 0.8, 0.8]),
        ("step", [0.8, 0.8, 0.8, 0.8, 0.2, 0.2]),
        ("cosine", [0.8, 0.2 + 0.6 * 0.8535533905932737, 0.5, 0.2 + 0.6 * 0.14644660940672624, 0.2, 0.2]),
    ],
)
def test_rates_by_hand(schedule, rates):
    """η = 0.8, k = 4, γ = ¼; (1 + cos 45°)/2 = 0.8536."""
    rule = Rule(learning_rate=0.8, schedule=schedule, schedule_epochs=4, schedule_factor=0.25)
    assert [rule.rate(epoch) for epoch in range(6)] == pytest.approx(rates, rel=1e-15)


@pytest.mark.parametrize(("epochs", "factor"), [(1, 0.5), (7, 0.1), (30, 0.0), (30, 1.0)])
@pytest.mark.parametrize("schedule", RATE_SCHEDULES)
def test_rates_are_those_of_torch(schedule, epochs, factor):
    """As far as the end of the cosine, where torch would rise again, and for three steps."""
    rule = Rule(learning_rate=0.3, schedule=schedule, schedule_epochs=epochs, schedule_factor=factor)
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.3)
    theirs = TORCH_SCHEDULES[schedule](optimizer, rule)
    for epoch in range(epochs + 1 if schedule == "cosine" else 3 * epochs + 1):
        assert rule.rate(epoch) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12, abs=1e-16)
        optimizer.step()
        if theirs is not None:
            theirs.step()


@pytest.mark.parametrize("schedule", RATE_SCHEDULES)
def test_rates_begin_at_the_learning_rate_and_never_rise(schedule):
    rule = Rule(learning_rate=0.1, schedule=schedule, schedule_epochs=10, schedule_factor=0.01)
    rates = [rule.rate(epoch) for epoch in range(10_000)]
    assert rates[0] == 0.1
    assert sorted(rates, reverse=True) == rates
    assert (rates[-1] < rates[0]) == RATE_SCHEDULES[schedule].changes


def test_every_schedule_has_texts_and_a_witness():
    assert set(RATE_SCHEDULES) == set(TORCH_SCHEDULES)
    for name, row in RATE_SCHEDULES.items():
        assert row.id == name
        assert row.title
        assert row.note.endswith(".")
        assert row.latex.startswith(r"\eta_e = ")
