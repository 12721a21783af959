"""A run: the same bits again and again, back and on, by itself and beside a rival."""

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.core import data_edits, edits, reshape
from mlpviz.core.examples import find
from mlpviz.core.lockstep import Lockstep
from mlpviz.core.timeline import Walk
from mlpviz.core.training import Rival
from mlpviz.core.training_run import TrainingRun
from mlpviz.data.recipe import Recipe
from mlpviz.nn.network import same_bits
from mlpviz.nn.parameters import flatten
from mlpviz.nn.surface import CancelledError
from mlpviz.nn.training import memory_of


def moons(**training):
    document = data_edits.set_recipe(find("xor-sigmoid").document(), Recipe("moons", 43, 0.1, 1, 0.2))
    document = edits.initialise(reshape.set_units(document, 1, 5), "glorot_uniform", 3)
    changes = {"learning_rate": 0.05, "optimizer": "adam", "batch_size": 10, "epochs": 20, **training}
    return edits.set_training(document, **changes)


def run_to(document, update):
    run = TrainingRun(document)
    run.go_to(update)
    return run


def test_a_run_twice_is_the_same_to_the_bit():
    first, second = run_to(moons(), 37), run_to(moons(), 37)
    assert same_bits(flatten(first.network), flatten(second.network))
    assert first.records == second.records
    assert len(first.records) == 37 // first.updates_an_epoch + 1


@pytest.mark.parametrize("back", [0, 1, 11, 12, 20])
def test_back_and_on_is_the_straight_run(back):
    run = run_to(moons(), 37)
    straight, records = flatten(run.network), list(run.records)
    run.go_to(back)
    assert run.update == back
    assert same_bits(flatten(run.network), flatten(run_to(moons(), back).network))
    run.go_to(37)
    assert same_bits(flatten(run.network), straight)
    assert run.records == records


def test_thinned_checkpoints_lead_back_to_the_same_bits(monkeypatch):
    monkeypatch.setattr("mlpviz.core.training_run._MOST_BYTES", 1)
    run = run_to(moons(), 400)
    assert len(run._checkpoints) <= 16
    run.go_to(233)
    assert same_bits(flatten(run.network), flatten(run_to(moons(), 233).network))


def test_an_update_of_a_run_is_that_of_the_walk_from_there():
    document = moons(weight_decay=0.01, schedule="cosine", schedule_epochs=9)
    run = run_to(document, 23)
    here = replace(document, network=run.network)
    walk = Walk(here, run.rows(), run.update, memory_of(here.network, run.checkpoint().slots))
    assert walk.rate(0) == run.rate
    run.go_to(24)
    assert same_bits(flatten(walk.network(1)), flatten(run.network))


def test_a_record_has_what_the_samples_held_out_give():
    run = run_to(moons(), 100)
    last = run.records[-1]
    assert last.test_loss is not None and last.test_accuracy is not None
    assert 0 <= last.train.accuracy <= 1
    assert last.train.layers[0].update > 0
    assert replace(run.document, test=None).test is None
    assert run_to(replace(moons(), test=None), 10).records[-1].test_loss is None


def test_goals_are_told_in_words():
    run = run_to(moons(), 0)
    assert run.reached(replace(run.document.training, until_loss=1e9)) == ""  # before the first epoch there is none
    run.go_to(run.updates_an_epoch)
    assert "loss" in run.reached(replace(run.document.training, until_loss=1e9))
    assert "accuracy" in run.reached(replace(run.document.training, until_accuracy=0.0))
    assert run.reached(run.document.training) == ""
    run.go_to(run.updates_an_epoch + 1)
    assert run.reached(replace(run.document.training, until_loss=1e9)) == ""  # in the middle of an epoch


def test_a_run_stops_before_what_is_not_finite():
    document = edits.set_output(moons(optimizer="gradient_descent", learning_rate=1e200), "identity", "squared_error")
    run = TrainingRun(document)
    run.go_to(1000)
    assert run.broken is not None
    assert run.update == run.broken.update - 1 < 1000
    assert np.isfinite(flatten(run.network)).all()
    assert not run.step()
    last = flatten(run.network)
    run.go_to(0)
    run.go_to(1000)
    assert same_bits(flatten(run.network), last)


def test_going_far_can_be_cancelled_and_leaves_a_run_that_goes_on():
    run = TrainingRun(moons())
    with pytest.raises(CancelledError):
        run.go_to(1000, lambda share: share < 0.01)
    reached = run.update
    assert 0 < reached < 1000
    assert same_bits(flatten(run.network), flatten(run_to(moons(), reached).network))


def with_rival(document, **training):
    rival = Rival(document.network, document.loss, replace(document.training, **training))
    return replace(document, rival=rival)


def test_two_runs_are_each_what_it_is_alone():
    document = with_rival(moons(), learning_rate=0.2)
    both = Lockstep(document)
    both.go_to(29)
    alone = replace(document, rival=None)
    assert same_bits(flatten(both.networks[0]), flatten(run_to(alone, 29).network))
    other = replace(alone, training=document.rival.training)
    assert same_bits(flatten(both.networks[1]), flatten(run_to(other, 29).network))
    both.go_to(5)
    assert both.update == 5 and both.runs[1].update == 5


def test_runs_with_other_batches_are_after_equal_shares_of_an_epoch():
    both = Lockstep(with_rival(moons(), batch_size=34))
    first, second = both.runs
    assert (first.updates_an_epoch, second.updates_an_epoch) == (4, 1)
    for _ in range(9):
        assert both.step()
    assert (first.update, second.update) == (9, 2)
    assert len(second.records) == 3


def test_a_broken_rival_stops_both():
    document = edits.set_output(moons(optimizer="gradient_descent"), "identity", "squared_error")
    both = Lockstep(with_rival(document, learning_rate=1e200))
    while both.step():
        assert both.update < 1000
    assert both.broken is both.runs[1]
    assert both.first.broken is None


def test_a_long_run_has_a_bounded_number_of_records(monkeypatch):
    monkeypatch.setattr("mlpviz.core.training_run._MOST_RECORDS", 20)
    run = run_to(moons(batch_size=43), 1000)
    assert len(run.records) <= 20 and run.furthest == 1000
    assert [record.epoch for record in run.records] == list(range(0, 1001, run.records[1].epoch))[: len(run.records)]
    assert run.record_at(0).epoch == 0
    every = run.records[1].epoch
    assert run.record_at(every + 1).epoch == every
    assert run.record_at(10**9) is run.records[-1]
