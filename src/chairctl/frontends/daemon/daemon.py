"""The daemon: opens its stations, keeps them, and stops everything before anything else ends."""

import asyncio
import logging
import signal
from collections.abc import Callable
from dataclasses import replace

from chairctl.domain.time import SECOND
from chairctl.frontends.daemon.config import DaemonConfig, StationConfig
from chairctl.frontends.daemon.metrics import Metrics
from chairctl.frontends.daemon.notify import Supervisor
from chairctl.frontends.daemon.ready import load_bridge, make_ready, programmes
from chairctl.frontends.daemon.stations import BadStation, Chair, build_chair, check_station
from chairctl.frontends.mqtt.topics import Topics
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.steady import keep_what_is_loaded
from chairctl.runtime.timing import Timing
from chairctl.texts import Texts

LOOK_S = 0.05
"""How often it is looked how late a turn is, while somebody has armed."""
REFRESH_S = 30.0
NOTE_S = 0.5
BEAT_S = 1.0
"""How often every control turn has to show that it lives, without a supervisor that wants it oftener."""

log = logging.getLogger("chairctl.daemon")


class Daemon:
    """One process, many stations, one ledger."""

    def __init__(
        self, config: DaemonConfig, ledger: Ledger, texts: Texts, reread: Callable[[], DaemonConfig]
    ) -> None:
        self.config = config
        self.chairs: dict[str, Chair] = {}
        self._lateness = Timing()
        """How late the event loop is, which takes the turns of all stations."""
        self.metrics = Metrics(self.chairs, self._lateness)
        self._ledger = ledger
        self._texts = texts
        self._reread = reread
        self._supervisor = Supervisor()
        self._ending = asyncio.Event()
        self._wanted = asyncio.Event()
        """Somebody has asked to read the file again."""
        self.signal = ""

    async def run(self) -> None:
        """From the first line to the last read-back zero. Raises BadStation before anything is open."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._end, number)
        loop.add_signal_handler(signal.SIGHUP, self._wanted.set)
        make_ready(self._texts, has_broker=self.config.mqtt is not None)
        known = programmes()
        built = [build_chair(one, self._ledger, self._texts, known) for one in self.config.stations]
        keep_what_is_loaded()
        beating = [asyncio.create_task(work) for work in (self._beat(), self._refresh(), self._note())]
        try:
            for chair in built:
                await self._open(chair)
            await self.metrics.open(self.config.metrics_port, self._texts)
            self._open_bridge()
            said = self._texts.say("daemon.started", name=self.config.name, stations=len(self.chairs))
            log.info(said)
            self._supervisor.say("READY=1", f"STATUS={said}")
            await self._keep()
        finally:
            self._stop_all()
            self._supervisor.say("STOPPING=1")
            for task in beating:
                task.cancel()
            await asyncio.gather(*(self._close(name) for name in list(self.chairs)))
            await self._close_bridge()
            await self.metrics.close()
            log.info(self._texts.say("daemon.stopped"))

    # --- parts ----------------------------------------------------------------------------------

    async def _keep(self) -> None:
        """Read the file again when asked to, until the end."""
        while True:
            waits = [asyncio.create_task(one.wait()) for one in (self._ending, self._wanted)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            if self._ending.is_set():
                return
            self._wanted.clear()
            self._supervisor.say("RELOADING=1")
            await self._reload()
            self._supervisor.say("READY=1")

    async def _reload(self) -> None:
        """What is the same in the file goes on untouched; with errors in it, everything does."""
        try:
            config, built = await asyncio.to_thread(self._read_again)
        except ProfileErrors as errors:
            for problem in errors.problems:
                log.warning(problem.say(self._texts))
            log.warning(self._texts.say("daemon.not_reloaded"))
            return
        except BadStation as refusal:
            log.warning(str(refusal))
            log.warning(self._texts.say("daemon.not_reloaded"))
            return
        await self._close_bridge()
        wanted = {one.name for one in config.stations}
        removed = [name for name in self.chairs if name not in wanted]
        changed = [name for name in built if name in self.chairs]
        for name in (*removed, *changed):
            await self._close(name)
            log.info(self._texts.say("daemon.station_gone", station=name))
        for chair in built.values():
            await self._open(chair)
        if config.metrics_port != self.config.metrics_port:
            await self.metrics.close()
            await self.metrics.open(config.metrics_port, self._texts)
        self.config = config
        self._open_bridge()
        added, same = len(built) - len(changed), len(wanted) - len(built)
        counts = {"added": added, "removed": len(removed), "changed": len(changed), "same": same}
        log.info(self._texts.say("daemon.reloaded", **counts))

    def _read_again(self) -> tuple[DaemonConfig, dict[str, Chair]]:
        """The file, and every station in it that is new or changed; in a thread, as it takes its time."""
        config = self._reread()
        old = {name: chair.config for name, chair in self.chairs.items()}
        if config.mqtt:
            load_bridge()
        known = programmes()
        new = [one for one in config.stations if old.get(one.name) != one or self._is_elsewhere(one)]
        return config, {one.name: build_chair(one, self._ledger, self._texts, known) for one in new}

    def _is_elsewhere(self, config: StationConfig) -> bool:
        """Whether the device that a station names has another address or profile by now."""
        chair = self.chairs[config.name]
        profile, address, _ = check_station(config, self._texts)
        return (address, profile) != (chair.address, chair.profile)

    async def _open(self, chair: Chair) -> None:
        self.chairs[chair.config.name] = chair
        await chair.open(self._texts)

    async def _close(self, name: str) -> None:
        await self.chairs[name].close()
        del self.chairs[name]

    def _open_bridge(self) -> None:
        """Late, so that a daemon without a broker needs nothing of it."""
        if self.config.mqtt is None:
            return
        from chairctl.frontends.mqtt.bridge import Bridge

        assistant = self.config.mqtt.home_assistant
        topics = Topics(self.config.mqtt.prefix, self.config.site, self.config.name)
        if assistant:
            topics = replace(topics, discovery=assistant.prefix)
        desks = {name: chair.let_remotes_in(self._texts) for name, chair in self.chairs.items()}
        self.metrics.bridge = Bridge(self.config.mqtt, topics, desks, self._texts)
        self.metrics.bridge.open()

    async def _close_bridge(self) -> None:
        bridge, self.metrics.bridge = self.metrics.bridge, None
        if bridge:
            await bridge.close()

    async def _beat(self) -> None:
        """Tell the supervisor that we live, but only if every control turn does."""
        limit = self._supervisor.watchdog_s
        pause_s = min(BEAT_S, limit / 3) if limit else BEAT_S
        while True:
            broken = [name for name, chair in self.chairs.items() if not chair.host.take_turn()]
            if not broken:
                self._supervisor.say("WATCHDOG=1")
            elif limit is None:
                self._ending.set()  # nobody would start us again: end rather than pretend
            for name in broken:
                log.critical(self._texts.say("daemon.turn_broken", station=name))
            await self._pause(pause_s)

    async def _pause(self, seconds: float) -> None:
        """How late is a turn that is due now? Each look wakes the computer, so at rest one has to do."""
        loop = asyncio.get_running_loop()
        is_armed = any(chair.is_armed for chair in self.chairs.values())
        looks = max(1, round(seconds / LOOK_S)) if is_armed else 1
        for _ in range(looks):
            due = loop.time() + seconds / looks
            await asyncio.sleep(seconds / looks)
            self._lateness.note(max(0, int((loop.time() - due) * SECOND)))

    async def _refresh(self) -> None:
        """Somebody may have answered the screening, or it is another day."""
        while True:
            await asyncio.sleep(REFRESH_S)
            for chair in list(self.chairs.values()):
                await asyncio.to_thread(chair.sitting.refresh)

    async def _note(self) -> None:
        """Log what is new of each chair; what can't be told once may be told the next time."""
        while True:
            await asyncio.sleep(NOTE_S)
            for name, chair in list(self.chairs.items()):
                try:
                    chair.note()
                except Exception:
                    log.exception("%s", name)

    def _stop_all(self) -> None:
        for chair in self.chairs.values():
            chair.stop()

    def _end(self, number: signal.Signals) -> None:
        """Stop everything at once; the rest may take its time."""
        self._stop_all()
        self.signal = self.signal or number.name
        log.info(self._texts.say("daemon.stopping", signal=self.signal))
        self._ending.set()
