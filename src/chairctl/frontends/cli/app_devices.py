"""The commands that find devices, look after this computer, and gather evidence; see app.py."""

from pathlib import Path
from typing import Annotated

import typer

from chairctl.frontends.cli import choices
from chairctl.frontends.cli.help import TranslatedCommand
from chairctl.texts import Texts


def add_finding(app: typer.Typer, texts: Texts) -> None:
    """scan, identify, pair and unpair."""
    say = texts.say
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806  (a type)
    Pin = Annotated[  # noqa: N806
        str | None, typer.Option("--profile", help=say("help.pin"), autocompletion=choices.profiles)
    ]
    Wait = Annotated[  # noqa: N806
        float, typer.Option("--seconds", min=0.5, max=60, help=say("help.listen_seconds"))
    ]

    @app.command(cls=TranslatedCommand, help=say("help.scan"))
    def scan(
        seconds: Annotated[
            float, typer.Option("--seconds", min=0.5, max=600, help=say("help.scan_seconds"))
        ] = 8,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.scan import scan_command

        return scan_command(texts, seconds, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.identify"))
    def identify(
        device: Annotated[
            str, typer.Argument(help=say("help.address_or_name"), autocompletion=choices.named_devices)
        ],
        family: Annotated[
            str | None, typer.Option("--family", help=say("help.family"), autocompletion=choices.families)
        ] = None,
        profile: Pin = None,
        seconds: Wait = 3,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.identify import identify_command

        return identify_command(texts, device, family, profile, seconds, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.pair"))
    def pair(
        name: Annotated[str, typer.Argument(help=say("help.name"))],
        address: Annotated[str, typer.Argument(help=say("help.address"))],
        profile: Pin = None,
        seconds: Wait = 3,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.pair import pair

        return pair(texts, name, address, profile, seconds, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.unpair"))
    def unpair(
        name: Annotated[str, typer.Argument(help=say("help.paired"), autocompletion=choices.named_devices)],
    ) -> int:
        from chairctl.frontends.cli.pair import unpair

        return unpair(texts, name)


def add_handing(app: typer.Typer, texts: Texts) -> None:
    """release and take."""
    Device = Annotated[  # noqa: N806  (a type)
        str | None,
        typer.Argument(help=texts.say("help.held_device"), autocompletion=choices.named_devices),
    ]

    @app.command(cls=TranslatedCommand, help=texts.say("help.release"))
    def release(device: Device = None) -> int:
        from chairctl.frontends.cli.handing import release

        return release(texts, device)

    @app.command(cls=TranslatedCommand, help=texts.say("help.take"))
    def take(device: Device = None) -> int:
        from chairctl.frontends.cli.handing import take

        return take(texts, device)


def add_evidence(app: typer.Typer, texts: Texts) -> None:
    """doctor, capture, decode and encode."""
    say = texts.say
    Family = Annotated[  # noqa: N806  (a type)
        str, typer.Argument(help=say("help.evidence_family"), autocompletion=choices.families)
    ]
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806  (a type)

    @app.command(cls=TranslatedCommand, help=say("help.doctor"))
    def doctor(json: Json = False) -> int:
        from chairctl.frontends.cli.doctor import doctor

        return doctor(texts, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.capture"))
    def capture(
        device: Annotated[
            str, typer.Argument(help=say("help.address_or_name"), autocompletion=choices.named_devices)
        ],
        file: Annotated[Path, typer.Argument(help=say("help.capture_file"))],
        seconds: Annotated[
            float, typer.Option("--seconds", min=0.5, max=3600, help=say("help.capture_seconds"))
        ] = 30,
        family: Annotated[
            str | None, typer.Option("--family", help=say("help.family"), autocompletion=choices.families)
        ] = None,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.capture import capture_command

        return capture_command(texts, device, file, seconds, family, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.decode"))
    def decode(
        family: Family,
        source: Annotated[str | None, typer.Argument(help=say("help.source"))] = None,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.decode import decode

        return decode(texts, family, source, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.encode"))
    def encode(
        family: Family,
        words: Annotated[list[str] | None, typer.Argument(help=say("help.words"))] = None,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.encode import encode

        return encode(texts, family, words or [], as_json=json)
