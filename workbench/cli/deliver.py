"""`workbench deliver`: check a partner's file against its contract, accept it, or get an empty one to fill in."""

import json
from pathlib import Path
from typing import Annotated

import typer

MOST_LINES = 200

File = Annotated[Path, typer.Argument(help="Het bestand dat geleverd wordt (.csv, .xlsx of .sav).")]
ContractId = Annotated[str, typer.Option("--contract", help="De leverafspraak uit de catalogus.")]
AsJson = Annotated[bool, typer.Option("--json", help="Antwoord als JSON.")]

deliver = typer.Typer(no_args_is_help=True, help="Leveringen van partners controleren en aannemen.")


def register(app: typer.Typer) -> None:
    app.add_typer(deliver, name="deliver")


@deliver.command()
def check(file: File, contract: ContractId, as_json: AsJson = False) -> None:
    """Controleer een levering; er wordt niets opgeslagen."""
    from workbench.store import deliveries

    found = deliveries.check(file, contract=contract)
    rows = 0 if found.rows is None else len(found.rows)
    if as_json:
        lines = [each.as_dict() for each in found.findings]
        report = {"contract": contract, "accepted": found.accepted, "rows": rows, "findings": lines}
        typer.echo(json.dumps(report, ensure_ascii=False))
    elif found.accepted:
        typer.echo(f"De levering voldoet aan de afspraak: {rows} regels.")
    else:
        _print_findings(found.findings)
    raise typer.Exit(0 if found.accepted else 1)


@deliver.command()
def accept(
    file: File,
    contract: ContractId,
    partner: Annotated[str | None, typer.Option(help="Wie er levert, als de afspraak meer partners noemt.")] = None,
    as_json: AsJson = False,
) -> None:
    """Neem een levering aan die aan de afspraak voldoet; anders verandert er niets."""
    from workbench.errors import DeliveryRejected
    from workbench.store import deliveries

    try:
        version = deliveries.accept(file, contract=contract, partner=partner)
    except DeliveryRejected as error:
        if as_json:
            report = {"contract": contract, "accepted": False, "findings": error.facts["lines"]}
            typer.echo(json.dumps(report, ensure_ascii=False))
        raise
    report = {"contract": contract, "accepted": True, "version": version.id, "rows": version.rows}
    said = f"Aangenomen: {version.dataset} heeft nu {version.rows} regels (versie {version.id})."
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else said)
    if not as_json:
        typer.echo("Te zien is nog niets: twee mensen geven haar vrij, ieder met een eigen sleutel:")
        typer.echo(f"  workbench disclosure approve {version.dataset} --sleutel BESTAND --reden REDEN")


@deliver.command()
def template(
    contract: Annotated[str, typer.Argument(help="De leverafspraak uit de catalogus.")],
    output: Annotated[Path | None, typer.Option("--output", help="Naam van het lege bestand, .csv of .xlsx.")] = None,
) -> None:
    """Maak een leeg bestand om in te vullen."""
    from workbench.catalog import load_catalog
    from workbench.sources.delivery import write_template

    agreed = load_catalog().contract(contract)
    path = output or Path(f"{agreed.id}.csv")
    write_template(agreed, path)
    typer.echo(str(path))


def _print_findings(findings: list) -> None:
    typer.echo(f"De levering voldoet niet aan de afspraak: {len(findings)} punten om te herstellen.")
    for finding in findings[:MOST_LINES]:
        typer.echo(f"- {finding.as_line()}")
    if len(findings) > MOST_LINES:
        typer.echo(f"... en nog {len(findings) - MOST_LINES} andere.")
