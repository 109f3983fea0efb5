"""A kernel among random events; what must always hold is checked after every one of them."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.support.profiles import AIR_ON, HEAT_ON, ROLLER_ON, TENS_ON, chair_and_unit
from tests.support.reports import EPOCH, identity, telemetry

from chairctl.domain.channels import OFF, Output
from chairctl.domain.safety import Reason, SafetyState, WardenWord
from chairctl.domain.telemetry import Garbled
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.safety.gate import objection
from chairctl.safety.grant import QUANTUM
from chairctl.safety.kernel import Decision, Kernel
from chairctl.safety.states import LIVE
from chairctl_proof.ledger import MemoryLedger

PROFILES = chair_and_unit()
DEVICES = st.sampled_from(PROFILES)
WISHES = st.sampled_from(
    [OFF, ROLLER_ON, HEAT_ON, AIR_ON, TENS_ON, None, 5, Output(-3), Output(10**9), Output(float("nan"))]  # type: ignore[arg-type]
)
STEPS = st.sampled_from([0, 1, MILLISECOND, 20 * MILLISECOND, 50 * MILLISECOND, 249 * MILLISECOND, SECOND])


class KernelMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.kernel = Kernel(PROFILES)
        self.ledger = MemoryLedger()
        self.ledger_answers = True
        self.now = SECOND
        self.heard: dict[str, int] = {}
        self.up: set[str] = set()
        self.armed_by_person = False
        self.wanted: tuple[Output, ...] = (ROLLER_ON, HEAT_ON, TENS_ON)
        self.decision: Decision = self.turn()

    def turn(self) -> Decision:
        self.decision = self.kernel.decide(self.wanted, self.now + SECOND, self.now)
        if self.ledger_answers:
            self.ledger.serve(self.kernel.allowance, self.now)
        if self.kernel.state not in LIVE:
            self.armed_by_person = False
        return self.decision

    def levels(self) -> list[int]:
        return [output.level for output in self.decision.image]

    @rule(armed=st.booleans(), step=st.sampled_from([1, 20, 50]), turns=st.integers(1, 30))
    def a_quiet_while(self, armed: bool, step: int, turns: int) -> None:
        """Both devices do as they are told, or say that they are at rest."""
        for _ in range(turns):
            self.now += step * MILLISECOND
            for profile, permit in zip(PROFILES, self.decision.permits, strict=True):
                on = armed and permit.armed
                applied = tuple(output.level if on else 0 for output in permit.image)
                self.hear(telemetry(profile, self.now, applied, armed=on).device, applied, armed=on)
            self.turn()

    def hear(self, device: str, applied: tuple[int, ...], **bent: object) -> None:
        profile = next(profile for profile in PROFILES if profile.name == device)
        self.kernel.observe(telemetry(profile, self.now, applied, **bent), self.now)  # type: ignore[arg-type]
        self.heard[device] = self.now

    @rule(
        profile=DEVICES,
        level=st.sampled_from([0, 0, 0, 1, 400, 2_000, -5]),
        pad=st.sampled_from([350, 350, 420, 430, 450, 2_000, -400, None]),
        epoch=st.sampled_from([EPOCH, EPOCH, EPOCH, None, 8]),
        armed=st.booleans(),
        echo=st.none() | st.integers(0, 3),
        sent=st.none() | st.integers(0, 3),
        faults=st.sampled_from([(), (), ("pad",)]),
    )
    def arbitrary_telemetry(self, profile: object, level: int, **bent: object) -> None:
        self.hear(profile.name, (level,), **bent)  # type: ignore[attr-defined]
        self.turn()

    @rule()
    def everything_is_connected(self) -> None:
        for profile in PROFILES:
            if profile.name not in self.up:
                self.kernel.line_up(profile.name)
                self.kernel.seen[profile.name].warden = WardenWord.READY
                self.up.add(profile.name)
            elif self.kernel.seen[profile.name].warden is not WardenWord.READY:
                self.kernel.seen[profile.name].warden = WardenWord.ZERO
            self.kernel.observe(identity(profile), self.now)
            self.hear(profile.name, ())
        self.turn()

    @rule(turns=st.integers(1, 60))
    def a_session_begins(self, turns: int) -> None:
        """What a careful person does: look, read, acknowledge, arm, and wish for something."""
        self.everything_is_connected()
        self.a_quiet_while(armed=False, step=50, turns=20)
        self.acknowledge()
        self.arm()
        self.arm()
        self.wanted = (ROLLER_ON, HEAT_ON, TENS_ON)
        self.a_quiet_while(armed=True, step=50, turns=turns)

    @rule(profile=DEVICES)
    def a_line_is_lost(self, profile: object) -> None:
        self.kernel.line_down(profile.name, "gone")  # type: ignore[attr-defined]
        self.up.discard(profile.name)  # type: ignore[attr-defined]
        self.turn()
        assert not any(self.levels())

    @rule(profile=DEVICES)
    def noise(self, profile: object) -> None:
        self.kernel.observe(Garbled(profile.name, 3, "crc"), self.now)  # type: ignore[attr-defined]
        self.turn()

    @rule(profile=DEVICES, word=st.sampled_from(WardenWord))
    def the_warden_says(self, profile: object, word: WardenWord) -> None:
        self.kernel.seen[profile.name].warden = word  # type: ignore[attr-defined]
        self.turn()
        assert word in (WardenWord.READY, WardenWord.NONE) or not any(self.levels())

    @rule()
    def arm(self) -> None:
        if not self.kernel.arm(self.now) and self.kernel.state is SafetyState.READY:
            self.armed_by_person = True
        self.turn()

    @rule()
    def stop(self) -> None:
        self.kernel.stop(Reason("stopped"))
        self.turn()
        assert not any(self.levels())
        assert self.kernel.state not in LIVE

    @rule()
    def acknowledge(self) -> None:
        cleared = not self.kernel.acknowledge(self.now)
        assert not (cleared and self.kernel.trips)
        self.turn()

    @rule(wanted=st.tuples(WISHES, WISHES, WISHES))
    def wish(self, wanted: tuple[Output, ...]) -> None:
        self.wanted = wanted
        self.turn()

    @rule(step=STEPS | st.integers(-SECOND, 10**13))
    def time_jumps(self, step: int) -> None:
        self.now += step
        self.turn()

    @invariant()
    def output_means_energised_by_a_person_and_heard(self) -> None:
        levels = self.levels()
        if not any(levels):
            return
        assert self.kernel.state is SafetyState.ENERGISED
        assert self.armed_by_person
        assert self.up == {profile.name for profile in PROFILES}
        for profile in PROFILES:
            assert self.now - self.heard[profile.name] < profile.telemetry_age_ms * MILLISECOND
        for level, channel in zip(levels, self.kernel.channels, strict=True):
            assert type(level) is int
            assert 0 <= level <= channel.max_level

    @rule(answers=st.booleans(), refuses=st.booleans())
    def the_ledger_changes(self, answers: bool, refuses: bool) -> None:
        self.ledger_answers = answers
        self.ledger.refusal = Reason("ledger_disk_full") if refuses else None
        self.turn()

    @invariant()
    def output_means_that_a_granted_quantum_pays_for_it(self) -> None:
        if any(self.levels()):
            spent, balance = self.kernel.allowance.spent, self.kernel.allowance.balance
            (running,) = [entry for entry in self.ledger.entries.values() if not entry.closed]
            assert 0 < balance <= QUANTUM
            assert spent + balance <= running.energised

    @invariant()
    def permits_end_a_lease_after_the_last_telemetry(self) -> None:
        for profile, permit in zip(PROFILES, self.decision.permits, strict=True):
            assert permit.armed == (self.kernel.state in LIVE)
            if permit.armed:
                assert self.armed_by_person
                assert permit.expires_at == self.heard[profile.name] + profile.lease_ms * MILLISECOND
            kinds = tuple(channel.channel.kind for channel in profile.channels)
            assert objection(permit, kinds, permit.number, self.now) in ("", "expired", "lease_too_long")

    @invariant()
    def trips_and_the_tripped_state_belong_together(self) -> None:
        assert bool(self.kernel.trips) == (self.kernel.state is SafetyState.TRIPPED)


KernelMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, derandomize=True, deadline=None, database=None
)
TestKernelMachine = KernelMachine.TestCase
