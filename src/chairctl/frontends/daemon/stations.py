"""The stations of the daemon: each a host, its local socket, and the desk of its remotes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chairctl.control.assembly import UnsafeStationError
from chairctl.domain.commands import Origin
from chairctl.domain.programme import Programme
from chairctl.frontends.attach.folder import UnsafeFolderError
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.target import target_of
from chairctl.frontends.daemon.config import StationConfig
from chairctl.frontends.daemon.journal import Journal
from chairctl.frontends.mqtt.policy import Rules
from chairctl.frontends.mqtt.sitting import Sitting, sitting_of
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.building import AddressError, build_host, build_station
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

if TYPE_CHECKING:
    from chairctl.frontends.mqtt.desk import Desk

DEFAULT_PROFILE = "chairlink-reference"

log = logging.getLogger("chairctl.daemon")


class BadStation(Exception):  # noqa: N818  (a refusal)
    """A station can't be built; the text says why, in the language of the daemon."""


@dataclass(slots=True)
class Chair:
    """One station that runs."""

    config: StationConfig
    host: StationHost
    sitting: Sitting
    rules: Rules
    socket: AttachServer
    address: str
    profile: DeviceProfile
    journal: Journal
    desk: "Desk | None" = None
    """Of its remotes; None: there was no broker yet."""

    async def open(self, texts: Texts) -> None:
        """Open the lines, hold the person's limits, and listen on the local socket."""
        host = self.host
        await host.__aenter__()
        for profile in host.station.profiles:
            for lower in self.sitting.limits(profile):
                host.ask(lower, Origin.REMOTE)
        try:
            await self.socket.open()
        except (OSError, UnsafeFolderError) as error:
            log.warning(texts.say("daemon.no_socket", station=self.config.name, error=error))
        profiles = ", ".join(profile.name for profile in host.station.profiles)
        said = texts.say(
            "daemon.station_up", station=self.config.name, device=self.config.device, profile=profiles
        )
        log.info(said)

    @property
    def is_armed(self) -> bool:
        """Whether a person has armed the station."""
        return self.host.station.kernel.state in LIVE

    def let_remotes_in(self, texts: Texts) -> "Desk":
        """The desk of its remotes; what they ask is confirmed over the local socket."""
        from chairctl.frontends.mqtt.desk import Desk

        if self.desk is None:
            self.desk = self.socket.wishes = Desk(self.host, self.rules, self.sitting, texts)
        return self.desk

    def stop(self) -> None:
        """Everything to zero, now; whatever waits is refused."""
        self.host.stop(Origin.LOCAL)
        if self.desk:
            self.desk.stopped()

    def note(self) -> None:
        """Log what is new."""
        self.journal.note(self.desk.waiting() if self.desk else None)

    async def close(self) -> None:
        """Stop first; then zero is read back and everything released."""
        self.stop()
        if self.desk:
            await self.desk.close()
        await self.host.close()
        self.note()
        await self.socket.close()


def build_chair(
    config: StationConfig, ledger: Ledger, texts: Texts, programmes: Mapping[str, Programme]
) -> Chair:
    """A station as the file describes it, not opened yet. Raises BadStation."""
    profile, address, sitting = check_station(config, texts)
    host = build_host(profile, address, ledger, sitting.name, config.name)
    ceilings = dict(config.ceilings_permille)
    rules = Rules(config.remote, config.presence_window, ceilings, programmes)
    server = AttachServer(host, programmes=programmes)
    return Chair(config, host, sitting, rules, server, address, profile, Journal(host, address, texts))


def check_station(config: StationConfig, texts: Texts) -> tuple[DeviceProfile, str, Sitting]:
    """Everything that can be said of a station without opening it. Raises BadStation."""
    try:
        target = target_of(config.device)
        profile = load_device(config.profile or target.profile or DEFAULT_PROFILE)
        build_station(profile, target.address, config.name)
        sitting = sitting_of(config.person, texts)
    except ProfileErrors as errors:
        raise BadStation(_bad(config, errors.problems[0].say(texts), texts)) from errors
    except Refusal as refusal:
        raise BadStation(_bad(config, refusal.said, texts)) from refusal
    except AddressError as error:
        raise BadStation(_bad(config, texts.say(f"line.{error.code}"), texts)) from error
    except UnsafeStationError as error:
        said = texts.say(f"unsafe.{error.code}", detail=error.detail)
        raise BadStation(_bad(config, said, texts)) from error
    known = {channel.channel.name for channel in profile.channels}
    for name, _ in config.ceilings_permille:
        if name not in known:
            said = texts.say("daemon.no_channel", channel=name, known=", ".join(sorted(known)))
            raise BadStation(_bad(config, said, texts))
    return profile, target.address, sitting


def _bad(config: StationConfig, problem: str, texts: Texts) -> str:
    return texts.say("daemon.bad_station", station=config.name, problem=problem)
