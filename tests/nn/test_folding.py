"""Folding: by hand, the same outputs, and nothing that must not fold."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mlpviz.nn.activations import ACTIVATIONS
from mlpviz.nn.folding import first_foldable, fold, fold_once, foldable
from mlpviz.nn.network import frozen, make_layer, make_network
from mlpviz.nn.passes import forward


def chain(widths, activations, biases, seed=0):
    generator = np.random.default_rng(seed)
    return make_network(
        widths[0],
        [
            make_layer(
                activation, generator.normal(size=(units, fan_in)), generator.normal(size=units) if bias else None
            )
            for (fan_in, units), activation, bias in zip(pairwise(widths), activations, biases, strict=True)
        ],
    )


def outputs(network, inputs):
    return forward(network, inputs)[1][-1]


def test_two_layers_by_hand():
    """W₂W₁ = (1·1 + 2·3, 1·2 + 2·4), W₂b₁ + b₂ = 1·5 + 2·6 + 7."""
    network = make_network(2, [make_layer("identity", [[1, 2], [3, 4]], [5, 6]), make_layer("identity", [[1, 2]], [7])])
    folded = fold(network)
    assert folded.widths == (2, 1)
    assert folded.layers[0].weights.tolist() == [[7.0, 10.0]]
    assert folded.layers[0].biases.tolist() == [24.0]


@pytest.mark.parametrize("biases", [(1, 1, 1, 1), (0, 0, 0, 0), (1, 0, 0, 1), (0, 1, 1, 0)])
@pytest.mark.parametrize("last", ACTIVATIONS)
def test_outputs_stay_within_rounding(last, biases):
    network = chain((4, 5, 3, 6, 2), ["identity", "identity", "tanh", last], biases)
    inputs = frozen(np.random.default_rng(1).normal(size=(50, 4)))
    expected = outputs(network, inputs)
    once, folded = fold_once(network), fold(network)
    assert (once.widths, folded.widths) == ((4, 3, 6, 2), (4, 6, 2))
    assert [layer.activation for layer in folded.layers] == ["tanh", last]
    for found in (once, folded):
        np.testing.assert_allclose(outputs(found, inputs), expected, rtol=1e-12, atol=1e-12)


def test_the_first_layer_folds_first_and_a_layer_between_stays():
    network = chain((2, 3, 3, 3, 1), ["tanh", "identity", "identity", "sigmoid"], (1, 1, 1, 1))
    assert first_foldable(network) == 2
    once = fold_once(network)
    assert once.layers[0] == network.layers[0]
    assert once.layers[-1] == network.layers[-1]
    assert first_foldable(once) == 2
    assert fold(network).layers[0] == network.layers[0]
    assert not foldable(fold(network))


def test_biases_appear_only_where_there_were_some():
    for biases, has in [((0, 0), False), ((1, 0), True), ((0, 1), True), ((1, 1), True)]:
        assert fold(chain((2, 3, 1), ["identity", "relu"], biases)).layers[0].has_bias == has


def test_an_output_layer_of_identity_units_does_not_fold_by_itself():
    network = chain((2, 3, 1), ["tanh", "identity"], (1, 1))
    assert not foldable(network)
    assert fold(network) is network
    with pytest.raises(ValueError, match="nothing to fold"):
        fold_once(network)
