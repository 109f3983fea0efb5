"""The commands of `chairctl` other than a plain `stop`; their bodies are imported when they are used."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer._completion_classes import completion_init
from typer.main import get_command

from chairctl import __version__
from chairctl.frontends.cli import choices
from chairctl.frontends.cli.app_bodyscan import add_bodyscan
from chairctl.frontends.cli.app_care import add_care
from chairctl.frontends.cli.app_daemon import add_daemon
from chairctl.frontends.cli.app_devices import add_evidence, add_finding, add_handing
from chairctl.frontends.cli.app_hil import add_hil
from chairctl.frontends.cli.app_programme import add_programme
from chairctl.frontends.cli.app_screen import add_screen
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.help import TranslatedCommand, TranslatedGroup, explain
from chairctl.frontends.cli.refusal import Refusal
from chairctl.texts import Texts


def run_app(texts: Texts, arguments: list[str]) -> int:
    """Run a command line; an exit code."""
    completion_init()  # the shells that may ask for completions
    command = get_command(build(texts))
    try:
        outcome = command.main(args=arguments, prog_name="chairctl", standalone_mode=False, obj=texts)
    except typer.TyperException as error:
        print(f"chairctl: {explain(error, texts)}", file=sys.stderr)
        return ExitCode.USAGE
    except Refusal as refusal:
        print(f"chairctl: {refusal.said}", file=sys.stderr)
        return refusal.code
    return outcome if isinstance(outcome, int) else ExitCode.FINISHED


def build(texts: Texts) -> typer.Typer:
    """The app in the language of `texts`."""
    app = typer.Typer(
        cls=TranslatedGroup,
        help=texts.say("help.chairctl"),
        add_completion=False,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    _add_root(app, texts)
    _add_sessions(app, texts)
    add_bodyscan(app, texts)
    _add_lists(app, texts)
    add_screen(app, texts)
    add_finding(app, texts)
    add_handing(app, texts)
    add_evidence(app, texts)
    add_daemon(app, texts)
    add_programme(app, texts)
    _add_safety(app, texts)
    _add_ledger(app, texts)
    _add_files(app, texts)
    add_care(app, texts)
    _add_simulator(app, texts)
    add_hil(app, texts)
    return app


def _add_root(app: typer.Typer, texts: Texts) -> None:
    @app.callback()
    def chairctl(
        context: typer.Context,
        version: Annotated[bool, typer.Option("--version", help=texts.say("help.version"))] = False,
        lang: Annotated[  # noqa: ARG001  (for the help page; entry.py has taken it)
            str, typer.Option("--lang", help=texts.say("help.lang"))
        ] = "",
        install_completion: Annotated[
            bool, typer.Option("--install-completion", help=texts.say("help.install_completion"))
        ] = False,
        show_completion: Annotated[
            bool, typer.Option("--show-completion", help=texts.say("help.show_completion"))
        ] = False,
    ) -> None:
        if version:
            print(f"chairctl {__version__}")
        elif install_completion or show_completion:
            from chairctl.frontends.cli.completion import completion

            raise typer.Exit(completion(texts, install=install_completion))
        elif context.invoked_subcommand is None:
            print(context.get_help())
        else:
            return
        raise typer.Exit(ExitCode.FINISHED)


def _add_sessions(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806  (a type)
    Record = Annotated[bool, typer.Option("--record/--no-record", help=say("help.record"))]  # noqa: N806

    @app.command(cls=TranslatedCommand, help=say("help.demo"))
    def demo(json: Json = False, record: Record = True) -> int:
        from chairctl.frontends.cli.demo import demo, demo_screen

        if sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty() and not json:
            return demo_screen(texts)
        return demo(texts, "demo", as_json=json, record=record)

    @app.command(cls=TranslatedCommand, help=say("help.run"))
    def run(
        programme: Annotated[
            str, typer.Argument(help=say("help.programme"), autocompletion=choices.programmes)
        ],
        device: Annotated[
            str | None,
            typer.Option("--device", help=say("help.device"), autocompletion=choices.named_devices),
        ] = None,
        profile: Annotated[
            str | None,
            typer.Option("--profile", help=say("help.run_profile"), autocompletion=choices.profiles),
        ] = None,
        person: Annotated[str | None, typer.Option("--person", help=say("help.run_person"))] = None,
        course: Annotated[str | None, typer.Option("--course", help=say("help.run_course"))] = None,
        pain: Annotated[int | None, typer.Option("--pain", help=say("help.run_pain"))] = None,
        json: Json = False,
        record: Record = True,
    ) -> int:
        from chairctl.frontends.cli.run import run

        if person is None:
            return run(texts, programme, device, profile, as_json=json, record=record)
        from chairctl.frontends.cli.sitter import admission

        admit = admission(texts, person, course, pain)
        return run(texts, programme, device, profile, as_json=json, record=record, admit=admit)

    @app.command(cls=TranslatedCommand, help=say("help.stop"))
    def stop() -> int:
        from chairctl.frontends.cli.stop import stop

        return stop(texts)


def _add_lists(app: typer.Typer, texts: Texts) -> None:
    Json = Annotated[bool, typer.Option("--json", help=texts.say("help.json"))]  # noqa: N806

    @app.command(cls=TranslatedCommand, help=texts.say("help.devices"))
    def devices(json: Json = False) -> int:
        from chairctl.frontends.cli.devices import devices

        return devices(texts, as_json=json)

    @app.command(cls=TranslatedCommand, help=texts.say("help.programmes"))
    def programmes(
        profile: Annotated[
            str,
            typer.Option("--profile", help=texts.say("help.profile"), autocompletion=choices.profiles),
        ] = "chairlink-reference",
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.programmes import programmes

        return programmes(texts, profile, as_json=json)


def _add_safety(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806

    @app.command(cls=TranslatedCommand, help=say("help.limits"))
    def limits(
        profile: Annotated[
            str, typer.Option("--profile", help=say("help.profile"), autocompletion=choices.profiles)
        ] = "chairlink-reference",
        why: Annotated[
            str | None, typer.Option("--why", help=say("help.why"), autocompletion=choices.limits)
        ] = None,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.limits import limits_command

        return limits_command(texts, profile, why, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.prove"))
    def prove(
        json: Json = False,
        full: Annotated[bool, typer.Option("--full", help=say("help.full"))] = False,
    ) -> int:
        from chairctl.frontends.cli.prove import prove

        return prove(texts, as_json=json, full=full)


def _add_ledger(app: typer.Typer, texts: Texts) -> None:
    ledger = typer.Typer(
        cls=TranslatedGroup, help=texts.say("help.ledger"), invoke_without_command=True, rich_markup_mode=None
    )
    app.add_typer(ledger, name="ledger")

    @ledger.callback()
    def show(
        context: typer.Context,
        json: Annotated[bool, typer.Option("--json", help=texts.say("help.json"))] = False,
    ) -> None:
        if context.invoked_subcommand is None:
            from chairctl.frontends.cli.ledger import show

            raise typer.Exit(show(texts, as_json=json))

    @ledger.command(cls=TranslatedCommand, help=texts.say("help.ledger_create"))
    def create() -> int:
        from chairctl.frontends.cli.ledger import create

        return create(texts)


def _add_files(app: typer.Typer, texts: Texts) -> None:
    Json = Annotated[bool, typer.Option("--json", help=texts.say("help.json"))]  # noqa: N806

    @app.command(cls=TranslatedCommand, help=texts.say("help.check"))
    def check(
        files: Annotated[list[str], typer.Argument(help=texts.say("help.files"))], json: Json = False
    ) -> int:
        from chairctl.frontends.cli.check import check

        return check(texts, files, as_json=json)

    @app.command(cls=TranslatedCommand, help=texts.say("help.replay"))
    def replay(file: Annotated[Path, typer.Argument(help=texts.say("help.file"))], json: Json = False) -> int:
        from chairctl.frontends.cli.replay import replay

        return replay(texts, file, as_json=json)


def _add_simulator(app: typer.Typer, texts: Texts) -> None:
    say = texts.say

    @app.command(cls=TranslatedCommand, help=say("help.sim"))
    def sim(
        model: Annotated[str, typer.Option("--device", help=say("help.sim_device"))] = "chairlink",
        pty: Annotated[bool, typer.Option("--pty", help=say("help.pty"))] = False,
        tcp: Annotated[int | None, typer.Option("--tcp", min=0, max=65_535, help=say("help.tcp"))] = None,
        ble: Annotated[bool, typer.Option("--ble", help=say("help.ble"))] = False,
        link: Annotated[Path | None, typer.Option("--link", help=say("help.link"))] = None,
        count: Annotated[int, typer.Option("--count", min=1, max=64, help=say("help.count"))] = 1,
        seed: Annotated[int, typer.Option("--seed", help=say("help.seed"))] = 1,
        layout: Annotated[str | None, typer.Option("--layout", help=say("help.layout"))] = None,
        ambient: Annotated[float | None, typer.Option("--ambient", help=say("help.ambient"))] = None,
        truth: Annotated[Path | None, typer.Option("--truth", help=say("help.truth"))] = None,
        json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
    ) -> int:
        from chairctl.frontends.cli.sim import sim

        given = {"--tcp": tcp, "--link": link, "--layout": layout, "--ambient": ambient, "--truth": truth}
        arguments = [f"--device={model}", f"--count={count}", f"--seed={seed}"]
        arguments += ["--pty"] if pty else ["--ble"] if ble else []
        arguments += [f"{name}={value}" for name, value in given.items() if value is not None]
        return sim(texts, arguments, count, as_json=json)
