"""`python -m chairctl_simulators`: simulated chairs on pseudo-terminals, TCP ports or Bluetooth."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from chairctl_simulators.catalogue import MODELS
from chairctl_simulators.devices.chairlink import REFERENCE_LAYOUT, ChairSetup
from chairctl_simulators.devices.chairlink.channels import ChannelKind
from chairctl_simulators.plant.people import person
from chairctl_simulators.ports import Port, PtyPort, RadioPort, TcpPort
from chairctl_simulators.serve import Control, ServedChair, clock_ns, serve
from chairctl_simulators.texts import texts_for

_GREATEST = dict(REFERENCE_LAYOUT) | {ChannelKind.VIBRATION: 1000, ChannelKind.POSTURE: 1000}


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, say where the chairs are and serve them."""
    texts = texts_for(_language(sys.argv[1:] if arguments is None else arguments))
    parser = _parser(texts)
    options = parser.parse_args(arguments)
    if options.device not in MODELS:
        parser.error(texts["no_such_device"].format(name=options.device, known=", ".join(MODELS)))
    try:
        layout = tuple((kind, _GREATEST[kind]) for kind in map(_kind, options.layout.split(",")))
    except KeyError as unknown:
        parser.error(texts["bad_layout"].format(name=unknown.args[0]))
    setup = ChairSetup(channels=layout, ambient_c=options.ambient)
    truth_fd = -1
    if options.truth is not None:
        truth_fd = os.open(options.truth, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    model = MODELS[options.device]
    over_radio = options.ble or not model.wired
    if over_radio and (model.radio is None or options.pty or options.tcp is not None):
        parser.error(texts["no_such_line"].format(device=options.device))
    if not over_radio:
        _serve(options, texts, setup, truth_fd, lambda number: _wired_port(options, number, texts))
        return
    from chairctl_simulators.ble.bus import BusMissingError
    from chairctl_simulators.ble.port import Radio

    try:
        radio = Radio()
    except BusMissingError:
        sys.exit(texts["no_bus"])
    with radio:
        assert model.radio is not None
        service = model.radio
        _serve(
            options,
            texts,
            setup,
            truth_fd,
            lambda number: radio.port(number, f"{model.advertised} {number}", service),
        )


def _serve(
    options: argparse.Namespace,
    texts: dict[str, str],
    setup: ChairSetup,
    truth_fd: int,
    new_port: Callable[[int], Port],
) -> None:
    model = MODELS[options.device]
    chairs = [
        ServedChair(
            number,
            model.make(
                seed,
                replace(setup, body=replace(person(seed), impedance_ohm=options.skin_ohm)),
                clock_ns(),
            ),
            new_port(number),
            truth_fd,
        )
        for number, seed in enumerate(range(options.seed, options.seed + options.count))
    ]
    places = [
        {
            "chair": served.number,
            "url": served.port.url,
            "serial_number": served.chair.serial_number,
            "profile": model.profile,
            "environment": served.port.environment if isinstance(served.port, RadioPort) else "",
        }
        for served in chairs
    ]
    serve(
        chairs,
        Control(chairs, texts["bad_control"]) if options.with_stdin else None,
        [json.dumps(place) if options.json else texts["serving"].format(**place) for place in places],
    )


def _parser(texts: dict[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chairctl_simulators", description=texts["about"])
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--pty", action="store_true", help=texts["pty"])
    place.add_argument("--tcp", type=int, metavar="PORT", help=texts["tcp"])
    parser.add_argument("--device", metavar="DEVICE", default="chairlink", help=texts["device"])
    place.add_argument("--ble", action="store_true", help=texts["ble"])
    parser.add_argument("--link", type=Path, metavar="PATH", help=texts["link"])
    parser.add_argument("--count", type=int, default=1, metavar="N", help=texts["count"])
    parser.add_argument("--seed", type=int, default=1, help=texts["seed"])
    parser.add_argument("--ambient", type=float, default=23.0, help=texts["ambient"])
    parser.add_argument("--skin-ohm", type=float, default=1000.0, help=texts["skin_ohm"])
    parser.add_argument("--layout", default="roller,heat,air,stimulation", help=texts["layout"])
    parser.add_argument("--truth", type=Path, metavar="PATH", help=texts["truth"])
    parser.add_argument("--json", action="store_true", help=texts["json"])
    parser.add_argument("--with-stdin", action="store_true", help=texts["with_stdin"])
    parser.add_argument("--lang", help=texts["lang"])
    return parser


def _language(arguments: list[str]) -> str:
    """The language asked for, which must be known before the real parser can be built."""
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument("--lang", default=os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")
    return str(early.parse_known_args(arguments)[0].lang)


def _kind(name: str) -> ChannelKind:
    return ChannelKind[name.strip().upper()]


def _wired_port(options: argparse.Namespace, number: int, texts: dict[str, str]) -> Port:
    """The place of one chair; further chairs have the next port or a numbered link."""
    if options.tcp is not None:
        port = options.tcp + number if options.tcp else 0
        try:
            return TcpPort(port)
        except (OSError, OverflowError):
            sys.exit(texts["no_port"].format(port=port))
    link: Path | None = options.link
    if link is not None and number:
        link = link.with_name(f"{link.name}{number}")
    return PtyPort(link)


if __name__ == "__main__":
    main()
