"""The commands of `chairctl` with a screen, and the host that screens attach to."""

from typing import Annotated

import typer

from chairctl.frontends.cli import choices
from chairctl.frontends.cli.help import TranslatedCommand
from chairctl.texts import Texts


def add_screen(app: typer.Typer, texts: Texts) -> None:
    """Add `tui` and `host`."""
    say = texts.say
    Profile = Annotated[  # noqa: N806  (a type)
        str | None, typer.Option("--profile", help=say("help.run_profile"), autocompletion=choices.profiles)
    ]

    @app.command(cls=TranslatedCommand, help=say("help.tui"))
    def tui(
        device: Annotated[
            str | None,
            typer.Option("--device", help=say("help.tui_device"), autocompletion=choices.named_devices),
        ] = None,
        profile: Profile = None,
        plain: Annotated[bool, typer.Option("--plain", help=say("help.tui_plain"))] = False,
        web: Annotated[bool, typer.Option("--web", help=say("help.tui_web"))] = False,
        port: Annotated[int, typer.Option("--port", min=1, max=65_535, help=say("help.tui_port"))] = 8_717,
    ) -> int:
        from chairctl.frontends.cli.tui import tui

        return tui(texts, device, profile, plain=plain, web=web, port=port)

    @app.command(cls=TranslatedCommand, help=say("help.host"))
    def host(
        device: Annotated[
            str, typer.Option("--device", help=say("help.device"), autocompletion=choices.named_devices)
        ],
        profile: Profile = None,
        with_stdin: Annotated[bool, typer.Option("--with-stdin", help=say("help.with_stdin"))] = False,
        json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
        record: Annotated[bool, typer.Option("--record/--no-record", help=say("help.record"))] = True,
    ) -> int:
        from chairctl.frontends.cli.host import host

        return host(texts, device, profile, with_stdin=with_stdin, as_json=json, record=record)
