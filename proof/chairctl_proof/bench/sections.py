"""What is measured, in the order of the page."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from chairctl_proof.bench import (
    api_stop,
    codec,
    fleet,
    host_death,
    idle,
    long_run,
    peers,
    reaction,
    simulation,
    start_up,
    stations,
    stop_far,
    stop_path,
    store,
    turn,
)
from chairctl_proof.bench.measurement import Finding
from chairctl_proof.bench.size import Size


class Section(NamedTuple):
    """A part of the page."""

    title: str
    about: str
    parts: tuple[Callable[[Size], Iterator[Finding]], ...]
    """One that can't be measured does not take the others with it."""
    by_request: bool = False
    """It takes too long for every run."""


SECTIONS: Final = {
    "stop": Section(
        "Stop path",
        "From asking for a stop to the end of all outputs of the simulated chair, which says by itself when "
        "it is truly at zero. *Overloaded*: four processes that compute on every core.",
        (*api_stop.PARTS, *stop_path.PARTS, stop_far.in_a_crowd, stop_far.over_bluetooth),
    ),
    "peers": Section(
        "Beside others",
        "The same stop on MQTT through a daemon and through forwarders of a few lines that decide nothing.",
        (peers.findings,),
    ),
    "reaction": Section(
        "Reaction",
        "The chair reports a broken sensor of a pad; the stop goes out in the same turn.",
        (reaction.findings,),
    ),
    "death": Section(
        "When the host dies or stands still",
        "Its warden is a process of its own, which stops the chair when no turn has proved itself for its "
        "deadline. An accident comes at any moment between two turns, up to 50 ms after the last proof.",
        (host_death.findings, host_death.without_cause),
    ),
    "turn": Section(
        "One turn",
        "The control's own work for one report of the chair: reading it, judging, what is wanted, what may "
        "be, and the bytes of the answer.",
        (turn.findings,),
    ),
    "codec": Section(
        "Codecs", "One piece as it comes from the line or goes to it, by device family.", (codec.findings,)
    ),
    "simulation": Section(
        "Simulation", "Whole sessions in virtual time, on one core.", (simulation.findings,)
    ),
    "start": Section(
        "Start-up",
        "Each program is started anew, with files that the system has in memory.",
        (start_up.findings,),
    ),
    "idle": Section(
        "At rest, and for long", "Processes as Linux counts them.", (idle.processes, long_run.few_days)
    ),
    "year": Section(
        "For a year",
        "In virtual time. Measured only when it is asked for: `make bench BENCH='--only year'`.",
        (long_run.year,),
        by_request=True,
    ),
    "hour": Section(
        "For an hour",
        "In real time. Measured only when it is asked for: `make bench BENCH='--only hour'`.",
        (long_run.hour,),
        by_request=True,
    ),
    "stations": Section(
        "Stations", "How many one computer carries; each has a person of its own.", (stations.findings,)
    ),
    "store": Section(
        "What is kept",
        "A year of a spa: 20 chairs, 40 sessions a day, 400 people.",
        (store.findings,),
    ),
    "fleet": Section(
        "Fleet",
        "Many daemons on one Mosquitto, on the same cores as all who speak and listen.",
        (fleet.findings,),
    ),
}
