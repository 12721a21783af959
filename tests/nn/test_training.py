"""Training: the bits of a walk, torch over two hundred updates, checkpoints, and what is not finite."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from mlpviz.nn.batches import batch_rows, updates_an_epoch
from mlpviz.nn.losses import LOSSES, REDUCTIONS
from mlpviz.nn.network import BIAS, Network, frozen, make_layer, make_network
from mlpviz.nn.not_finite import REMEDY, NotFiniteError, Place
from mlpviz.nn.optimisers import OPTIMISERS, start_memory
from mlpviz.nn.parameters import Parameter, flatten
from mlpviz.nn.passes import compute_pass
from mlpviz.nn.rates import RATE_SCHEDULES
from mlpviz.nn.rule import DECAYS, Rule, updated
from mlpviz.nn.training import Checkpoint, Trainer

from .torch_rules import TorchTraining

SAMPLES = 23


@pytest.fixture
def one_thread():
    """Threads of torch that wait for each other cost more here than they bring."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def make(widths=(2, 5, 4, 1), hidden="tanh", output="sigmoid", biases=True) -> Network:
    """`biases` says which layers have them: one word for all, or one each."""
    generator = np.random.default_rng(0)
    each = [biases] * (len(widths) - 1) if isinstance(biases, bool) else biases
    return make_network(
        widths[0],
        [
            make_layer(
                output if number == len(widths) - 1 else hidden,
                generator.normal(size=(units, fan_in)) / np.sqrt(fan_in),
                generator.normal(size=units) if has else None,
            )
            for number, ((fan_in, units), has) in enumerate(zip(pairwise(widths), each, strict=True), start=1)
        ],
    )


def samples(network, loss, count=SAMPLES, seed=1):
    """Inputs, and targets that suit the loss."""
    generator = np.random.default_rng(seed)
    inputs = generator.normal(size=(count, network.inputs))
    row = LOSSES[loss]
    if row.classes:
        targets = np.eye(network.outputs)[generator.integers(network.outputs, size=count)]
    elif loss == "binary_cross_entropy" or row.hard:
        targets = np.array(row.hard or (0.0, 1.0))[generator.integers(2, size=(count, network.outputs))]
    else:
        targets = generator.normal(size=(count, network.outputs))
    return frozen(inputs), frozen(targets)


def trainer_of(network, loss="binary_cross_entropy", reduction="mean", rule=None, batch=5, seed=3, start=None):
    return Trainer(network, *samples(network, loss), loss, reduction, rule or Rule(), batch, seed, start)


