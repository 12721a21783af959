"""What is large goes to the other process once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from oracle.objectives import objective_of

from mlpviz.nn.network import frozen
from mlpviz.nn.plane import parameter_plane
from mlpviz.oracle import sending
from mlpviz.oracle.framing import Decoder
from mlpviz.oracle.sending import Encoder
from mlpviz.oracle.surface_messages import Cancel, CurvatureQuestion, NetworkSubject, subject_of


@pytest.fixture(scope="module")
def question(make_walk):
    """About a network with 160 kB of inputs."""
    objective, theta = objective_of(make_walk((20, 3, 1), ("tanh", "identity"), samples=1000))
    return CurvatureQuestion(1, subject_of(objective), parameter_plane(theta, [0, 5], ["a", "b"]), theta)


def with_inputs(question, inputs):
    return replace(question, subject=replace(question.subject, inputs=inputs))


def inputs_of(message):
    assert isinstance(message.subject, NetworkSubject)
    return message.subject.inputs


def size(pieces):
    return sum(len(piece) for piece in pieces)


def test_a_large_array_is_sent_once(question):
    encoder, decoder = Encoder(), Decoder()
    first, again = encoder.encode(question), encoder.encode(replace(question, number=2))
    assert size(first) > 160_000 > 30_000 > size(again)
    heard = decoder.feed(b"".join(first + again + encoder.encode(Cancel(2))))
    assert [message.number for message in heard] == [1, 2, 2]
    for message in heard[:2]:
        np.testing.assert_array_equal(inputs_of(message), question.subject.inputs)
        np.testing.assert_array_equal(message.theta, question.theta)
    assert inputs_of(heard[0]) is inputs_of(heard[1])


def test_a_slot_is_filled_anew_when_all_are_taken(question):
    encoder, decoder, rng = Encoder(), Decoder(), np.random.default_rng(0)
    many = [frozen(rng.normal(size=(1000, 20))) for _ in range(3 * sending._SLOTS)]
    for array in [*many, many[0], *many[::-1], many[-1].T]:
        [message] = decoder.feed(b"".join(encoder.encode(with_inputs(question, array))))
        np.testing.assert_array_equal(inputs_of(message), array)
    assert len(encoder._kept) == len(decoder._kept) == sending._SLOTS


def test_arrays_of_one_message_do_not_push_each_other_out(question, monkeypatch):
    monkeypatch.setattr(sending, "_SLOTS", 1)
    targets = frozen(np.random.default_rng(1).normal(size=(1000, 20)))
    crowded = replace(question, subject=replace(question.subject, targets=targets))
    [message] = Decoder().feed(b"".join(Encoder().encode(crowded)))
    np.testing.assert_array_equal(inputs_of(message), question.subject.inputs)
    np.testing.assert_array_equal(message.subject.targets, targets)


def test_what_can_change_is_sent_each_time(question):
    encoder, decoder = Encoder(), Decoder()
    array = np.zeros((1000, 20))
    for value in (1.0, 2.0):
        array[:] = value
        [message] = decoder.feed(b"".join(encoder.encode(with_inputs(question, array))))
        assert inputs_of(message).max() == value
