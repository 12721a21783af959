"""The curves of training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from present.descend.boxes import label_boxes, outside, overlaps

from mlpviz.nn.network import Array
from mlpviz.present.palette import THEMES
from mlpviz.present.train.progress import Progress, ProgressFrame, Stop, make_progress
from mlpviz.present.train.progress_words import Curve
from mlpviz.present.train.runs import BEFORE, run_path, run_style

LIGHT = THEMES["light"]
EPOCHS = np.arange(100.0)
SIZES = ((300, 160), (420, 300), (600, 220), (1200, 700))


def progress(runs: int = 1, epochs: int = 200, before: bool = False, scale: float = 1.0) -> Progress:
    """Losses that halve every 20 epochs (30 of run B), the test samples' a little above."""
    at = np.arange(epochs + 1.0)
    losses, accuracies = list[Curve](), list[Curve]()
    for run in (*range(runs), *((BEFORE,) if before else ())):
        name = "" if runs == 1 else ("ReLU", "tanh")[run]
        for role, worse in (("train", 0.0), ("test", 0.01)):
            values = scale * (0.5 ** (at / (20 + 10 * run)) + worse)
            losses.append(Curve(name, at, values, role, run))  # type: ignore[arg-type]
            accuracies.append(Curve(name, at, 1 - 0.5 * values / scale, role, run))  # type: ignore[arg-type]
    rates = (Curve("", at, np.where(at < epochs / 2, 0.1, 0.01)),)
    return Progress(tuple(losses), tuple(accuracies), rates, epoch=0.7 * epochs)


def words(frame: ProgressFrame) -> set[str]:
    return {label.text for plot in frame.plots for label in plot.labels}


def loss(*values: float) -> Array:
    return np.array(values)


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", ["one", "two", "before", "empty", "start", "stopped", "pointer"])
def test_no_word_lies_over_another(theme: str, size: tuple[int, int], case: str) -> None:
    made = progress(2 if case in ("two", "stopped") else 1, before=case == "before")
    if case == "empty":
        made = Progress(())
    if case == "start":
        made = Progress((Curve("", loss(0), loss(0.7)),), (Curve("", loss(0), loss(0.5)),), end=50)
    if case == "stopped":
        made = replace(made, stops=(Stop(0, 80, "stopped at update 400"), Stop(1, 81, "stopped at update 405")))
    frame = make_progress(made, THEMES[theme], *size, pointer=37 if case == "pointer" else None)
    boxes = label_boxes(label for plot in frame.plots for label in plot.labels)
    assert overlaps(boxes) == []
    assert outside(boxes, *size) == []
    assert all(plot.axes.area.height > 30 for plot in frame.plots)


def test_the_values_are_those_of_the_epoch_shown_or_pointed_at() -> None:
    made = progress()
    frame = make_progress(made, LIGHT, 600, 220)
    assert {"train 0.007812", "test 0.01781", "train 99.6 %", "test 99.1 %", "epoch 140 · η 0.01"} <= words(frame)
    at = make_progress(made, LIGHT, 600, 220, pointer=20)
    assert {"train 0.5", "test 0.51", "epoch 20 · η 0.1", "train 75 %"} <= words(at)
    assert frame.plots[0].pointer is None and at.plots[0].pointer is not None
    area = at.plots[0].axes.area
    assert area.point(at.plots[0].pointer[0], 0)[0] == pytest.approx(20)
    assert area.point(at.plots[0].now[0], 0)[0] == pytest.approx(140)
    for mark, value in zip(at.plots[0].marks, (0.5, 0.51), strict=True):
        assert 10 ** area.point(mark.x, mark.y)[1] == pytest.approx(value)


def test_a_click_finds_the_nearest_epoch_with_values() -> None:
    made = progress()
    sparse = replace(made, losses=tuple(replace(c, epochs=c.epochs[::50], values=c.values[::50]) for c in made.losses))
    frame = make_progress(sparse, LIGHT, 600, 220)
    for plot in frame.plots:
        x = float(plot.axes.area.place(np.array([112.0, plot.axes.area.y0]))[0])
        assert frame.epoch_at(x) == 100
        assert frame.epoch_at(x + plot.axes.area.width * 20 / 200) == 150
    assert frame.epoch_at(-500) == 0 and frame.epoch_at(9000) == 200
    assert make_progress(Progress(()), LIGHT, 600, 220).epoch_at(100) is None


