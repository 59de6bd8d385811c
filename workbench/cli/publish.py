"""`workbench publish`: every report of a theme and the partner site, and the gate between draft and public."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

group = typer.Typer(invoke_without_command=True, no_args_is_help=False, help="Maak en publiceer de partnersite.")
THEME = Annotated[str, typer.Option("--theme", help="Thema uit de catalogus.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Zeg het resultaat als JSON.")]
DRAFT = Annotated[Path | None, typer.Option(help="Map van het concept; anders in WORKBENCH_HOME.")]
SLEUTEL = Annotated[
    Path, typer.Option(help="Het bestand met uw eigen sleutel; `workbench disclosure key` maakt er een.")
]
DEFAULT = "mentale-gezondheid"


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="publish")


@group.callback()
def publish(
    context: typer.Context,
    theme: THEME = DEFAULT,
    areas: Annotated[str, typer.Option(help="Gebiedscodes met komma's, of all: de regio en elke gemeente.")] = "all",
    notebook: Annotated[list[str] | None, typer.Option(help="Alleen dit notebook; mag vaker.")] = None,
    output: Annotated[Path | None, typer.Option(help="Map voor de site; anders in WORKBENCH_HOME.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Adres van een Dask-cluster, zoals tcp://...")] = None,
    limit: Annotated[float, typer.Option(help="Seconden die een notebook mag duren.")] = 120,
    pdf: Annotated[bool, typer.Option(help="Maak van elk rapport ook een PDF.")] = True,
    as_json: AS_JSON = False,
) -> None:
    """Maak elk rapport en de site als concept. Wat niet veranderde, wordt niet opnieuw gemaakt."""
    if context.invoked_subcommand is not None:
        return
    from workbench.publish import batch, jobs, site

    _warn_of_address()

    place = output or site.draft_folder(theme)
    site.refuse_foreign(place)
    todo = jobs.jobs(theme, within=areas.split(","), notebooks=notebook)
    made = _told(batch.run(todo, theme=theme, limit=limit, scheduler=scheduler), total=len(todo))
    failed = [one for one in made if one.failure]
    whole = [one for one in made if not one.failure]
    site.build(theme, whole, output=place, with_pdf=pdf)
    facts = {
        "site": str(place),
        "reports": len(whole),
        "kept": sum(one.kept for one in made),
        "failed": {one.job.name: one.failure for one in failed},
    }
    typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else _summary(facts))
    raise typer.Exit(1 if failed else 0)


def _told(made, *, total: int) -> list:
    """All of them, with a line of progress and the time left on standard error."""
    begun, done, ready = time.monotonic(), [], 0
    for one in made:
        done.append(one)
        ready += not one.kept
        left = (time.monotonic() - begun) / max(ready, 1) * (total - len(done))
        word = "ongewijzigd" if one.kept else one.failure or f"klaar in {one.seconds:.0f} s"
        typer.echo(f"{len(done)}/{total} {one.job.name}: {word}. Nog ongeveer {_span(left)}.", err=True)
    return done


def _password() -> str:
    return typer.prompt("Wachtwoord van de sleutel", hide_input=True, err=True)


def _warn_of_address() -> None:
    from workbench.catalog import load_catalog
    from workbench.catalog.export import warning

    if said := warning(load_catalog()):
        typer.echo(said, err=True)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} seconden" if seconds < 90 else f"{seconds / 60:.0f} minuten"


def _summary(facts: dict) -> str:
    lines = [f"Site: {facts['site']} ({facts['reports']} rapporten, {facts['kept']} ongewijzigd)."]
    lines += [f"Mislukt: {name}. {why}" for name, why in facts["failed"].items()]
    return "\n".join(lines)


@group.command()
def changes(theme: THEME = DEFAULT, draft: DRAFT = None, as_json: AS_JSON = False) -> None:
    """Zeg wat er voor lezers verandert als het concept wordt gepubliceerd."""
    from workbench.publish import release, site

    found = release.changes(theme, draft or site.draft_folder(theme))
    lines = [*found.lines(), found.tally()]
    typer.echo(json.dumps(vars(found), ensure_ascii=False) if as_json else "\n".join(lines))


@group.command()
def check(
    sleutel: SLEUTEL,
    privacy: Annotated[str, typer.Option(help="Wat u bekeek voor de privacy, en waarom het goed is.")],
    taal: Annotated[str, typer.Option(help="Wat u bekeek aan de taal, en waarom zij begrijpelijk is.")],
    bronnen: Annotated[str, typer.Option(help="Wat u bekeek aan de bronnen, en waarom zij kloppen.")],
    theme: THEME = DEFAULT,
    draft: DRAFT = None,
) -> None:
    """Leg vast dat u het concept hebt nagekeken, met een eigen sleutel; twee mensen zijn nodig."""
    from workbench.publish import release, site

    place = draft or site.draft_folder(theme)
    reasons = {"privacy": privacy, "taal": taal, "bronnen": bronnen}
    _warn_of_address()
    found = release.changes(theme, place)
    typer.echo("\n".join([*found.lines(), found.tally()]))
    people = release.check(theme, place, key=sleutel, password=_password(), reasons=reasons)
    typer.echo(f"Nagekeken door {' en '.join(people)}: {len(people)} van {release.NEEDED}.")


@group.command("release")
def to_public(
    theme: THEME = DEFAULT,
    draft: DRAFT = None,
    to: Annotated[Path | None, typer.Option(help="Map van de openbare site; anders in WORKBENCH_HOME.")] = None,
) -> None:
    """Publiceer het concept dat twee mensen hebben nagekeken."""
    from workbench.publish import release, site

    typer.echo(f"Gepubliceerd: {release.publish(theme, draft or site.draft_folder(theme), to=to)}")


@group.command()
def withdraw(
    sleutel: SLEUTEL,
    reason: Annotated[str, typer.Option(help="Waarom.")],
    theme: THEME = DEFAULT,
) -> None:
    """Haal de openbare site weg; wat er stond, blijft in het register."""
    from workbench.publish import release

    release.withdraw(theme, key=sleutel, password=_password(), reason=reason)
    typer.echo("Ingetrokken.")


@group.command()
def history(theme: THEME = DEFAULT, as_json: AS_JSON = False) -> None:
    """Wie keek wat na, en wat werd wanneer gepubliceerd of ingetrokken."""
    from workbench.publish import release

    entries = release.history(theme)
    if as_json:
        typer.echo(json.dumps([{"at": entry.at} | entry.body for entry in entries], ensure_ascii=False))
        return
    for entry in entries:
        who = entry.body["who"] if isinstance(entry.body["who"], str) else " en ".join(entry.body["who"])
        typer.echo(f"{entry.at} {release.WORDS[entry.body['what']]} door {who}, site {entry.body['site'][:12]}")
