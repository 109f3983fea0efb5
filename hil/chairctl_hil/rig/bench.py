"""An opened rig: the device, its instruments, the strategy, and the record of it all on one clock."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from chairctl.profiles.loader import load_device
from chairctl_hil.drivers.driver import Meter, Switch
from chairctl_hil.rig.file import DeviceKind, Over, RigFile, Role, UartTap
from chairctl_hil.rig.floor import Floor
from chairctl_hil.rig.instruments import open_meter, open_switch, open_tap
from chairctl_hil.rig.master import Identity, Master
from chairctl_hil.rig.strategy import NotClear, RigState, Strategy
from chairctl_hil.rig.subject import BenchDevice
from chairctl_hil.trace.record import Recorder
from chairctl_proof.realtime.chair import SIMULATORS, RealChair, boot_clock
from chairctl_simulators.faults import HEALTHY

SKIN_OHM: Final = 500
SETTLE_S: Final = 0.3
COOL_C: Final = 38.0
COOL_WAIT_S: Final = 600.0
MOST_TAPPED: Final = 65_536
_HEALTHY: Final = {name: getattr(HEALTHY, name) for name in HEALTHY.__slots__}


@dataclass
class Operator:
    """Who stands beside the rig, and whether they have said that nobody is in the chair."""

    name: str = ""
    is_clear: bool = False


@dataclass
class Bench:
    """Open for the time of the block. `main`: another script for the firmware's interpreter."""

    rig: RigFile
    operator: Operator = field(default_factory=Operator)
    main: Path | None = None
    recorder: Recorder = field(default_factory=Recorder)
    meters: dict[Role, Meter] = field(default_factory=dict)
    supply: Switch | None = None
    identity: Identity | None = None
    tapped: bytearray = field(default_factory=bytearray)
    """What a tap has heard from the device since the last test began; at most 64 KiB."""
    has_tap: bool = False
    floor: Floor = field(default_factory=Floor)
    _tap: Callable[[bytes], object] = lambda _data: None
    _stack: ExitStack = field(default_factory=ExitStack)
    _truth: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Self:
        try:
            self._stack.enter_context(self.floor)
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
            for entry in self.rig.resources:
                meter = open_meter(entry, self._stack, self._measure, self.recorder)
                if meter:
                    self.meters[getattr(entry, "role")] = meter  # noqa: B009  (only meters have one for certain)
                switch = None if meter else open_switch(entry, self._stack, self._switched)
                self.supply = switch or self.supply
                if isinstance(entry, UartTap):
                    self.has_tap = True
                    self._tap = open_tap(entry, self._stack, self._note_tap) or self._tap
            self.device = self._open_device(folder)
            if self.supply:
                self.supply.set(closed=False)
            steps: dict[tuple[RigState, RigState], Callable[[], object]] = {
                (RigState.OFF, RigState.IDLE): self._switch_on,
                (RigState.IDLE, RigState.READY): self._identify,
                (RigState.ENERGISED, RigState.READY): self._rest,
            }
            steps |= {
                (state, RigState.OFF): self._switch_off for state in RigState if state is not RigState.OFF
            }
            self.strategy = Strategy(steps, self.recorder, self._clear)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.strategy.go(RigState.OFF)
        finally:
            self._stack.close()

    # --- what it can do ---------------------------------------------------------------------------

    def lacks(self, need: str) -> str:
        """The code of the words that say why a test with this need can't run here; empty: it can."""
        simulated = not self.rig.is_real
        has = {
            "faults": simulated,
            "truth": simulated or Role.CURRENT in self.meters,
            "wire": simulated and self.rig.device.over is Over.PTY,
            "radio": simulated and self.rig.device.over is Over.BLE,
            "loads": simulated and bool(self.rig.loads_ohm),
            "supply": self.supply is not None,
            "chairlink": self.is_chairlink,
            "tap": self.has_tap,
            **{role.value: role in self.meters for role in (Role.CURRENT, Role.PAD, Role.FORCE)},
        }
        return "" if has[need] else f"hil.lacks.{need}"

    def tell(self, **order: Any) -> None:
        """Do something to the device, on record."""
        self.recorder.note("order", **order)
        self.device.tell(**order)

    def break_(self, **faults: Any) -> int:
        """Put faults into the device; when (ns)."""
        at = boot_clock()
        self.tell(fault=faults)
        return at

    def heal(self) -> None:
        """Everything is well again."""
        if not self.rig.is_real:
            self.tell(fault=_HEALTHY)

    def cool(self) -> None:
        """Wait until the pad is cool enough for a host to begin. Raises RuntimeError after ten minutes."""
        meter, until = self.meters.get(Role.PAD), time.monotonic() + COOL_WAIT_S
        while meter and meter.read() > COOL_C:
            if time.monotonic() > until:
                raise RuntimeError(f"the pad is still above {COOL_C} °C")
            time.sleep(0.5)

    @contextlib.contextmanager
    def master(self) -> Iterator[Master]:
        """The rig's own master, connected."""
        with Master.on(self.device.url, self.device.environment, self.recorder) as master:
            master.passes = self._tap
            yield master

    # --- the ways between the states --------------------------------------------------------------

    def _open_device(self, folder: Path) -> RealChair | BenchDevice:
        device = self.rig.device
        if device.kind is DeviceKind.BENCH:
            bench = BenchDevice(device.address or "", self.meters.get(Role.CURRENT), self.recorder)
            self._stack.callback(bench.close)
            return bench
        server: tuple[str, ...] = (SIMULATORS,)
        if device.kind is DeviceKind.FIRMWARE:
            server = ("chairctl_hil.board", *(("--main", str(self.main)) if self.main else ()))
        server += ("--skin-ohm", str(SKIN_OHM))
        over = f"--{device.over}"
        return self._stack.enter_context(RealChair(folder, 1, over, server=server, on_truth=self._note_truth))

    def _switch_on(self) -> None:
        if self.supply:
            self.supply.set(closed=True)
            time.sleep(SETTLE_S)
        self.heal()  # whoever switched it off in the middle of a fault has left it in

    @property
    def is_chairlink(self) -> bool:
        """Whether the rig's own master can speak with the device."""
        return load_device(self.rig.device.profile).family == "chairlink"

    def _identify(self) -> None:
        if not self.is_chairlink:
            return
        with self.master() as master:
            self.identity = master.identity
        expected = self.rig.device.serial_number
        if expected and (self.identity is None or self.identity.serial_number != expected):
            found = self.identity.serial_number if self.identity else "nothing"
            raise RuntimeError(f"{expected} was expected, {found} is there")

    def _rest(self) -> None:
        self.heal()
        if self.device.zero_at(boot_clock(), 2.0) is None:
            raise RuntimeError("the outputs did not go to zero")

    def _switch_off(self) -> None:
        if self.supply:
            self.supply.set(closed=False)

    def _clear(self) -> None:
        if not self.rig.is_real:
            return
        if not self.rig.may_energise:
            raise NotClear("hil.not_marked")
        if not self.operator.is_clear:
            raise NotClear("hil.not_clear")
        if not self.operator.name:
            raise NotClear("hil.no_operator")

    # --- what a simulated rig's instruments see ---------------------------------------------------

    def _note_tap(self, data: bytes) -> None:
        self.recorder.note("tapped", hex=data.hex())
        self.tapped += data
        del self.tapped[:-MOST_TAPPED]

    def _note_truth(self, record: dict[str, Any]) -> None:
        self._truth = record
        self.recorder.truth(record)

    def _measure(self, role: Role) -> float:
        """What an instrument would show now."""
        truth = self._truth
        if not truth:
            return 0.0
        values = {
            Role.CURRENT: lambda: truth["stimulations"][0]["current_ma"],
            Role.PAD: lambda: truth["pads"][0]["pad_c"],
            Role.SKIN: lambda: truth["pads"][0]["skin_c"],
            Role.FORCE: lambda: truth["rollers"][0]["force_n"],
        }
        return float(values.get(role, lambda: 0.0)())

    def _switched(self, closed: bool) -> None:
        """The simulated relay has switched: the supply comes or goes, and what comes begins anew."""
        with contextlib.suppress(
            BrokenPipeError, ValueError
        ):  # at the end the device has gone before its relay opens
            self.tell(fault={"supply_mv": None if closed else 0})
            if closed:
                self.tell(reboot=True)