def test_what_has_no_room_for_a_plot_is_said_beside_the_loss() -> None:
    small = make_progress(progress(), LIGHT, 360, 160)
    assert [plot.quantity for plot in small.plots] == ["loss"]
    assert {"train 0.007812, 99.6 %", "test 0.01781, 99.1 %"} <= words(small)
    large = make_progress(progress(), LIGHT, 1200, 700)
    assert [plot.quantity for plot in large.plots] == ["loss", "accuracy", "rate"]
    assert "train 0.007812" in words(large) and "epoch 140" in words(large)


def test_two_runs_have_letters_and_names() -> None:
    frame = make_progress(progress(2), LIGHT, 1200, 700)
    assert {"A", "B", "A ReLU train 0.007812", "B tanh train 0.03937"} <= words(frame)
    assert {stroke.run for stroke in frame.plots[0].strokes} == {0, 1}
    assert not {"A", "B"} & words(make_progress(progress(1), LIGHT, 1200, 700))
    ended = replace(progress(2), stops=(Stop(1, 200, "stopped at update 1000"),))
    named = make_progress(ended, LIGHT, 1200, 700)
    assert {"A", "B stopped at update 1000"} <= words(named) and "B" not in words(named)


def test_the_run_before_is_grey_and_has_no_marker() -> None:
    frame = make_progress(progress(1, before=True), LIGHT, 1200, 700)
    plot = frame.plots[0]
    assert [stroke.run for stroke in plot.strokes] == [BEFORE, BEFORE, 0, 0]  # below the others
    assert {mark.path for mark in plot.marks} == {run_path(0)} and len(plot.marks) == 2
    assert run_style(BEFORE, LIGHT).color == LIGHT.muted
    assert any(word.startswith("before train ") for word in words(frame))


def test_the_last_tick_stays_in_the_panel() -> None:
    made = Progress((Curve("", np.array([0.0, 200_000.0]), loss(1, 0.5)),))
    frame = make_progress(made, LIGHT, 600, 220)
    assert "200,000" in words(frame)
    assert outside(label_boxes(frame.plots[0].labels), 600, 220) == []
    ended = replace(made, epoch=200_000)
    for theme in THEMES.values():
        (label,) = (label for label in make_progress(ended, theme, 600, 220).plots[0].labels if label.text == "200,000")
        assert label.role == "now" and label.left + label.width <= 600 - 12 * theme.scale + 0.01


def test_a_run_that_stopped_says_where_and_its_line_ends_there() -> None:
    made = progress(epochs=100)
    values = np.concatenate([made.losses[0].values[:40], [np.inf]])
    ended = replace(made.losses[0], epochs=np.arange(41.0), values=values)
    frame = make_progress(
        replace(made, losses=(ended,), accuracies=(), stops=(Stop(0, 40, "stopped at update 400"),)), LIGHT, 600, 220
    )
    plot = frame.plots[0]
    assert plot.axes.area.point(plot.stops[0][0], 0)[0] == pytest.approx(40)
    assert plot.axes.area.point(plot.strokes[0].pieces[:, [0, 2]].max(), 0)[0] == pytest.approx(39)
    assert "stopped at update 400" in words(frame) and "train ∞" in words(frame)


def test_what_is_said_of_a_stop_keeps_off_the_curves() -> None:
    made = progress(epochs=100)
    steep = Curve("", np.arange(101.0), np.exp(np.minimum(np.arange(101.0), 20.0)))
    for epoch in (20, 50, 95):
        stopped = Progress((steep, *made.losses), stops=(Stop(0, epoch, "stopped at update 400"),))
        plot = make_progress(stopped, LIGHT, 600, 220).plots[0]
        (label,) = (label for label in plot.labels if label.text.startswith("stopped"))
        x, y, wide, tall = label.bounds
        for stroke in plot.strokes:
            points = (stroke.pieces[:, :2] + stroke.pieces[:, 2:]) / 2
            assert not ((np.abs(points[:, 0] - x) < wide / 2) & (np.abs(points[:, 1] - y) < tall / 2)).any()


def test_a_loss_that_is_not_above_zero_has_a_linear_axis() -> None:
    for values, log in ((loss(1, -1), False), (loss(0, 0), False), (loss(1, 0), False), (loss(1, 0.1), True)):
        frame = make_progress(Progress((Curve("", np.arange(2.0), values),)), LIGHT, 600, 220)
        assert ("Loss by epoch (log)" in words(frame)) == log
        assert len(frame.plots[0].marks) == 1  # of the value at epoch 0, in view
        assert frame.plots[0].axes.area.y1 > frame.plots[0].axes.area.y0
    linear = make_progress(replace(progress(), log=False), LIGHT, 600, 220)
    assert "Loss by epoch" in words(linear) and linear.plots[0].axes.area.y0 == 0


