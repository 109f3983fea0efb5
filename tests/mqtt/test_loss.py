"""Hazard H66: without a broker only what somebody at the chair attends goes on."""

import asyncio
from pathlib import Path

import pytest
from tests.frontends.processes import Place

from chairctl.domain.commands import Origin, Run
from chairctl.domain.safety import Outcome
from chairctl.domain.time import SECOND
from chairctl.frontends.daemon.config import DaemonConfig, MqttConfig, StationConfig
from chairctl.frontends.daemon.daemon import Daemon
from chairctl.frontends.mqtt.policy import Policy
from chairctl.profiles.loader import load_programme
from chairctl.runtime.ledger import Ledger
from chairctl.texts import Texts
from chairctl_proof.broker.mosquitto import MISSING, MOSQUITTO, Broker
from chairctl_proof.realtime.chair import RealChair, boot_clock

pytestmark = pytest.mark.skipif(MOSQUITTO is None, reason=MISSING)


@pytest.mark.parametrize("attended", [False, True])
async def test_when_the_broker_falls_silent_an_unattended_session_is_at_zero_within_a_second_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attended: bool
) -> None:
    place = Place(tmp_path)
    for name, value in place.env.items():
        monkeypatch.setenv(name, value)
    window = (600 if attended else 1) * SECOND
    with Broker(tmp_path) as broker, RealChair(tmp_path) as chair:
        config = DaemonConfig(
            "pi",
            "home",
            (StationConfig("lounge", chair.url, None, None, Policy.FULL, window),),
            MqttConfig("127.0.0.1", broker.port, wind_down_after=2 * SECOND),
        )
        ledger = Ledger(place.ledger)
        daemon = Daemon(config, ledger, Texts("en"), lambda: config)
        running = asyncio.create_task(daemon.run())
        try:
            while not (daemon.metrics.bridge and daemon.metrics.bridge.line.proven_at):
                await asyncio.sleep(0.05)
            host = daemon.chairs["lounge"].host
            assert (await host.arm(20)).outcome is not Outcome.REFUSED
            host.ask(Run(load_programme("relax")), Origin.REMOTE)
            await asyncio.to_thread(chair.energised_at, 8)
            await asyncio.sleep(1.5)
            broker.freeze()
            frozen_at = boot_clock()
            zero_at = await asyncio.to_thread(chair.zero_at, frozen_at + SECOND, 4)
            await asyncio.sleep(0.5)  # the last levels are too small to be felt; then it ends
            ended = host.snapshot().ended
            if attended:
                assert (zero_at, ended) == (None, None)
            else:
                assert zero_at is not None
                assert zero_at - frozen_at < 3.5 * SECOND
                assert ended
                assert ended.code == "wound_down"
        finally:
            daemon._ending.set()
            broker.thaw()
            await running
            assert ledger.close()
