"""What a scan has found, in words."""

from chairctl.frontends.cli.simulators import running_chairs
from chairctl.frontends.cli.target import place_of, sound_profiles
from chairctl.profiles.loader import load_paired, paired_names
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.runtime.scanning import Port, Radio, Sighting, Sightings
from chairctl.texts import Texts

COLUMNS = ("address", "what", "signal", "may_be", "named")


class ScanWords:
    """What is here in words: with the names that a person has given, and the profiles that may fit."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.simulators = running_chairs()
        self._profiles: dict[str, list[str]] = {}
        for profile in sound_profiles():
            self._profiles.setdefault(profile.family, []).append(profile.name)
        self._named: dict[str, list[str]] = {}
        for name in paired_names():
            try:
                self._named.setdefault(place_of(load_paired(name).address), []).append(name)
            except ProfileErrors:
                continue  # `chairctl doctor` says what is wrong with it

    def named(self, address: str, says: str = "") -> list[str]:
        """The names that a person has given to what is there; `says`: what a radio calls itself."""
        by_itself = self._named.get(place_of(f"ble:{says}"), []) if says else []
        return [*self._named.get(place_of(address), []), *by_itself]

    def family(self, profile: str) -> str:
        """The family of a profile; the name of the profile if none has it."""
        return next((family for family, names in self._profiles.items() if profile in names), profile)

    def profiles(self, family: str) -> list[str]:
        """The profiles of a family."""
        return self._profiles.get(family, [])

    def row(self, one: Sighting) -> list[str]:
        """What is at one address, in the order of `COLUMNS`."""
        address = shown(one.address, 200)
        named = ", ".join(self.named(one.address, one.name if isinstance(one, Radio) else ""))
        may_be = ", ".join(f"{family} ({', '.join(self.profiles(family))})" for family in one.families)
        if isinstance(one, Radio):
            return [address, shown(one.name), f"{one.rssi_dbm} dBm", may_be or "-", named]
        usb = f" [{one.usb.vendor:04x}:{one.usb.product:04x}]" if one.usb else ""
        return [address, shown(one.description) + usb, "", may_be or self.texts.say("scan.ask"), named]

    def simulator_rows(self, sightings: Sightings) -> list[list[str]]:
        """The simulated chairs that run and are not seen otherwise."""
        return [
            [
                chair.url,
                self.texts.say("scan.simulated", what=chair.serial_number or chair.profile),
                "",
                f"{self.family(chair.profile)} ({chair.profile})",
                ", ".join(self.named(chair.url)),
            ]
            for chair in self.simulators
            if chair.url not in sightings.here
        ]

    def rows(self, sightings: Sightings) -> list[list[str]]:
        """Everything: ports, simulated chairs, then radios, those with a sign first, the nearest first."""
        here = sightings.here.values()
        radios = [one for one in here if isinstance(one, Radio)]
        radios.sort(key=lambda one: (not self.named(one.address, one.name), not one.families, -one.rssi_dbm))
        ports = [one for one in here if isinstance(one, Port)]
        return [*map(self.row, ports), *self.simulator_rows(sightings), *map(self.row, radios)]

    def head(self) -> list[str]:
        """The titles of the columns."""
        return [self.texts.say(f"scan.column.{name}") for name in COLUMNS]


def bluetooth_line(code: str, texts: Texts) -> str:
    """Why Bluetooth can't be listened to, and that the rest works."""
    return texts.say("scan.no_bluetooth", reason=texts.say(f"line.{code}"))
