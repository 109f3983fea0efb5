"""The commands of `chairctl` about people: what they may do, what is due, what it came to."""

from pathlib import Path
from typing import Annotated

import typer

from chairctl.frontends.cli import choices
from chairctl.frontends.cli.help import TranslatedCommand, TranslatedGroup, UsageFault
from chairctl.texts import Texts


def complete_region(incomplete: str) -> list[str]:
    """Regions that begin like this, for the shell."""
    from chairctl.care.words import Region

    return [region for region in Region if region.startswith(incomplete)]


def complete_course(incomplete: str) -> list[str]:
    """Courses that begin like this, for the shell."""
    from chairctl.care.facts import course_facts

    return [plan.code for plan in course_facts().courses if plan.code.startswith(incomplete)]


def complete_treatment(incomplete: str) -> list[str]:
    """Treatments that begin like this, for the shell."""
    from chairctl.care.facts import evidence_facts

    return [one.code for one in evidence_facts().treatments if one.code.startswith(incomplete)]


def add_care(app: typer.Typer, texts: Texts) -> None:
    """Add every command about people."""
    _add_people(app, texts)
    _add_guidance(app, texts)
    _add_course(app, texts)
    _add_history(app, texts)


def _group(app: typer.Typer, name: str, texts: Texts) -> typer.Typer:
    group = typer.Typer(cls=TranslatedGroup, help=texts.say(f"help.{name}"), rich_markup_mode=None)
    app.add_typer(group, name=name)
    return group


