"""Both judges over one chair and its line, and the rule that joins them: outputs are a person's wish."""

from collections.abc import Mapping, Sequence

from chairctl_proof.oracle import limits
from chairctl_proof.oracle.limits import Complaint
from chairctl_proof.oracle.physics import Physics
from chairctl_proof.oracle.wire import WireMonitor
from chairctl_simulators.devices.chairlink import REFERENCE_LAYOUT
from chairctl_simulators.devices.chairlink.channels import ChannelKind
from chairctl_simulators.devices.chairlink.truth import Truth

NOT_ZERO = "not zero"
REFERENCE_KINDS = tuple(channel[0] for channel in REFERENCE_LAYOUT)


class Oracle:
    """Fed by whoever runs the world; `complaints` is its verdict. All times in ns of one clock.

    `graces` gives a physical rule time (ns) in which it may be broken, as a hazard's limit does.
    `stop_ns` is how soon a person's stop has to have worked.
    """

    def __init__(
        self,
        kinds: Sequence[ChannelKind] = REFERENCE_KINDS,
        *,
        electrode_cm2: float = 25.0,
        graces: Mapping[str, int] | None = None,
        stop_ns: int = limits.STOP_NS,
    ) -> None:
        self.complaints: list[Complaint] = []
        self.wire = WireMonitor(kinds, electrode_cm2, self._complain)
        self.physics = Physics(kinds, electrode_cm2, dict(graces or {}), self._complain)
        self.zero_since: int | None = None
        """Since when the true outputs are zero; None: they are not."""
        self._stop_ns = stop_ns
        self._now = 0
        self._wanted = False
        """Somebody at the chair has armed, and nothing has ended it since."""
        self._zero_by = 0
        self._said_not_zero = False
        self._not_zero_since: int | None = None
        self._not_zero_grace = (graces or {}).get(NOT_ZERO, 0)

    # --- what happens ---------------------------------------------------------------------------

    def person_asks(self, now: int) -> None:
        """A person at the chair wants to arm: the very turn that answers may send the ARM."""
        self._now = now
        self.wire.person_may_arm = True

    def person_armed(self, now: int, *, accepted: bool) -> None:
        """What the host has said to it."""
        self._now = now
        if accepted:
            self._wanted, self._said_not_zero = True, False
        else:
            self.wire.person_may_arm = self._wanted

    def person_stopped(self, now: int) -> None:
        """A person wants everything at zero."""
        self.expect_zero(now + self._stop_ns)

    def host_died(self, now: int) -> None:
        """The host is gone; whoever comes next is a new one."""
        self.expect_zero(now + limits.LEASE_NS)
        self.wire.restart()

    def expect_zero(self, by: int) -> None:
        """From `by` on nothing may be energised until a person arms again."""
        self._zero_by = min(by, self._zero_by) if not self._wanted else by
        self._wanted = self.wire.person_may_arm = False

    def heard(self, data: bytes, now: int) -> None:
        """Bytes of the chair have come to the host."""
        self._now = now
        self.wire.heard(data, now)

    def sent(self, data: bytes, now: int) -> None:
        """Bytes leave the host."""
        self._now = now
        might = self.wire.person_may_arm
        self.wire.sent(data, now)
        if might and not self.wire.person_may_arm:
            self.expect_zero(now + limits.LEASE_NS)

    def look(self, truth: Truth, now: int) -> None:
        """What the chair really does now."""
        self._now = now
        self.physics.check(truth, now, asked=self.wire.lately(now), rate_tenth_hz=self.wire.rate_tenth_hz)
        if truth.outputs_zero:
            self.zero_since = now if self.zero_since is None else self.zero_since
            self._not_zero_since = None
            return
        self.zero_since = None
        if self._wanted or now <= self._zero_by:
            return
        if self._not_zero_since is None:
            self._not_zero_since = now
        if now - self._not_zero_since >= self._not_zero_grace and not self._said_not_zero:
            self._said_not_zero = True
            self._complain(NOT_ZERO, (now - self._zero_by) / limits.MS, 0)

    def _complain(self, rule: str, actual: float, limit: float) -> None:
        self.complaints.append(Complaint(rule, self._now, actual, limit))
