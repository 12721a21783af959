"""What is seen: nothing lies over anything else, nothing leaves the picture, and it says what is known by now."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from mlpviz.core.document import Data, Document
from mlpviz.core.examples import examples, find
from mlpviz.core.session import BiasMode, initial_selection
from mlpviz.core.timeline import Walk
from mlpviz.nn.initialisers import initialised
from mlpviz.nn.network import BIAS, frozen, make_layer, make_network
from mlpviz.nn.schedule import Grain, Phase, Quantity, Step
from mlpviz.present.changes import changed_boxes, chip_box, node_box
from mlpviz.present.frame import Frame, make_frame
from mlpviz.present.hover import Hit, Kind, describe, hit, step_of
from mlpviz.present.notation import symbols
from mlpviz.present.parts import Chip, View

SIZES = ((700, 600, 1.0), (420, 420, 1.0), (900, 620, 1.5), (1200, 500, 1.0))

WIDTHS = ((2, 2, 1), (3, 1), (1, 4), (6, 3, 5, 4, 3), (2, *[8] * 6, 1), (64, 32, 10), (784, 100, 10))


def document_of(widths: tuple[int, ...], samples: int = 1) -> Document:
    layers = [make_layer("tanh", np.zeros((units, before)), np.zeros(units)) for before, units in pairwise(widths)]
    network = initialised(make_network(widths[0], layers), "glorot_normal", 3)
    generator = np.random.default_rng(0)
    inputs = frozen(generator.normal(size=(samples, widths[0])).round(2))
    targets = frozen(generator.normal(size=(samples, widths[-1])).round(2))
    return Document("d", network, "half_squared_error", Data(inputs, targets))


def frame_of(document: Document, index: int, size: tuple[int, int, float] = SIZES[0], **changes: object) -> Frame:
    walk = Walk(document, initial_selection(document))
    names = symbols(document.notation, document.network.widths)
    view = View(size[0], size[1], names, scale=size[2], **changes)  # type: ignore[arg-type]
    return make_frame(walk, walk.schedule.position(index), view)


def overlap(a: Chip, b: Chip) -> bool:
    return abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < (a.height + b.height) / 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("example", [example.id for example in examples()])
def test_no_label_lies_over_a_label_or_a_neuron(example: str, size: tuple[int, int, float]) -> None:
    document = find(example).document()
    count = Walk(document, initial_selection(document)).schedule.count(Grain.NEURON)
    for index in range(0, count, max(1, count // 12)):
        frame = frame_of(document, index, size)
        labels = [chip for chip in frame.chips if chip.role in ("weight", "product", "gradient")]
        for one, other in combinations(labels, 2):
            assert not overlap(one, other), (index, one, other)
        for chip in labels:
            for node in frame.nodes:
                inside = abs(chip.x - node.x) < chip.width / 2 and abs(chip.y - node.y) < chip.height / 2
                assert not inside, (index, chip, node)


@pytest.mark.parametrize("size", SIZES[:1] + SIZES[2:])
@pytest.mark.parametrize(
    "widths", [(2, 2, 1), (3, 1), (1, 4), (6, 3, 5, 4, 3), (2, *[8] * 6, 1), (64, 32, 10), (784, 100, 10)]
)
def test_everything_is_in_the_picture(widths: tuple[int, ...], size: tuple[int, int, float]) -> None:
    document = document_of(widths)
    width, height, scale = size
    for index in (0, Walk(document, 0).schedule.count(Grain.NEURON) // 3):
        frame = frame_of(document, index, size)
        for node in frame.nodes:
            assert node.radius <= node.x <= width - node.radius
            assert node.radius <= node.y <= height - node.radius
        for chip in frame.chips:
            if chip.role in ("target", "loss", "callout"):
                left, top, right, bottom = chip_box(chip)
                assert left >= -5 and right <= width + 5 and top >= -5 and bottom <= height + 5, chip
        boxes = [chip for chip in frame.chips if chip.role in ("target", "loss")]
        assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
        xs = [column.x for column in frame.scene.layout.columns]
        assert all(a < b for a, b in pairwise(xs))
        captions = [caption for caption in frame.scene.captions if caption.y > height - 44 * scale]
        assert captions


def test_neurons_do_not_touch_each_other() -> None:
    for widths in ((6, 3, 5, 4, 3), (24, 24), (784, 100, 10), (2, 16, 1)):
        frame = frame_of(document_of(widths), 0)
        for one, other in combinations(frame.nodes, 2):
            gap = np.hypot(one.x - other.x, one.y - other.y)
            assert gap > one.radius + other.radius, (one, other)


def test_a_layer_of_many_units_shows_the_first_the_strongest_and_the_one_at_work() -> None:
    document = document_of((784, 100, 10))
    walk = Walk(document, 0)
    position = walk.schedule.find(Step(Phase.FORWARD, Quantity.EXCITATION, 1, 77, None, 0))
    assert position is not None
    frame = make_frame(walk, position, View(700, 600, symbols("excitation", (784, 100, 10))))
    inputs, hidden, outputs = frame.scene.layout.columns
    assert (len(inputs.units), len(hidden.units), len(outputs.units)) == (24, 24, 10)
    assert set(range(8)) < set(inputs.units) and 77 in hidden.units
    strength = np.linalg.norm(document.network.layers[0].weights, axis=0)
    assert int(np.argmax(strength)) in inputs.units
    texts = [caption.text for caption in frame.scene.captions]
    assert "… 760 more" in texts and "… 76 more" in texts
    assert any("79,510 parameters are drawn" in text for text in texts)
    callout = next(chip for chip in frame.chips if chip.role == "callout")
    assert "h₇₈" in callout.text


def test_the_scene_is_the_same_object_as_long_as_nothing_of_it_changes() -> None:
    walk = Walk(find("toy").document(), 0)
    view = View(700, 600, symbols("excitation", (2, 2, 1)))
    frames = [make_frame(walk, walk.schedule.position(index), view) for index in range(26)]
    assert len({id(frame.scene) for frame in frames}) == 1
    following = make_frame(walk, walk.schedule.size + 5, view)
    assert following.scene is not frames[0].scene  # after the update the weights are others


def test_what_is_not_known_yet_is_not_shown() -> None:
    document = find("toy").document()
    first = frame_of(document, 0)
    by_place = {(node.layer, node.unit): node for node in first.nodes}
    assert by_place[1, 0].excitation == "3" and by_place[1, 0].activation is None
    assert by_place[1, 1].excitation is None and by_place[1, 1].emphasis == "faint"
    assert by_place[1, 0].emphasis == "now"
    loss = next(chip for chip in first.chips if chip.role == "loss")
    assert "?" in loss.text
    delta = frame_of(document, 8)
    node = next(node for node in delta.nodes if (node.layer, node.unit) == (1, 0))
    assert (node.delta, node.delta_sign) == ("−0.0075", -1)
    assert "0.0139" in next(chip for chip in delta.chips if chip.role == "loss").text


def test_the_present_step_lights_what_it_reads_from() -> None:
    document = find("toy").document()
    forward = frame_of(document, 0)
    assert {beam.key for beam in forward.beams} == {(1, 0, 0), (1, 0, 1), (1, 0, BIAS)}
    assert not any(beam.backward for beam in forward.beams)
    assert {chip.text for chip in forward.chips if chip.role == "product"} >= {"1 · 1 = 1", "2 · 1 = 2"}
    backward = frame_of(document, 8)
    assert [(beam.key, beam.backward) for beam in backward.beams] == [((2, 0, 0), True)]
    assert [beam.value for beam in backward.beams] == [pytest.approx(-0.16662879519968432)]


def test_a_batch_shows_the_loss_of_the_sample_and_of_all() -> None:
    document = find("losses-cross-entropy").document()
    walk = Walk(document, None)
    frame = frame_of(document, walk.schedule.count(Grain.NEURON) - 1)
    text = next(chip for chip in frame.chips if chip.role == "loss").text
    assert "mean: 2.5141" in text and "sample 2: 0.0206" in text


def test_biases_as_units_as_numbers_and_hidden() -> None:
    document = find("xor-steps").document()
    unit = frame_of(document, 0, bias_mode=BiasMode.UNIT)
    number = frame_of(document, 0, bias_mode=BiasMode.NUMBER)
    hidden = frame_of(document, 0, bias_mode=BiasMode.HIDDEN)
    assert sum(node.unit == BIAS for node in unit.nodes) == 2
    assert not any(node.unit == BIAS for node in (*number.nodes, *hidden.nodes))
    assert [node.bias for node in number.nodes if node.layer] == ["0.5", "−1.5", "0.5"]
    assert not any(node.bias for node in hidden.nodes)


def test_the_neuron_in_focus_has_its_labels_where_there_is_no_room_for_all() -> None:
    document = document_of((3, 16, 16, 1))
    without = frame_of(document, 0)
    assert not [chip for chip in without.chips if chip.key and chip.key[0] == 2]
    focused = frame_of(document, 0, focus=(2, 5))
    assert {chip.key[1] for chip in focused.chips if chip.key and chip.key[0] == 2} == {5}


def test_a_step_changes_little_of_a_picture() -> None:
    document = document_of((2, 8, 8, 1))
    walk = Walk(document, 0)
    view = View(700, 600, symbols("excitation", document.network.widths))
    old, new = (make_frame(walk, walk.schedule.position(index), view) for index in (2, 4))
    boxes = list(changed_boxes(old, new) or [])
    unchanged = [node for node in new.nodes if node in set(old.nodes)]
    assert boxes and len(unchanged) >= len(new.nodes) - 4
    assert node_box(new.nodes[0], new)[0] < new.nodes[0].x
    other = make_frame(walk, walk.schedule.size, view)
    assert changed_boxes(old, other) is None


@pytest.mark.parametrize("index", [0, 3, 8, 12, 25])
def test_what_is_hit_leads_to_the_step_that_computed_it(index: int) -> None:
    document = find("toy").document()
    walk = Walk(document, 0)
    frame = frame_of(document, index)
    position = walk.schedule.position(index)
    node = next(node for node in frame.nodes if (node.layer, node.unit) == (1, 1))
    upper, lower = hit(frame, node.x, node.y - 8), hit(frame, node.x, node.y + 8)
    assert (upper, lower) == (Hit(Kind.EXCITATION, 1, 1), Hit(Kind.ACTIVATION, 1, 1))
    assert step_of(walk, position, upper) == Step(Phase.FORWARD, Quantity.EXCITATION, 1, 1, None, 0)
    loss = next(chip for chip in frame.chips if chip.role == "loss")
    found = hit(frame, loss.x, loss.y)
    assert found is not None and step_of(walk, position, found) == Step(Phase.LOSS, Quantity.LOSS, sample=0)
    assert hit(frame, 1, 1) is None
    assert walk.schedule.find(step_of(walk, position, Hit(Kind.EDGE, 1, 0, 1))) is not None  # type: ignore[arg-type]


def test_a_hint_gives_names_and_full_precision() -> None:
    walk = Walk(find("toy").document(), 0)
    names = symbols("excitation", (2, 2, 1))
    known = describe(walk, walk.schedule.position(9), names, Hit(Kind.ACTIVATION, 1, 0))
    assert "0.9525741268224334" in known and "−0.0075277323821079855" in known
    assert "not known yet" in describe(walk, walk.schedule.position(1), names, Hit(Kind.ACTIVATION, 2, 0))
    assert "2" in describe(walk, 2, names, Hit(Kind.TARGET, 2, 0))


def test_no_label_is_cut_at_the_upper_or_lower_edge_of_a_small_picture() -> None:
    document = find("mazur").document()
    for index in range(Walk(document, initial_selection(document)).schedule.count(Grain.NEURON)):
        for size in ((498, 376, 1.5), (530, 430, 1.0)):
            for chip in frame_of(document, index, size).chips:
                if chip.role in ("weight", "product", "gradient"):
                    assert chip.y - chip.height / 2 >= 0, (index, size, chip)
                    assert chip.y + chip.height / 2 <= size[1], (index, size, chip)
