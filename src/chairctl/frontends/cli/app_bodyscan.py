"""The command that feels along a back; see app.py."""

from typing import Annotated

import typer

from chairctl.frontends.cli import choices
from chairctl.frontends.cli.help import TranslatedCommand
from chairctl.texts import Texts


def add_bodyscan(app: typer.Typer, texts: Texts) -> None:
    """bodyscan."""
    say = texts.say

    @app.command(cls=TranslatedCommand, help=say("help.bodyscan"))
    def bodyscan(
        person: Annotated[str | None, typer.Option("--person", help=say("help.bodyscan_person"))] = None,
        device: Annotated[
            str | None,
            typer.Option("--device", help=say("help.device"), autocompletion=choices.named_devices),
        ] = None,
        profile: Annotated[
            str | None,
            typer.Option("--profile", help=say("help.run_profile"), autocompletion=choices.profiles),
        ] = None,
        json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
        record: Annotated[bool, typer.Option("--record/--no-record", help=say("help.record"))] = True,
    ) -> int:
        from chairctl.frontends.cli.bodyscan import bodyscan

        admit = None
        if person is not None:
            from chairctl.frontends.cli.sitter import admission

            admit = admission(texts, person, None, None)
        return bodyscan(texts, device, profile, admit, as_json=json, record=record)