def test_a_logarithmic_axis_follows_the_loss_up_and_down() -> None:
    for least, most in ((1e-3, 1e300), (9e-23, 0.7), (5e-324, 1e308)):
        at = np.linspace(0.0, 1.0, 101)
        values = 10 ** ((1 - at) * np.log10(most) + at * np.log10(least))
        values[0], values[-1] = most, least
        for series in (values, values[::-1]):
            plot = make_progress(Progress((Curve("", np.arange(101.0), series),), epoch=100), LIGHT, 600, 220).plots[0]
            area, (mark,) = plot.axes.area, plot.marks
            assert area.y0 < np.log10(least) and area.y1 > np.log10(most)
            assert area.point(mark.x, mark.y)[1] == pytest.approx(np.log10(series[-1]), abs=1e-6)
            assert plot.strokes[0].pieces[:, [0, 2]].max() == pytest.approx(area.right)
            assert "↑" not in {label.text for label in plot.labels}


def test_a_loss_of_zero_stands_below_a_logarithmic_axis_and_is_told() -> None:
    values = loss(1, 1e-2, 1e-5, 0, 1e-6, 0)
    made = Progress((Curve("", np.arange(6.0), values),), epoch=5)
    frame = make_progress(made, LIGHT, 600, 220)
    area, (mark,) = frame.plots[0].axes.area, frame.plots[0].marks
    assert {"Loss by epoch (log, 0 below)", "train 0"} <= words(frame)
    zeros = [label for label in frame.plots[0].labels if label.text == "0"]
    assert [label.bounds[1] for label in zeros][:1] == pytest.approx([area.bottom])
    assert mark.y == pytest.approx(area.bottom)
    assert area.point(0, area.bottom)[1] < -7
    assert frame.plots[0].strokes[0].pieces[:, [0, 2]].max() == pytest.approx(area.right)


def test_a_loss_that_runs_away_leaves_a_linear_axis_where_an_arrow_stands() -> None:
    values = np.exp(np.arange(100.0) * 5)
    late = np.where(np.arange(100) < 60, 1.0, 1e9)
    curves = (Curve("", EPOCHS, values), Curve("", EPOCHS, 1.1 * values, "test"), Curve("", EPOCHS, late, "train", 1))
    plot = make_progress(Progress(curves, log=False), LIGHT, 600, 220).plots[0]
    assert plot.axes.area.y1 < 5
    arrows = [label for label in plot.labels if label.text == "↑"]
    assert [label.role for label in arrows] == [run_style(run, LIGHT).color for run in (0, 1)]
    assert [plot.axes.area.point(label.bounds[0], 0)[0] for label in arrows] == pytest.approx([2, 59], abs=0.5)
    together = (curves[0], replace(curves[0], run=1))
    labels = make_progress(Progress(together, log=False), LIGHT, 600, 220).plots[0].labels
    assert sum(label.text == "↑" for label in labels) == 2
    assert overlaps(label_boxes(labels)) == []


def test_epochs_are_read_in_full() -> None:
    curve = Curve("", np.array([0.0, 1_234_567.0]), loss(1, 0.5))
    assert "epoch 1,234,567" in words(make_progress(Progress((curve,), epoch=1_234_567), LIGHT, 600, 220))
    assert {"epoch 3.08", "3.08"} <= words(make_progress(Progress((curve,), epoch=37 / 12), LIGHT, 600, 220))


def test_the_rate_is_drawn_as_stairs() -> None:
    frame = make_progress(progress(), LIGHT, 1200, 700)
    pieces = frame.plots[2].strokes[0].pieces
    slanted = (np.abs(pieces[:, 2] - pieces[:, 0]) > 0.01) & (np.abs(pieces[:, 3] - pieces[:, 1]) > 0.01)
    assert not slanted.any()


def test_twenty_thousand_epochs_are_few_lines() -> None:
    noise = np.exp(np.random.default_rng(0).standard_normal(20_001))
    made = Progress((Curve("", np.arange(20_001.0), noise),))
    plot = make_progress(made, LIGHT, 600, 220).plots[0]
    assert len(plot.strokes[0].pieces) < 900
    ys = plot.strokes[0].pieces[:, [1, 3]]
    greatest = float(plot.axes.area.place(np.array([0.0, np.log10(noise.max())]))[1])
    assert ys.min() == pytest.approx(greatest)