def walked(network, loss, reduction, rule, batch, seed, updates):
    """Network, memory and the batches' losses by `compute_pass` and `updated`, one update at a time."""
    inputs, targets = samples(network, loss)
    memory, losses = start_memory(network, rule.optimizer), []
    for update in range(updates):
        rows = batch_rows(SAMPLES, batch, seed, update)
        result = compute_pass(network, frozen(inputs[rows]), frozen(targets[rows]), loss, reduction)
        rate = rule.rate(update // updates_an_epoch(SAMPLES, batch))
        network, memory = updated(network, result, rule, rate, memory, update + 1)
        losses.append(result.loss)
    return network, memory, losses


def check_bits(network, loss, reduction, rule, batch, updates):
    trainer = trainer_of(network, loss, reduction, rule, batch)
    ours = [trainer.step() for _ in range(updates)]
    expected, memory, losses = walked(network, loss, reduction, rule, batch, 3, updates)
    assert trainer.network() == expected  # to the bit
    assert ours == losses
    own = trainer.memory()
    for number in range(network.depth):
        for slot, other in zip(own.weights[number], memory.weights[number], strict=True):
            assert slot.tobytes() == other.tobytes()
        for slot, other in zip(own.biases[number], memory.biases[number], strict=True):
            assert slot.tobytes() == other.tobytes()


@pytest.mark.parametrize("biases", [True, False, (True, False, True)])
@pytest.mark.parametrize("decay", [None, *DECAYS])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_every_update_has_the_bits_of_a_walk(optimizer, decay, biases):
    """Twenty-three samples in fives: every fifth update has three."""
    rule = Rule(optimizer, 0.03, weight_decay=0.0 if decay is None else 0.02, decay=decay or "all")
    check_bits(make(biases=biases), "binary_cross_entropy", "mean", rule, 5, 43)


@pytest.mark.parametrize("batch", [1, 2, 22, 23, 100])
@pytest.mark.parametrize("schedule", RATE_SCHEDULES)
def test_schedules_and_batches_have_the_bits_of_a_walk(schedule, batch):
    rule = Rule("adamw", 0.03, 0.02, schedule=schedule, schedule_epochs=3, schedule_factor=0.3)
    check_bits(make(), "binary_cross_entropy", "mean", rule, batch, 60)


@pytest.mark.parametrize(
    ("hidden", "output", "loss"),
    [
        ("sigmoid", "softmax", "cross_entropy"),
        ("relu", "identity", "squared_error"),
        ("leaky_relu", "softmax", "half_squared_error"),
        ("softmax", "tanh", "mean_squared_error"),
        ("elu", "softplus", "absolute_error"),
        ("selu", "silu", "mean_absolute_error"),
        ("gelu", "identity", "squared_error"),
        ("identity", "sigmoid", "binary_cross_entropy"),
        ("tanh", "step", "perceptron"),
        ("tanh", "sign", "sign_perceptron"),
        ("relu", "argmax", "multiclass_perceptron"),
    ],
)
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("widths", [(3, 4, 3), (2, 8, 8, 8, 8, 8, 8, 2), (64, 32, 10), (1, 2), (3, 1, 1, 2)])
def test_activations_and_losses_have_the_bits_of_a_walk(hidden, output, loss, reduction, widths):
    check_bits(make(widths, hidden, output), loss, reduction, Rule("momentum", 1e-3), 10, 9)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("schedule", RATE_SCHEDULES)
@pytest.mark.parametrize("decay", [None, *DECAYS])
@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_two_hundred_updates_are_those_of_torch(optimizer, decay, schedule):
    rule = Rule(optimizer, 0.02, 0.01 if decay else 0.0, decay or "weights", schedule, 50, 0.1)
    network = make(biases=(True, False, True))
    inputs, targets = map(torch.tensor, samples(network, "binary_cross_entropy"))
    trainer = trainer_of(network, rule=rule)
    theirs = TorchTraining(network, rule, "binary_cross_entropy", "mean")
    for update in range(200):
        rows = torch.tensor(trainer.rows)
        loss = theirs.update(inputs[rows], targets[rows])
        assert trainer.step() == pytest.approx(loss, rel=1e-10, abs=1e-10)
        if (update + 1) % trainer.updates_an_epoch == 0:
            theirs.end_epoch()
        theta = torch.cat(list(theirs.parameters())).numpy()
        np.testing.assert_allclose(trainer.checkpoint().theta, theta, rtol=1e-10, atol=1e-10)


def test_counts_and_rates_on_the_way():
    rule = Rule(learning_rate=0.8, schedule="step", schedule_epochs=2, schedule_factor=0.5)
    trainer = trainer_of(make(), rule=rule)
    assert trainer.updates_an_epoch == 5
    seen = []
    for _ in range(21):
        seen.append((trainer.update, trainer.epoch, trainer.rate, len(trainer.rows)))
        trainer.step()
    assert seen[0] == (0, 0, 0.8, 5)
    assert seen[4] == (4, 0, 0.8, 3)
    assert seen[9] == (9, 1, 0.8, 3)
    assert seen[10] == (10, 2, 0.4, 5)
    assert seen[20] == (20, 4, 0.2, 5)


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_the_same_seed_gives_the_same_bits_and_another_does_not(optimizer):
    runs = []
    for seed in (3, 3, 4):
        trainer = trainer_of(make(), rule=Rule(optimizer, 0.02), seed=seed)
        runs.append(([trainer.step() for _ in range(30)], trainer.checkpoint().theta.tobytes()))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_on_from_a_checkpoint_is_the_straight_run(optimizer):
    """By going back in the same training, and by a new one that starts there; in the middle of an epoch."""
    rule = Rule(optimizer, 0.05, 0.01, schedule="cosine", schedule_epochs=8)
    straight = trainer_of(make(), rule=rule)
    losses = [straight.step() for _ in range(12)]
    kept = straight.checkpoint()
    before = [kept.theta.tobytes(), *(slot.tobytes() for slot in kept.slots)]
    losses += [straight.step() for _ in range(28)]
    end = straight.checkpoint()
    assert [kept.theta.tobytes(), *(slot.tobytes() for slot in kept.slots)] == before
    straight.restore(kept)
    assert straight.update == 12
    for trainer in (straight, trainer_of(make(), rule=rule, start=kept)):
        assert [trainer.step() for _ in range(28)] == losses[12:]
        again = trainer.checkpoint()
        assert again.update == end.update == 40
        assert again.theta.tobytes() == end.theta.tobytes()
        assert [slot.tobytes() for slot in again.slots] == [slot.tobytes() for slot in end.slots]


def test_a_checkpoint_is_frozen_and_the_network_given_stays_as_it_is():
    network = make()
    before = flatten(network).tobytes()
    trainer = trainer_of(network, rule=Rule("adam"))
    first, taken = trainer.checkpoint(), trainer.network()
    trainer.step()
    assert flatten(network).tobytes() == flatten(taken).tobytes() == first.theta.tobytes() == before
    for kept in (first, trainer.checkpoint()):
        assert not any(part.flags.writeable for part in (kept.theta, *kept.slots))


def test_the_network_before_the_last_update():
    trainer = trainer_of(make())
    assert trainer.network_before() is None
    trainer.step()
    kept = trainer.checkpoint()
    first = trainer.network()
    trainer.step()
    assert trainer.network_before() == first
    trainer.restore(kept)
    assert trainer.network_before() is None


def state(trainer):
    kept = trainer.checkpoint()
    return kept.update, kept.theta.tobytes(), [slot.tobytes() for slot in kept.slots], trainer.network_before()


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_a_runaway_training_stops_at_its_last_finite_state(optimizer):
    """Linear units and a rate far too large: at its end every number kept is finite, and each try says the same."""
    network = make((2, 3, 1), "identity", "identity")
    trainer = trainer_of(network, "squared_error", rule=Rule(optimizer, 1e160))
    with pytest.raises(NotFiniteError) as stopped:
        for _ in range(1000):
            trainer.step()
    kept = trainer.checkpoint()
    assert all(np.isfinite(part).all() for part in (kept.theta, *kept.slots))
    assert stopped.value.update == trainer.update + 1 == kept.update + 1
    before = state(trainer)
    with pytest.raises(NotFiniteError) as again:
        trainer.step()
    assert str(again.value) == str(stopped.value)
    assert state(trainer) == before


def broken(theta, network, inputs, targets, loss="squared_error", rule=None):
    """The error of the 38th update of a full batch, from θ."""
    rule = rule or Rule()
    start = Checkpoint(37, frozen(theta), rule.optimiser.memory(network.parameter_count))
    trainer = Trainer(network, frozen(inputs), frozen(targets), loss, "sum", rule, len(inputs), 0, start)
    before = state(trainer)
    with pytest.raises(NotFiniteError) as stopped:
        trainer.step()
    assert state(trainer) == before
    assert str(stopped.value) == f"{stopped.value.message} {REMEDY}"
    return stopped.value


IDENTITY = make_network(
    1, [make_layer("identity", np.zeros((2, 1)), None), make_layer("identity", [[0.0, 0.0]], [0.0])]
)
"""1-2-1 without biases in layer 1; θ is W1[1,1], W1[2,1], W2[1,1], W2[1,2], b2[1]."""


def test_the_first_neuron_is_named():
    error = broken([1.0, 1e200, 1.0, 1e-300, 0.0], IDENTITY, [[1.0], [1e150], [2.0]], np.zeros((3, 1)))
    assert error.place == Place(1, 1, 1, "ξ")
    assert error.message == "Update 38 is not made: ξ of neuron 2 in layer 1 (sample 2) is not finite."
    network = make_network(1, [make_layer("selu", [[1.0]], None), make_layer("identity", [[0.0]], None)])
    error = broken([1.0, 0.0], network, [[1.79e308]], [[0.0]])
    assert error.place == Place(1, 0, 0, "h")


def test_a_neuron_whose_activation_hides_it_is_named():
    """σ(∞) = 1 with a slope of 0: all that follows would be finite."""
    network = make_network(1, [make_layer("sigmoid", [[0.0]], None), make_layer("identity", [[0.0]], None)])
    assert broken([1e300, 1.0], network, [[1.0], [1e10]], [[0.0], [0.0]]).place == Place(1, 0, 1, "ξ")


def test_the_row_of_a_sample_is_that_of_the_data_and_not_of_the_batch():
    inputs = np.ones((40, 1))
    inputs[17] = 1e300
    trainer = Trainer(
        make_network(1, [make_layer("identity", [[1e10]], None)]),
        frozen(inputs), frozen(np.zeros((40, 1))), "half_squared_error", "mean", Rule(learning_rate=1e-300), 4, 1,
    )  # fmt: skip
    with pytest.raises(NotFiniteError) as stopped:
        for _ in range(10):
            trainer.step()
    assert 17 in batch_rows(40, 4, 1, trainer.update)
    assert stopped.value.place == Place(1, 0, 17, "ξ")


def test_a_loss_that_overflows_is_named_by_its_sample():
    network = make_network(1, [make_layer("identity", [[0.0]], None)])
    error = broken([1e170], network, [[0.0], [1.0]], [[0.0], [0.0]])  # its gradient, 2e170, is finite
    assert error.place == Place(sample=1)
    assert error.message == "Update 38 is not made: the loss of sample 2 is not finite."


@pytest.mark.parametrize(
    ("rate", "parameter", "name"),
    [(1e300, Parameter(1, 1, 0), "W1[2,1]"), (1e302, Parameter(1, 0, 0), "W1[1,1]")],
)
def test_the_first_parameter_is_named(rate, parameter, name):
    """The forward pass and the loss are finite, the step is not."""
    theta = [0.0, 0.0, 1e4, 1e10, 0.0]
    error = broken(theta, IDENTITY, [[1.0]], [[-100.0]], rule=Rule(learning_rate=rate))
    assert error.place == Place(parameter=parameter)
    assert error.message == f"Update 38 is not made: the new value of {name} is not finite."


def test_a_bias_is_named_where_it_is_the_first():
    theta = [0.0, 0.0, 0.0, 0.0, 0.0]
    error = broken(theta, IDENTITY, [[1.0]], [[-1e10]], rule=Rule(learning_rate=1e300))
    assert error.place.parameter == Parameter(2, 0, BIAS)


def test_a_memory_that_overflows_stops_too():
    """The square of the gradient: d = g/√∞ would be 0, and the parameter would stand still for ever."""
    network = make_network(1, [make_layer("identity", [[0.0]], None)])
    error = broken([0.0], network, [[1e100]], [[1e100]], rule=Rule("adagrad"))
    assert error.place.parameter == Parameter(1, 0, 0)


def test_sums_that_overflow_are_no_reason_to_stop():
    """ξ = 1.2e308 twice: each is finite, their sum is not."""
    network = make_network(1, [make_layer("identity", [[1.2e308]], [0.0])])
    targets = frozen([[1.2e308 + 1e150], [1.2e308 - 1e150]])
    trainer = Trainer(network, frozen([[1.0], [1.0]]), targets, "absolute_error", "mean", Rule(), 2, 0)
    trainer.step()
    assert trainer.update == 1


def test_a_full_batch_takes_the_samples_in_their_order():
    assert batch_rows(5, 5, 0, 7).tolist() == batch_rows(5, 9, 1, 0).tolist() == [0, 1, 2, 3, 4]
    epoch = [batch_rows(5, 2, 0, update).tolist() for update in range(3)]
    assert [len(rows) for rows in epoch] == [2, 2, 1]
    assert sorted(row for rows in epoch for row in rows) == [0, 1, 2, 3, 4]
    assert epoch != [batch_rows(5, 2, 0, update).tolist() for update in range(3, 6)]
