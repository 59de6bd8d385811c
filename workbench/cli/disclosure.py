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
    from workbench.disclosure import certificate
    from workbench.disclosure.ledger import Ledger

    ledger = Ledger()
    chosen = files or sorted((ledger.folder / "certificates").glob("*.json"))
    verdicts = {path.name: certificate.verify(certificate.read(path)) for path in chosen}
    broken = None if files else ledger.chain.broken_at()
    if as_json:
        proofs = [{"file": name, "ok": found.ok} | vars(found) for name, found in verdicts.items()]
        typer.echo(json.dumps({"ok": _good(verdicts, broken), "ledger_broken_at": broken, "proofs": proofs}))
    else:
        for found in verdicts.values():
            typer.echo(_sentence(found))
        typer.echo(f"{len(verdicts)} bewijzen nagerekend.")
        if broken:
            typer.echo(f"Het register klopt niet meer vanaf regel {broken}.", err=True)
    raise typer.Exit(0 if _good(verdicts, broken) else 1)


def _good(verdicts: dict, broken: int | None) -> bool:
    return broken is None and all(found.ok for found in verdicts.values())


def _sentence(found) -> str:
    if not found.ok:
        return f"NIET IN ORDE  {found.label}: {' '.join(found.problems)}"
    counted = f"{found.published} getoond, {found.hidden} verborgen"
    return f"in orde  {found.label}: {counted}; elk verborgen cijfer blijft ten minste {found.width} breed."


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
    shown = sum(cell[3] is not None for cell in entry.body["cells"])
    facts = {name: entry.body[name] for name in ("label", "version", "policy", "outcome", "certificate")}
    counts = {"shown": shown, "hidden": len(entry.body["cells"]) - shown}
    return {"number": entry.number, "at": entry.at, "subject": entry.subject} | facts | counts


@disclosure.command()
def approve(
    dataset: Annotated[str, typer.Argument(help="De dataset van een partner.")],
    naam: Annotated[str, typer.Option(help="Wie er goedkeurt.")],
    reden: Annotated[str, typer.Option(help="Waarom het vrijgegeven mag worden.")],
    versie: Annotated[str | None, typer.Option(help="Zonder versie de laatste levering.")] = None,
    as_json: AsJson = False,
) -> None:
    """Keur een levering goed; twee verschillende mensen samen geven haar vrij."""
    from workbench.disclosure import gate
    from workbench.errors import UnknownName
    from workbench.store import versions

    chosen = versions.current(dataset)
    if chosen is None:
        raise UnknownName.among(versions.datasets(), given=dataset, kind="dataset", soort="Dataset")
    version = versie or chosen.id
    given = gate.approve(dataset, version, who=naam, reason=reden)
    out = gate.is_released(dataset, version)
    if as_json:
        report = {"dataset": dataset, "version": version, "released": out, "approvals": [vars(each) for each in given]}
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        said = "is vrijgegeven" if out else "wacht op een tweede mens"
        typer.echo(f"{dataset} {version} {said}: goedgekeurd door {' en '.join(each.who for each in given)}.")
