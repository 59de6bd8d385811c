"""`workbench disclosure`: check the proofs, read the ledger of releases, and release a partner's delivery."""

import json
import re
from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Antwoord als JSON.")]

disclosure = typer.Typer(no_args_is_help=True, help="De deur: bewijzen, register en vrijgave.")


def register(app: typer.Typer) -> None:
    app.add_typer(disclosure, name="disclosure")


@disclosure.command()
def verify(
    files: Annotated[list[Path] | None, typer.Argument(help="Bewijzen; zonder bestanden alle van deze plek.")] = None,
    as_json: AsJson = False,
) -> None:
    """Reken na dat verborgen cijfers verborgen zijn: alleen optellen en vergelijken."""
    from workbench.disclosure import certificate, verifying
    from workbench.disclosure.ledger import Ledger

    ledger = Ledger()
    chosen = files or sorted((ledger.folder / "certificates").glob("*.json"))
    verdicts = {path.name: verifying.verify(certificate.read(path)) for path in chosen}
    broken, unproven = (None, []) if files else (ledger.chain.broken_at(), ledger.unproven())
    good = broken is None and not unproven and all(found.ok for found in verdicts.values())
    if as_json:
        proofs = [{"file": name, "ok": found.ok} | vars(found) for name, found in verdicts.items()]
        without = [entry.number for entry in unproven]
        typer.echo(json.dumps({"ok": good, "ledger_broken_at": broken, "unproven": without, "proofs": proofs}))
    else:
        for found in verdicts.values():
            typer.echo(found.sentence)
        typer.echo(f"{len(verdicts)} bewijzen nagerekend.")
        for entry in unproven:
            typer.echo(f"Bij regel {entry.number} ({entry.body['label']}) hoort geen geldig bewijs.", err=True)
        if broken:
            typer.echo(f"Het register klopt niet meer vanaf regel {broken}.", err=True)
    raise typer.Exit(0 if good else 1)


@disclosure.command()
def ledger(as_json: AsJson = False) -> None:
    """Laat zien wat er ooit is vrijgegeven."""
    from workbench.disclosure.ledger import Ledger

    entries = Ledger().releases()
    lines = [_line(entry) for entry in entries]
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False))
        return
    for line in lines:
        counted = f": {line['shown']} getoond, {line['hidden']} verborgen" if "shown" in line else ""
        typer.echo(f"{line['number']:>5}  {line['at'][:10]}  {line['label']}{counted}")


def _line(entry) -> dict:
    if "cells" not in entry.body:  # a site that was checked, published or withdrawn; a joint sum
        return {"number": entry.number, "at": entry.at, "subject": entry.subject, "label": entry.body["label"]}
    shown = sum(cell[5] is not None for cell in entry.body["cells"])
    facts = {name: entry.body[name] for name in ("label", "version", "policy", "outcome", "certificate")}
    counts = {"shown": shown, "hidden": len(entry.body["cells"]) - shown}
    return {"number": entry.number, "at": entry.at, "subject": entry.subject} | facts | counts


@disclosure.command()
def key(
    naam: Annotated[str, typer.Argument(help="Wie de sleutel krijgt, zoals de naam in de catalogus komt.")],
    output: Annotated[Path, typer.Option("--output", help="Bestand voor de sleutel; bewaar het zelf.")],
    organisatie: Annotated[str, typer.Option(help="De organisatie van deze persoon.")],
) -> None:
    """Maak een eigen sleutel om leveringen mee vrij te geven; toont de regel voor de catalogus."""
    import datetime as dt

    from workbench import signatures

    password = typer.prompt("Wachtwoord voor de sleutel", hide_input=True, confirmation_prompt="Nog een keer")
    public = signatures.new_key(output, password=password)
    name = "-".join(re.findall(r"[a-z0-9]+", naam.lower()))
    typer.echo(f"De sleutel staat in {output}. Zet dit in data_catalog/releasers/{name}.yaml:\n")
    typer.echo(f"id: {name}\nname: {naam}\norganisation: {organisatie}\nkey: {public}\nsince: {dt.date.today()}")


@disclosure.command()
def approve(
    dataset: Annotated[str, typer.Argument(help="De dataset van een partner.")],
    sleutel: Annotated[Path, typer.Option(help="Het bestand met de eigen sleutel van wie goedkeurt.")],
    reden: Annotated[str, typer.Option(help="Waarom het vrijgegeven mag worden.")],
    versie: Annotated[str | None, typer.Option(help="Zonder versie de laatste levering.")] = None,
    as_json: AsJson = False,
) -> None:
    """Keur een levering goed met een eigen sleutel; twee verschillende mensen samen geven haar vrij."""
    from workbench.disclosure import gate
    from workbench.errors import UnknownName
    from workbench.store import versions

    chosen = versions.current(dataset)
    if chosen is None:
        raise UnknownName.among(versions.datasets(), given=dataset, kind="dataset", soort="Dataset")
    version = versie or chosen.id
    password = typer.prompt("Wachtwoord van de sleutel", hide_input=True, err=True)
    given = gate.approve(dataset, version, key=sleutel, password=password, reason=reden)
    out = gate.is_released(dataset, version)
    if as_json:
        report = {"dataset": dataset, "version": version, "released": out, "approvals": [vars(each) for each in given]}
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        said = "is vrijgegeven" if out else "wacht op een tweede mens"
        typer.echo(f"{dataset} {version} {said}: goedgekeurd door {' en '.join(each.who for each in given)}.")
