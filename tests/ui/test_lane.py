"""A lane does the newest thing that it was asked for, and nothing stale arrives."""

import threading
import time

import pytest

from mlpviz.nn.surface import CancelledError
from mlpviz.ui.lane import Lane, undisturbed


@pytest.fixture
def lane(qapp):
    made = Lane()
    yield made
    made.close()
    made.deleteLater()


def gathered(lane):
    heard = []
    lane.arrived.connect(heard.append)
    return heard


def test_results_arrive_in_order_on_the_window_thread(lane, qtbot):
    heard, threads = gathered(lane), []
    lane.arrived.connect(lambda _: threads.append(threading.current_thread()))
    with qtbot.waitSignal(lane.ended):
        lane.ask(lambda go_on: iter([1, 2, 3]))
    assert heard == [1, 2, 3]
    assert set(threads) == {threading.main_thread()}
    assert not lane.busy


def test_a_newer_request_cancels_the_one_before(lane, qtbot):
    heard, begun, told = gathered(lane), threading.Event(), []

    def slow(go_on):
        begun.set()
        while go_on(0.5):
            time.sleep(0.002)
        told.append("cancelled")
        raise CancelledError
        yield "never"

    lane.ask(slow)
    assert begun.wait(2)
    with qtbot.waitSignal(lane.ended):
        lane.ask(lambda go_on: iter(["new"]))
    assert heard == ["new"]
    assert told == ["cancelled"]


def test_what_was_on_its_way_when_cancelled_is_dropped(lane, qtbot):
    heard, arrived = gathered(lane), threading.Event()

    def work(go_on):
        yield "stale"
        arrived.set()

    lane.ask(work)
    assert arrived.wait(2)  # its result waits for the event loop
    lane.cancel()
    qtbot.wait(30)
    assert heard == []
    assert not lane.busy


def test_a_failure_is_told_and_the_lane_goes_on(lane, qtbot):
    def broken(go_on):
        yield 1
        raise ValueError("no")

    with qtbot.waitSignal(lane.failed) as caught:
        lane.ask(broken)
    assert str(caught.args[0]) == "no"
    heard = gathered(lane)
    with qtbot.waitSignal(lane.ended):
        lane.ask(lambda go_on: iter([2]))
    assert heard == [2]


def test_progress_is_told_now_and_then(lane, qtbot):
    shares = []
    lane.progressed.connect(shares.append)

    def work(go_on):
        for k in range(60):
            go_on(k / 60)
            time.sleep(0.005)
        yield "done"

    with qtbot.waitSignal(lane.ended):
        lane.ask(work)
    assert shares
    assert shares == sorted(shares)
    assert len(shares) <= 5


def test_closing_waits_for_the_thread(qapp):
    lane = Lane()
    begun = threading.Event()

    def work(go_on):
        begun.set()
        while go_on(0):
            time.sleep(0.001)
        raise CancelledError
        yield None

    lane.ask(work)
    assert begun.wait(2)
    lane.close()
    assert lane._thread is not None
    assert not lane._thread.is_alive()
    lane.deleteLater()


def test_work_is_held_up_while_the_window_paints(lane, qtbot):
    rounds, begun = [], threading.Event()

    def work(go_on):
        begun.set()
        for k in range(200):
            go_on(k / 200)
            rounds.append(k)
            time.sleep(0.001)
        yield "done"

    lane.ask(work)
    assert begun.wait(2)
    with undisturbed():
        time.sleep(0.005)  # until it asks whether to go on
        before = len(rounds)
        time.sleep(0.03)
        assert len(rounds) <= before + 1
    with qtbot.waitSignal(lane.ended):
        pass
    assert len(rounds) == 200


def test_the_window_cannot_hold_work_up_for_good(lane, qtbot):
    with undisturbed(), qtbot.waitSignal(lane.ended):
        lane.ask(lambda go_on: iter([go_on(0.0) for _ in range(3)]))
