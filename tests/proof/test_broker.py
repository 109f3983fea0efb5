"""Samples of the campaigns at a real broker; `make chaos-mqtt latency-mqtt` run them in full."""

import pytest

from chairctl_proof.broker import chaos, latency
from chairctl_proof.broker.mosquitto import MISSING, MOSQUITTO

pytestmark = pytest.mark.skipif(MOSQUITTO is None, reason=MISSING)


def test_whatever_breaks_around_the_daemon_nothing_is_put_out_and_the_broker_is_told_the_truth() -> None:
    result = chaos.run(4, seed=11)
    assert result.failures == []
    assert len(result.true_after_s) == 4


def test_a_stop_over_the_broker_reaches_the_chair_soon_and_never_fails() -> None:
    found = latency.measure(6, seed=1)
    assert latency.figures(found["chairctl"])["never"] == 0
    assert latency.figures(found["chairctl"])["p50"] < 100
