"""`workbench register` and `workbench agenda`: what was agreed to do, and what is due."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workbench.session.interventions import Register

AsJson = Annotated[bool, typer.Option("--json", help="Schrijf JSON.")]
Name = Annotated[str, typer.Argument(metavar="ID", help="De interventie; `workbench register list` noemt ze.")]
File = Annotated[
    Path, typer.Argument(metavar="BESTAND", help="YAML-bestand met de velden.", exists=True, dir_okay=False)
]
register_app = typer.Typer(no_args_is_help=True, help="Het register van interventies en hun vastgelegde plannen.")


def register(app: typer.Typer) -> None:
    app.add_typer(register_app, name="register")
    app.command()(agenda)


@register_app.command("list")
def list_interventions(as_json: AsJson = False) -> None:
    """Noem de interventies in volgorde van start."""
    with _register() as register:
        found, today = register.interventions(), register.today()
    if as_json:
        _echo_json([{**one.as_dict(), "status": one.status(today)} for one in found])
        return
    for one in found:
        owner, title = one.description["owner"], one.description["title"]
        typer.echo(f"{one.id:<44} {one.start}  {one.status(today):<36} {owner}: {title}")
    if not found:
        typer.echo("Er zijn nog geen interventies.")


@register_app.command("show")
def show(name: Name, as_json: AsJson = False) -> None:
    """Toon een interventie: plan, wijzigingen, herkomst en wat de uitkomst minder zeker maakt."""
    with _register() as register:
        one, remarks, origin = register.intervention(name), register.remarks(name), register.origin(name)
    if as_json:
        _echo_json({**one.as_dict(), "remarks": remarks, "chain": origin.as_dict() if origin else None})
        return
    for field, words in {
        **one.description,
        **{f"plan: {key}": value for key, value in (one.plan or {}).items()},
    }.items():
        typer.echo(f"{field:<20} {', '.join(map(str, words)) if isinstance(words, list) else words}")
    if one.frozen:
        typer.echo(f"{'plan vastgelegd':<20} {one.frozen_on}, kenmerk {one.plan_hash[:16]}")
    if origin:
        typer.echo(f"{'besluit':<20} {origin.entry.content['text']}")
    for remark in remarks:
        typer.echo(f"Let op: {remark}")


@register_app.command("add")
def add(
    file: File,
    decision: Annotated[str, typer.Option(metavar="SESSIE/REGEL", help="Het besluit waar het van komt.")] = "",
    as_json: AsJson = False,
) -> None:
    """Voeg een interventie toe, liefst van een besluit."""
    session, _, entry = decision.rpartition("/")
    described = _read(file)
    with _register() as register:
        seat = register.journal.operator(session)
        made = register.make(seat, described, id=_id_of("add", described, decision), decision=entry or None)
    _echo_json(made.as_dict()) if as_json else typer.echo(f"Toegevoegd: {made.id}")


@register_app.command("freeze")
def freeze(name: Name, file: File) -> None:
    """Leg het plan vast, voor de start. Daarna blijft elke wijziging zichtbaar."""
    plan = _read(file)
    with _register() as register:
        one = register.freeze(register.journal.operator(""), name, plan, id=_id_of("freeze", plan, name))
    typer.echo(f"Het plan is vastgelegd. Kenmerk: {one.plan_hash}")


@register_app.command("change")
def change(name: Name, file: File, reason: Annotated[str, typer.Option(help="Waarom het plan wijzigt.")]) -> None:
    """Wijzig een vastgelegd plan; de wijziging en de reden blijven zichtbaar."""
    plan = _read(file)
    with _register() as register:
        key = _id_of("change", {**plan, "reason": reason}, name)
        one = register.change_plan(register.journal.operator(""), name, plan, reason=reason, id=key)
    for each in one.changes:
        typer.echo(each.sentence)


@register_app.command("describe")
def describe(name: Name, file: File) -> None:
    """Pas de beschrijving aan; de eerdere blijft in het register."""
    told = _read(file)
    with _register() as register:
        seat = register.journal.operator("")
        one = register.describe(seat, name, told, id=_id_of("describe", told, name))
    typer.echo(f"Aangepast: {one.id}")


@register_app.command("review")
def review(
    name: Name,
    text: Annotated[str, typer.Option(help="Wat er is gezegd.")],
    outcome: Annotated[str, typer.Option(help="doorgaan, bijstellen of stoppen.")] = "doorgaan",
    again: Annotated[str, typer.Option("--next", metavar="DATUM", help="Opnieuw bespreken op, zoals 2028-03-01.")] = "",
) -> None:
    """Leg vast wat er bij de bespreking is geconcludeerd, en wanneer de volgende is."""
    told = {"text": text, "outcome": outcome, **({"next_review": again} if again else {})}
    with _register() as register:
        seat = register.journal.operator("")
        one = register.review(seat, name, told, id=_id_of("review", told, name))
    typer.echo(f"Vastgelegd. De volgende bespreking staat op {one.review.isoformat()}.")


@register_app.command("stop")
def stop(name: Name, text: Annotated[str, typer.Option(help="Waarom het stopt.")]) -> None:
    """Stop een interventie; zij blijft leesbaar."""
    with _register() as register:
        seat = register.journal.operator("")
        register.stop(seat, name, text=text, id=_id_of("stop", {"text": text}, name))
    typer.echo(f"Gestopt: {name}")


@register_app.command("report")
def report(name: Name, output: Annotated[Path, typer.Option(help="Het bestand voor het rapport.")]) -> None:
    """Maak een rapport van een interventie: de afspraak, het plan en de uitkomst, met de pagina die haar volgt."""
    from workbench.publish.approach import report_of

    with _register() as register:
        report_of(register, name, output=output)
    typer.echo(f"Het rapport staat in {output}.")


def agenda(
    days: Annotated[int, typer.Option(help="Zo veel dagen vooruit.")] = 90,
    ics: Annotated[Path | None, typer.Option("--ics", help="Schrijf een agenda-bestand (iCalendar).")] = None,
    table: Annotated[Path | None, typer.Option("--csv", help="Schrijf een CSV-bestand.")] = None,
    done: Annotated[
        list[str] | None, typer.Option("--done", metavar="SESSIE/REGEL", help="Meld een actie af; mag vaker.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Wat er te doen is: bespreken, gewijzigde cijfers en open acties, per organisatie."""
    from workbench.cli.session import write
    from workbench.session.agenda import agenda as gather
    from workbench.session.agenda import as_calendar, as_csv, per_organisation
    from workbench.text import day

    today = dt.date.today()
    with _register() as register:
        for action in done or []:
            _finish(register, action)
        items = gather(register.journal, until=today + dt.timedelta(days=days), today=today)
    for path, written in ((ics, as_calendar), (table, as_csv)):
        if path is not None:
            write(path, written(items))
            typer.echo(f"Geschreven: {path}", err=True)
    if as_json:
        _echo_json([{**item.as_dict(), "overdue": item.overdue(today)} for item in items])
        return
    for organisation, theirs in per_organisation(items).items():
        typer.echo(organisation)
        for item in theirs:
            late = " (te laat)" if item.overdue(today) else ""
            typer.echo(f"  {day(item.date)}{late}, {item.label}: {item.title} ({item.ref})")
    if not items:
        typer.echo(f"Er is niets te doen in de komende {days} dagen.")


def _finish(register: "Register", action: str) -> None:
    session, _, entry = action.rpartition("/")
    seat = register.journal.operator(session)
    register.journal.write(seat, "done", {"action": entry}, id=_id_of("done", {}, action))
    typer.echo(f"Afgerond: {action}", err=True)


@contextmanager
def _register() -> Iterator["Register"]:
    from workbench.session import Journal
    from workbench.session.interventions import Register

    journal = Journal()
    try:
        yield Register(journal)
    finally:
        journal.close()


def _read(path: Path) -> dict:
    """The fields in the file; dates as they were written. Raises: InvalidInput when it is not a YAML mapping."""
    import yaml

    from workbench.errors import InvalidInput

    page = f"{path.name} is geen geldig YAML-bestand met velden."
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} is not YAML", page=page) from error
    if not isinstance(told, dict):
        raise InvalidInput(f"{path} holds no fields", page=page)
    return {str(name): value.isoformat() if isinstance(value, dt.date) else value for name, value in told.items()}


def _id_of(command: str, content: dict, place: str) -> str:
    """The same command with the same file twice is the same entry."""
    from workbench.session.entry import digest

    return f"{command}-{digest([content, place])[:24]}"


def _echo_json(told: object) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
