"""A scene for the pictures: somebody sits there, a session runs, and everything is as it always is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from chairctl.care.history import SessionRecord
from chairctl.care.people import OwnLimit, Person
from chairctl.domain.back import BackMap, StiffSpot
from chairctl.domain.channels import ChannelKind, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.programme import Text
from chairctl.domain.safety import Priority, Reason, SafetyState, Trip
from chairctl.domain.snapshot import (
    ChannelView,
    DeviceClass,
    ExposureView,
    LinkView,
    SessionView,
    Snapshot,
    TallyView,
)
from chairctl.domain.spine import SpineMap
from chairctl.domain.telemetry import (
    AirMeasured,
    HeatMeasured,
    Identity,
    RollerMeasured,
    StimulationMeasured,
)
from chairctl.domain.time import MINUTE, SECOND
from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.attach.wish import Wish
from chairctl.frontends.tui.app import ChairApp
from chairctl.runtime import care_files
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.scanning import Port, Radio, Sightings
from chairctl.session.bodyscan.scanner import Progress

SHIATSU = RollerMode(Technique.SHIATSU, 520, 640, 250)
PULSES = StimulationMode(100, 1000)
CHANNELS = (
    ChannelView("roller", ChannelKind.ROLLER, Output(320, SHIATSU), Output(320, SHIATSU), 320,
                RollerMeasured(571, 40, 610), 800, ""),
    ChannelView("seat_heat", ChannelKind.HEAT, Output(390), Output(390), 390,
                HeatMeasured(386, 410), 410, ""),
    ChannelView("air", ChannelKind.AIR, Output(400), Output(400), 400, AirMeasured(391), 800, ""),
    ChannelView("tens", ChannelKind.STIMULATION, Output(120, PULSES), Output(84, PULSES), 84,
                StimulationMeasured(83, 980, 0), 300, "rise"),
)  # fmt: skip
SESSION = SessionView(
    "relax",
    Text("Relax", "Entspannen"),
    Text("Press the shoulders", "Druck an den Schultern"),
    3,
    5,
    7 * MINUTE + 21 * SECOND,
    7 * MINUTE + 39 * SECOND,
    paused=False,
    adaptations=(),
    prompt=Text("Let your arms hang.", "Lassen Sie die Arme hängen."),
)
RUNNING = Snapshot(
    station="chairlink-reference",
    at=600 * SECOND,
    state=SafetyState.ENERGISED,
    trips=(),
    channels=CHANNELS,
    session=SESSION,
    ended=None,
    links=(
        LinkView(
            "chairlink-reference",
            connected=True,
            identity=Identity("chairlink-reference", "REFERENCE", "SIM-000001", "1.0", 1, 7, 300, ()),
            garbled=0,
            refused=0,
            device_class=DeviceClass.S2,
        ),
    ),
    exposure=ExposureView(7 * MINUTE, 126_000, 386),
    tally=(TallyView("roller", 1000, 990, 320), TallyView("seat_heat", 1000, 990, 390)),
    presence_due_in=MINUTE,
)
REST = replace(
    RUNNING,
    state=SafetyState.SAFE,
    session=None,
    channels=tuple(
        replace(one, setpoint=Output(0), permitted=Output(0), applied=0, cut_by="") for one in CHANNELS
    ),
    presence_due_in=None,
)
TRIPPED = replace(
    REST,
    state=SafetyState.TRIPPED,
    trips=(
        Trip(Reason("stale_telemetry", "", 260, 250), "H22", Priority.HIGH, 600 * SECOND),
        Trip(Reason("zero_unconfirmed", limit=400), "H33", Priority.MEDIUM, 600 * SECOND),
    ),
)
AT_LIGHT = Output(250, SHIATSU)
SCANNING = replace(
    RUNNING,
    session=replace(
        SESSION,
        programme="body-scan",
        title=Text("Body scan", "Rücken abtasten"),
        step_title=Text("Down the back, a little firmer", "Den Rücken hinunter, etwas fester"),
    ),
    channels=(
        replace(CHANNELS[0], setpoint=AT_LIGHT, permitted=AT_LIGHT, applied=250, limit=250),
        *(
            replace(one, setpoint=Output(0), permitted=Output(0), applied=0, cut_by="")
            for one in CHANNELS[1:]
        ),
    ),
)
FELT = Progress(2, 380, 452, 388, tuple((mm, 40 + 30 * (mm % 90 > 45) + mm % 13) for mm in range(80, 580, 5)))
BACK = BackMap(
    SpineMap(151, 186, 221, 256, 291, 451, 579),
    (9, 9, 9, 9, 10, 12, 7),
    (StiffSpot(307, 250),),
    (50, 40, 30) * 9,
)
WISH = Wish(3, "run", "lumbar-care", 23 * SECOND)
ASKING = replace(RUNNING, answer_within=23 * SECOND)
SCENES = {
    "session": RUNNING,
    "alarms": TRIPPED,
    "presence": ASKING,
    "dark": RUNNING,
    "lock": RUNNING,
    "bodyscan": SCANNING,
}
SEEN = Sightings()
SEEN.here = {
    one.address: one
    for one in (
        Port("/dev/ttyUSB0", "USB serial adapter", None, ""),
        Radio("ble:12:34:56:78:9A:BC", "RT8600-1A2B", -61, ()),
        Radio("ble:12:34:56:78:9A:BD", "headphones", -80, ()),
    )
}


async def scan(_seconds: float, on_change: Callable[[Sightings], None]) -> None:
    """What a scan sees on this stage, at once."""
    on_change(SEEN)


def scene(app: ChairApp, code: str) -> None:
    """Put it on stage: a person with a history, and what the host says."""
    with CareStore(care_files.default_path()) as store:
        limits = (OwnLimit(ChannelKind.ROLLER, 400), OwnLimit(ChannelKind.HEAT, 395))
        store.keep(Person("Kim", favourites=("relax", "lumbar-care"), limits=limits))
        for number in range(9):
            started = datetime(2026, 3, 1 + 3 * number, 18, 30, tzinfo=UTC)
            store.add_session("Kim", _record(started, number))
    app.person = "Kim"
    now = SCENES.get(code, REST)
    felt = FELT if now is SCANNING else None
    wish = WISH if code == "asked" else None
    app.station.picture = Picture(now, at_rest=now not in (RUNNING, SCANNING), scan=felt, wish=wish)
    for second in range(240):
        levels = {"roller": 300 * (second % 20 > 6), "seat_heat": 390, "air": second * 2, "tens": second // 3}
        app.station.memory.append((second * SECOND, levels))
    app.redraw()


def _record(started: datetime, number: int) -> SessionRecord:
    return SessionRecord(
        started=started,
        programme="relax",
        device="chairlink-reference",
        planned_s=900,
        energised_s=600 + 30 * number,
        ended="finished",
        trips=(),
        channels=(),
        cem43_micro_minutes=120_000,
        hottest_pad_tenth_c=386,
        pain_before=8 - number // 2,
        pain_after=6 - number // 2,
    )
