"""A kernel on a bench: a scripted body of devices that do at once what they are permitted."""

from collections.abc import Mapping

from tests.support.profiles import AIR_ON, HEAT_ON, ROLLER_ON, TENS_ON, chair
from tests.support.reports import EPOCH, PAD, identity, telemetry

from chairctl.domain.channels import OFF, Output, OutputImage
from chairctl.domain.safety import Priority, Reason, SafetyState, WardenWord
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.kernel import Decision, Kernel
from chairctl_proof.ledger import MemoryLedger

TURN: Duration = 50 * MILLISECOND


class Bench:
    """Turns of 50 ms."""

    def __init__(self, *profiles: DeviceProfile, now: Instant = SECOND) -> None:
        self.profiles = profiles or (chair(),)
        self.kernel = Kernel(self.profiles)
        self.ledger = MemoryLedger()
        self.now = now
        self.pad: int | None = PAD
        self.epoch = EPOCH
        self.armed = False
        self.applied: list[int] = [0] * len(self.kernel.channels)
        self.wanted: OutputImage = (OFF,) * len(self.kernel.channels)
        self.decision: Decision = self.kernel.decide(self.wanted, None, now)

    @property
    def profile(self) -> DeviceProfile:
        return self.profiles[0]

    def connect(self) -> "Bench":
        """Lines up, identities and first telemetry in."""
        for profile in self.profiles:
            self.kernel.line_up(profile.name)
            self.kernel.seen[profile.name].warden = WardenWord.READY
            self.kernel.observe(identity(profile), self.now)
        self.report()
        return self

    def arm(self) -> "Bench":
        """Connected, armed, and confirmed by every device."""
        self.connect()
        assert self.ask_to_arm() == ()
        self.decide()
        self.armed = True
        self.report()
        self.decide()
        return self

    def ask_to_arm(self) -> tuple[Reason, ...]:
        """Ask for it, and once more when the ledger has answered."""
        reasons = self.kernel.arm(self.now)
        if reasons == (Reason("ledger_pending"),):
            self.ledger.serve(self.kernel.allowance, self.now)
            reasons = self.kernel.arm(self.now)
        return reasons

    def energise(self, wanted: Mapping[str, Output]) -> "Bench":
        """Armed, and a second of turns that want these outputs."""
        self.arm()
        self.want(wanted)
        return self.run(SECOND)

    def want(self, wanted: Mapping[str, Output]) -> None:
        names = [profile.channel.name for profile in self.kernel.channels]
        self.wanted = tuple(wanted.get(name, OFF) for name in names)

    def report(self, **bent: object) -> None:
        """One telemetry of every device, now; keywords bend the first device's."""
        first = 0
        for profile in self.profiles:
            last = first + len(profile.channels)
            fields = {"pad": self.pad, "epoch": self.epoch, "armed": self.armed} | (bent if not first else {})
            applied = fields.pop("applied", tuple(self.applied[first:last]))
            self.kernel.observe(telemetry(profile, self.now, applied, **fields), self.now)  # type: ignore[arg-type]
            first = last

    def decide(self) -> Decision:
        """One decision now, with wishes that hold."""
        self.decision = self.kernel.decide(self.wanted, self.now + 10 * SECOND, self.now)
        self.ledger.serve(self.kernel.allowance, self.now)
        return self.decision

    def turn(self, elapsed: Duration = TURN) -> Decision:
        """Time passes, everybody reports what was permitted, one decision."""
        self.now += elapsed
        self.report()
        self.decide()
        self.applied = self.levels
        return self.decision

    def run(self, duration: Duration) -> "Bench":
        """Turns for a time."""
        for _ in range(duration // TURN):
            self.turn()
        return self

    def bend(self, duration: Duration, **bent: object) -> "Bench":
        """Turns for a time, with reports of the first device that are bent by keywords."""
        for _ in range(duration // TURN):
            self.now += TURN
            self.report(**bent)
            self.decide()
            self.applied = self.levels
        return self

    @property
    def levels(self) -> list[int]:
        return [output.level for output in self.decision.image]

    @property
    def trips(self) -> list[str]:
        return [trip.reason.code for trip in self.kernel.trips]


ALL_ON = {"roller": ROLLER_ON, "heat": HEAT_ON, "air": AIR_ON, "tens": TENS_ON}


def energised(*profiles: DeviceProfile) -> Bench:
    """A bench that has run for five seconds with everything on."""
    bench = Bench(*profiles).energise(ALL_ON).run(4 * SECOND)
    assert bench.kernel.state is SafetyState.ENERGISED
    return bench


def assert_tripped(bench: Bench, code: str, hazard: str, priority: Priority = Priority.HIGH) -> Reason:
    """One trip, latched, with everything at zero and nothing armed."""
    (trip,) = bench.kernel.trips
    assert (trip.reason.code, trip.hazard, trip.priority) == (code, hazard, priority)
    assert (trip.at, bench.kernel.state) == (bench.now, SafetyState.TRIPPED)
    assert not any(bench.levels)
    assert not any(permit.armed for permit in bench.decision.permits)
    assert bench.kernel.ended == trip.reason
    return trip.reason
