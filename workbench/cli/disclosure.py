"""`workbench disclosure`: check the proofs, read the ledger of releases, and release a partner's delivery."""

import json
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
    email: Annotated[str | None, typer.Option(help="Het e-mailadres van het werk.")] = None,
) -> None:
    """Maak een eigen sleutel om mee vrij te geven, en een inschrijving om door te geven."""
    from workbench import signatures
    from workbench.catalog import releasers

    password = typer.prompt("Wachtwoord voor de sleutel", hide_input=True, confirmation_prompt="Nog een keer")
    public = signatures.new_key(output, password=password)
    written = releasers.entry(naam, organisation=organisatie, email=email, key=public)
    beside = output.with_name(f"{output.name}.yaml")
    beside.write_text(written, encoding="utf-8")
    typer.echo(f"De sleutel staat in {output}. Bewaar dat bestand en het wachtwoord zelf, en geef ze aan niemand.")
    typer.echo(f"Geef {beside} aan de data-officier. Die neemt u op met: workbench disclosure enrol {beside.name}\n")
    typer.echo(written, nl=False)


@disclosure.command()
def enrol(
    inschrijving: Annotated[Path, typer.Argument(help="Het .yaml-bestand dat naast de sleutel is gemaakt.")],
) -> None:
    """Neem iemand op in de catalogus die vanaf nu mag vrijgeven."""
    from workbench.catalog import enrol, load_catalog

    person, place = enrol(inschrijving)
    typer.echo(f"{person.name} ({person.organisation}) mag vrijgeven en staat in {place}.")
    if len(load_catalog().releasers) < 2:
        typer.echo("Er is nog een tweede mens nodig: niemand geeft alleen vrij.")


@disclosure.command()
def waiting(as_json: AsJson = False) -> None:
    """Laat zien welke leveringen op vrijgave wachten, en wie ze al goedkeurde."""
    from workbench.disclosure import gate

    found = gate.waiting()
    if as_json:
        typer.echo(json.dumps([vars(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        said = f"goedgekeurd door {' en '.join(each.approved)}" if each.approved else "nog door niemand goedgekeurd"
        typer.echo(f"{each.dataset} {each.version}: {said}.")
    typer.echo("" if found else "Er wacht geen levering op vrijgave.", nl=not found)


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

    version = _version(dataset, versie)
    password = typer.prompt("Wachtwoord van de sleutel", hide_input=True, err=True)
    given = gate.approve(dataset, version, key=sleutel, password=password, reason=reden)
    out = gate.is_released(dataset, version)
    if as_json:
        report = {"dataset": dataset, "version": version, "released": out, "approvals": [vars(each) for each in given]}
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        said = "is vrijgegeven" if out else "wacht op een tweede mens"
        typer.echo(f"{dataset} {version} {said}: goedgekeurd door {' en '.join(each.who for each in given)}.")


@disclosure.command()
def withdraw(
    dataset: Annotated[str, typer.Argument(help="De dataset van een partner.")],
    sleutel: Annotated[Path, typer.Option(help="Het bestand met de eigen sleutel van wie intrekt.")],
    reden: Annotated[str, typer.Option(help="Waarom de cijfers niet meer getoond mogen worden.")],
    versie: Annotated[str | None, typer.Option(help="Zonder versie de laatste levering.")] = None,
) -> None:
    """Trek een levering in; daar is één mens genoeg voor, en de pagina's tonen haar niet meer."""
    from workbench.disclosure import gate

    version = _version(dataset, versie)
    password = typer.prompt("Wachtwoord van de sleutel", hide_input=True, err=True)
    gate.withdraw(dataset, version, key=sleutel, password=password, reason=reden)
    before = gate.released(dataset)
    shown = f"Te zien is nu versie {before.id}." if before else "Er is nu niets meer van te zien."
    typer.echo(f"{dataset} {version} is ingetrokken. {shown}")
    typer.echo("Staan de cijfers op een site? Trek die ook in: workbench publish withdraw.")


def _version(dataset: str, wanted: str | None) -> str:
    """The version that is meant. Raises: UnknownName; InvalidInput when nothing was delivered yet."""
    from workbench.catalog import load_catalog
    from workbench.errors import InvalidInput
    from workbench.store import versions

    chosen = versions.current(load_catalog().dataset(dataset).id)
    if chosen is None or chosen.demo:
        page = f"Van '{dataset}' is nog niets geleverd. Neem eerst een levering aan met 'workbench deliver accept'."
        raise InvalidInput(f"nothing was delivered for {dataset}", page=page)
    return wanted or chosen.id
