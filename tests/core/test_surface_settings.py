"""Loss surface and textbook functions in a document: what fits, what is refused, what survives an edit, the file."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.core import edits, reshape
from mlpviz.core.document import Data, Document, DocumentError, check_document, same_numbers
from mlpviz.core.examples import find
from mlpviz.core.files import FileError, dumps, loads
from mlpviz.core.functions import function_document, point_of
from mlpviz.core.store import Store
from mlpviz.core.surface import AXES, MOVES, OVER, SCALES, Surface, first_parameters, refitted
from mlpviz.nn.functions import FUNCTIONS
from mlpviz.nn.network import BIAS, make_layer, make_network
from mlpviz.nn.parameters import all_parameters
from mlpviz.nn.paths import PathSpec

finite = st.floats(allow_nan=False, allow_infinity=False, width=64)
rates = st.floats(5e-324, 1e308)


def toy() -> Document:
    return find("toy").document()


def one_weight() -> Document:
    """L = ½w² from w = 1."""
    return Document(
        "One weight",
        make_network(1, [make_layer("identity", [[1]], None)]),
        "half_squared_error",
        Data(np.array([[1.0]]), np.array([[0.0]])),
    )


@st.composite
def surfaces(draw: st.DrawFn, names: tuple[str, ...], dimensions: int) -> Surface:
    axes = draw(st.sampled_from(AXES))
    count = dimensions if axes != "parameters" or not names else len(names)
    limits = st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=2, unique=True).map(sorted)
    return Surface(
        axes=axes,
        parameters=names,
        over=draw(st.sampled_from(OVER)),
        range=draw(st.none() | st.tuples(*[limits] * count).map(lambda pairs: tuple(itertools.chain(*pairs)))),
        start=draw(st.none() | st.tuples(*[finite] * count)),
        paths=tuple(
            draw(
                st.lists(
                    st.builds(
                        PathSpec, rates, st.just("gradient_descent"), st.none() | st.integers(1, 9), st.booleans()
                    ),
                    min_size=1,
                    max_size=4,
                )
            )
        ),
        steps=draw(st.integers(1, 10_000)),
        move=draw(st.sampled_from(MOVES)),
        scale=draw(st.sampled_from(SCALES)),
    )


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_surface_comes_back_to_the_bit(data: st.DataObject) -> None:
    names = data.draw(st.sampled_from([(), ("W1[1,2]",), ("W2[1,1]", "W1[2,1]")]))
    document = replace(toy(), surface=data.draw(surfaces(names, 2)))
    text = dumps(document)
    again = loads(text)
    assert again == document
    assert dumps(again) == text


@given(st.data(), st.sampled_from(sorted(FUNCTIONS)))
@settings(max_examples=100, deadline=None)
def test_a_function_comes_back_to_the_bit(data: st.DataObject, id: str) -> None:
    variables = FUNCTIONS[id].variables
    document = function_document(id, data.draw(st.lists(finite, min_size=variables, max_size=variables)))
    document = replace(document, surface=data.draw(surfaces((), variables)), notes=data.draw(st.text(max_size=9)))
    text = dumps(document)
    again = loads(text)
    assert again == document
    assert again.function == id
    assert dumps(again) == text
    assert point_of(again).tobytes() == point_of(document).tobytes()
    assert not {"network", "loss", "reduction", "data"} & json.loads(text).keys()


def test_documents_without_a_surface_of_their_own_keep_their_bytes() -> None:
    assert "surface" not in dumps(toy())
    assert "function" not in dumps(toy())
    assert loads(dumps(toy())).surface == Surface()


BOWL = '{"format": "mlpviz", "version": 1, "title": "Bowl", "notes": "", "function": "bowl", "point": [2, 3]%s}'


def test_the_format_of_a_function_reads_as_it_is_specified() -> None:
    document = loads(BOWL % ', "surface": {"paths": [{"learning_rate": 1}], "range": [-4, 4, -2, 2], "start": null}')
    assert document.network.widths == (1, 2)
    assert point_of(document).tolist() == [2.0, 3.0]
    assert document.surface == Surface(paths=(PathSpec(1.0),), range=(-4.0, 4.0, -2.0, 2.0))
    assert loads(BOWL % "").surface == Surface()
    assert point_of(loads((BOWL % "").replace(', "point": [2, 3]', ""))).tolist() == [2.0, 3.0]  # its own start
    assert document == replace(function_document("bowl"), surface=document.surface, notes="")


def test_the_surface_is_written_as_it_is_specified() -> None:
    surface = Surface(
        parameters=("W1[1,1]", "W2[1,1]"),
        range=(-1, 1.5, -2, 2),
        start=(0.5, -0.0),
        paths=(PathSpec(1.0), PathSpec(0.1, batch_size=3, accumulate=True)),
        move="all",
        scale="log",
    )
    assert json.loads(dumps(replace(toy(), surface=surface)))["surface"] == {
        "axes": "parameters", "parameters": ["W1[1,1]", "W2[1,1]"], "over": "all",
        "range": [-1, 1.5, -2, 2], "start": [0.5, -0.0],
        "paths": [
            {"learning_rate": 1, "optimizer": "gradient_descent", "batch_size": None, "accumulate": False},
            {"learning_rate": 0.1, "optimizer": "gradient_descent", "batch_size": 3, "accumulate": True},
        ],
        "steps": 50, "move": "all", "scale": "log",
    }  # fmt: skip


def of(**changes: Any) -> Callable[[], Document]:
    return lambda: replace(toy(), surface=replace(Surface(), **changes))


def path(**changes: Any) -> Callable[[], Document]:
    return of(paths=(PathSpec(1.0), replace(PathSpec(1.0), **changes)))


def bowl(**changes: Any) -> Callable[[], Document]:
    return lambda: replace(function_document("bowl"), **changes)


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("make", "place", "remedy"),
    [
        (of(axes="edges"), "surface.axes", "choose one of parameters, gradient, principal"),
        (of(over="none"), "surface.over", "choose one of all, batch, sample"),
        (of(move="one"), "surface.move", "choose one of two, all"),
        (of(scale="square"), "surface.scale", "choose one of linear, log"),
        (of(parameters=("W9[1,1]",)), "surface.parameters[0]", "the layers are 1 to 2"),
        (of(parameters=("W1[1,1]", "W1[1,3]")), "surface.parameters[1]", "layer 1 has inputs 1 to 2"),
        (of(parameters=("W1[1,1]", "weight")), "surface.parameters[1]", "write W1[1,2]"),
        (of(parameters=("W1[1,1]", "w1[1, 1]")), "surface.parameters[1]", "choose two different parameters"),
        (of(parameters=("W1[1,1]", "W1[1,2]", "b1[1]")), "surface.parameters", "one or two"),
        (of(range=(1, 2)), "surface.range", "4 numbers, x0, x1, y0, y1"),
        (of(range=(1, 2, 3)), "surface.range", "4 numbers"),
        (of(range=(1, 1, 0, 1)), "surface.range", "x0 must be below x1"),
        (of(range=(0, 1, 2, -2)), "surface.range", "y0 must be below y1"),
        (of(range=(0, 1, NAN, 2)), "surface.range[2]", "finite"),
        (of(range=(-INF, 1, 0, 2)), "surface.range[0]", "finite"),
        (of(range=(-1e308, 1e308, 0, 2)), "surface.range", "too wide"),
        (of(parameters=("W1[1,1]",), range=(0, 1, 0, 1)), "surface.range", "2 numbers, x0, x1"),
        (of(start=(1.0,)), "surface.start", "2 numbers"),
        (of(start=(1.0, INF)), "surface.start[1]", "finite"),
        (of(paths=()), "surface.paths", "1 to 16 paths, not 0"),
        (of(paths=(PathSpec(1.0),) * 17), "surface.paths", "1 to 16 paths, not 17"),
        (path(learning_rate=0.0), "surface.paths[1].learning_rate", "above 0"),
        (path(learning_rate=-1.0), "surface.paths[1].learning_rate", "above 0"),
        (path(learning_rate=NAN), "surface.paths[1].learning_rate", "above 0"),
        (path(learning_rate=INF), "surface.paths[1].learning_rate", "above 0"),
        (path(optimizer="magic"), "surface.paths[1].optimizer", "choose one of gradient_descent"),
        (path(batch_size=0), "surface.paths[1].batch_size", "at least 1"),
        (of(steps=0), "surface.steps", "1 to 10,000"),
        (of(steps=10_001), "surface.steps", "1 to 10,000 steps, not 10,001"),
        (bowl(function="cup"), "function", "choose one of bowl"),
        (bowl(function="valleys"), "network", "no layers to change"),
        (bowl(network=toy().network), "network", "no layers to change"),
        (bowl(data=Data(np.ones((2, 1)), np.zeros((2, 2)))), "data", "no samples to change"),
        (bowl(data=Data(np.ones((1, 1)), np.ones((1, 2)))), "data", "no samples to change"),
        (bowl(loss="half_squared_error"), "loss", "its own loss"),
        (bowl(reduction="sum"), "loss", "its own loss"),
        (bowl(input_names=("one",)), "network", "no layers to change"),
        (bowl(surface=Surface(parameters=("W1[1,1]",))), "surface.parameters", "over x and y"),
        (lambda: function_document("bowl", (1.0, INF)), "point[1]", "finite"),
        (lambda: function_document("bowl", (1.0,)), "point", "2 numbers, x, y, not 1"),
        (lambda: function_document("valleys", (1.0, 2.0)), "point", "1 number, x, not 2"),
        (lambda: function_document("cup"), "function", "choose one of bowl"),
    ],
)
def test_what_does_not_fit_is_named_with_its_remedy(make: Callable[[], Document], place: str, remedy: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(remedy)) as refused:
        check_document(make())
    assert refused.value.place == place
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOWL % ', "loss": "squared_error"', "loss: a function has none"),
        (BOWL % ', "reduction": "mean"', "reduction: a function has none"),
        (BOWL % ', "data": {"inputs": [[1]], "targets": [[0, 0]]}', "data: a function has none"),
        ((BOWL % "").replace('"bowl"', '"cup"'), "function: no function is called 'cup'"),
        ((BOWL % "").replace("[2, 3]", "[2]"), "point: a point of this function is 2 numbers"),
        ((BOWL % "").replace("[2, 3]", "[2, 3, 4]"), "point: at most 2 numbers"),
        ((BOWL % "").replace("[2, 3]", "[2, NaN]"), "point[1]: must be a number, not NaN"),
        ((BOWL % "").replace('"function": "bowl", ', ""), "the key 'network' is missing"),
        (dumps(toy()).replace('"notes"', '"point": [1, 2], "notes"'), "point: only a function has a point"),
        (dumps(toy()).replace('"notes"', '"function": "bowl", "notes"'), "network: a function has none"),
        (BOWL % ', "surface": []', "surface: must be an object"),
        (BOWL % ', "surface": {"rates": [1]}', "surface: unknown key 'rates': the keys here are axes"),
        (BOWL % ', "surface": {"paths": [{}]}', "surface.paths[0]: the key 'learning_rate' is missing"),
        (BOWL % ', "surface": {"paths": [{"learning_rate": 1, "accumulate": 1}]}', "must be true or false, not the nu"),
        (BOWL % ', "surface": {"paths": [{"learning_rate": "1"}]}', "surface.paths[0].learning_rate: must be a number"),
        (BOWL % ', "surface": {"steps": 1.5}', "surface.steps: must be a whole number"),
        (BOWL % ', "surface": {"steps": 1e9}', "surface.steps: must be a whole number"),
        (BOWL % ', "surface": {"range": [1, 2, 3, 4, 5]}', "surface.range: at most 4"),
        (BOWL % (', "surface": {"range": ' + "[" * 5000), "surface.range"),
        (BOWL % (', "surface": {"paths": [' + '{"learning_rate": 1},' * 17), "surface.paths: at most 16 paths"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(FileError, match=re.escape(message)) as refused:
        loads(text)
    assert "\n" not in str(refused.value)


def test_a_change_of_the_surface_alone_keeps_the_walk() -> None:
    store = Store(toy())
    walk = store.walk
    store.edit("Steps", lambda d: replace(d, surface=replace(d.surface, steps=9)))
    assert store.walk is walk
    assert store.document.surface.steps == 9
    store.undo()
    assert store.document.surface == Surface()
    a = function_document("bowl")
    assert not same_numbers(a, replace(a, function="saddle"))


CHOSEN = Surface(parameters=("W2[1,1]", "W1[2,1]"), range=(-1, 1, -2, 2), start=(0.0, 1.0), steps=7)


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        (lambda d: reshape.set_units(d, 1, 3), True),
        (lambda d: reshape.set_units(d, 1, 1), False),  # W1[2,1] has gone
        (lambda d: reshape.add_layer(d, 2), True),
        (lambda d: edits.set_parameter(d, 1, 0, 0, 7.0), True),
        (lambda d: edits.initialise(d, "glorot_uniform", 1), True),
    ],
)
def test_a_change_of_shape_keeps_what_still_has_a_meaning(edit: Callable[[Document], Document], kept: bool) -> None:
    document = edit(replace(toy(), surface=CHOSEN))
    check_document(document)
    assert document.surface == (CHOSEN if kept else replace(CHOSEN, parameters=(), range=None, start=None))


def test_a_bias_that_goes_takes_its_surface_along() -> None:
    document = replace(toy(), surface=Surface(parameters=("W1[1,1]", "b1[2]"), start=(1.0, 2.0)))
    changed = reshape.set_has_bias(document, 1, False)
    assert changed.surface == Surface()
    store = Store(document)
    store.edit("Take the biases away", lambda d: reshape.set_has_bias(d, 1, False))
    store.undo()
    assert store.document is document


def test_a_range_over_the_first_parameters_goes_where_those_change() -> None:
    document = replace(toy(), surface=Surface(range=(-1, 1, -2, 2)))
    assert reshape.set_units(document, 1, 4).surface.range == (-1, 1, -2, 2)
    assert reshape.add_layer(document, 2).surface.range is None  # the second one was W2[1,1] and is W3[1,1]
    single = replace(one_weight(), surface=Surface(range=(-1, 1), start=(1.0,)))
    check_document(single)
    widened = reshape.set_has_bias(single, 1, True)
    check_document(widened)
    assert (widened.surface.range, widened.surface.start) == (None, None)


def test_directions_do_not_outlive_their_network() -> None:
    document = replace(toy(), surface=Surface(axes="gradient", range=(-1, 1, -2, 2)))
    assert edits.set_parameter(document, 1, 0, 0, 7.0).surface == document.surface
    assert reshape.set_units(document, 1, 3).surface.range is None


def networks() -> list[Any]:
    """Every shape of 1 to 3 inputs, 1 or 2 layers of 1 or 2 units, with and without biases."""
    shapes = []
    for widths in [(1, 1), (2, 1), (1, 2), (3, 2), (1, 1, 1), (2, 2, 1), (1, 2, 2)]:
        for biased in (False, True):
            layers = [
                make_layer("identity", np.ones((units, fan_in)), np.ones(units) if biased else None)
                for fan_in, units in itertools.pairwise(widths)
            ]
            shapes.append(make_network(widths[0], layers))
    return shapes


@pytest.mark.parametrize("network", networks(), ids=lambda n: f"{n.widths}{'b' * n.layers[0].has_bias}")
def test_the_first_parameters_are_the_first_of_the_first_and_the_last_layer(network: Any) -> None:
    everything = all_parameters(network)
    second = [p for p in everything[1:] if p.layer == network.depth]
    assert first_parameters(network) == tuple(p.name for p in [everything[0], *second[:1]])


@pytest.mark.parametrize("new", networks(), ids=lambda n: f"{n.widths}{'b' * n.layers[0].has_bias}")
def test_no_change_of_shape_makes_a_surface_that_does_not_fit(new: Any) -> None:
    for old in networks():
        for names in [(), *((p.name,) for p in all_parameters(old))]:
            count = 2 * len(names or first_parameters(old))
            before = Surface(parameters=names, range=(0.0, 1.0, 0.0, 1.0)[:count])
            surface = refitted(before, old, new)
            document = Document(
                "", new, "squared_error", Data(np.ones((1, new.inputs)), np.ones((1, new.outputs))), surface=surface
            )
            check_document(document)


FUNCTION_EDITS: list[tuple[Callable[[Document], Document], str]] = [
    (lambda d: reshape.set_units(d, 1, 3), "no layers"),
    (lambda d: reshape.set_units(d, 0, 2), "no layers"),
    (lambda d: reshape.add_layer(d, 1), "no layers"),
    (lambda d: reshape.set_has_bias(d, 1, True), "no layers"),
    (lambda d: edits.set_activation(d, 1, "sigmoid"), "no layers"),
    (lambda d: edits.set_input(d, 0, 0, 2.0), "no samples"),
    (lambda d: edits.set_target(d, 0, 0, 2.0), "no samples"),
    (lambda d: edits.add_sample(d, 0), "no samples"),
    (lambda d: edits.set_loss(d, "half_squared_error"), "its own loss"),
    (lambda d: edits.set_reduction(d, "sum"), "its own loss"),
]


@pytest.mark.parametrize(("edit", "reason"), FUNCTION_EDITS)
def test_a_function_has_no_layers_to_change(edit: Callable[[Document], Document], reason: str) -> None:
    store = Store(function_document("bowl"))
    before = store.document
    with pytest.raises(DocumentError, match=reason):
        store.edit("No", edit)
    assert store.document is before


def test_the_point_of_a_function_is_edited_like_a_weight() -> None:
    store = Store(function_document("bowl"))
    store.edit("Move", lambda d: edits.set_parameter(d, 1, 1, 0, -1.5))
    assert point_of(store.document).tolist() == [2.0, -1.5]
    store.undo()
    assert point_of(store.document).tolist() == [2.0, 3.0]
    with pytest.raises(DocumentError, match="no bias"):
        store.edit("Bias", lambda d: edits.set_parameter(d, 1, 0, BIAS, 1.0))