def _add_people(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806  (a type)
    Name = Annotated[str, typer.Argument(help=say("help.person_name"))]  # noqa: N806
    people = _group(app, "people", texts)

    @people.command("list", cls=TranslatedCommand, help=say("help.people_list"))
    def list_people(json: Json = False) -> int:
        from chairctl.frontends.cli.people import list_people

        return list_people(texts, as_json=json)

    @people.command(cls=TranslatedCommand, help=say("help.people_add"))
    def add(
        name: Name,
        language: Annotated[str | None, typer.Option("--language", help=say("help.language"))] = None,
        limit: Annotated[list[str] | None, typer.Option("--limit", help=say("help.own_limit"))] = None,
        favourite: Annotated[
            list[str] | None, typer.Option("--favourite", help=say("help.favourite"))
        ] = None,
        change: Annotated[bool, typer.Option("--change", help=say("help.change"))] = False,
    ) -> int:
        from chairctl.frontends.cli.people import add

        return add(texts, name, language, limit or [], favourite or [], change=change)

    @people.command(cls=TranslatedCommand, help=say("help.people_show"))
    def show(name: Name, json: Json = False) -> int:
        from chairctl.frontends.cli.people import show

        return show(texts, name, as_json=json)

    @people.command(cls=TranslatedCommand, help=say("help.people_calibrate"))
    def calibrate(
        name: Name,
        device: Annotated[
            str | None,
            typer.Option("--device", help=say("help.device"), autocompletion=choices.named_devices),
        ] = None,
        profile: Annotated[
            str | None,
            typer.Option("--profile", help=say("help.run_profile"), autocompletion=choices.profiles),
        ] = None,
    ) -> int:
        from chairctl.frontends.cli.calibrate import calibrate

        return calibrate(texts, name, device, profile)

    @people.command(cls=TranslatedCommand, help=say("help.people_export"))
    def export(name: Name, out: Annotated[Path, typer.Option("--out", help=say("help.out"))]) -> int:
        from chairctl.frontends.cli.people import export

        return export(texts, name, out)

    @people.command(cls=TranslatedCommand, help=say("help.people_erase"))
    def erase(name: Name, yes: Annotated[bool, typer.Option("--yes", help=say("help.yes"))] = False) -> int:
        from chairctl.frontends.cli.people import erase

        return erase(texts, name, sure=yes)

    @people.command(cls=TranslatedCommand, help=say("help.people_pin"))
    def pin(name: Name) -> int:
        from chairctl.frontends.cli.people import pin

        return pin(texts, name)


def _add_guidance(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806
    Person = Annotated[str | None, typer.Option("--person", help=say("help.person"))]  # noqa: N806

    @app.command(cls=TranslatedCommand, help=say("help.screening"))
    def screening(
        person: Person = None,
        everything: Annotated[bool, typer.Option("--all", help=say("help.ask_all"))] = False,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.screening import screening

        return screening(texts, person, everything=everything, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.finder"))
    def finder(
        region: Annotated[
            str | None, typer.Argument(help=say("help.region"), autocompletion=complete_region)
        ] = None,
        person: Person = None,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.finder import finder

        return finder(texts, region, person, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.evidence"))
    def evidence(
        treatment: Annotated[
            str | None, typer.Argument(help=say("help.treatment"), autocompletion=complete_treatment)
        ] = None,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.evidence import evidence

        return evidence(texts, treatment, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.aftercare"))
    def aftercare(
        region: Annotated[str, typer.Argument(help=say("help.region"), autocompletion=complete_region)],
        person: Person = None,
        done: Annotated[list[str] | None, typer.Option("--done", help=say("help.exercise_done"))] = None,
        json: Json = False,
    ) -> int:
        from chairctl.frontends.cli.aftercare import aftercare

        return aftercare(texts, region, person, done or [], as_json=json)


def _add_course(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806
    Person = Annotated[str, typer.Option("--person", help=say("help.person"))]  # noqa: N806
    Code = Annotated[str, typer.Argument(help=say("help.course_code"), autocompletion=complete_course)]  # noqa: N806
    Ics = Annotated[Path | None, typer.Option("--ics", help=say("help.ics"))]  # noqa: N806
    course = _group(app, "course", texts)

    @course.command(cls=TranslatedCommand, help=say("help.course_start"))
    def start(
        code: Code,
        person: Person,
        on: Annotated[str | None, typer.Option("--on", help=say("help.on"))] = None,
        ics: Ics = None,
    ) -> int:
        from chairctl.frontends.cli.course import start

        return start(texts, code, person, on, ics)

    @course.command(cls=TranslatedCommand, help=say("help.course_today"))
    def today(person: Person, json: Json = False) -> int:
        from chairctl.frontends.cli.course import today

        return today(texts, person, as_json=json)

    @course.command(cls=TranslatedCommand, help=say("help.course_show"))
    def show(person: Person, ics: Ics = None, json: Json = False) -> int:
        from chairctl.frontends.cli.course import show

        return show(texts, person, ics, as_json=json)

    @course.command(cls=TranslatedCommand, help=say("help.course_done"))
    def done(
        code: Code,
        person: Person,
        outcome: Annotated[str, typer.Option("--outcome", help=say("help.outcome"))] = "finished",
    ) -> int:
        from chairctl.frontends.cli.course import done

        return done(texts, code, person, outcome)


def _add_history(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]  # noqa: N806
    Person = Annotated[str, typer.Option("--person", help=say("help.person"))]  # noqa: N806
    First = Annotated[str | None, typer.Option("--from", help=say("help.from"))]  # noqa: N806
    Last = Annotated[str | None, typer.Option("--to", help=say("help.to"))]  # noqa: N806
    Pain = Annotated[int | None, typer.Option(help=say("help.pain"))]  # noqa: N806

    @app.command(cls=TranslatedCommand, help=say("help.history"))
    def history(person: Person, first: First = None, last: Last = None, json: Json = False) -> int:
        from chairctl.frontends.cli.history import history

        return history(texts, person, first, last, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.note"))
    def note(
        number: Annotated[int, typer.Argument(help=say("help.number"))],
        person: Person,
        before: Pain = None,
        after: Pain = None,
        text: Annotated[str | None, typer.Option("--text", help=say("help.text"))] = None,
    ) -> int:
        if before is None and after is None and text is None:
            raise UsageFault("usage.missing", name="--after")
        from chairctl.frontends.cli.history import note

        return note(texts, person, number, before, after, text)

    @app.command(cls=TranslatedCommand, help=say("help.report"))
    def report(
        person: Person,
        first: First = None,
        last: Last = None,
        session: Annotated[int | None, typer.Option("--session", help=say("help.report_session"))] = None,
        out: Annotated[Path | None, typer.Option("--out", help=say("help.report_out"))] = None,
        csv: Annotated[Path | None, typer.Option("--csv", help=say("help.csv"))] = None,
        parquet: Annotated[Path | None, typer.Option("--parquet", help=say("help.parquet"))] = None,
        curves: Annotated[Path | None, typer.Option("--curves", help=say("help.curves"))] = None,
    ) -> int:
        if not (out or csv or parquet or curves):
            raise UsageFault("usage.missing", name="--out")
        from chairctl.frontends.cli.report.write import report

        files = {"out": out, "csv": csv, "parquet_file": parquet, "curves": curves}
        return report(texts, person, first, last, session, **files)
