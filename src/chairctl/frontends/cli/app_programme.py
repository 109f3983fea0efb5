"""The commands that begin, check and draw programmes; see app.py."""

from pathlib import Path
from typing import Annotated

import typer

from chairctl.frontends.cli import choices
from chairctl.frontends.cli.help import TranslatedCommand, TranslatedGroup
from chairctl.texts import Texts


def add_programme(app: typer.Typer, texts: Texts) -> None:
    """programme new, check and preview."""
    say = texts.say
    programme = typer.Typer(cls=TranslatedGroup, help=say("help.programme_group"), rich_markup_mode=None)
    app.add_typer(programme, name="programme")

    @programme.command(cls=TranslatedCommand, help=say("help.programme_new"))
    def new(name: Annotated[str, typer.Argument(help=say("help.programme_name"))]) -> int:
        from chairctl.frontends.cli.programme import new

        return new(texts, name)

    @programme.command(cls=TranslatedCommand, help=say("help.check"))
    def check(files: Annotated[list[str], typer.Argument(help=say("help.files"))]) -> int:
        from chairctl.frontends.cli.check import check

        return check(texts, files, as_json=False)

    @programme.command(cls=TranslatedCommand, help=say("help.preview"))
    def preview(
        programme: Annotated[
            str, typer.Argument(help=say("help.programme"), autocompletion=choices.programmes)
        ],
        profile: Annotated[
            str, typer.Option("--profile", help=say("help.profile"), autocompletion=choices.profiles)
        ] = "chairlink-reference",
        svg: Annotated[Path | None, typer.Option("--svg", help=say("help.svg"))] = None,
        person: Annotated[str | None, typer.Option("--person", help=say("help.preview_person"))] = None,
    ) -> int:
        from chairctl.frontends.cli.programme import preview

        return preview(texts, programme, profile, svg, person)
